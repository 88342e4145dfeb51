"""Which records a table shows, and in what order: sorting, filtering and keeping one's place.

No drawing here. Each record's place is an entry (sort key, name's sort key, record's key), made when
it was placed; a record that changes keeps its entry until the operator sorts anew. The entries are
sorted and unique, so that a key's row is found by bisection and a new row by insertion.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar

from ovntui.cloud.cells import Column

R = TypeVar("R")

Entry: TypeAlias = tuple[Any, Any, str]

_DIGITS = re.compile("[0-9]+")
_LONGEST: Final = 256
"""Characters of a text that are compared; names alike so far keep the order of their keys."""
_FEW: Final = 32
"""Up to how many rows are placed one by one; more are faster sorted in together."""
_REMEMBERED: Final = 4
"""For how many columns the sort keys are kept."""


def natural(text: str) -> str:
    """A key that sorts text as people do: port2 before port10, upper and lower case together."""
    text = text[:_LONGEST]
    return _DIGITS.sub(_number, text.casefold()) + "\0" + text


def _number(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0")
    return "0" + chr(len(digits) + 1) + digits  # a longer number is a larger one


class RowOrder(Generic[R]):
    """The order of a mapping's records and the part of it that is shown.

    The mapping may join a record only when asked for it, so records are asked for only where the
    order or the filter needs them. Whatever changes the order takes the keys that the caller follows,
    and returns for each the key that stands in its place: itself, or when it has gone the next row's,
    or the previous one's, or None.
    """

    def __init__(self, name: Column[R] | None) -> None:
        self._name = name
        self._records: Mapping[str, R] = {}
        self._predicate: Callable[[R], bool] | None = None
        self._by: Column[R] | None = None
        self._reverse = False
        self._entries: dict[str, Entry] = {}
        self._all: list[Entry] = []
        self._shown: list[Entry] = []
        self._next = 0
        self._keys: dict[str, dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def total(self) -> int:
        """How many records there are, shown or not."""
        return len(self._all)

    def key_at(self, row: int) -> str | None:
        """The key of the record in a row, counted from 0, or None where there is no such row."""
        count = len(self._shown)
        if not 0 <= row < count:
            return None
        return self._shown[count - 1 - row if self._reverse else row][2]

    def row_of(self, key: str | None) -> int | None:
        """The row of a record, or None where it is not shown."""
        entry = None if key is None else self._entries.get(key)
        if entry is None:
            return None
        count = len(self._shown)
        index = bisect_left(self._shown, entry)
        if index == count or self._shown[index][2] != key:
            return None
        return count - 1 - index if self._reverse else index

    def shown_keys(self) -> Iterator[str]:
        """The keys of the rows, from the first to the last."""
        return (entry[2] for entry in (reversed(self._shown) if self._reverse else self._shown))

    def load(self, records: Mapping[str, R], follow: Sequence[str | None] = ()) -> list[str | None]:
        """Show another mapping."""
        before = self._rows()
        self._records = records
        self._keys.clear()
        self._place_all()
        return self._heirs(before, follow)

    def sort(self, by: Column[R] | None, reverse: bool) -> None:
        """Order by a column, or as the mapping is ordered. Sorting again places changed rows anew."""
        self._by, self._reverse = by, reverse
        self._place_all()

    def filter(
        self, predicate: Callable[[R], bool] | None, follow: Sequence[str | None] = ()
    ) -> list[str | None]:
        """Show only records of which the predicate is true; None shows all."""
        before = self._rows()
        self._predicate = predicate
        self._choose()
        return self._heirs(before, follow)

    def apply(
        self,
        added: Collection[str],
        changed: Collection[str],
        removed: Collection[str],
        follow: Sequence[str | None] = (),
    ) -> tuple[bool, list[str | None]]:
        """Take in what changed in the mapping: whether any row came or went, and the keys in place of
        those followed. The work is proportional to the change."""
        gone = {key for key in removed if key in self._entries and key not in self._records}
        hidden: set[str] = set()
        coming: list[Entry] = []
        fresh: list[Entry] = []
        for key in {*added, *changed, *removed} - gone:
            for keys in self._keys.values():
                keys.pop(key, None)
            record = self._records.get(key)
            if record is None:
                if key in self._entries:
                    gone.add(key)
                continue
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entry(key, record)
                fresh.append(entry)
            wanted = self._predicate is None or self._predicate(record)
            shown = self.row_of(key) is not None
            if wanted and not shown:
                coming.append(entry)
            elif shown and not wanted:
                hidden.add(key)
        leaving = {key for key in gone if self.row_of(key) is not None} | hidden
        heirs = [self._heir(key, leaving) for key in follow]
        unfiltered = self._all is self._shown
        _remove(self._shown, [self._entries[key] for key in leaving])
        if not unfiltered:
            _remove(self._all, [self._entries[key] for key in gone])
        for key in gone:
            del self._entries[key]
            for keys in self._keys.values():
                keys.pop(key, None)
        self._entries.update((entry[2], entry) for entry in fresh)
        _insert(self._shown, coming)
        if not unfiltered:
            _insert(self._all, fresh)
        return bool(leaving or coming), heirs

    def _place_all(self) -> None:
        records = self._records
        if self._by is None:
            self._all = [(number, "", key) for number, key in enumerate(records)]
            self._next = len(self._all)
        else:
            by, names = self._sort_keys(self._by), None
            if self._name is not None and self._name is not self._by:
                names = self._sort_keys(self._name)
            if names is None:
                self._all = [(sort, "", key) for key, sort in by.items()]
            else:
                self._all = [(sort, names[key], key) for key, sort in by.items() if key in names]
            self._all.sort()
        self._entries = {entry[2]: entry for entry in self._all}
        self._choose()

    def _choose(self) -> None:
        predicate, get = self._predicate, self._records.get
        if predicate is None:
            self._shown = self._all
            return
        self._shown = [
            entry for entry in self._all if (record := get(entry[2])) is not None and predicate(record)
        ]

    def _entry(self, key: str, record: R) -> Entry:
        if self._by is None:
            self._next += 1
            return (self._next, "", key)
        name = "" if self._name is None or self._name is self._by else _sort_key(self._name, record)
        return (_sort_key(self._by, record), name, key)

    def _sort_keys(self, column: Column[R]) -> dict[str, Any]:
        """The sort key of each record that the mapping has now, kept for the next time."""
        keys = self._keys.pop(column.key, {})
        if len(keys) != len(self._records):
            for key in self._records:
                if key not in keys and (record := self._records.get(key)) is not None:
                    keys[key] = _sort_key(column, record)
        self._keys[column.key] = keys
        while len(self._keys) > _REMEMBERED:
            del self._keys[next(iter(self._keys))]
        return keys

    def _rows(self) -> Sequence[Entry]:
        """The rows as they are, for finding heirs after they were placed anew."""
        return list(reversed(self._shown)) if self._reverse else self._shown

    def _heirs(self, before: Sequence[Entry], follow: Sequence[str | None]) -> list[str | None]:
        """The heirs of keys whose neighbours are told by the rows as they were."""
        heirs: list[str | None] = []
        for key in follow:
            if key is None or self.row_of(key) is not None:
                heirs.append(key)
                continue
            row = next((row for row, entry in enumerate(before) if entry[2] == key), 0)
            later = (entry[2] for entry in before[row:])
            earlier = (before[index][2] for index in range(row - 1, -1, -1))
            alive = (k for part in (later, earlier) for k in part if self.row_of(k) is not None)
            heirs.append(next(alive, None))
        return heirs

    def _heir(self, key: str | None, leaving: Collection[str]) -> str | None:
        if key not in leaving:
            return key
        row = self.row_of(key)
        if row is None:
            return None
        for near in (*range(row, min(row + len(leaving) + 1, len(self))), *range(row - 1, -1, -1)):
            heir = self.key_at(near)
            if heir not in leaving:
                return heir
        return None


def _sort_key(column: Column[R], record: R) -> Any:
    return natural(column.cell(record).text) if column.sort is None else column.sort(record)


def _remove(rows: list[Entry], entries: list[Entry]) -> None:
    if len(entries) > _FEW:
        keys = {entry[2] for entry in entries}
        rows[:] = [entry for entry in rows if entry[2] not in keys]
        return
    for entry in entries:
        index = bisect_left(rows, entry)
        del rows[index]


def _insert(rows: list[Entry], entries: list[Entry]) -> None:
    if len(entries) > _FEW:
        rows.extend(entries)
        rows.sort()
        return
    for entry in entries:
        insort(rows, entry)
