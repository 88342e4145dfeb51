"""A question that is answered with yes or no."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ovntui.safetext import SafeText
from ovntui.widgets.dialogs.dialog import Dialog


class AskDialog(Dialog[bool]):
    """y and enter say yes; n and escape say no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "dismiss(True)", "Yes", id="ask.yes"),
        Binding("n", "dismiss(False)", "No", id="ask.no"),
    ]
    DEFAULT_CSS = """
    AskDialog > .box { width: auto; min-width: 40; max-width: 76; }
    AskDialog .box > Static { width: auto; max-width: 72; }
    """

    def __init__(self, title: str, question: str, yes: str, no: str) -> None:
        self._texts = (title, question, yes, no)
        super().__init__()

    def compose(self) -> ComposeResult:
        title, question, yes, no = self._texts
        box = Vertical(
            Static(Content(SafeText(question)), markup=False),
            Static(Content(f"y  {yes}   n  {no}"), classes="keys", markup=False),
            classes="box",
        )
        box.border_title = Content(SafeText(title))
        yield box
