"""A plan before it is applied, and what became of it, over the page that it was made on."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from ovntui.cloud.cells import Kind
from ovntui.cloud.delta import Delta
from ovntui.deployment import Deployment
from ovntui.plans.plan import Plan
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.plan.preview_page import PreviewPage
from ovntui.widgets.plan.result_page import ResultPage
from ovntui.widgets.plan.run import Run


class Shown(Message):
    """The operator wants to see what a plan made, by kind and name."""

    def __init__(self, kind: Kind, name: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__()


class PlanScreen(ConsoleScreen):
    """Its parts are all there from the beginning, one of them to be seen. A subclass brings more of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="wizard.leave", tooltip="Back to the page beneath"),
    ]
    DEFAULT_CSS = """
    PlanScreen {
        & #parts { height: 1fr; }
        & #parts > * { display: none; height: 1fr; }
        & #parts > .-shown { display: block; }
    }
    """

    CHANGES = ()
    IS_FORM = True

    def __init__(
        self, deployment: Deployment, plan: Plan | None, apply: Callable[[Plan], Run], mode: str
    ) -> None:
        """apply begins to apply a plan; mode is the page beneath."""
        self._plan = plan
        self._apply = apply
        self._mode = mode
        super().__init__(deployment)

    @property
    def mode(self) -> str:
        return self._mode

    def compose_page(self) -> ComposeResult:
        with Vertical(id="parts"):
            yield PreviewPage(classes="-shown")
            yield ResultPage(self.deployment.cloud, may_again=False)

    def on_mount(self) -> None:
        """The plan, where there is one already."""
        if self._plan is not None:
            self.query_one(PreviewPage).show(self._plan)

    @property
    def part(self) -> str:
        """Which part is to be seen."""
        return self.query_one("#parts > .-shown").id or ""

    def show_part(self, part: str) -> None:
        """Show a part in the place of the one before."""
        for one in self.query("#parts > *"):
            one.set_class(one.id == part, "-shown")

    def take(self, delta: Delta) -> None:
        """The chassis come closer to what was applied."""
        self.query_one(ResultPage).tell()

    def step_back(self) -> bool:
        self.action_leave()
        return True

    def action_leave(self) -> None:
        """Back to the page."""
        self.post_message(self.Left(self))

    class Left(Message):
        """The operator is done here; then is where they want to go, undo the id of a plan to be undone."""

        def __init__(self, screen: "PlanScreen", then: Shown | None = None, undo: str | None = None) -> None:
            self.screen = screen
            self.then = then
            self.undo = undo
            super().__init__()

    def on_preview_page_left(self, event: PreviewPage.Left) -> None:
        """There is nothing to go back to but the page."""
        self.action_leave()

    def on_preview_page_applied(self, event: PreviewPage.Applied) -> None:
        """Apply it, and tell how it goes. A second press of the same key comes too late."""
        if self.part == "preview":
            run = self._apply(event.plan)
            self.show_part("result")
            self.query_one(ResultPage).follow(run)

    def on_result_page_undone(self, event: ResultPage.Undone) -> None:
        """On to what undoing it would do."""
        self.post_message(self.Left(self, undo=event.plan))

    def on_result_page_closed(self, event: ResultPage.Closed) -> None:
        """Back to the page, or on to what was made."""
        self.post_message(self.Left(self, Shown(*event.shows) if event.shows else None))
