"""The console's hand on changes: keys that open wizards, plans that are applied, undo and redo."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType

from ovntui.cloud.cells import Door, Mood
from ovntui.cloud.events import Event
from ovntui.deployment import Deployment
from ovntui.plans.entry import Entry
from ovntui.plans.errors import JournalError, Refusal
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.settle import settle
from ovntui.plans.undo import undo
from ovntui.plans.writer import Writer
from ovntui.safetext import SafeText
from ovntui.screens.wizards.company import Accompanied
from ovntui.screens.wizards.fitting import Fitting, Verb, filled, fitting, verb_of
from ovntui.screens.wizards.plan_screen import PlanScreen, Shown
from ovntui.screens.wizards.reverse import to_redo, to_undo
from ovntui.screens.wizards.wizard import WizardScreen
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.dialogs.ask import AskDialog
from ovntui.widgets.dialogs.choose import Choice, ChooseDialog
from ovntui.widgets.plan.run import Run
from ovntui.widgets.plan.verdict import short_verdict

_TITLES: Final[Mapping[Verb, str]] = {"add": "Add", "edit": "Edit", "remove": "Remove"}


class Changing(Accompanied):
    """An app that can change what it shows, through plans alone."""

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
        Binding("plus", "recipes", "All changes", id="change.any", key_display="+", show=False),
        Binding("u", "undo", "Undo", id="change.undo", tooltip="Undo the last change made here"),
        Binding(
            "ctrl+r", "redo", "Redo", id="change.redo", show=False, tooltip="Do again what was undone last"
        ),
    ]

    recipes: Mapping[str, Recipe] = RECIPES
    """What it can change, by name."""

    def __init__(self, deployment: Deployment, **options: Any) -> None:
        self.gate = Gate.of(deployment.settings)
        self.planner = Planner(deployment)
        self.journal = Journal.of(deployment.settings)
        self.writer = Writer(deployment, self.gate, self.journal)
        super().__init__(deployment, **options)

    @property
    def page(self) -> ConsoleScreen | None:
        """The page on top, where no form and no dialog lies over it."""
        screen = self.screen
        return screen if isinstance(screen, ConsoleScreen) and not isinstance(screen, PlanScreen) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("change", "recipes", "undo", "redo"):
            return self.page is not None
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        """What a console left behind that was killed is looked for."""
        self.run_worker(self._settle(), group="settle")

    async def _settle(self) -> None:
        """Decide what was sent and never answered, and tell of it."""
        await self.deployment.loaded()
        try:
            decided = await settle(self.deployment, self.journal)
        except JournalError as error:
            self.notify(SafeText(str(error)), severity="error", markup=False)
            return
        for entry in decided:
            assert entry.outcome is not None
            became = "it was applied" if entry.standing == "applied" else entry.outcome.reason
            self.notify(
                SafeText(f"{entry.plan.sentences[0]}: {became}"),
                title="One change was sent and its outcome was not seen",
                severity="information" if entry.standing == "applied" else "warning",
                timeout=20,
                markup=False,
            )

    # Keys

    def action_change(self, verb: Verb) -> None:
        """Open the recipe of that verb that fits; where several do, let the operator choose."""
        page = self.page
        if page is None or not self.may_write():
            return
        subjects = page.subjects()
        found = fitting(self.recipes.values(), verb, subjects) if subjects else self._unbound(verb)
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

    async def action_undo(self) -> None:
        """Show what undoing the last change would do."""
        await self._reverse(to_undo, "There is nothing of yours to undo.")

    async def action_redo(self) -> None:
        """Show what doing again what was undone last would do."""
        await self._reverse(to_redo, "There is nothing to do again.")

    def may_write(self) -> bool:
        """Whether anything may be changed; where not, the operator is told why."""
        if self.gate.closed:
            self.notify(SafeText(self.gate.closed), title="Read-only", severity="warning", markup=False)
        return not self.gate.closed

    # Wizards

    def open_wizard(self, recipe: Recipe, typed: Mapping[str, str]) -> None:
        """Open the form of a recipe, with these fields filled in."""
        if self.may_write():
            self.away(lambda: self.run_worker(self._open(recipe, typed), exclusive=True, group="wizard"))

    def away(self, then: Callable[[], object]) -> None:
        """Do as then says once no form lies over the page; ask first if something typed would be lost."""
        screen = self.screen
        if not isinstance(screen, PlanScreen):
            self.call_later(then)
            return

        def left(sure: bool | None) -> None:
            if sure:
                screen.dismiss()
                self.call_later(then)

        if screen.would_lose:
            self.push_screen(
                AskDialog("Leave the form?", "What was typed here will be lost.", "leave", "stay"), left
            )
        else:
            left(True)

    async def _open(self, recipe: Recipe, typed: Mapping[str, str]) -> None:
        try:
            view = await self.planner.view(recipe, typed)
        except Refusal as refusal:
            self._refused(refusal)
            return
        await self.push_screen(WizardScreen(self.planner, recipe, view, typed, self.begin, self.current_mode))

    def _choose(self, title: str, found: list[Fitting]) -> None:
        def chosen(one: Fitting | None) -> None:
            if one is not None:
                self.open_wizard(*one)

        choices = [Choice(one.recipe.title, one.recipe.summary, one) for one in found]
        self.push_screen(ChooseDialog(title, choices), chosen)

    def on_plan_screen_left(self, event: PlanScreen.Left) -> None:
        """Back to the page beneath, and on from there."""
        if self.screen is event.screen:
            self.away(lambda: self.show(event.then) if event.then else None)

    # Plans

    def begin(self, plan: Plan) -> Run:
        """Begin to apply a plan. It goes on whatever the operator looks at."""
        run = Run(plan, time.time())
        self.run_worker(self._apply(run), group="apply")
        return run

    async def _apply(self, run: Run) -> None:
        outcome = await run.go(lambda doubt: self.writer.apply(run.plan, "hv", doubt), time.time)
        if outcome.verdict == "applied":
            self.deployment.events.append(self._event(run))
        if not run.is_watched:
            self.notify(
                SafeText(short_verdict(run)),
                title=SafeText(run.plan.title),
                severity="information" if outcome.verdict == "applied" else "error",
                markup=False,
            )

    def _event(self, run: Run) -> Event:
        plan = run.plan
        door = self._door(*plan.shows) if plan.shows else None
        more = f" and {len(plan.sentences) - 1} more" if len(plan.sentences) > 1 else ""
        text = SafeText(f"{plan.operator}: {plan.sentences[0]}{more}   u undoes it")
        return Event(run.ended or run.began, text, Mood.NAME, door)

    async def _reverse(self, pick: Callable[[list[Entry], str], Entry | None], nothing: str) -> None:
        if not self.may_write():
            return
        try:
            entries = await asyncio.to_thread(self.journal.entries)
        except JournalError as error:
            self.notify(SafeText(str(error)), severity="error", markup=False)
            return
        entry = pick(entries, self.planner.operator)
        if entry is None:
            self.notify(nothing, severity="warning", markup=False)
        else:
            await self.reverse(entry)

    async def reverse(self, entry: Entry) -> None:
        """Show what undoing an entry of the journal would do; or why it cannot be undone."""
        if not self.may_write():
            return
        try:
            plan = await undo(self.planner, entry)
        except Refusal as refusal:
            self._refused(refusal, title=f"Not undone: {entry.plan.title}")
            return
        await self.push_screen(PlanScreen(self.deployment, plan, self.begin, self.current_mode))

    def _refused(self, refusal: Refusal, title: str = "Not possible") -> None:
        self.notify(
            SafeText(str(refusal)), title=SafeText(title), severity="warning", timeout=12, markup=False
        )

    # Where it can be seen

    def show(self, shown: Shown) -> None:
        """Go to what a plan made, as soon as the database has told of it."""
        self.run_worker(self._show(shown), exclusive=True, group="show")

    def go(self, target: Door) -> None:
        """To a record, wherever records of its kind are at home."""
        raise NotImplementedError

    async def _show(self, shown: Shown) -> None:
        came = asyncio.Event()
        unlisten = self.deployment.listen(lambda _: came.set())
        try:
            async with asyncio.timeout(_PATIENCE):
                while (door := self._door(shown.kind, shown.name)) is None:
                    await came.wait()
                    came.clear()
        except TimeoutError:
            self.notify("It is not there any more.", severity="warning")
        else:
            self.go(door)
        finally:
            unlisten()

    def _door(self, kind: Any, name: str) -> Door | None:
        cloud = self.deployment.cloud
        if kind == "row":
            return Door(kind, name)
        if name in cloud.kinds[kind]:
            return Door(kind, name)
        if kind == "nat":
            return None
        return next((Door(kind, key) for key, other in cloud.names(kind) if other == name), None)


_PATIENCE: Final = 10.0
"""Seconds that the database is given to tell of what it has applied."""
