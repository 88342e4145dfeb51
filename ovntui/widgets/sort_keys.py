"""By what a column sorts its records: one key each, worked out once and kept while the record is the same."""

import re
from collections.abc import Callable, Collection, Mapping, Set
from typing import Any, Final, Generic, TypeVar

from ovntui.cloud.cells import Column
from ovntui.cloud.joined import Records
from ovntui.safetext import SafeText

R = TypeVar("R")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_DIGITS = re.compile("[0-9]+")
_AMBIGUOUS = re.compile("(?<![0-9])0[0-9]|\0")  # zeros that a number's value does not tell of
_LONGEST: Final = 256
"""Characters of a text that are compared; names alike so far keep the order of their keys."""
_ALIKE: Final = 1 << 14
"""How many texts are remembered with their keys: many ports are on the same switch, which is then one
text and one key."""


def natural(text: str) -> str:
    """A key that sorts text as people do: port2 before port10, upper and lower case together. A uuid is
    its own key, since its digits are no numbers."""
    text = text[:_LONGEST]
    if len(text) == 36 and _UUID.match(text):
        return text
    folded = text.casefold()
    key = _DIGITS.sub(_number, folded)
    return key if folded == text and not _AMBIGUOUS.search(text) else f"{key}\0{text}"


def _number(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0")
    return "0" + chr(len(digits) + 1) + digits  # a longer number is a larger one


class Source(Generic[R]):
    """A mapping of records as sorting sees it. Where the mapping joins its records when asked, they are
    looked at without being kept, and their rows are known too."""

    def __init__(self, records: Mapping[str, R]) -> None:
        self.look: Callable[[str], R | None] = records.get
        self.rows: Mapping[str, Any] = {}
        self._records = records
        if isinstance(records, Records):
            self.look, self.rows = records.glance, records.rows

    @property
    def keys(self) -> Set[str]:
        """The keys of the records that there are now."""
        return self.rows.keys() if self.rows else self._records.keys()


class SortKeys(Generic[R]):
    """The sort keys of one column, by the records' keys; without a column the numbers in which they came.

    A record that becomes another keeps the key by which it was placed until the next fill().
    """

    def __init__(self, column: Column[R] | None) -> None:
        self.column = column
        self.placed: dict[str, Any] = {}
        self.version = 0
        """Another number whenever a record has come, gone, or was given another key."""
        self._stale: set[str] = set()
        self._alike: dict[str, str] = {}
        self._next = 0

    def fill(self, source: Source[R]) -> None:
        """Have the key of each record that there is, as it is now, and no other."""
        placed, there = self.placed, source.keys
        if self.column is None:
            self.placed = {key: number for number, key in enumerate(there)}
            self._next = len(self.placed)
            self.version += 1
            return
        if placed.keys() != there:
            self.version += 1
            for key in placed.keys() - there:
                del placed[key]
            self._stale |= there - placed.keys()
        self.add(self._stale & there, source)
        self._stale.clear()

    def add(self, keys: Collection[str], source: Source[R]) -> None:
        """Work out the keys of these records."""
        if not keys:
            return
        self.version += 1
        column, placed, rows = self.column, self.placed, source.rows
        if column is None:
            for key in keys:
                self._next += 1
                placed[key] = self._next
        elif column.bare is not None and rows:
            bare = column.bare
            for key in keys:
                placed[key] = self._of_row(bare(rows[key]))
        else:
            for key in keys:
                if (record := source.look(key)) is not None:
                    placed[key] = self.of(record)

    def learn(self, key: str, record: R) -> None:
        """Here is a record, should its key be missing."""
        if key not in self.placed and self.column is not None:
            self.version += 1
            self.placed[key] = self.of(record)

    def of(self, record: R) -> Any:
        """A record's key."""
        assert self.column is not None  # numbers are given, not worked out
        sort = self.column.sort
        return self._natural(self.column.cell(record).text) if sort is None else sort(record)

    def outdate(self, keys: Set[str]) -> None:
        """These records have become others, and keep their places by the keys they have."""
        self._stale |= keys & self.placed.keys()

    def forget(self) -> None:
        """Other records are to be sorted."""
        self.version += 1
        self.placed.clear()
        self._stale.clear()

    def drop(self, keys: Collection[str]) -> None:
        """These records are gone, or have become others and have no place by the keys they had."""
        self.version += bool(keys)
        if self.placed:
            for key in keys:
                self.placed.pop(key, None)
        if self._stale:
            self._stale.difference_update(keys)

    def _of_row(self, text: str) -> str:
        return self._natural(text if text.isascii() and text.isprintable() else SafeText(text))

    def _natural(self, text: str) -> str:
        found = self._alike.get(text)
        if found is None:
            found = natural(text)
            if found is not text:
                if len(self._alike) >= _ALIKE:
                    self._alike.clear()
                self._alike[text] = found
        return found
