"""The terminal inside the console: what a guest says is drawn and never obeyed; what is typed reaches it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from ovntui.widgets.terminal import TerminalView


class Shown(App[None]):
    """A terminal, and what was typed in it."""

    def __init__(self) -> None:
        self.typed = b""
        self.left = 0
        super().__init__()

    def compose(self) -> ComposeResult:
        yield TerminalView()

    def on_mount(self) -> None:
        self.query_one(TerminalView).focus()

    def on_terminal_view_typed(self, event: TerminalView.Typed) -> None:
        self.typed += event.data

    def on_terminal_view_left(self) -> None:
        self.left += 1


@asynccontextmanager
async def terminal() -> AsyncIterator[tuple[Shown, TerminalView, Pilot[Any]]]:
    app = Shown()
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        yield app, app.query_one(TerminalView), pilot


def drawn(view: TerminalView) -> list[str]:
    return [view.render_line(y).text for y in range(view.size.height)]


async def test_what_is_said_stands_where_it_belongs() -> None:
    async with terminal() as (_, view, __):
        view.feed(b"login: \x1b[31mred\x1b[0m\r\n\x1b[4;10Hthere\x1b[1;1Hl")
        lines = [line.rstrip() for line in drawn(view)]
        assert lines[0] == "login: red" and lines[3] == "         there"
        view.feed("grün 漢字".encode()[:-1])
        view.feed("字".encode()[-1:])
        assert "grün 漢字" in drawn(view)[0]


async def test_what_a_terminal_would_obey_is_not_passed_on() -> None:
    async with terminal() as (_, view, __):
        view.feed(
            b"a\x1b]52;c;aGVsbG8=\x07b\x1bPq#0\x1b\\c \xe2\x80\xaed \xc2\x9b31m\x1b[?1049h\x1b]0;title\x07"
        )
        text = "".join(drawn(view))
        assert not any(char in text for char in "\x1b\x07\x9b\u202e")


PARAMETERS = (b"0", b"1", b"2", b"7", b"25", b"38", b"9999", b"")

sequences = st.tuples(
    st.sampled_from([b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b#", b"\x1b(", b"\x1b", b"\x9b"]),
    st.sampled_from([b"", b"?", b">", b"=", b"!", b"$"]),
    st.lists(st.sampled_from(PARAMETERS), max_size=4).map(b";".join),
    st.sampled_from([b"", b" ", b"$"]),
    st.binary(min_size=1, max_size=2),
).map(b"".join)


@given(
    st.lists(st.one_of(sequences, st.binary(max_size=12), st.text(max_size=6).map(str.encode)), max_size=20)
)
def test_no_guest_can_break_it(said: list[bytes]) -> None:
    view = TerminalView()
    for data in said:
        view.feed(data)
    for y in range(24):
        for text, width in view.cells(y):
            assert cell_len(text) == width
            assert not any(char < " " or char == "\x7f" or "\x80" <= char <= "\x9f" for char in text)


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        (("l", "s", "space", "enter"), b"ls \r"),
        (("ctrl+c", "ctrl+d", "escape", "tab"), b"\x03\x04\x1b\t"),
        (("up", "left", "home", "delete", "f1"), b"\x1b[A\x1b[D\x1b[H\x1b[3~\x1bOP"),
        (("backspace", "q", "colon"), b"\x7fq:"),
    ],
)
async def test_keys_are_sent_as_a_terminal_sends_them(keys: tuple[str, ...], sent: bytes) -> None:
    async with terminal() as (app, _, pilot):
        await pilot.press(*keys)
        assert app.typed == sent and not app.left


async def test_an_application_has_its_cursor_keys_and_an_answer() -> None:
    async with terminal() as (app, view, pilot):
        view.feed(b"\x1b[?1h\x1b[3;5H\x1b[6n")
        await pilot.press("up")
        assert app.typed == b"\x1b[3;5R\x1bOA"


async def test_one_key_leaves() -> None:
    async with terminal() as (app, _, pilot):
        await pilot.press("ctrl+right_square_bracket")
        assert app.left == 1 and not app.typed
