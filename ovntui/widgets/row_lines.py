"""The lines of a record table as they are drawn: its head, its rows, and the part of both in view."""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

from rich.segment import Segment
from textual.strip import Strip

from ovntui.widgets.columns import Layout
from ovntui.widgets.fit import fit
from ovntui.widgets.lines import CELL, CURSOR, HEADING, MARK, LineView

R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")

KEPT: Final = 512
"""How many lines are kept as they were drawn: as many as the highest terminal has."""


class Recent(OrderedDict[K, V]):
    """What was put in last: the oldest goes when there are too many. Textual's own cache keeps for a key
    what it was given first, and so would draw a record that has changed anew each time."""

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > KEPT:
            self.popitem(last=False)


class RowLines(Generic[R]):
    """Draws for a table. Rows are kept until their record, their marks, the cursor or the styles change.

    Records are frozen: another state of a record is another object, so that identity tells.
    """

    def __init__(self, view: LineView) -> None:
        self._view = view
        self.layout: Layout[R] = Layout((), 0, 0)
        self._drawn: Recent[str, R] = Recent()
        self._strips: Recent[tuple[str, str | None, bool, frozenset[str]], tuple[R, Strip]] = Recent()
        self._seen: Recent[tuple[int, int], tuple[Strip, Strip]] = Recent()

    def forget(self) -> None:
        """Drop what was drawn."""
        self._strips.clear()
        self._seen.clear()

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
            text = fit(cell.text, span.width, column.right)
            if column.key == at or column.key in marked:
                segments += (Segment(text, style), Segment(" ", paper))
            else:
                segments.append(Segment(f"{text} ", style))  # each piece is sent with its colours
        strip = Strip(segments)
        if at is not None:
            strip = strip.extend_cell_length(max(view.room, self.layout.width), paper)
        self._strips[state] = (record, strip)
        self._drawn[key] = record
        return strip

    def in_view(self, strip: Strip, hints: bool = False) -> Strip:
        """The part of a line in view: its frozen cells and what follows after those scrolled away.

        hints puts ‹ and › where columns are out of view. The same line is given the same strip, which keeps
        what Textual has worked out of it.
        """
        x = self._view.scroll_offset.x
        kept = self._seen.get((id(strip), x))
        if kept is None or kept[0] is not strip:
            kept = self._seen[id(strip), x] = (strip, self._part(strip, x, hints))
        return kept[1]

    def _part(self, strip: Strip, x: int, hints: bool) -> Strip:
        view, layout = self._view, self.layout
        room = view.room
        if not x and layout.width < room:
            return strip.adjust_cell_length(view.size.width, view.paper)
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
