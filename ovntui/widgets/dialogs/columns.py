"""Which columns a table shows."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from ovntui.cloud.cells import Column
from ovntui.widgets.dialogs.dialog import Dialog


class ColumnsDialog(Dialog[tuple[str, ...]]):
    """Space ticks a column, enter is done. The result is the keys of the columns to show."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Show or hide", id="columns.tick", priority=True),
        Binding("enter", "done", "Done", id="columns.done", priority=True),
    ]
    DEFAULT_CSS = """
    ColumnsDialog OptionList { border: none; max-height: 70vh; background: $surface; }
    """

    def __init__(self, columns: Sequence[Column[Any]], shown: Sequence[str]) -> None:
        self._columns = columns
        self._ticked = set(shown)
        super().__init__()

    def compose(self) -> ComposeResult:
        box = Vertical(
            OptionList(*(self._prompt(column) for column in self._columns), compact=True),
            Static("space  show or hide   enter  done   esc  back", classes="keys"),
            classes="box",
        )
        box.border_title = "Columns"
        yield box

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click ticks, too; the enter key never comes this far."""
        self._toggle(event.option_index)

    def action_tick(self) -> None:
        """Show the column, or hide it."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._toggle(at)

    def action_done(self) -> None:
        """Close with the ticked columns, in the table's own order; none at all is no answer."""
        self.dismiss(tuple(column.key for column in self._columns if column.key in self._ticked) or None)

    def _toggle(self, at: int) -> None:
        column = self._columns[at]
        self._ticked ^= {column.key}
        self.query_one(OptionList).replace_option_prompt_at_index(at, self._prompt(column))

    def _prompt(self, column: Column[Any]) -> Content:
        return Content(f"{'●' if column.key in self._ticked else '○'} {column.title or column.key}")
