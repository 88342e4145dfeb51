"""Rows by uuid, and indices from what rows name back to the rows that name it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Generic, NamedTuple, TypeVar

from ovntui.cloud.records.record import Named
from ovntui.ovsdb.wire import NOTHING, Row

RowT = TypeVar("RowT", bound=Row)
V = TypeVar("V")
M = TypeVar("M", bound=Hashable)

_FEW = 8


class _Filed(NamedTuple):
    into: "Index[str]"
    column: Callable[[Any], Any]
    keys: Callable[[Any], Sequence[str]]
    empty: Any


class Index(Generic[M]):
    """key → members. Most keys have one member, which is then kept bare: a set for each of a
    hundred thousand names would cost more than the names."""

    __slots__ = ("members",)

    def __init__(self) -> None:
        self.members: dict[str, M | set[M]] = {}
        """For those who ask a hundred thousand times whether a key is there, and for Table."""

    def __contains__(self, key: str) -> bool:
        return key in self.members

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __getitem__(self, key: str) -> Iterable[M]:
        """The members under a key, in no order; none for an unknown key."""
        found = self.members.get(key)
        if found is None:
            return ()
        return found if isinstance(found, set) else (found,)

    def collect(self, key: str, found: set[M]) -> None:
        """Add the members under a key to those found."""
        member = self.members.get(key)
        if isinstance(member, set):
            found |= member
        elif member is not None:
            found.add(member)

    def collect_all(self, keys: Set[str], found: set[M]) -> None:
        """Add the members under any of these keys to those found."""
        members = self.members
        for key in members.keys() & keys:
            member = members[key]
            if isinstance(member, set):
                found |= member
            else:
                found.add(member)

    def count(self, key: str) -> int:
        found = self.members.get(key)
        if found is None:
            return 0
        return len(found) if isinstance(found, set) else 1

    def add(self, key: str, member: M) -> None:
        found = self.members.setdefault(key, member)
        if isinstance(found, set):
            found.add(member)
        elif found != member:
            self.members[key] = {found, member}

    def discard(self, key: str, member: M) -> None:
        found = self.members.get(key)
        if isinstance(found, set):
            found.discard(member)
            if len(found) == 1:
                self.members[key] = found.pop()
        elif found == member:
            del self.members[key]

    def move(self, member: M, before: Sequence[str], after: Sequence[str]) -> None:
        """File a member under other keys than before."""
        old: Set[str] | Sequence[str] = set(before) if len(before) > _FEW else before
        new: Set[str] | Sequence[str] = set(after) if len(after) > _FEW else after
        for key in old:
            if key not in new:
                self.discard(key, member)
        for key in new:
            if key not in old:
                self.add(key, member)


class Table(Generic[RowT]):
    """The rows of one table, with the indices over them kept as rows come and go."""

    __slots__ = ("_filed", "rows")

    def __init__(self) -> None:
        self.rows: dict[str, RowT] = {}
        self._filed: list[_Filed] = []

    def by(
        self, column: Callable[[RowT], V], keys: Callable[[V], Sequence[str]], empty: Any = NOTHING
    ) -> Index[str]:
        """A new index: the keys in a column → the uuids of the rows that hold them there. keys() is
        asked only when the column's value differs, and never of an empty one."""
        index = Index[str]()
        self._filed.append(_Filed(index, column, keys, "" if keys is itself else empty))
        return index

    def put(self, uuid: str, old: RowT | None, new: RowT | None) -> None:
        """Replace the row old by the row new; None stands for no row."""
        if old is None:
            for index, column, keys, empty in self._filed:
                value = column(new)
                if value == empty:
                    continue
                for key in (value,) if keys is itself else keys(value):
                    if index.members.setdefault(key, uuid) is not uuid:
                        index.add(key, uuid)
        else:
            for index, column, keys, empty in self._filed:
                before, after = column(old), empty if new is None else column(new)
                if before != after:
                    index.move(
                        uuid,
                        () if before == empty else keys(before),
                        () if after == empty else keys(after),
                    )
        if new is None:
            del self.rows[uuid]
        else:
            self.rows[uuid] = new

    def put_new(self, rows: Mapping[str, RowT]) -> None:
        """Put rows none of which is there yet. One index after another takes them all: of many rows that
        costs half of what it costs one by one."""
        for index, column, keys, empty in self._filed:
            members = index.members
            for uuid, value in zip(rows, map(column, rows.values()), strict=True):
                if value == empty:
                    continue
                for key in (value,) if keys is itself else keys(value):
                    found = members.setdefault(key, uuid)
                    if found is uuid:
                        continue
                    if isinstance(found, set):
                        found.add(uuid)
                    elif found != uuid:
                        members[key] = {found, uuid}
        self.rows.update(rows)

    def put_alike(self, rows: Mapping[str, RowT]) -> None:
        """Put rows in place of others that every index holds under the same keys."""
        self.rows.update(rows)


class Names(Generic[RowT]):
    """What the rows of a table are called where others name them, worked out once for each state of a
    row. All who name a row share one pair of key and name."""

    __slots__ = ("_kept", "_name", "_table")

    def __init__(self, table: Table[RowT], name: Callable[[RowT], str]) -> None:
        self._table = table
        self._name = name
        self._kept: dict[str, tuple[RowT, Named]] = {}

    def __getitem__(self, uuid: str) -> Named | None:
        """A row's key and name, or None where there is no such row."""
        row = self._table.rows.get(uuid)
        if row is None:
            self._kept.pop(uuid, None)
            return None
        kept = self._kept.get(uuid)
        if kept is None or kept[0] is not row:
            kept = self._kept[uuid] = (row, Named(uuid, self._name(row)))
        return kept[1]


def itself(value: str) -> tuple[str, ...]:
    """The keys of a column that is one name: that name, unless empty."""
    return (value,) if value else ()
