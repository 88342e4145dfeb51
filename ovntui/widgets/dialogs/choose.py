"""One of several, chosen from a short list."""

from collections.abc import Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ovntui.safetext import SafeText
from ovntui.widgets.dialogs.dialog import Dialog
from ovntui.widgets.safe_input import SafeInput

T = TypeVar("T")


class Choice(NamedTuple, Generic[T]):
    """What may be chosen: its title, a word about it, and what choosing it gives."""

    title: str
    said: str
    value: T


class ChooseDialog(Dialog[T], Generic[T]):
    """Typing narrows the list, the arrows move in it, enter takes one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", id="choose.down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", id="choose.up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ChooseDialog {
        & Input { background: $surface; margin: 0 0 1 0; }
        & OptionList { border: none; max-height: 60vh; background: $surface; }
    }
    """

    def __init__(self, title: str, choices: Sequence[Choice[T]]) -> None:
        self._title = title
        self._choices = list(choices)
        self._shown: list[Choice[T]] = []
        super().__init__()

    def compose(self) -> ComposeResult:
        box = Vertical(
            SafeInput(compact=True, placeholder="type to narrow"),
            OptionList(compact=True),
            Static("enter  take it   esc  back", classes="keys"),
            classes="box",
        )
        box.border_title = Content(SafeText(self._title))
        yield box

    def on_mount(self) -> None:
        """All of them."""
        options = self.query_one(OptionList)
        options.can_focus = False
        self.query_one(Input).focus()
        self._narrow("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Those that match."""
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the one under the cursor."""
        event.stop()
        self._take(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click takes one."""
        self._take(event.option_index)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        if self._shown:
            options.highlighted = ((options.highlighted or 0) + step) % len(self._shown)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        self._shown = [
            choice
            for choice in self._choices
            if all(word in f"{choice.title} {choice.said}".casefold() for word in words)
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(_prompt(choice)) for choice in self._shown)
        options.highlighted = 0 if self._shown else None

    def _take(self, at: int | None) -> None:
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].value)


def _prompt(choice: Choice[T]) -> Content:
    said = (f"  {SafeText(choice.said)}", "$text-muted") if choice.said else ""
    return Content.assemble(SafeText(choice.title), said)
