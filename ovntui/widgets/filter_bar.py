"""The line in which a filter is typed. What a filter means is not known here."""

from typing import ClassVar, Final, Unpack

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from ovntui.safetext import SafeText
from ovntui.widgets.lines import Names
from ovntui.widgets.safe_input import SafeInput

PAUSE: Final = 0.01
"""Seconds that typing pauses at least. The letter is painted by then; and of letters that came together, as
over a slow line or while a filter was at work, each follows the one before sooner than this."""


class FilterBar(Horizontal):
    """One line, there while it is typed in or holds a filter.

    It tells of each change once typing pauses for `pause` seconds. The text stays as it was typed
    while an error is shown beside it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear filter", id="filter.clear"),
        Binding("down", "leave", "To the table", id="filter.leave"),
    ]
    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        display: none;
        background: $surface;

        &.-open { display: block; }
        & > #filter-sign { width: 3; color: $text-primary; text-style: bold; }
        & > Input { width: 1fr; background: $surface; }
        &:nocolor Input > .input--cursor { text-style: reverse; }
        & > #filter-error { width: auto; max-width: 75%; color: $text-error; text-style: bold; }
    }
    """

    class Changed(Message):
        """Another filter is wanted; empty wants none."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    class Left(Message):
        """The operator is done here and wants back to the table."""

    def __init__(self, *, pause: float = PAUSE, **names: Unpack[Names]) -> None:
        self._pause = pause
        self._pending: Timer | None = None
        self._told = ""
        self._error: SafeText | None = None
        super().__init__(**names)

    def compose(self) -> ComposeResult:
        """The sign, the input, and room for an error."""
        yield Static(Content(" / "), id="filter-sign")
        yield SafeInput(compact=True, select_on_focus=False, max_length=1000)
        yield Static(id="filter-error", markup=False)

    @property
    def value(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    @value.setter
    def value(self, text: str) -> None:
        self._told = (
            text  # whoever sets it knows; what is typed at once in its place may be what was told last
        )
        self.query_one(Input).value = text
        self.set_class(bool(text), "-open")

    def open(self) -> None:
        """Show the line and type into it."""
        self.add_class("-open")
        self.screen.set_focus(self.query_one(Input))

    def show_error(self, error: SafeText | None) -> None:
        """Say what is wrong with the filter, or that nothing is. For another width of that Textual lays out
        the whole screen."""
        if error == self._error:
            return
        self._error = error
        self.query_one("#filter-error", Static).update(Content(f" ▲ {error} " if error else ""))

    def action_clear(self) -> None:
        """Take the filter away, and the line with it."""
        self.query_one(Input).value = ""
        self.show_error(None)
        self._tell()
        self.action_leave()

    def action_leave(self) -> None:
        """Back to the table; the line stays while it holds a filter."""
        self._tell()
        self.set_class(bool(self.value), "-open")
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a pause in the typing."""
        event.stop()
        if self._pending is not None:
            self._pending.stop()
        self._pending = self.set_timer(self._pause, self._tell)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done: at once, whatever the pause."""
        event.stop()
        self.action_leave()

    def _tell(self) -> None:
        if self._pending is not None:
            self._pending.stop()
            self._pending = None
        if self.value != self._told:
            self._told = self.value
            self.post_message(self.Changed(self._told))
