"""The line of keys: those of whatever has the focus, pressed by a click, told by a tooltip."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from ovntui.safetext import SafeText
from ovntui.widgets.key_line import KeyLine
from ovntui.widgets.panel import Panel


class _Writing(Panel):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "app.write", "Write", tooltip="Write it down"),
        Binding("v", "app.write", "The same with another key"),
        Binding("u", "app.write", "Unseen", show=False),
    ]


class _Stage(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "leave", "Leave")]
    written = 0

    def compose(self) -> ComposeResult:
        yield _Writing("Writing", id="writing")
        yield Panel("Reading", id="reading")
        yield KeyLine()

    def action_write(self) -> None:
        self.written += 1

    def action_leave(self) -> None:
        """Nothing: its key is only looked at."""


def _text(line: KeyLine) -> str:
    return line.render_line(0).text.rstrip()


async def test_keys_are_those_of_the_focus() -> None:
    app = _Stage()
    async with app.run_test() as pilot:
        line = app.query_one(KeyLine)
        app.query_one("#writing").focus()
        await pilot.pause()
        assert _text(line).startswith("w Write x Leave")
        app.query_one("#reading").focus()
        await pilot.pause()
        assert _text(line).startswith("x Leave")


async def test_a_click_presses_the_key() -> None:
    app = _Stage()
    async with app.run_test() as pilot:
        app.query_one("#writing").focus()
        await pilot.pause()
        await pilot.click(KeyLine, offset=(3, 0))
        await pilot.pause()
        assert app.written == 1
        await pilot.click(KeyLine, offset=(70, 0))
        await pilot.pause()
        assert app.written == 1


async def test_the_mouse_is_told_more() -> None:
    app = _Stage()
    async with app.run_test() as pilot:
        app.query_one("#writing").focus()
        await pilot.hover(KeyLine, offset=(3, 0))
        await pilot.pause()
        assert app.query_one(KeyLine).tooltip == SafeText("Write it down")


async def test_what_does_not_fit_is_cut() -> None:
    app = _Stage()
    async with app.run_test(size=(9, 8)) as pilot:
        app.query_one("#writing").focus()
        await pilot.pause()
        strip = app.query_one(KeyLine).render_line(0)
        assert (strip.text, strip.cell_length) == ("w Write x", 9)
