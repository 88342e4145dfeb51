"""Which records a table shows, and in what order: sorting, filtering and keeping one's place.

No drawing here. A record's place is (sort key, name's sort key, record's key), by the keys that it had
when it was placed: a record that changes stays where it is until the operator sorts anew. Places are
sorted and unique, so that a key's row is found by bisection and a new row by insertion. They are not
kept: the rows are bare keys of records, and their sort keys those that the columns keep.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from itertools import chain, groupby, islice
from typing import Any, Final, Generic, TypeVar

from ovntui.cloud.cells import Column
from ovntui.cloud.filters import Search
from ovntui.widgets.merging import Merging
from ovntui.widgets.sifting import PART, Sifting
from ovntui.widgets.sort_keys import SortKeys, Source

R = TypeVar("R")

_FEW: Final = 32
"""Up to how many rows are placed one by one; more are faster sorted in together."""
LOOKED_AT: Final = 2_000
"""How many of those that were noted are looked at in one go."""
_REMEMBERED: Final = 8
"""For how many columns the sort keys are kept."""


class RowOrder(Generic[R]):
    """The order of a mapping's records and the part of it that is shown.

    The mapping may join a record only when asked for it, so records are asked for only where the
    order needs them. Whatever changes the order takes the keys that the caller follows, and returns for
    each the key that stands in its place: itself, or when it has gone the next row's, or the previous
    one's, or None.
    """

    def __init__(self, name: Column[R] | None) -> None:
        self._name = name
        self._source: Source[R] = Source({})
        self._predicate: Callable[[str], bool] | None = None
        self._columns: dict[str, SortKeys[R]] = {}  # those used last at the end
        self._by: SortKeys[R] = SortKeys(None)
        self._names: SortKeys[R] | None = None  # where they tell apart what sorts alike
        self._reverse = False
        self._all: list[str] = []
        self._shown: list[str] = []
        self._noted: set[str] = set()  # and not looked at yet
        self._unlearned: set[str] = set()  # others now, and sort keys of theirs not in use may be there yet
        self._coming: set[str] = set()  # noted and not placed yet
        self._going: set[str] = set()  # noted as gone and still placed
        self._differing: set[str] = set()  # noted and not filtered since
        self._merging: Merging | None = None  # of all rows, where all are shown
        self._sifting: Sifting | None = None  # for the rows that are shown
        self._arranged: tuple[tuple[SortKeys[R], int], ...] = ()  # by what all rows were ordered last
        self._named: tuple[tuple[SortKeys[R], int], list[str]] | None = None  # all rows by name alone

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def total(self) -> int:
        """How many records there are, shown or not."""
        return len(self._all)

    @property
    def is_searching(self) -> bool:
        """Whether there may be more rows that the filter lets through than those shown."""
        return self._sifting is not None

    def key_at(self, row: int) -> str | None:
        """The key of the record in a row, counted from 0, or None where there is no such row."""
        count = len(self._shown)
        if not 0 <= row < count:
            return None
        return self._shown[count - 1 - row if self._reverse else row]

    def row_of(self, key: str | None) -> int | None:
        """The row of a record, or None where it is not shown."""
        if key is None or key not in self._by.placed:
            return None
        count = len(self._shown)
        index = bisect_left(self._shown, self._place(key), key=self._place)
        if index == count or self._shown[index] != key:
            return None
        return count - 1 - index if self._reverse else index

    def shown_keys(self) -> Iterator[str]:
        """The keys of the rows, from the first to the last."""
        return iter(reversed(self._shown) if self._reverse else self._shown)

    def load(self, records: Mapping[str, R], follow: Sequence[str | None] = ()) -> list[str | None]:
        """Show another mapping."""
        before = self._rows()
        self._source = Source(records)
        for keys in {*self._columns.values(), self._by}:
            keys.forget()
        self._place_all()
        return self._heirs(before, follow)

    def sort(self, by: Column[R] | None, reverse: bool) -> None:
        """Order by a column, or as the mapping is ordered. Sorting again places changed rows anew."""
        self._look_at_noted()
        self._unlearn_all()
        self._reverse = reverse
        self._by = SortKeys(None) if by is None else self._keys_of(by)
        self._names = None
        if by is not None and self._name is not None and self._name is not by:
            self._names = self._keys_of(self._name)
        self._place_all()

    def filter(
        self,
        predicate: Callable[[str], bool] | None,
        follow: Sequence[str | None] = (),
        seconds: float = math.inf,
    ) -> list[str | None]:
        """Show only records of whose keys the predicate is true; None shows all. After so many seconds the
        rest is left to search(); the key followed first is among those searched by then."""
        self._look_at_noted()
        before = self._rows()
        narrows = (
            isinstance(predicate, Search)
            and predicate.narrows(self._predicate)
            and not self._differing
            and self._sifting is None
        )
        self._predicate = predicate
        self._choose(self._shown if narrows else self._all, next(iter(follow), None), seconds)
        return self._heirs(before, follow)

    def search(self, seconds: float) -> bool:
        """Go on for so long with the search for what the filter lets through; True when all is shown."""
        if self._sifting is not None and self._sifting.go_on(seconds):
            self._sifting = None
        return self._sifting is None

    def note(self, keys: Set[str]) -> None:
        """These records came, became others or went, and place() will have the rows follow."""
        self._noted |= keys

    def prepare_some(self) -> bool:
        """See what has become of some of those that were noted; True when there are no more. No record is
        asked for but to place a new one."""
        some = set(islice(self._noted, LOOKED_AT))
        self._noted -= some
        self._look_at(some)
        return not self._noted

    def tidy_some(self) -> bool:
        """Let go of a part of what was learned of records that have become others; True when nothing of that
        is left. No row is placed by it: it can wait until they are shown."""
        some = set(islice(self._unlearned, LOOKED_AT))
        self._unlearned -= some
        self._unlearn(some)
        return not self._unlearned

    def place_some(self) -> bool:
        """Place some of the rows that were noted, which nobody sees before place(); True when that has little
        left to do."""
        if not self.prepare_some():
            return False
        if self._merging is not None:
            return self._merging.go_on()
        if self._predicate is None and len(self._coming) > _FEW:
            self._merging = self._merge(self._all, self._coming - self._going)
        return self._merging is None

    def place(self, follow: Sequence[str | None] = ()) -> tuple[bool, list[str | None]]:
        """Have the rows follow what was noted, or what of it was placed in part already: whether any row came
        or went, and the keys in place of those followed."""
        searching = self.is_searching
        self.search(math.inf)
        self._look_at_noted()
        there, placed = self._source.keys, self._by.placed
        merging, self._merging = self._merging, None
        gone, self._going = self._going, set()
        rows_gone = gone - self._coming
        fresh = self._coming - gone if merging is None else set()
        self._coming -= gone | fresh
        hidden: set[str] = set()
        coming: Collection[str] = fresh
        if (wanted := self._predicate) is not None:
            coming = [key for key in fresh if wanted(key)]
            for key in self._differing - fresh:
                if key in placed and key in there:
                    shown = self.row_of(key) is not None
                    if shown != wanted(key):
                        hidden.add(key) if shown else coming.append(key)
            self._differing = set()
        leaving = {key for key in rows_gone if self.row_of(key) is not None} | hidden
        heirs = [self._heir(key, leaving) for key in follow]
        if merging is not None:
            self._all[:] = merging.whole()
            leaving |= gone.intersection(merging.coming)
            self._coming.difference_update(merging.coming)
        unfiltered = self._all is self._shown
        self._remove(self._shown, leaving)
        if not unfiltered:
            self._remove(self._all, rows_gone)
        for keys in {*self._columns.values(), self._by}:
            keys.drop(gone)
        self._insert(self._shown, coming)
        if not unfiltered:
            self._insert(self._all, fresh)
        return searching or merging is not None or bool(leaving or coming), heirs

    def expect(self, columns: Sequence[Column[R]]) -> None:
        """The operator may sort by these: learn() their keys."""
        in_use = [keys.column for keys in self._placing()]
        for column in (*in_use, *columns[: _REMEMBERED - len(in_use)]):
            if column is not None:
                self._keys_of(column)

    def learn(self, key: str, record: R) -> None:
        """Here is a record: keep its sort keys for the columns used or expected, so that sorting by one
        need not ask for every record."""
        self._unlearn_all()
        in_use = self._placing()
        for keys in self._columns.values():
            if keys not in in_use:
                keys.learn(key, record)

    def _look_at_noted(self) -> None:
        noted, self._noted = self._noted, set()
        self._look_at(noted)

    def _look_at(self, keys: set[str]) -> None:
        """See which of these are new, which are others now, and which are gone."""
        there, placed = self._source.keys, self._by.placed
        fresh = {key for key in keys.difference(placed) if key in there}
        placing = self._placing()
        for column in placing:
            if column in self._columns.values():
                column.outdate(keys)
            column.add(fresh, self._source)
        self._unlearned |= keys
        self._coming |= fresh
        self._going.difference_update(keys)
        self._going.update([key for key in keys if key not in there and key in placed])
        if self._predicate is not None:
            self._differing.update(keys)

    def _unlearn_all(self) -> None:
        unlearned, self._unlearned = self._unlearned, set()
        self._unlearn(unlearned)

    def _unlearn(self, keys: Set[str]) -> None:
        in_use = self._placing()
        for column in self._columns.values():
            if keys and column not in in_use:
                column.drop(keys)

    def _place(self, key: str) -> tuple[Any, ...]:
        """What the rows are ordered by."""
        names = self._names
        return (
            (self._by.placed[key], key) if names is None else (self._by.placed[key], names.placed[key], key)
        )

    def _placing(self) -> tuple[SortKeys[R], ...]:
        return (self._by,) if self._names is None else (self._by, self._names)

    def _keys_of(self, column: Column[R]) -> SortKeys[R]:
        keys = self._columns.pop(column.key, None) or SortKeys(column)
        self._columns[column.key] = keys
        while len(self._columns) > _REMEMBERED:
            del self._columns[next(iter(self._columns))]
        return keys

    def _place_all(self) -> None:
        for keys in self._placing():
            keys.fill(self._source)
        self._coming, self._going = set(), set()
        arranged = tuple((keys, keys.version) for keys in self._placing())
        if arranged != self._arranged:
            self._arranged, name = arranged, arranged[-1]
            if self._named is None or self._named[0] != name:
                rows = list(self._by.placed)
                self._arrange_by_name(rows)
                self._named = (name, rows)
            self._all = self._named[1].copy()
            if self._names is not None:
                self._all.sort(key=self._by.placed.__getitem__)
        self._choose(self._all)

    def _arrange(self, rows: list[str]) -> None:
        """Order rows from nothing: by the last thing that tells, then by those before it. Sorting by one
        key a row several times is twice as fast as once by a place."""
        self._arrange_by_name(rows)
        if self._names is not None:
            rows.sort(key=self._by.placed.__getitem__)

    def _arrange_by_name(self, rows: list[str]) -> None:
        names = (self._names or self._by).placed
        rows.sort(key=names.__getitem__)
        if len(set(map(names.__getitem__, rows))) < len(rows):
            rows[:] = [key for _, alike in groupby(rows, key=names.__getitem__) for key in sorted(alike)]

    def _choose(self, rows: list[str], first: str | None = None, seconds: float = math.inf) -> None:
        """Show those of these rows that the filter lets through, those around one of them first."""
        self._merging, self._sifting, self._differing = None, None, set()
        if (wanted := self._predicate) is None:
            self._shown = self._all
            return
        self._sifting = Sifting(rows, self._first(rows, first), _among(wanted), self._reverse)
        self._shown = self._sifting.found
        self.search(seconds)

    def _first(self, rows: list[str], key: str | None) -> int:
        """Which of rows is searched first: one that is shown a little above a record's place, so that this
        and what is in view around it come with the first part."""
        if key is None or key not in self._by.placed:
            return len(rows) - 1 if self._reverse else 0
        near = bisect_left(rows, self._place(key), key=self._place)
        return min(near + PART // 2, len(rows) - 1) if self._reverse else max(near - PART // 2, 0)

    def _remove(self, rows: list[str], keys: Collection[str]) -> None:
        if len(keys) > _FEW:
            rows[:] = [key for key in rows if key not in keys]
            return
        for key in keys:
            del rows[bisect_left(rows, self._place(key), key=self._place)]

    def _insert(self, rows: list[str], keys: Collection[str]) -> None:
        if len(keys) > _FEW:
            rows[:] = self._merge(rows, keys).whole()
            return
        for key in keys:
            insort(rows, key, key=self._place)

    def _merge(self, rows: list[str], keys: Collection[str]) -> Merging:
        return Merging(rows, keys, [placing.placed for placing in self._placing()], self._arrange)

    def _rows(self) -> Sequence[str]:
        """The rows as they are, for finding heirs after they were placed anew."""
        return list(reversed(self._shown)) if self._reverse else self._shown

    def _heirs(self, before: Sequence[str], follow: Sequence[str | None]) -> list[str | None]:
        """The heirs of keys whose neighbours are told by the rows as they were. Most of these may be hidden
        now, so that it must cost little to find that one is."""
        lost = {key for key in follow if key is not None and self.row_of(key) is None}
        if not lost:
            return list(follow)
        shown = set(self._shown)
        heirs: list[str | None] = []
        for key in follow:
            if key is None or key not in lost:
                heirs.append(key)
                continue
            row = before.index(key) if key in before else 0
            alive = filter(shown.__contains__, chain(islice(before, row, None), reversed(before[:row])))
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


def _among(wanted: Callable[[str], bool]) -> Callable[[Sequence[str]], list[str]]:
    return wanted.among if isinstance(wanted, Search) else lambda keys: [key for key in keys if wanted(key)]
