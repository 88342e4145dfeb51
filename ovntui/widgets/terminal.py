"""A terminal inside the console: what somebody else's program says, drawn, and what is typed, for it.

What comes is emulated, never passed on: the operator's own terminal sees safe text in cells, and nothing of
what a guest may send to it.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final, Unpack

import pyte
from pyte.screens import Char
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from ovntui.safetext import SafeText
from ovntui.widgets.lines import LineView, Names

LEAVE: Final = "ctrl+right_square_bracket"
"""What virsh console is left with."""

_CURSOR_KEYS: Final = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
_KEYS: Final = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "shift+tab": "\x1b[Z",
    "insert": "\x1b[2~",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}
"""What a VT220 sends (console_codes(4), and xterm's ctlseqs for what is newer)."""

_APPLICATION: Final = 1 << 5
"""The mode in which cursor keys are sent as an application wants them (DECCKM), as pyte notes it."""

_COLOURS: Final = {"brown": "yellow", "brightbrown": "bright_yellow", "bfightmagenta": "bright_magenta"}
"""pyte's names for colours that Rich calls otherwise."""

_UNKNOWN: Final = "\ufffd"


class _Screen(pyte.Screen):
    """A screen whose answers, as to where its cursor is, go back."""

    def __init__(self, columns: int, lines: int, answer: Callable[[bytes], None]) -> None:
        self._answer = answer
        super().__init__(columns, lines)

    def write_process_input(self, data: str) -> None:
        """Answer."""
        self._answer(data.encode())


def _tolerant(screen: pyte.Screen) -> pyte.Screen:
    """The screen, deaf to sequences that it does not know: pyte hands a sequence's parameters on unseen, and
    stumbles over those of another number or kind."""

    def wrapped(method: Callable[..., None]) -> Callable[..., None]:
        def call(*parameters: int, **kind: bool) -> None:
            with contextlib.suppress(TypeError, ValueError, IndexError, AssertionError, UnboundLocalError):
                method(*parameters, **kind)

        return call

    for name in set(pyte.Stream.csi.values()):
        setattr(screen, name, wrapped(getattr(screen, name)))
    return screen


class TerminalView(LineView):
    """Draws a terminal as large as there is room. Every key is sent, but the one that leaves."""

    DEFAULT_CSS = """
    TerminalView { overflow: hidden; scrollbar-size: 0 0; scrollbar-gutter: auto; }
    """

    class Typed(Message):
        """The operator typed something for the program behind the terminal."""

        def __init__(self, data: bytes) -> None:
            self.data = data
            super().__init__()

    class Left(Message):
        """The operator has enough of it."""

    def __init__(self, **names: Unpack[Names]) -> None:
        self._screen = _Screen(80, 24, self._answer)
        self._stream = pyte.ByteStream(_tolerant(self._screen))
        super().__init__(**names)

    def feed(self, data: bytes) -> None:
        """Something was said."""
        self._stream.feed(data)
        self.refresh()

    def _answer(self, data: bytes) -> None:
        self.post_message(self.Typed(data))

    def on_resize(self, event: events.Resize) -> None:
        """The terminal is as large as its widget."""
        if event.size.width and event.size.height:
            self._screen.resize(event.size.height, event.size.width)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted is typed."""
        event.stop()
        self.post_message(self.Typed(event.text.replace("\n", "\r").encode()))

    def on_key(self, event: events.Key) -> None:
        """Every key is for the program, but one."""
        event.stop()
        event.prevent_default()
        if event.key == LEAVE:
            self.post_message(self.Left())
        elif data := self._sent(event):
            self.post_message(self.Typed(data))

    def _sent(self, event: events.Key) -> bytes:
        """What a terminal sends for a key; nothing for one that it does not have."""
        key = event.key
        if key in _CURSOR_KEYS:
            lead = "\x1bO" if _APPLICATION in self._screen.mode else "\x1b["
            return f"{lead}{_CURSOR_KEYS[key]}".encode()
        if key in _KEYS:
            return _KEYS[key].encode()
        lead, _, letter = key.partition("+")
        if lead == "ctrl" and len(letter) == 1 and letter.isascii() and letter.isalpha():
            return bytes((ord(letter) & 0x1F,))
        return (event.character or "").encode()

    def cells(self, y: int) -> Iterator[tuple[str, int]]:
        """The texts of a line, each with the cells that it takes."""
        row = self._screen.buffer[y]
        x = 0
        while x < self._screen.columns:
            width = 2 if x + 1 < self._screen.columns and row[x + 1].data == "" else 1
            yield _shown(row[x].data, width), width
            x += width

    def render_line(self, y: int) -> Strip:
        """A line of the terminal."""
        screen = self._screen
        if y >= screen.lines:
            return self.blank()
        row, cursor = screen.buffer[y], screen.cursor
        shows_cursor = self.has_focus and not cursor.hidden and cursor.y == y
        segments: list[Segment] = []
        x = 0
        for text, width in self.cells(y):
            style = self.paper + _style(row[x])
            if shows_cursor and x <= cursor.x < x + width:
                style += Style(reverse=True)
            segments.append(Segment(text, style))
            x += width
        return self.filled(list(Segment.simplify(segments)))


def _shown(data: str, width: int) -> str:
    """A cell's text in just so many cells, whatever it is."""
    text = SafeText(data or " ")
    return text if cell_len(text) == width else _UNKNOWN + " " * (width - 1)


def _style(char: Char) -> Style:
    return Style(
        color=_colour(char.fg),
        bgcolor=_colour(char.bg),
        bold=char.bold or None,
        italic=char.italics or None,
        underline=char.underscore or None,
        strike=char.strikethrough or None,
        reverse=char.reverse or None,
    )


def _colour(name: str) -> Any:
    """pyte names the sixteen colours, and gives others as six hex digits."""
    if name == "default":
        return None
    if name in _COLOURS:
        return _COLOURS[name]
    if name.startswith("bright"):
        return f"bright_{name.removeprefix('bright')}"
    return f"#{name}" if len(name) == 6 and all(digit in "0123456789abcdef" for digit in name) else name
