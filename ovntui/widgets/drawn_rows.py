"""Rows under a head that stays, as they are drawn."""

from collections.abc import Mapping, Sequence
from typing import Final, Generic, TypeVar, Unpack

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip

from ovntui.cloud.cells import Column, Mood
from ovntui.safetext import SafeText
from ovntui.widgets.ahead import Ahead
from ovntui.widgets.columns import name_column
from ovntui.widgets.fit import fit
from ovntui.widgets.lines import LineView, Names
from ovntui.widgets.order import RowOrder
from ovntui.widgets.row_lines import RowLines, Scene
from ovntui.widgets.sent import sent

R = TypeVar("R")

HEADER: Final = 1
"""Lines that stay at the top."""

_FEW: Final = 8
"""How many rows are drawn ahead at least: a key held down goes so far in a quarter of a second."""


class DrawnRows(LineView, Generic[R]):
    """Records, a line each. Where the cursor stands among them, and why, is the subclass's."""

    DEFAULT_CSS = "DrawnRows { overflow-y: scroll; }"

    empty_text: reactive[SafeText] = reactive(SafeText(""), init=False)
    """Why there is no row, where there is none."""

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
        self._ahead = Ahead(self._draw_ahead)
        self._tone: tuple[Sequence[LineFilter], Color] = ((), Color(0, 0, 0))
        super().__init__(**names)

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

    def redraw(self) -> None:
        """Draw everything anew: cells that depend on more than their record, such as the time, changed."""
        self.forget_lines()
        self.refresh()

    # Size

    def on_mount(self) -> None:
        """The columns' room is known."""
        self._lay_out()

    def on_unmount(self) -> None:
        """No key comes any more."""
        self._ahead.stop()

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
        self._tone = (self.get_line_filters(), self.background_colors[1])
        top, scene = self.scroll_offset.y - HEADER, self._scene()
        strips = self._toned([self._line(y, top + y, scene) for y in crop.line_range])
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _toned(self, strips: list[Strip]) -> list[Strip]:
        """Lines in the colours that the terminal is to be sent."""
        filters, background = self._tone
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """The head, or the record on this line."""
        return self._line(y, self.scroll_offset.y + y - HEADER, self._scene())

    def _line(self, y: int, row: int, scene: Scene) -> Strip:
        if y < HEADER:
            at = self._at if self.has_focus else None
            return self._lines.head(at, self._sort_by, self._reverse)
        if (line := self._row_line(row, scene)) is not None:
            return line
        if y == HEADER + 1 and not self.shown and self.empty_text:
            text = fit(f" {self.empty_text}", self.size.width)
            return Strip([Segment(text, self.paper + self.mood(Mood.DIM))])
        return self.blank()

    def _scene(self) -> Scene:
        """What all rows are drawn for, asked for once: it takes as long as a row's line."""
        return Scene(self.has_focus, self.scroll_offset.x)

    def _row_line(self, row: int, scene: Scene) -> Strip | None:
        key = self._order.key_at(row)
        record = None if key is None else self._records.get(key)
        if key is None or record is None:
            return None
        at = self._at if key == self._cursor else None
        return self._lines.row(key, record, at, self.marked(key), self.is_chosen(key), scene)

    def _draw_ahead(self, row: int) -> None:
        """Draw a row that is not in view yet, down to what the terminal is to be sent."""
        if self.is_attached and (line := self._row_line(row, self._scene())) is not None:
            sent(self._toned([line])[0], self.app.console)

    def _expect(self, step: int) -> None:
        """The cursor went so many rows, and may go as many again."""
        height = max(1, self.size.height - HEADER)
        count, top = min(max(_FEW, abs(step)), height), self.scroll_offset.y
        self._ahead.expect(
            range(top + height, top + height + count) if step > 0 else range(top - 1, top - 1 - count, -1)
        )

    def is_chosen(self, _key: str) -> bool:
        """Whether a record was selected: for subclasses that let the operator do that."""
        return False

    def _lay_out(self) -> None:
        if not self.is_attached:
            return
        self._lines.lay_out([self._columns[key] for key in self._visible])
        self.set_extent(Size(self._lines.layout.width, self.shown + HEADER))
        self.refresh()

    def _in_view(self, row: int | None) -> bool:
        return row is not None and 0 <= row - self.scroll_offset.y < self.size.height - HEADER

    def _keys_in_view(self) -> list[str]:
        top = self.scroll_offset.y
        keys = (self._order.key_at(row) for row in range(top, top + max(0, self.size.height - HEADER)))
        return [key for key in keys if key is not None]

    def _repaint_row(self, row: int | None) -> None:
        if row is not None and self._in_view(row):
            self.repaint(row - self.scroll_offset.y + HEADER)
