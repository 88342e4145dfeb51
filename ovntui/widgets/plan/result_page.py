"""The page that tells what became of a plan, live until everything is known."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from ovntui.cloud.cells import Kind
from ovntui.cloud.cloud import Cloud
from ovntui.safetext import SafeText
from ovntui.widgets.plan.run import Run
from ovntui.widgets.plan.sheet import Sheet
from ovntui.widgets.plan.verdict import verdict


class ResultPage(Vertical):
    """Holds nobody: escape leaves it, and what is under way goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "show", "Show me", id="result.show", tooltip="Go to what was made or changed"),
        Binding("p", "again", "Plan anew", id="result.again", tooltip="Plan anew with what was typed"),
        Binding("u", "undo", "Undo", id="result.undo", tooltip="See what undoing this would do"),
        Binding("x", "stop", "Stop", id="result.stop", tooltip="Stop it, and undo what was done of it"),
        Binding("escape", "close", "Close", id="result.close"),
    ]
    DEFAULT_CSS = """
    ResultPage {
        border: round $border;
        border-title-color: $text;
        border-title-style: bold;
        padding: 0;
    }
    """

    class Closed(Message):
        """The operator has seen enough here, and wants to see what was made, by kind and name."""

        def __init__(self, shows: tuple[Kind, str] | None = None) -> None:
            self.shows = shows
            super().__init__()

    class Undone(Message):
        """The operator wants it undone."""

        def __init__(self, plan: str) -> None:
            self.plan = plan
            super().__init__()

    class Again(Message):
        """The operator wants to plan anew with what was typed."""

    def __init__(self, cloud: Cloud, *, may_again: bool) -> None:
        self._cloud = cloud
        self._may_again = may_again
        self._run: Run | None = None
        self._unlisten: Callable[[], None] | None = None
        super().__init__(id="result")

    def compose(self) -> ComposeResult:
        yield Sheet()

    def follow(self, run: Run) -> None:
        """Tell how this one goes."""
        self.on_unmount()
        self._run = run
        self._unlisten = run.listen(self.tell)
        self.border_title = Content(SafeText(run.plan.title))
        self.query_one(Sheet).focus()
        self.tell()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None

    def tell(self) -> None:
        """Tell how it is now."""
        if self._run is not None and self.is_attached:
            self.query_one(Sheet).show(verdict(self._run, self._cloud))
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        outcome = self._run.outcome if self._run is not None else None
        applied = outcome is not None and outcome.verdict == "applied"
        if action == "show":
            return applied and self._run is not None and self._run.plan.shows is not None
        if action == "undo":
            return applied
        if action == "stop":
            run = self._run
            return run is not None and outcome is None and not run.is_given_up and run.plan.can_stop
        if action == "again":
            return self._may_again and outcome is not None and not applied
        return True

    def action_show(self) -> None:
        """Go to what was made."""
        if self._run is not None:
            self.post_message(self.Closed(self._run.plan.shows))

    def action_undo(self) -> None:
        """On to what undoing it would do."""
        if self._run is not None:
            self.post_message(self.Undone(self._run.plan.id))

    def action_stop(self) -> None:
        """Stop it, as soon as it can be."""
        if self._run is not None:
            self._run.give_up()

    def action_again(self) -> None:
        """Back to the form, with everything that was typed."""
        self.post_message(self.Again())

    def action_close(self) -> None:
        """Leave."""
        self.post_message(self.Closed())
