"""The placing of many new rows among those that are there, part by part: of fifty thousand rows it would hold
up the event loop for as long as it takes."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import Any, Final

PART: Final = 5_000
"""About how many rows are gone through at a time, of those that are there and of those that come."""


class Merging:
    """Rows in their order, and others in none that come among them, becoming one. A row's place is what each
    of the mappings has for it, and then its key, so that no two places are the same. The rows stay as they
    are; neither they nor their places may change meanwhile."""

    def __init__(
        self,
        rows: Sequence[str],
        coming: Collection[str],
        places: Sequence[Mapping[str, Any]],
        arrange: Callable[[list[str]], None],
    ) -> None:
        """arrange sorts a list of rows by their places."""
        self.coming = coming
        self._places = [place.__getitem__ for place in places]
        self._arrange = arrange
        self._unsorted = iter(coming)
        self._sorted: list[Sequence[str]] = [rows]
        self._at = [0]  # how far it has come in each of these
        self._merged: list[str] = []

    def go_on(self) -> bool:
        """Another part; True once all are done."""
        if part := list(islice(self._unsorted, PART)):
            self._arrange(part)
            self._sorted.append(part)
            self._at.append(0)
            return False
        return self._merge_some()

    def _merge_some(self) -> bool:
        """Put together what comes before the first of those that are too many for one part."""
        share = PART // len(self._sorted) + 1
        many = [
            rows[at + share]
            for rows, at in zip(self._sorted, self._at, strict=True)
            if at + share < len(rows)
        ]
        end = min(map(self._place, many), default=None)
        came: list[str] = []
        several = 0
        for number, (rows, at) in enumerate(zip(self._sorted, self._at, strict=True)):
            until = (
                len(rows)
                if end is None
                else bisect_left(rows, end, at, min(len(rows), at + share), key=self._place)
            )
            if until > at:
                several += 1
                came += rows[at:until]
                self._at[number] = until
        if several > 1:
            # parts that are sorted are merged in one go
            came = [
                place[-1] for place in sorted(zip(*(map(of, came) for of in self._places), came, strict=True))
            ]
        self._merged += came
        return end is None

    def whole(self) -> list[str]:
        """All of them in order: what is left is done at once."""
        while not self.go_on():
            pass
        return self._merged

    def _place(self, key: str) -> tuple[Any, ...]:
        return (*(of(key) for of in self._places), key)
