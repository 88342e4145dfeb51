"""What all dialogs have in common: a box in the middle, escape to leave it."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A modal screen with one box; its result is None where the operator changed their mind."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back", id="dialog.back")]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > .box {
            width: 80%;
            max-width: 78;
            height: auto;
            max-height: 90%;
            border: round $border;
            background: $surface;
            padding: 0 1;
            border-title-color: $text;
            border-title-style: bold;
        }
        & .note { color: $text-muted; height: auto; }
        & .error { color: $text-error; height: auto; }
        & .keys { color: $text-muted; height: 1; margin-top: 1; }
    }
    """
