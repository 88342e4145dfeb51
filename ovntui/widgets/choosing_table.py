"""A record table in which rows can be selected, for what is done to many at once."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.widgets.record_table import RecordTable

R = TypeVar("R")


class ChoosingTable(RecordTable[R], Generic[R]):
    """The selection is of keys: it stays with its records however they are sorted, filtered or changed, and
    loses those that go. A range is taken anew from where it began whenever the cursor moves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", "Select", id="table.choose", show=False, tooltip="Select the row, or not"),
        Binding(
            "v", "range", "Range", id="table.range", show=False, tooltip="Select from here to the cursor"
        ),
        Binding("shift+up", "extend(-1)", "Select up", id="table.extend_up", show=False),
        Binding("shift+down", "extend(1)", "Select down", id="table.extend_down", show=False),
        Binding(
            "asterisk",
            "choose_all",
            "Select all",
            id="table.choose_all",
            key_display="*",
            show=False,
            tooltip="Select all rows shown, or none",
        ),
    ]

    class Chosen(Message):
        """Another selection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._selected: set[str] = set()
        self._base: set[str] = set()
        self._anchor: str | None = None
        self._ranging = False
        self._extending = False
        super().__init__(*args, **options)

    @property
    def selected(self) -> tuple[str, ...]:
        """The keys of the selected records: those shown in their order, then those that a filter hides."""
        rows = {key: self._order.row_of(key) for key in self._selected}
        last = len(self._order)
        return tuple(sorted(rows, key=lambda key: (last if rows[key] is None else rows[key], key)))

    @property
    def selected_hidden(self) -> int:
        """How many of the selected ones a filter hides, as far as is known by now."""
        return 0 if self.is_searching else sum(self._order.row_of(key) is None for key in self._selected)

    @property
    def selected_count(self) -> int:
        """How many are selected."""
        return len(self._selected)

    def unselect(self) -> bool:
        """Select nothing; False where nothing was selected."""
        if not self._selected and not self._ranging:
            return False
        self._anchor, self._ranging = None, False
        self._choose(set())
        return True

    def set_records(self, records: Mapping[str, R]) -> None:
        super().set_records(records)
        if self._selected:
            self._choose({key for key in self._selected if key in records})

    def show_noted(self, added: Collection[str], changed: Collection[str], removed: Collection[str]) -> None:
        super().show_noted(added, changed, removed)
        gone = self._selected.intersection(removed)
        if gone:
            self._base -= gone
            self._choose(self._selected - gone)

    def action_choose(self) -> None:
        """Select the row under the cursor, or no longer; on to the next one."""
        if self._ranging:
            self._ranging, self._anchor = False, None
        elif self.cursor_key is not None:
            self._choose(self._selected ^ {self.cursor_key})
            self.action_move(1)

    def action_range(self) -> None:
        """Begin a range at the cursor, or end it where the cursor is."""
        self._ranging = not self._ranging
        self._anchor = None
        if self._ranging:
            self._begin()

    def action_extend(self, step: int) -> None:
        """Move the cursor and select what it passes."""
        if self._anchor is None:
            self._begin()
        self._extending = True
        self.action_move(step)
        self._extending = False
        self._span()

    def action_choose_all(self) -> None:
        """Select all rows shown; where they all are, none of them."""
        self.finish_search()
        shown = set(self._order.shown_keys())
        self._choose(self._selected - shown if shown <= self._selected else self._selected | shown)

    def cursor_moved(self) -> None:
        super().cursor_moved()
        if self._ranging:
            self._span()
        elif not self._extending:
            self._anchor = None

    def is_chosen(self, key: str) -> bool:
        return key in self._selected

    def _begin(self) -> None:
        self._anchor, self._base = self.cursor_key, set(self._selected)
        self._span()

    def _span(self) -> None:
        first, last = self._order.row_of(self._anchor), self.cursor_row
        if first is None or last is None:
            return
        keys = (self._order.key_at(row) for row in range(min(first, last), max(first, last) + 1))
        self._choose(self._base | {key for key in keys if key is not None})

    def _choose(self, selected: set[str]) -> None:
        if selected != self._selected:
            self._selected = selected
            self.refresh()
            self.post_message(self.Chosen())
