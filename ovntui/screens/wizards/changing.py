"""What the console can change: the keys that open wizards, and the forms and texts that they open."""

from collections.abc import Awaitable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Vm
from ovntui.plans.errors import Refusal
from ovntui.screens.wizards.applying import Applying
from ovntui.screens.wizards.fitting import Fitting, Verb, as_rows, filled, fitting, fitting_rows, verb_of
from ovntui.widgets.console_screen import Subject

if TYPE_CHECKING:
    from ovntui.plans.recipe import Recipe
    from ovntui.screens.wizards.text import Text

FAULTS_SHOWN: Final = 8
"""How many wrong lines of an edited text are told at once."""

_TITLES: Final[Mapping[Verb, str]] = {"add": "Add", "edit": "Edit", "remove": "Remove"}


class Changing(Applying):
    """An app whose keys ask for changes, in forms that are filled in from the record under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "change('add')", "Add", id="change.add", tooltip="Add or attach something here"),
        Binding(
            "e", "change('edit')", "Edit", id="change.edit", tooltip="Change the record, or those selected"
        ),
        Binding(
            "D,delete",
            "change('remove')",
            "Remove",
            id="change.remove",
            key_display="D",
            tooltip="Remove the record, or those selected",
        ),
        Binding("u", "undo", "Undo", id="change.undo", tooltip="Undo the last change made here"),
        Binding(
            "ctrl+r", "redo", "Redo", id="change.redo", show=False, tooltip="Do again what was undone last"
        ),
        Binding(
            "E",
            "edit_text",
            "Edit as text",
            id="change.edit_text",
            show=False,
            tooltip="Edit the record's row, or a VM's XML, as text in $VISUAL or $EDITOR",
        ),
        Binding("plus", "recipes", "All changes", id="change.any", key_display="+", show=False),
    ]

    @cached_property
    def recipes(self) -> "Mapping[str, Recipe]":
        """What it can change, by name."""
        from ovntui.plans.recipes.catalogue import RECIPES

        return RECIPES

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        page = self.page
        if action == "change":
            return page is not None and parameters[0] in page.CHANGES
        if (
            action == "edit_text"
        ):  # the editor of somebody who came in over SSH would be a shell on this machine
            at_home = self.deployment.settings.operator is None
            return at_home and page is not None and "edit" in page.CHANGES
        if action == "recipes":
            return page is not None
        return super().check_action(action, parameters)

    # Keys

    def action_change(self, verb: Verb) -> None:
        """Open the recipe of that verb that fits; where several do, let the operator choose."""
        page = self.page
        if page is None or not self.may_write():
            return
        subjects = page.subjects()
        if subjects and subjects[0].kind == "row":
            self.run_worker(self._open_rows(verb, subjects), exclusive=True, group="wizard")
            return
        found = fitting(self.recipes.values(), verb, subjects) if subjects else self._unbound(verb)
        rows = as_rows(self.deployment.cloud, subjects) if verb == "edit" and not found else None
        if rows is not None:  # no form is made for it: then any of its columns
            self.run_worker(self._open_rows(verb, [rows]), exclusive=True, group="wizard")
            return
        many = max((len(subject.names) for subject in subjects), default=0) > 1
        if not found:
            reason = f"Nothing here can be {verb}ed" if verb == "add" else f"There is nothing to {verb} here"
            self.notify(
                "That cannot be done to several at once." if many else f"{reason}.",
                severity="warning",
                markup=False,
            )
        elif len(found) == 1:
            self.open_wizard(*found[0])
        else:
            self._choose(_TITLES[verb], found)

    def _unbound(self, verb: Verb) -> list[Fitting]:
        """On a page without records: all that can be added."""
        adding = (recipe for recipe in self.recipes.values() if verb_of(recipe) == "add")
        return [Fitting(recipe, {}) for recipe in adding] if verb == "add" else []

    def action_recipes(self) -> None:
        """Everything that can be changed."""
        page = self.page
        if page is not None and self.may_write():
            subjects = page.subjects()
            self._choose("Change", [filled(recipe, subjects) for recipe in self.recipes.values()])

    def action_edit_text(self) -> None:
        """Edit what is under the cursor as text: a VM's definition, or a record's row."""
        from ovntui.screens.wizards.definitions import definition_text
        from ovntui.screens.wizards.rows import row_text
        from ovntui.widgets.record_screen import RecordScreen

        page = self.page
        row = page.bare_row() if isinstance(page, RecordScreen) else None
        vm = _vm_of(page.subjects(), self.deployment.cloud) if page is not None else None
        if row is None and vm is None:
            self.notify("There is nothing here to edit as text.", severity="warning")
        elif self.may_write():
            text = definition_text(self, self.planner, vm) if vm else row_text(self, self.planner, *row or ())
            self.run_worker(self._edit_text(text), exclusive=True, group="wizard")

    # Wizards

    def open_wizard(self, recipe: "Recipe", typed: Mapping[str, str]) -> None:
        """Open the form of a recipe, with these fields filled in."""
        if self.may_write():
            self.away(lambda: self.run_worker(self._open(recipe, typed), exclusive=True, group="wizard"))

    async def _open(self, recipe: "Recipe", typed: Mapping[str, str]) -> None:
        from ovntui.screens.wizards.wizard import WizardScreen

        try:
            view = await self.planner.view(recipe, typed)
        except Refusal as refusal:
            self.refused(refusal)
            return
        await self.push_screen(WizardScreen(self.planner, recipe, view, typed, self.begin, self.current_mode))

    async def _open_rows(self, verb: Verb, subjects: Sequence[Subject]) -> None:
        """What is made for rows of that table comes before what can be done to any row."""
        from ovntui.screens.wizards.rows import for_rows

        subject, *owners = subjects
        if verb != "add" and not subject.names:
            self.notify(f"There is no row here to {verb}.", severity="warning")
            return
        try:
            any_row = await for_rows(self.planner, self.recipes, verb, subject)
        except Refusal as refusal:
            self.refused(refusal)
            return
        found = fitting_rows(self.recipes.values(), verb, subjects)
        if not found or (owners and len(found) == 1):
            await self._open(*(found or [any_row])[0])
        else:
            self._choose(_TITLES[verb], [*found, any_row])

    async def _edit_text(self, wanted: "Awaitable[Text]") -> None:
        """To the editor and back, until its text comes to a plan or is given up."""
        from ovntui.screens.wizards.plan_screen import PlanScreen
        from ovntui.widgets.dialogs.ask import AskDialog

        try:
            text = await wanted
        except Refusal as refusal:
            self.refused(refusal)
            return
        wrong = ""
        while not wrong or await self.push_screen_wait(
            AskDialog(f"Edit {text.title}", wrong, "back into the editor", "give it up")
        ):
            try:
                wrong = "\n".join((await text.edit())[:FAULTS_SHOWN])
                if not text.is_changed:
                    self.notify("Nothing was changed.")
                    return
                if not wrong:
                    plan = await text.plan(self.planner)
                    await self.push_screen(PlanScreen(self.deployment, plan, self.begin, self.current_mode))
                    return
            except Refusal as refusal:
                wrong = str(refusal)

    def _choose(self, title: str, found: list[Fitting]) -> None:
        from ovntui.widgets.dialogs.choose import Choice, ChooseDialog

        def chosen(one: Fitting | None) -> None:
            if one is not None:
                self.open_wizard(*one)

        choices = [Choice(one.recipe.title, one.recipe.summary, one) for one in found]
        self.push_screen(ChooseDialog(title, choices), chosen)


def _vm_of(subjects: Sequence[Subject], cloud: Cloud) -> Vm | None:
    """The one VM that is looked at."""
    if not subjects or subjects[0].kind != "vm" or len(subjects[0].names) != 1:
        return None
    from ovntui.plans.recipe import View
    from ovntui.plans.recipes.vm_things import vms_called

    found = vms_called(View(cloud), subjects[0].names[0])
    return found[0] if len(found) == 1 else None
