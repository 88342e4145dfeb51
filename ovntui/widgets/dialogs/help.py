"""What every key does here, and what every sign means."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from ovntui.widgets.dialogs.dialog import Dialog

SIGNS: Final = (
    ("●", "up, in force, connected"),
    ("○", "down, not bound"),
    ("◐", "partly, or on the way"),
    ("▲", "works, but look at it"),
    ("✗", "broken"),
    ("·", "has no state of its own"),
)

FILTER: Final = (
    ("web db", "both words, in any column"),
    ("switch:int", "the column holds the word"),
    ('switch="ls int"', "the column is exactly this"),
    ("!down", "without the word"),
    ("/vm[12]$/", "a regular expression"),
    ("chassis:/kvm./", "the same in one column"),
)


class HelpDialog(Dialog[None]):
    """The keys of the screen beneath, taken from the bindings themselves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q,f1", "dismiss", "Back", id="help.back", show=False)
    ]
    DEFAULT_CSS = """
    HelpDialog > .box { height: auto; }
    """

    def __init__(
        self, title: str, keys: Sequence[tuple[str, str]], changes: Sequence[tuple[str, str]] = ()
    ) -> None:
        """keys: what a key is called on screen, and what it does. changes: what can be changed here, each
        with the key that asks for it."""
        self._title = title
        self._keys = keys
        self._changes = changes
        super().__init__()

    def compose(self) -> ComposeResult:
        box = VerticalScroll(
            Static(_listing("Keys", self._keys)),
            *([Static(_listing("Changes", self._changes))] if self._changes else []),
            Static(_listing("Signs", SIGNS)),
            Static(_listing("Filter  /", FILTER)),
            classes="box",
        )
        box.border_title = f"{self._title} · help"
        yield box


def _listing(title: str, rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=18)
    table.add_column()
    table.add_row(Text(title, style="bold underline"), "")
    for left, right in rows:
        table.add_row(Text(left, style="bold"), Text(right))
    table.add_row("", "")
    return table
