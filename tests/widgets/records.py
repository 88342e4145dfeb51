"""Records and columns to draw in tests, and an app that holds one widget."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from ovntui.cloud.cells import Cell, Column, Door, Mood
from ovntui.safetext import SafeText
from ovntui.widgets.filter_bar import FilterBar
from ovntui.widgets.messages import Copied, Opened
from ovntui.widgets.record_table import RecordTable
from ovntui.widgets.status_line import StatusLine


@dataclass(frozen=True, slots=True)
class Port:
    """A port, as far as a table can tell."""

    name: str
    switch: str = "ls-int"
    number: int = 0
    up: bool = True


def _up(port: Port) -> Cell:
    return Cell(SafeText("●"), Mood.GOOD) if port.up else Cell(SafeText("○"), Mood.BAD)


COLUMNS: tuple[Column[Port], ...] = (
    Column("up", "", _up, width=1, sort=lambda port: port.up),
    Column("name", "NAME", lambda port: Cell(SafeText(port.name), Mood.NAME), width=12, grow=1),
    Column(
        "switch",
        "SWITCH",
        lambda port: Cell(SafeText(port.switch)),
        width=10,
        door=lambda port: Door("switch", port.switch),
    ),
    Column("number", "KEY", lambda port: Cell(SafeText(str(port.number))), width=6, right=True),
    Column("note", "NOTE", lambda port: Cell(SafeText("note")), width=20, optional=True),
)


def ports(names: Iterable[str]) -> dict[str, Port]:
    """Ports by key: the key of port `a` is `key-a`."""
    return {f"key-{name}": Port(name) for name in names}


def many(count: int) -> dict[str, Port]:
    """port0, port1, … by key-port0, …"""
    return ports(f"port{number}" for number in range(count))


class Stage(App[None]):
    """An app with one widget, which keeps the messages that it was told."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget) -> None:
        self._on_stage = widgets
        self.told: list[Message] = []
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield from self._on_stage

    @on(Opened)
    @on(Copied)
    @on(RecordTable.Highlighted)
    @on(RecordTable.Counted)
    @on(RecordTable.Sorted)
    @on(FilterBar.Changed)
    @on(FilterBar.Left)
    @on(StatusLine.Pressed)
    def keep(self, message: Message) -> None:
        """Keep it."""
        self.told.append(message)


def lines(widget: Widget) -> list[str]:
    """What the widget draws, line by line; each line is as wide as the widget."""
    drawn = [widget.render_line(y) for y in range(widget.size.height)]
    assert {cell_len(strip.text) for strip in drawn} <= {widget.size.width}
    return [strip.text.rstrip() for strip in drawn]


def names(table: RecordTable[Port]) -> list[str]:
    """The names of the rows in view."""
    drawn = [line[2:].split(" ")[0] for line in lines(table)[1:]]
    return [name for name in drawn if name]
