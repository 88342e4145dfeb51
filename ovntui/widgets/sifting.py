"""The search for the rows that a filter lets through, part by part. Where their texts are not known yet fifty
thousand rows hold up the event loop for a second; the screenful that is wanted first is there much sooner."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from time import monotonic
from typing import Final

PART: Final = 256
"""How many rows are searched between two looks at the clock."""


class Sifting:
    """Rows that are searched from one of them on, as they are shown: down to the last one, then from where it
    began up to the first. The rows may not change meanwhile."""

    def __init__(
        self, rows: Sequence[str], start: int, among: Callable[[Sequence[str]], list[str]], reverse: bool
    ) -> None:
        """start is an index of rows; in reverse the last of these is shown first. among returns those of some
        rows that are let through, in their order."""
        self.found: list[str] = []
        """Those that were found, in their order. What is found above the row where it began comes among them
        when all are searched, so that no row on screen is moved before."""
        self._rows = rows
        self._among = among
        self._reverse = reverse
        self._above: list[str] = []
        middle = start + reverse  # that row itself is looked at first
        after = ((at, min(at + PART, len(rows))) for at in range(middle, len(rows), PART))
        before = ((max(0, at - PART), at) for at in range(middle, 0, -PART))
        self._left: Iterator[tuple[int, int]] = chain(before, after) if reverse else chain(after, before)
        self._middle = middle

    def go_on(self, seconds: float) -> bool:
        """Search for so long, but one part at least; True when all are found."""
        end = monotonic() + seconds
        for first, last in self._left:
            some = self._among(self._rows[first:last])
            is_after = first >= self._middle
            into = self._above if is_after is self._reverse else self.found
            if is_after:
                into += some
            else:
                into[:0] = some
            if monotonic() > end:
                return False
        if self._reverse:
            self.found += self._above
        else:
            self.found[:0] = self._above
        self._above = []
        return True
