"""Which columns a table shows."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import SelectionList, Static
from textual.widgets.selection_list import Selection

from ovntui.cloud.cells import Column
from ovntui.widgets.dialogs.dialog import Dialog


class ColumnsDialog(Dialog[tuple[str, ...]]):
    """Space ticks a column, enter is done. The result is the keys of the columns to show."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", "Done", id="columns.done", priority=True)
    ]

    def __init__(self, columns: Sequence[Column[Any]], shown: Sequence[str]) -> None:
        self._columns = columns
        self._shown = shown
        super().__init__()

    def compose(self) -> ComposeResult:
        choices = [
            Selection(Content(column.title or column.key), column.key, column.key in self._shown)
            for column in self._columns
        ]
        box = Vertical(
            SelectionList[str](*choices),
            Static("space  show or hide   enter  done   esc  back", classes="keys"),
            classes="box",
        )
        box.border_title = "Columns"
        yield box

    def action_done(self) -> None:
        """Close with the ticked columns, in the table's own order."""
        ticked = set(self.query_one(SelectionList).selected)
        self.dismiss(tuple(column.key for column in self._columns if column.key in ticked) or None)
