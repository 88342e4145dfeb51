"""The wizard: a form, the plan that it comes to, and what became of that."""

from collections.abc import Callable, Mapping
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ovntui.cloud.delta import Delta
from ovntui.plans.deeds.act import Look
from ovntui.plans.errors import Refusal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Query, Recipe, Values, View
from ovntui.safetext import SafeText
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.widgets.form.answers import Answers
from ovntui.widgets.form.form import Form
from ovntui.widgets.plan.preview_page import PreviewPage
from ovntui.widgets.plan.result_page import ResultPage
from ovntui.widgets.plan.run import Run

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at a cloud that changes while a form is open."""


class WizardScreen(PlanScreen):
    """The form is the first of its parts. It stays as it was on the way to the preview and back, and where a
    plan was refused; nothing typed is lost."""

    DEFAULT_CSS = """
    WizardScreen {
        & #title { height: 1; padding: 0 1; color: $text-muted; }
        & #refused { display: none; height: auto; max-height: 4; padding: 0 1; color: $text-error; }
        & #refused.-shown { display: block; text-style: bold; }
    }
    """

    def __init__(
        self,
        planner: Planner,
        recipe: Recipe,
        view: View,
        typed: Mapping[str, str],
        apply: Callable[[Plan], Run],
        mode: str,
    ) -> None:
        self._planner = planner
        self.answers = Answers(recipe, view, typed)
        self._asked = _asked(recipe, view, typed)
        self._stirred = False
        super().__init__(planner.deployment, None, apply, mode)

    def compose_page(self) -> ComposeResult:
        recipe = self.answers.recipe
        title = Content.assemble((SafeText(recipe.title), "bold"), "  ", SafeText(recipe.summary))
        yield Static(title, id="title", markup=False)
        with Vertical(id="parts"):
            yield Form(self.answers, id="form", classes="-shown")
            yield PreviewPage()
            yield ResultPage(self.deployment.cloud, may_again=True)
        yield Static("", id="refused", markup=False)

    def on_mount(self) -> None:
        """Ready to be typed in."""
        self.query_one(Form).begin()

    @property
    def would_lose(self) -> bool:
        return self.part != "result" and self.answers.is_touched

    def take(self, delta: Delta) -> None:
        """The cloud moves under the form: proposals follow, at a calm pace."""
        super().take(delta)
        if not self._stirred:
            self._stirred = True
            self.call_later(self._look_soon)

    # From the form to the preview

    def on_form_changed(self) -> None:
        """What the recipe has to see may depend on what was typed."""
        self._tell_refusal("")
        self._look_again()

    def on_form_finished(self) -> None:
        """Make the plan."""
        self._make()

    @work(exclusive=True, group="plan")
    async def _make(self) -> None:
        try:
            plan = await self._planner.make(self.answers.recipe, self.answers.typed)
        except Refusal as refusal:
            self.show_part("form")
            self._tell_refusal(str(refusal))
            return
        self._tell_refusal("")
        self.show_part("preview")
        self.query_one(PreviewPage).show(plan)

    def on_preview_page_left(self, event: PreviewPage.Left) -> None:
        """Back to the form, as it was."""
        event.prevent_default()
        self.show_part("form")
        self.query_one(Form).begin_again()

    def on_result_page_again(self) -> None:
        """Plan anew, from the world as it is now and what was typed."""
        self.show_part("form")
        self.query_one(Form).begin_again()
        self._make_anew()

    @work(exclusive=True, group="plan")
    async def _make_anew(self) -> None:
        await self._ask()
        self.query_one(Form).action_finish()

    # The cloud under the form

    def _look_soon(self) -> None:
        self.set_timer(LOOK_EVERY, self._look)

    def _look(self) -> None:
        self._stirred = False
        if self.part == "form":
            self.query_one(Form).look(self.answers.view)
            if self._asked:
                self._ask_beside()

    def _look_again(self) -> None:
        asked = _asked(self.answers.recipe, self.answers.view, self.answers.typed)
        if asked != self._asked:
            self._asked = asked
            self._ask_beside()

    @work(exclusive=True, group="ask")
    async def _ask_beside(self) -> None:
        await self._ask()

    async def _ask(self) -> None:
        """Fetch anew what the recipe sees beside the cloud."""
        try:
            view = await self._planner.view(self.answers.recipe, self.answers.typed)
        except Refusal as refusal:
            self._tell_refusal(str(refusal))
        else:
            self.query_one(Form).look(view)

    def _tell_refusal(self, sentence: str) -> None:
        told = self.query_one("#refused", Static)
        told.set_class(bool(sentence), "-shown")
        told.update(Content(SafeText(f"✗ {sentence}" if sentence else "")))


def _asked(recipe: Recipe, view: View, typed: Values) -> list[Query | Look]:
    """What a recipe asks for beside the cloud."""
    cloud = view.cloud
    return [
        *recipe.queries(cloud, typed),
        *recipe.by_schema(cloud, view.schemas, typed),
        *recipe.looks(cloud, typed),
    ]
