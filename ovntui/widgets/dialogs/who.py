"""Who is at the consoles of this server."""

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from ovntui.plans.presence import Present
from ovntui.safetext import SafeText
from ovntui.widgets.ages import age_text
from ovntui.widgets.dialogs.dialog import Dialog


class WhoDialog(Dialog[None]):
    """The others, and what they are about to change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("W,q", "dismiss", "Back", id="who.back", show=False)]

    def __init__(self, others: Sequence[Present], now: float) -> None:
        self._others = others
        self._now = now
        super().__init__()

    def compose(self) -> ComposeResult:
        table = Table.grid(padding=(0, 2))
        for one in self._others:
            told = (one.name, one.role, one.source, f"for {age_text(self._now - one.since)}", one.changing)
            table.add_row(*(Text(SafeText(text)) for text in told))
        empty = Static("Nobody else is here.", classes="note")
        box = VerticalScroll(Static(table) if self._others else empty, classes="box")
        box.border_title = "Who is here"
        yield box
