"""The placing of many new rows among those that are there, part by part: of fifty thousand rows it would hold
up the event loop for as long as it takes."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, Final

PART: Final = 5_000
"""About how many rows are gone through at a time, of those that are there and of those that come."""


class Merging:
    """Rows and others that come among them, each in their order, becoming one. A row's place is what each of
    the mappings has for it, and then its key, so that no two places are the same. The rows stay as they are;
    neither they nor their places may change meanwhile."""

    def __init__(
        self, rows: Sequence[str], coming: Sequence[str], places: Sequence[Mapping[str, Any]]
    ) -> None:
        self.coming = coming
        self._rows = rows
        self._places = [place.__getitem__ for place in places]
        self._merged: list[str] = []
        self._row = self._next = 0  # how far it has come, in both

    def go_on(self) -> bool:
        """Another part; True once all are done."""
        rows, coming = self._rows, self.coming
        row, following = self._row + PART, self._next + PART
        if row < len(rows):
            following = min(
                following, bisect_left(coming, self._place(rows[row]), self._next, key=self._place)
            )
        if following < len(coming):
            row = min(row, bisect_left(rows, self._place(coming[following]), self._row, key=self._place))
        part = rows[self._row : row]
        if came := coming[self._next : following]:
            part = [*part, *came]
            # two parts that are sorted are merged in one go
            part = [
                place[-1] for place in sorted(zip(*(map(of, part) for of in self._places), part, strict=True))
            ]
        self._merged += part
        self._row, self._next = row, following
        return row >= len(rows) and following >= len(coming)

    def whole(self) -> list[str]:
        """All of them in order: what is left is done at once."""
        while not self.go_on():
            pass
        return self._merged

    def _place(self, key: str) -> tuple[Any, ...]:
        return (*(of(key) for of in self._places), key)
