"""Who is at the consoles of this server."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from ovntui.plans.presence import Present
from ovntui.safetext import SafeText
from ovntui.widgets.ages import age_text
from ovntui.widgets.dialogs.dialog import Dialog
from ovntui.widgets.fit import fit


class WhoDialog(Dialog["Present"]):
    """The others, and what they are about to change; enter asks one of them for a look at their screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("W,q", "dismiss", "Back", id="who.back", show=False)]
    DEFAULT_CSS = """
    WhoDialog OptionList { border: none; max-height: 70vh; background: $surface; }
    """

    def __init__(self, others: Sequence[Present], now: float, *, can_watch: bool) -> None:
        self._others = others
        self._now = now
        self._can_watch = can_watch
        super().__init__()

    def compose(self) -> ComposeResult:
        told = [
            (one.name, one.role, one.source, f"for {age_text(self._now - one.since)}", one.changing)
            for one in self._others
        ]
        texts = [[SafeText(text) for text in row] for row in told]
        widths = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
        lines = [
            "  ".join(fit(text, width) for text, width in zip(row, widths, strict=True)) for row in texts
        ]
        box = Vertical(classes="box")
        box.border_title = "Who is here"
        with box:
            if lines:
                yield OptionList(*map(Content, lines), compact=True)
            else:
                yield Static("Nobody else is here.", classes="note")
            if self._can_watch and lines:
                yield Static("enter  ask to watch their screen   esc  back", classes="keys")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask this one."""
        if self._can_watch:
            self.dismiss(self._others[event.option_index])
