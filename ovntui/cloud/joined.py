"""Records that are joined when somebody looks at them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

from ovntui.cloud.records import Record

R = TypeVar("R", bound=Record)

KEPT: Final = 4096
"""How many records of a kind are kept joined; those asked for first are dropped first. Of fifty thousand
a screen shows fifty."""


class Records(Mapping[str, R]):
    """The records of one kind by key, each joined when first asked for, and kept for a while."""

    __slots__ = ("_join", "_joined", "rows")

    def __init__(self, rows: Mapping[str, Any], join: Callable[[str], R]) -> None:
        self.rows = rows
        """The row behind each record, for those whom a row tells enough."""
        self._join = join
        self._joined: dict[str, R] = {}

    def __getitem__(self, key: str) -> R:
        record = self._joined.get(key)
        if record is None:
            record = self._join(key)
            if len(self._joined) >= KEPT:
                for old in list(islice(self._joined, KEPT // 4)):
                    del self._joined[old]
            self._joined[key] = record
        return record

    def glance(self, key: str) -> R | None:
        """A record without keeping it, for those who look at every one; None where there is none."""
        record = self._joined.get(key)
        return record if record is not None or key not in self.rows else self._join(key)

    def __contains__(self, key: object) -> bool:
        return key in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def forget(self, keys: Iterable[str]) -> None:
        """Join these anew when they are asked for again."""
        if self._joined:
            for key in keys:
                self._joined.pop(key, None)
