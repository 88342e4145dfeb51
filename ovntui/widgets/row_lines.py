"""The lines of a record table as they are drawn: its head, its rows, and the part of both in view."""

from typing import Generic, TypeVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.strip import Strip

from ovntui.widgets.columns import Layout
from ovntui.widgets.fit import fit
from ovntui.widgets.lines import CELL, CURSOR, HEADING, MARK, LineView

R = TypeVar("R")


class RowLines(Generic[R]):
    """Draws for a table. Rows are kept until their record, their marks, the cursor or the styles change.

    Records are frozen: another state of a record is another object, so that identity tells.
    """

    def __init__(self, view: LineView) -> None:
        self._view = view
        self.layout: Layout[R] = Layout((), 0, 0)
        self._drawn: LRUCache[str, R] = LRUCache(512)
        self._strips: LRUCache[tuple[str, str | None, bool, frozenset[str]], tuple[R, Strip]] = LRUCache(512)

    def forget(self) -> None:
        """Drop what was drawn."""
        self._strips.clear()

    def last_drawn(self, key: str) -> R | None:
        """The record as it was when its line was last drawn, if that is still known."""
        return self._drawn.get(key)

    def head(self, at: str | None, sort_by: str | None, reverse: bool) -> Strip:
        """The titles: an arrow at the column that sorts, and the one at the cursor brighter."""
        view = self._view
        style = view.paper + view.ink(HEADING)
        here = style + view.mood_of_names()
        segments: list[Segment] = []
        for span in self.layout.spans:
            column, title = span.column, span.column.title
            if column.key == sort_by:
                arrow = "▼" if reverse else "▲"
                title = f"{fit(title, min(len(title), span.width - 2))} {arrow}" if span.width > 3 else arrow
            segments.append(
                Segment(fit(title, span.width, column.right), here if column.key == at else style)
            )
            segments.append(Segment(" ", style))
        return Strip(segments)

    def row(self, key: str, record: R, at: str | None, marked: frozenset[str]) -> Strip:
        """A record's line. at is the cursor's column where this is the cursor's line."""
        view = self._view
        state = (key, at, view.has_focus, marked)
        kept = self._strips.get(state)
        if kept is not None and kept[0] is record:
            return kept[1]
        paper = view.paper if at is None else view.paper + view.ground(CURSOR)
        segments: list[Segment] = []
        for span in self.layout.spans:
            column = span.column
            cell = column.cell(record)
            style = paper + view.mood(cell.mood)
            if column.key in marked:
                style += view.ground(MARK)
            if column.key == at:
                style += view.ground(CELL)
            segments.append(Segment(fit(cell.text, span.width, column.right), style))
            segments.append(Segment(" ", paper))
        strip = Strip(segments)
        if at is not None:
            strip = strip.extend_cell_length(max(view.room, self.layout.width), paper)
        self._strips[state] = (record, strip)
        self._drawn[key] = record
        return strip

    def in_view(self, strip: Strip, hints: bool = False) -> Strip:
        """The part of a line in view: its frozen cells and what follows after those scrolled away.

        hints puts ‹ and › where columns are out of view.
        """
        view, layout = self._view, self.layout
        room, x = view.room, view.scroll_offset.x
        frozen = min(layout.frozen, room)
        parts = [strip.crop(0, frozen), strip.crop(frozen + x, room + x)]
        if hints and room > 2 and layout.width > room:
            hint = view.paper + view.ink(HEADING)
            if x:
                before = max(0, frozen - 1)
                parts[:1] = [strip.crop(0, before), Strip([Segment("‹", hint)])]
                if not frozen:
                    parts[-1] = strip.crop(x + 1, room + x)
            if x + room < layout.width:
                parts[-1:] = [parts[-1].crop(0, parts[-1].cell_length - 1), Strip([Segment("›", hint)])]
        return Strip.join(parts).adjust_cell_length(view.size.width, view.paper)
