"""The table of records that every screen stands on: live, of any length, quiet while things change."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from time import monotonic
from typing import ClassVar, Final, Generic, TypeVar, Unpack

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.cloud.cells import Column, Door, Listing
from ovntui.widgets.drawn_rows import HEADER
from ovntui.widgets.lines import Names
from ovntui.widgets.messages import Opened
from ovntui.widgets.rows_view import RowsView

R = TypeVar("R")

_FIRST: Final = 0.02
"""Seconds that a filter is searched for before what was found is shown: mostly that is all."""
_PIECE: Final = 0.005
"""Seconds for which it is gone on with the search at a time."""
_SHOWN_EVERY: Final = 0.1
"""Seconds from one showing of what was found so far to the next."""


class RecordTable(RowsView[R], Generic[R], can_focus=True):
    """Records by key, a line each, under a head that stays.

    The mapping may join a record only when it is asked for one: that happens for the lines on screen,
    and for all of them only to sort by what their rows do not tell. It changes behind the table's back;
    the owner says what changed with refresh_records.

    Rows keep their place while they change, and what changed is marked for mark_seconds (0: not at
    all). The cursor belongs to its record's key. It stands in a column too, so that "this cell" means
    something to enter, c and s.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="table.open", show=False),
        Binding("s", "sort", "Sort", id="table.sort", tooltip="Sort by this column, or turn the order round"),
        Binding("c", "copy", "Copy", id="table.copy", show=False, tooltip="Copy this cell"),
    ]

    class Highlighted(Message):
        """The cursor stands on another record, or on none."""

        def __init__(self, key: str | None) -> None:
            self.key = key
            super().__init__()

    class Entered(Message):
        """The operator opened a cell that leads nowhere: there may be more to tell of its record."""

    class Sorted(Message):
        """The operator chose another order."""

        def __init__(self, column: str, reverse: bool) -> None:
            self.column = column
            self.reverse = reverse
            super().__init__()

    class Counted(Message):
        """Another number of records, or of those that the filter lets through."""

        def __init__(self, shown: int, total: int) -> None:
            self.shown = shown
            self.total = total
            super().__init__()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        row_door: Callable[[R], Door | Listing | None] | None = None,
        sort: str | None = None,
        mark_seconds: float = 2.0,
        **names: Unpack[Names],
    ) -> None:
        """row_door is where a row leads whose cell leads nowhere; sort names the column that orders
        the rows at first (None: the mapping's own order, which asks for no record)."""
        self._row_door = row_door
        self._mark_seconds = mark_seconds
        self._counted = (0, 0, False)
        self._searched = 0.0  # when what was found so far was shown
        super().__init__(columns, **names)
        self._sort_by = sort
        self._order.sort(self._columns.get(sort or ""), False)

    # What is shown

    @property
    def sorting(self) -> tuple[str | None, bool]:
        """The key of the column that orders the rows, and whether it does so in reverse."""
        return self._sort_by, self._reverse

    @property
    def is_searching(self) -> bool:
        """Whether the filter may let through more than what is shown so far."""
        return self._order.is_searching

    def shown_records(self) -> Iterator[tuple[str, R]]:
        """The keys and records that the filter lets through, in their order; each is joined as it comes."""
        self.finish_search()
        for key in self._order.shown_keys():
            if (record := self._records.get(key)) is not None:
                yield key, record

    def set_records(self, records: Mapping[str, R]) -> None:
        """Show another mapping. The cursor stays on its record where that is in it."""
        anchors = self._anchors()
        self._records = records
        self.unmark_all()
        self._settle(self._order.load(records, anchors))

    def refresh_records(
        self, added: Collection[str] = (), changed: Collection[str] = (), removed: Collection[str] = ()
    ) -> None:
        """Take in what changed in the mapping: the keys of records that came, became others, and went."""
        self.note({*added, *changed, *removed})
        self.show_noted(added, changed, removed)

    def note(self, keys: Set[str]) -> None:
        """These records have come, become others or gone, which show_noted() will show: as many as come at a
        time while a large cloud is loaded."""
        self._order.note(keys)

    def prepare_some(self) -> bool:
        """Do a part of what can be done before place_some(); True when nothing of that is left."""
        return self._order.prepare_some()

    def place_some(self) -> bool:
        """Do a part of show_noted() that nobody sees; True when little is left of it."""
        return self._order.place_some()

    def tidy_some(self) -> bool:
        """Do a part of what can be done after show_noted(); True when nothing of that is left."""
        return self._order.tidy_some()

    def show_noted(self, added: Collection[str], changed: Collection[str], removed: Collection[str]) -> None:
        """Show what was noted: records that came, became others, and went."""
        anchors = self._anchors()
        self._mark_changed(changed)
        moved, heirs = self._order.place(anchors)
        if moved:
            self._settle(heirs)
            self._mark_added(added)
        else:
            self.rows_moved()
            few = len(changed) < self.size.height
            self.repaint_named(changed if few else [key for key in self._keys_in_view() if key in changed])

    def set_filter(self, predicate: Callable[[str], bool] | None) -> None:
        """Show only records of whose keys the predicate is true; None shows all. Where that takes long only
        the first of them are shown at once, and the owner has to search() on."""
        self._settle(self._order.filter(predicate, self._anchors(), _FIRST))
        self._searched = monotonic()

    def search(self) -> bool:
        """Go on with the search for what the filter lets through; True when all is shown."""
        anchors, searching = self._anchors(), self.is_searching
        done = self._order.search(_PIECE)
        if searching and (done or monotonic() > self._searched + _SHOWN_EVERY):
            self._settle(anchors)
            self._searched = monotonic()
        return done

    def sort_by(self, column: str | None, reverse: bool = False) -> None:
        """Order the rows by a column; None is the mapping's own order."""
        self._sort_by, self._reverse = column, reverse
        self._order.sort(self._columns.get(column or ""), reverse)
        self._settle((self._cursor, None))
        self._show_cursor()

    def expect_sorting(self) -> None:
        """The operator may sort by any column in view: from now on learn() their sort keys."""
        self._order.expect([self._columns[key] for key in self._visible])

    def learn(self, key: str, record: R) -> None:
        """Here is a record: keep what sorting would ask of it."""
        self._order.learn(key, record)

    # Keys

    def action_open(self) -> None:
        """Go where the cell leads, or else the row."""
        record, column = self.cursor_record, self.cursor_column
        if record is None:
            return
        door = column.door(record) if column is not None and column.door is not None else None
        if door is None and self._row_door is not None:
            door = self._row_door(record)
        if door is not None:
            self.post_message(Opened(door, self._cursor))
        else:
            self.post_message(self.Entered())

    def action_copy(self) -> None:
        """Copy the cell."""
        record, column = self.cursor_record, self.cursor_column
        if record is not None and column is not None:
            self.copy(column.cell(record).text)

    def action_sort(self) -> None:
        """Sort by the cursor's column; again turns the order round."""
        if self._at in self._columns:
            self._choose_sort(self._at)

    def on_click(self, event: events.Click) -> None:
        """A click on a title sorts, a click on a cell selects it, a click on the selected cell opens it."""
        offset = event.get_content_offset(self)
        fresh, self._just_focused = self._just_focused, False
        if offset is None:
            return
        layout = self._lines.layout
        span = layout.at(offset.x if offset.x < layout.frozen else offset.x + self.scroll_offset.x)
        if offset.y < HEADER:
            if span is not None:
                self._go_column(span.column.key)
                self._choose_sort(span.column.key)
            return
        key = self._order.key_at(self.scroll_offset.y + offset.y - HEADER)
        column = self._at if span is None else span.column.key
        if key is None:
            return
        if (key, column) == (self._cursor, self._at) and not fresh:
            self.action_open()
        else:
            self.move_to(key, column)

    def _choose_sort(self, column: str) -> None:
        self.sort_by(column, self._sort_by == column and not self._reverse)
        self.post_message(self.Sorted(column, self._reverse))

    def cursor_moved(self) -> None:
        """Tell the screen."""
        self.post_message(self.Highlighted(self._cursor))

    def rows_moved(self) -> None:
        """Tell the screen, if there are more or fewer, or as many and no more."""
        counted = (self.shown, self.total, self.is_searching)
        if counted != self._counted:
            self._counted = counted
            self.post_message(self.Counted(self.shown, self.total))

    # Marks

    def repaint_named(self, lines: Collection[str]) -> None:
        """Draw these records' rows anew."""
        for key in lines:
            self._repaint_row(self._order.row_of(key))

    def _mark_changed(self, changed: Collection[str]) -> None:
        if not self._mark_seconds or not changed:
            return
        for key in self._keys_in_view():
            if key not in changed:
                continue
            old, new = self._lines.last_drawn(key), self._records.get(key)
            if old is not None and new is not None and old is not new:
                cells = (self._columns[column] for column in self._visible)
                self.mark(key, [c.key for c in cells if c.cell(old) != c.cell(new)], self._mark_seconds)

    def _mark_added(self, added: Collection[str]) -> None:
        if not self._mark_seconds or self.filling:
            return
        for key in self._keys_in_view():
            if key in added:
                self.mark(key, self._visible, self._mark_seconds)
