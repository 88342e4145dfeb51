"""The cursor among rows: it belongs to a record, and the view follows it."""

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar, Unpack

from textual import events
from textual.binding import Binding, BindingsMap, BindingType
from textual.geometry import Size
from textual.reactive import reactive

from ovntui.cloud.cells import Column
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.drawn_rows import HEADER, DrawnRows
from ovntui.widgets.lines import Names

R = TypeVar("R")


class RowsView(DrawnRows[R], Generic[R], can_focus=True, inherit_bindings=False):
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

    filling: reactive[bool] = reactive(False)
    """True while the first records still arrive: until the operator moves, the view stays at the top."""

    def __init__(self, columns: Sequence[Column[R]], **names: Unpack[Names]) -> None:
        self._last_row: int | None = None
        self._moved = False
        self._just_focused = False
        self._bound: tuple[Mapping[str, str], BindingsMap] | None = None  # the keys, by the operator's own
        super().__init__(columns, **names)

    def cursor_moved(self) -> None:
        """The cursor stands on another record: for subclasses."""

    def rows_moved(self) -> None:
        """Rows have come, gone or moved: for subclasses."""

    def move_to(self, key: str, column: str | None = None) -> bool:
        """Put the cursor on a record, and into a column; False where the record is not shown."""
        if self._order.row_of(key) is None:
            self.finish_search()
        row = self._order.row_of(key)
        if row is None:
            return False
        if column is not None and column in self._visible:
            self._go_column(column)
        self._go(row)
        return True

    def finish_search(self) -> None:
        """Show at once all that the filter lets through."""
        if self._order.is_searching:
            anchors = self._anchors()
            self._order.search(math.inf)
            self._settle(anchors)

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """A key of the table's own: it does what it does here and now, and is painted. Textual would have it
        go up to the app, through all that is around the table, and look for what it is bound to there, which
        is the table's own first."""
        for binding in self._bound_keys().key_to_bindings.get(event.key, ()):
            if not binding.priority and not self.loading and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                if isinstance(self.screen, ConsoleScreen):
                    self.screen.paint_now(self, self.vertical_scrollbar)
                return

    def _bound_keys(self) -> BindingsMap:
        keymap = self.app._keymap
        if self._bound is None or self._bound[0] is not keymap:
            self._bound = (keymap, self._bindings.copy())
            self._bound[1].apply_keymap(keymap)
        return self._bound[1]

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
        self.finish_search()
        self._go(self.shown - 1)

    def action_column(self, columns: int) -> None:
        """Move the cursor by so many columns."""
        if self._at in self._visible:
            index = self._visible.index(self._at) + columns
            self._go_column(self._visible[max(0, min(index, len(self._visible) - 1))])

    # Mouse and focus

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
        before = self._last_row or 0
        self._place(self._order.key_at(max(0, min(row, self.shown - 1))))
        self._show_cursor()
        self._repaint_cursor()
        self._expect((self._last_row or 0) - before)

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

    def _repaint_cursor(self) -> None:
        self._repaint_row(self.cursor_row)
