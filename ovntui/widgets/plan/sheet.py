"""A sheet of paragraphs that scrolls, for what is read and not typed in."""

from typing import ClassVar, Final, Unpack

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ovntui.safetext import SafeText
from ovntui.widgets.lines import Names

GOOD: Final = "$text-success"
BAD: Final = "$text-error"
WARNING: Final = "$text-warning bold"
DIM: Final = "$text-muted"
NAME: Final = "$text-primary"


class Sheet(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Text of our own making, in which every stranger's name is a SafeText."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", id="sheet.up", show=False),
        Binding("down,j", "scroll_down", "Down", id="sheet.down", show=False),
        Binding("pageup,ctrl+b", "page_up", "Page up", id="sheet.page_up", show=False),
        Binding("pagedown,ctrl+f", "page_down", "Page down", id="sheet.page_down", show=False),
        Binding("home,g", "scroll_home", "Top", id="sheet.top", show=False),
        Binding("end,G", "scroll_end", "End", id="sheet.end", show=False),
    ]
    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & > Static { height: auto; }
    }
    """

    def __init__(self, **names: Unpack[Names]) -> None:
        self._content = Content("")
        super().__init__(**names)

    def compose(self) -> ComposeResult:
        yield Static(self._content)

    def show(self, content: Content) -> None:
        """Show another text."""
        self._content = content
        for text in self.query(Static):
            text.update(content)


def said(text: str, style: str = "") -> Content:
    """A piece of text, made safe."""
    return Content.styled(SafeText(text), style)


def paragraph(text: str, style: str = "") -> Content:
    """A text that may have lines, each made safe."""
    return Content.styled("\n".join(map(SafeText, text.split("\n"))), style)
