"""Where each column of a record table stands.

Widths come from the columns and the room alone, never from the data, so they stay as rows change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from ovntui.cloud.cells import Column

R = TypeVar("R")

_WIDEST: Final = 40
"""How many cells a column grows by, if not by twice its width: what stands too far apart reads badly."""


@dataclass(frozen=True, slots=True)
class Span(Generic[R]):
    """A column and the terminal cells that it takes: start, counted from the table's left, and width."""

    column: Column[R]
    start: int
    width: int

    @property
    def end(self) -> int:
        """The cell behind the column's last one."""
        return self.start + self.width


@dataclass(frozen=True, slots=True)
class Layout(Generic[R]):
    """The columns side by side, one blank cell between two.

    width is what they take together; where it is more than there is room, the table scrolls sideways
    and its first `frozen` cells stay.
    """

    spans: tuple[Span[R], ...]
    width: int
    frozen: int

    def at(self, x: int) -> Span[R] | None:
        """The column that owns cell x, its following blank included."""
        for span in self.spans:
            if span.start <= x <= span.end:
                return span
        return None


def name_column(columns: Sequence[Column[R]]) -> int:
    """Which column names the record: the first that is more than a sign."""
    for index, column in enumerate(columns):
        if column.width > 2:
            return index
    return 0


def lay_out(columns: Sequence[Column[R]], room: int) -> Layout[R]:
    """Give each column its width, and what is left of the room to those that grow, by their weight."""
    left = room - sum(column.width for column in columns) - max(0, len(columns) - 1)
    weight = sum(column.grow for column in columns)
    spans: list[Span[R]] = []
    start = 0
    for column in columns:
        more = 0
        if column.grow:
            share = max(0, left) * column.grow // weight
            more = min(share, max(_WIDEST, 2 * column.width))
            left, weight = left - more, weight - column.grow
        spans.append(Span(column, start, column.width + more))
        start += column.width + more + 1
    width = max(0, start - 1)
    frozen = 0
    if width > room and spans:
        through_name = spans[name_column(columns)].end + 1
        frozen = through_name if through_name <= room * 2 // 3 else 0
    return Layout(tuple(spans), width, frozen)
