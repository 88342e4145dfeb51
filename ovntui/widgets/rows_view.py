"""Rows under a head that stays: how they are drawn and scrolled, and the cursor that belongs to a record."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Generic, TypeVar, Unpack

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip

from ovntui.cloud.cells import Column, Mood
from ovntui.safetext import SafeText
from ovntui.widgets.columns import lay_out, name_column
from ovntui.widgets.fit import fit
from ovntui.widgets.lines import LineView, Names
from ovntui.widgets.order import RowOrder
from ovntui.widgets.row_lines import RowLines

R = TypeVar("R")

HEADER: Final = 1
"""Lines that stay at the top."""


class RowsView(LineView, Generic[R], can_focus=True, inherit_bindings=False):
    """Rows and a cursor among them. What they hold and what keys do with it is the subclass's.

    The cursor belongs to its record's key, never to a row's number. It stands in a column too.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", id="table.up", show=False),
        Binding("down,j", "move(1)", "Down", id="table.down", show=False),
        Binding("pageup,ctrl+b", "page(-1.0)", "Page up", id="table.page_up", show=False),
        Binding("pagedown,ctrl+f", "page(1.0)", "Page down", id="table.page_down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", id="table.half_up", show=False),
        Binding("ctrl+d", "page(0.5)", "Half a page down", id="table.half_down", show=False),
        Binding("home,g", "first", "First", id="table.first", show=False),
        Binding("end,G", "last", "Last", id="table.last", show=False),
        Binding("left,h", "column(-1)", "Column left", id="table.left", show=False),
        Binding("right,l", "column(1)", "Column right", id="table.right", show=False),
    ]

    DEFAULT_CSS = "RowsView { overflow-y: scroll; }"

    empty_text: reactive[SafeText] = reactive(SafeText(""), init=False)
    """Why there is no row, where there is none."""
    filling: reactive[bool] = reactive(False)
    """True while the first records still arrive: until the operator moves, the view stays at the top."""

    def __init__(self, columns: Sequence[Column[R]], **names: Unpack[Names]) -> None:
        self._columns = {column.key: column for column in columns}
        self._visible = tuple(column.key for column in columns if not column.optional)
        self._lines: RowLines[R] = RowLines(self)
        self._order: RowOrder[R] = RowOrder(columns[name_column(columns)] if columns else None)
        self._records: Mapping[str, R] = {}
        self._sort_by: str | None = None
        self._reverse = False
        self._cursor: str | None = None
        self._at = next((c.key for c in columns[name_column(columns) :]), "")
        self._last_row: int | None = None
        self._moved = False
        self._just_focused = False
        super().__init__(**names)

    def cursor_moved(self) -> None:
        """The cursor stands on another record: for subclasses."""

    def rows_moved(self) -> None:
        """Rows have come, gone or moved: for subclasses."""

    # What is shown

    @property
    def shown(self) -> int:
        """How many records the filter lets through."""
        return len(self._order)

    @property
    def total(self) -> int:
        """How many records there are."""
        return self._order.total

    @property
    def cursor_key(self) -> str | None:
        """The key of the record under the cursor."""
        return self._cursor

    @property
    def cursor_record(self) -> R | None:
        """The record under the cursor, or None where there is none or it has just gone."""
        return None if self._cursor is None else self._records.get(self._cursor)

    @property
    def cursor_column(self) -> Column[R] | None:
        """The column under the cursor."""
        return self._columns.get(self._at)

    @property
    def cursor_row(self) -> int | None:
        """The cursor's row, counted from 0."""
        return self._order.row_of(self._cursor)

    @property
    def visible_columns(self) -> tuple[str, ...]:
        """The keys of the columns that are shown, from left to right."""
        return self._visible

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """All columns, shown or not."""
        return tuple(self._columns.values())

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show these columns in this order; keys that are not a column's are left out."""
        self._visible = tuple(dict.fromkeys(key for key in keys if key in self._columns))
        if self._at not in self._visible:
            self._at = self._visible[0] if self._visible else ""
        self._lay_out()

    def move_to(self, key: str, column: str | None = None) -> bool:
        """Put the cursor on a record, and into a column; False where the record is not shown."""
        row = self._order.row_of(key)
        if row is None:
            return False
        if column is not None and column in self._visible:
            self._go_column(column)
        self._go(row)
        return True

    def redraw(self) -> None:
        """Draw everything anew: cells that depend on more than their record, such as the time, changed."""
        self.forget_lines()
        self.refresh()

    # Keys

    def action_move(self, lines: int) -> None:
        """Move the cursor by so many lines."""
        self._go((self.cursor_row or 0) + lines)

    def action_page(self, pages: float) -> None:
        """Move the cursor by so many pages."""
        self.action_move(round(pages * max(1, self.size.height - HEADER)))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._go(0)
        self._moved = False

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._go(self.shown - 1)

    def action_column(self, columns: int) -> None:
        """Move the cursor by so many columns."""
        if self._at in self._visible:
            index = self._visible.index(self._at) + columns
            self._go_column(self._visible[max(0, min(index, len(self._visible) - 1))])

    # Mouse, focus and size

    def on_mouse_scroll_down(self) -> None:
        """The operator looks around: from now on the view no longer sticks to the top."""
        self._moved = True

    def on_focus(self) -> None:
        """The click that brings the focus selects, and does not open what happened to be selected."""
        self._just_focused = True
        self.repaint(0)
        self._repaint_cursor()

    def on_blur(self) -> None:
        """The cursor is drawn fainter."""
        self.repaint(0)
        self._repaint_cursor()

    def on_mount(self) -> None:
        """The columns' room is known."""
        self._lay_out()

    def on_resize(self) -> None:
        """The columns' room has changed."""
        self._lay_out()

    def watch_empty_text(self) -> None:
        """Say it where there is no row."""
        if not self.shown:
            self.refresh()

    # Drawing

    def forget_lines(self) -> None:
        """Drop the lines that were drawn."""
        self._lines.forget()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines as they are: there is no border, padding or tint here for Textual to look for at each."""
        strips = [self.render_line(y) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            background = self.background_colors[1]
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """The head, or the record on this line."""
        if y < HEADER:
            at = self._at if self.has_focus else None
            return self._lines.in_view(self._lines.head(at, self._sort_by, self._reverse), hints=True)
        row = self.scroll_offset.y + y - HEADER
        key = self._order.key_at(row)
        record = None if key is None else self._records.get(key)
        if key is None or record is None:
            if y == HEADER + 1 and not self.shown and self.empty_text:
                text = fit(f" {self.empty_text}", self.size.width)
                return Strip([Segment(text, self.paper + self.mood(Mood.DIM))])
            return self.blank()
        at = self._at if key == self._cursor else None
        return self._lines.in_view(self.dressed(key, self._lines.row(key, record, at, self.marked(key))))

    def dressed(self, key: str, strip: Strip) -> Strip:
        """A record's line as it is shown: for subclasses that show more of it than its cells."""
        return strip

    def _lay_out(self) -> None:
        if not self.is_attached:
            return
        self._lines.layout = lay_out([self._columns[key] for key in self._visible], self.room)
        self.forget_lines()
        self.set_extent(Size(self._lines.layout.width, self.shown + HEADER))
        self.refresh()

    # The cursor and its neighbours

    def _anchors(self) -> tuple[str | None, str | None]:
        """What must stay where it is: the record under the cursor, and the first one in view."""
        return self._cursor, self._order.key_at(self.scroll_offset.y)

    def _settle(self, anchors: Sequence[str | None]) -> None:
        """Rows have come, gone or moved: put cursor and view back onto their records."""
        cursor, top = anchors
        seen = self._in_view(self._last_row)
        if self.filling and not self._moved:
            cursor, top = self._order.key_at(0), None
        self.set_extent(Size(self._lines.layout.width, self.shown + HEADER))
        row = self._order.row_of(top)
        if row is not None:
            self.scroll_quietly(y=row)
        if self._order.row_of(cursor) is None:
            cursor = self._order.key_at(0)
        self._place(cursor)
        if seen:
            self._show_cursor()
        self.rows_moved()
        self.refresh()

    def _place(self, key: str | None) -> None:
        self._last_row = self._order.row_of(key)
        if key != self._cursor:
            self._cursor = key
            self.cursor_moved()

    def _go(self, row: int) -> None:
        """Put the cursor on a row, as near as there is one, and bring it into view."""
        self._moved, self._just_focused = True, False
        if not self.shown:
            return
        self._repaint_cursor()
        self._place(self._order.key_at(max(0, min(row, self.shown - 1))))
        self._show_cursor()
        self._repaint_cursor()

    def _go_column(self, key: str) -> None:
        self._at = key
        for span in self._lines.layout.spans:
            if span.column.key == key and span.start >= self._lines.layout.frozen:
                left, right = span.start - self._lines.layout.frozen, span.end - self.room
                x = self.scroll_offset.x
                self.scroll_quietly(x=min(max(x, right), left))
        self.repaint(0)
        self._repaint_cursor()

    def _show_cursor(self) -> None:
        row, top, height = self.cursor_row, self.scroll_offset.y, max(1, self.size.height - HEADER)
        if row is None:
            return
        if row < top:
            self.scroll_quietly(y=row)
        elif row >= top + height:
            self.scroll_quietly(y=row - height + 1)

    def _in_view(self, row: int | None) -> bool:
        return row is not None and 0 <= row - self.scroll_offset.y < self.size.height - HEADER

    def _keys_in_view(self) -> list[str]:
        top = self.scroll_offset.y
        keys = (self._order.key_at(row) for row in range(top, top + max(0, self.size.height - HEADER)))
        return [key for key in keys if key is not None]

    def _repaint_row(self, row: int | None) -> None:
        if row is not None and self._in_view(row):
            self.repaint(row - self.scroll_offset.y + HEADER)

    def _repaint_cursor(self) -> None:
        self._repaint_row(self.cursor_row)
