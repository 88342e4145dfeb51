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
from ovntui.plans.recipe import Query, Recipe, Values, View, asked, looked
from ovntui.safetext import SafeText
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.widgets.form.answers import Answers
from ovntui.widgets.form.form import Form
from ovntui.widgets.plan.preview_page import PreviewPage
from ovntui.widgets.plan.result_page import ResultPage
from ovntui.widgets.plan.run import Run

ASK_AGAIN: Final = 1.0
"""Seconds until a host that did not answer is asked again."""
TELL_AFTER: Final = 0.3
"""Seconds after which it is told that a plan is still being made."""
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at a cloud that changes while a form is open."""


class WizardScreen(PlanScreen):
    """The form is the first of its parts. It stays as it was on the way to the preview and back, and where a
    plan was refused; nothing typed is lost."""

    AUTO_FOCUS = ""
    """The form knows where most is to do; a first key must not go to another field before."""
    DEFAULT_CSS = """
    WizardScreen {
        & #title { height: 1; padding: 0 1; color: $text-muted; }
        & #refused { display: none; height: auto; max-height: 4; padding: 0 1; color: $text-error; }
        & #refused.-shown { display: block; text-style: bold; }
        & #refused.-waiting { color: $text-muted; }
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
        self._asked = _beside(recipe, view, typed)
        self._stirred = False
        self._is_asking = False
        self._is_making = False
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
        self._ask_again = self.set_interval(ASK_AGAIN, self._ask_beside, pause=True)
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
        """What the recipe has to see may depend on what was typed, and so does a plan that is being made."""
        self.workers.cancel_group(self, "plan")
        self._tell_refusal("")
        self._look_again()

    def on_form_finished(self) -> None:
        """Make the plan. Somebody who asks again is waited for no longer."""
        if not self._is_making:
            self._make()

    @work(exclusive=True, group="plan")
    async def _make(self) -> None:
        self._is_making = True
        waiting = self.set_timer(TELL_AFTER, self._tell_making)
        try:
            plan = await self._planner.make(self.answers.recipe, self.answers.typed)
        except Refusal as refusal:
            self.show_part("form")
            self._tell_refusal(str(refusal))
            return
        finally:
            self._is_making = False
            waiting.stop()
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
            if self._asked and not self._is_asking:  # a slow host comes to its answer
                self._ask_beside()

    def _look_again(self) -> None:
        view = self.answers.view
        try:
            wanted = _beside(self.answers.recipe, view, self.answers.typed)
        except Refusal as refusal:
            self._tell_refusal(str(refusal))
            return
        if wanted != self._asked:
            self._asked = wanted
            self._ask_beside()

    @work(exclusive=True, group="ask")
    async def _ask_beside(self) -> None:
        self._ask_again.pause()
        await self._ask()

    async def _ask(self) -> None:
        """Fetch anew what the recipe sees beside the cloud."""
        self._is_asking = True
        try:
            view = await self._planner.view(self.answers.recipe, self.answers.typed)
        except Refusal as refusal:
            self._tell_refusal(str(refusal))
        else:
            self.query_one(Form).look(view)
            if any(isinstance(one, Look) and one not in view.found for one in self._asked):
                self._ask_again.resume()
        finally:
            self._is_asking = False

    def _tell_refusal(self, sentence: str) -> None:
        self._tell(f"✗ {sentence}" if sentence else "")

    def _tell_making(self) -> None:
        """A host that has to be looked at first may take its time."""
        self._tell("… making the plan", is_wrong=False)

    def _tell(self, text: str, *, is_wrong: bool = True) -> None:
        told = self.query_one("#refused", Static)
        told.set_class(bool(text), "-shown")
        told.set_class(not is_wrong, "-waiting")
        told.update(Content(SafeText(text)))


def _beside(recipe: Recipe, view: View, typed: Values) -> list[Query | Look]:
    """What a recipe asks for beside the cloud. Raises Refusal where that cannot be told."""
    return [*asked(recipe, view.cloud, view.schemas, typed), *looked(recipe, view.cloud, typed)]
