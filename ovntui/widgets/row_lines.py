"""The lines of a record table as they are drawn: its head, and the part of its rows in view."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ovntui.cloud.cells import Column
from ovntui.widgets.columns import Layout, lay_out
from ovntui.widgets.fit import fit
from ovntui.widgets.lines import CELL, CURSOR, HEADING, MARK, SELECTED, LineView
from ovntui.widgets.pen import Pen

R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")

KEPT: Final = 512
"""How many lines are kept as they were drawn: as many as the highest terminal has."""

_CHOSEN: Final = "✓"
"""Stands behind the first column of a row that was selected."""


class Scene(NamedTuple):
    """What rows are drawn for."""

    has_focus: bool
    x: int
    """How many cells are scrolled away."""


class Recent(OrderedDict[K, V]):
    """What was put in last: the oldest goes when there are too many. Textual's own cache keeps for a key
    what it was given first, and so would draw a record that has changed anew each time."""

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > KEPT:
            self.popitem(last=False)


class RowLines(Generic[R]):
    """Draws for a table. Rows are kept until their record, their marks, the cursor or the styles change.

    Records are frozen: another state of a record is another object, so that identity tells. The same line is
    given the same strip, which keeps what Textual has worked out of it.
    """

    def __init__(self, view: LineView) -> None:
        self._view = view
        self.layout: Layout[R] = Layout((), 0, 0)
        self._room = self._width = 0
        self._drawn: Recent[str, R] = Recent()
        self._strips: Recent[tuple[object, ...], tuple[R, Strip]] = Recent()

    def lay_out(self, columns: Sequence[Column[R]]) -> None:
        """Draw these columns, in the room that the view has now."""
        self._room, self._width = self._view.room, self._view.size.width
        self.layout = lay_out(columns, self._room)
        self.forget()

    def forget(self) -> None:
        """Drop what was drawn."""
        self._strips.clear()

    def last_drawn(self, key: str) -> R | None:
        """The record as it was when its line was last drawn, if that is still known."""
        return self._drawn.get(key)

    def head(self, at: str | None, sort_by: str | None, reverse: bool) -> Strip:
        """The titles: an arrow at the column that sorts, and the one at the cursor brighter. ‹ and › stand
        where columns are out of view."""
        view, layout = self._view, self.layout
        style = view.paper + view.ink(HEADING)
        here = style + view.mood_of_names()
        x = view.scroll_offset.x
        pen = self._pen(x)
        for span in layout.spans:
            column, title = span.column, span.column.title
            if column.key == sort_by:
                arrow = "▼" if reverse else "▲"
                title = f"{fit(title, min(len(title), span.width - 2))} {arrow}" if span.width > 3 else arrow
            pen.write(fit(title, span.width, column.right), span.width, here if column.key == at else style)
            pen.write(" ", 1, style)
        strip, room = pen.strip(self._width, view.paper), self._room
        if room > 2 and layout.width > room:
            if x:
                strip = _with(strip, max(0, min(layout.frozen, room) - 1), "‹", style)
            if x + room < layout.width:
                strip = _with(strip, room - 1, "›", style)
        return strip

    def row(
        self, key: str, record: R, at: str | None, marked: frozenset[str], chosen: bool, scene: Scene
    ) -> Strip:
        """A record's line. at is the cursor's column where this is the cursor's line; one that was chosen
        carries a sign, and a ground of its own."""
        state = (key, at, marked, chosen, scene)
        kept = self._strips.get(state)
        if kept is not None and kept[0] is record:
            return kept[1]
        view = self._view
        paper, sign = view.paper, view.ground(SELECTED)
        if at is not None:
            paper += view.ground(CURSOR)
        over = Style(bgcolor=sign.bgcolor) if chosen and at is None else None
        ground = paper + over if over else paper
        pen = self._pen(scene.x)
        for number, span in enumerate(self.layout.spans):
            column = span.column
            if not pen.sees(span.width + 1):
                pen.skip(span.width + 1)
                continue
            cell = column.cell(record)
            style = paper + view.mood(cell.mood)
            if column.key in marked:
                style += view.ground(MARK)
            if column.key == at:
                style += view.ground(CELL)
            if over:
                style += over
            text = fit(cell.text, span.width, column.right)
            if chosen and not number:
                pen.write(text, span.width, style)
                pen.write(_CHOSEN, 1, sign)
            elif column.key == at or column.key in marked:
                pen.write(text, span.width, style)
                pen.write(" ", 1, ground)
            else:
                pen.write(f"{text} ", span.width + 1, style)  # each piece is sent with its colours
        if at is not None:
            pen.fill(max(self._room, self.layout.width), paper)
        strip = pen.strip(self._width, view.paper)
        self._strips[state] = (record, strip)
        self._drawn[key] = record
        return strip

    def _pen(self, x: int) -> Pen:
        """For the part of a line in view: its frozen cells, and what follows after those scrolled away."""
        return Pen(min(self.layout.frozen, self._room), x, self._room)


def _with(strip: Strip, at: int, sign: str, style: Style) -> Strip:
    """A line with a sign in one of its cells."""
    return Strip.join([strip.crop(0, at), Strip([Segment(sign, style)]), strip.crop(at + 1)])
