"""What a draft comes to in the database: also the rows that go because nobody refers to them any more, and
the references that go because their row does (RFC 7047 section 3.2, "isRoot" and "refType")."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ovntui.ovsdb.schema import ColumnType, Schema
from ovntui.plans.errors import Refusal
from ovntui.plans.known import Drafted, Known, Missing, Referrers, Rows
from ovntui.plans.names import row_name
from ovntui.plans.plan import RowChange
from ovntui.plans.values import EMPTY, Columns, Value, default, elements, is_narrow, references, set_value

Place = tuple[str, str]
"""A row's table and uuid."""


class Reference(NamedTuple):
    """A column that refers to rows of a table."""

    table: str
    column: str


def row_changes(schema: Schema, known: Known, drafted: Drafted) -> tuple[RowChange, ...]:
    """The rows before and after, new ones first, those that go last. Raises Missing, and Refusal where a row
    is to go that another one needs."""
    return _Settling(schema, known, drafted).changes()


class _Settling:
    def __init__(self, schema: Schema, known: Known, drafted: Drafted) -> None:
        self._schema = schema
        self._known = known
        self._inserted = {place: dict(row) for place, row in drafted.inserted.items()}
        self._changed = {place: (dict(a), dict(b)) for place, (a, b) in drafted.changed.items()}
        self._asked = drafted.deleted
        self._gone: set[Place] = set()
        self._added: set[str] = set()

    def changes(self) -> tuple[RowChange, ...]:
        while True:
            self._forget_strays()
            self._collect()
            if not (gone := self._changed.keys() & self._gone):
                break
            for place in gone:  # what it was made to refer to may have nobody else
                del self._changed[place]
        self._forget_references()
        self._drop_references()
        return tuple(self._told())

    def _columns(self, table: str) -> dict[str, ColumnType]:
        return self._schema.tables[table].columns

    def _forget_strays(self) -> None:
        """A new row that no other one refers to does not come to be, unless its table's rows live by
        themselves."""
        while True:
            rows = [(table, row) for (table, _), row in self._inserted.items()]
            rows += [(table, after) for (table, _), (_, after) in self._changed.items()]
            self._added = {uuid for table, row in rows for _, uuid in self._kept_by(table, row)}
            strays = [
                place
                for place in self._inserted
                if not self._schema.tables[place[0]].is_root and place[1] not in self._added
            ]
            if not strays:
                return
            for place in strays:
                del self._inserted[place]

    def _collect(self) -> None:
        """Find all rows that go."""
        to_look_at: dict[Place, None] = {}
        for table, uuid in self._asked:
            if self._schema.tables[table].is_root:
                self._gone.add((table, uuid))
            else:
                to_look_at[table, uuid] = None
        self._fetch(self._gone)
        for table, uuid in self._gone:
            to_look_at.update(self._kept_by(table, self._known.existing(table, uuid)))
        for (table, _), (before, after) in self._changed.items():
            kept = self._kept_by(table, after)
            to_look_at.update((place, None) for place in self._kept_by(table, before) if place not in kept)
        while to_look_at:
            found = self._unneeded(to_look_at)
            self._fetch(found)
            self._gone.update(found)
            to_look_at = {}
            for table, uuid in found:
                to_look_at.update(self._kept_by(table, self._known.existing(table, uuid)))

    def _fetch(self, places: Iterable[Place]) -> None:
        """Whole rows are needed of what goes, so that it can be brought back."""
        missing: dict[str, list[str]] = {}
        for place in places:
            if place not in self._known.rows:
                missing.setdefault(place[0], []).append(place[1])
        if missing:
            raise Missing(Rows(table, tuple(uuids)) for table, uuids in missing.items())

    def _kept_by(self, table: str, row: Columns) -> dict[Place, None]:
        """The rows that live because this one, or these columns of it, refer to them."""
        columns = self._columns(table)
        return {
            (target, uuid): None
            for name, value in row.items()
            for target in _strong(columns[name])
            if not self._schema.tables[target].is_root
            for uuid in references(value)
        }

    def _unneeded(self, places: Iterable[Place]) -> list[Place]:
        """Those that nobody refers to any more."""
        places = [place for place in places if place not in self._gone and place[1] not in self._added]
        self._ask(places, weak=False)
        return [place for place in places if not any(self._holders(place, weak=False))]

    def _holders(self, place: Place, *, weak: bool) -> Iterator[tuple[Reference, str]]:
        """The rows that still refer to one, and by which column."""
        for reference in self._pointing_at(place[0], weak=weak):
            for holder in self._known.found[Referrers(*reference, place[1])]:
                row = (reference.table, holder)
                before, after = self._changed.get(row, ({}, {}))
                was = place[1] in references(before.get(reference.column, EMPTY))
                stays = place[1] in references(after.get(reference.column, EMPTY))
                if row not in self._gone and (stays or not was):
                    yield reference, holder

    def _ask(self, places: Iterable[Place], *, weak: bool) -> None:
        wanted = [
            Referrers(*reference, uuid)
            for table, uuid in places
            for reference in self._pointing_at(table, weak=weak)
        ]
        if missing := [one for one in wanted if one not in self._known.found]:
            raise Missing(missing)

    def _pointing_at(self, table: str, *, weak: bool) -> list[Reference]:
        """Columns that may refer to rows of a table. A map cannot be asked for its references."""
        return [
            Reference(other.name, name)
            for other in self._schema.tables.values()
            for name, column in other.columns.items()
            if column.ref_table == table and column.is_weak == weak and column.value is None
        ]

    def _forget_references(self) -> None:
        """A weak reference that is new does not come to be where its row goes at the same time."""
        lost = {uuid for _, uuid in self._gone}
        for (table, _), row in self._inserted.items():
            row.update(self._without(table, row, lost))
        for (table, uuid), (before, after) in list(self._changed.items()):
            after.update(self._without(table, after, lost))
            for name in [name for name, value in after.items() if value == before[name]]:
                del before[name], after[name]
            if not after:
                del self._changed[table, uuid]

    def _without(self, table: str, row: Columns, lost: set[str]) -> dict[str, Value]:
        """The columns that refer weakly to what is lost, without it."""
        columns = self._columns(table)
        return {
            name: set_value(atom for atom in elements(value) if atom[1] not in lost)
            for name, value in row.items()
            if columns[name].is_weak and columns[name].value is None and lost.intersection(references(value))
        }

    def _drop_references(self) -> None:
        """What refers to rows that go: weak references go with them, others forbid it."""
        self._ask(self._gone, weak=True)
        self._ask([place for place in self._gone if place in self._asked], weak=False)
        for place in self._gone:
            if place in self._asked:
                for reference, holder in self._holders(place, weak=False):
                    raise Refusal(self._still_needed(place, reference, holder))
            for reference, holder in self._holders(place, weak=True):
                self._drop_reference((reference.table, holder), reference.column, place[1])

    def _drop_reference(self, holder: Place, name: str, uuid: str) -> None:
        before, after = self._changed.setdefault(holder, ({}, {}))
        atom = ("uuid", uuid)
        if is_narrow(self._columns(holder[0])[name]):
            before[name] = set_value([*elements(before.get(name, EMPTY)), atom])
            after.setdefault(name, EMPTY)
        else:
            before.setdefault(name, set_value([atom]))
            after[name] = EMPTY

    def _still_needed(self, place: Place, reference: Reference, holder: str) -> str:
        name = row_name(self._known.existing(*place)) or place[1]
        other = self._known.names.get((reference.table, holder)) or holder
        return f"{place[0]} {name} is still needed by {reference.table} {other} ({reference.column})"

    def _told(self) -> Iterator[RowChange]:
        for (table, uuid), new in self._inserted.items():
            yield RowChange(table, uuid, None, new, row_name(new))
        for (table, uuid), (before, after) in self._changed.items():
            if (table, uuid) in self._gone:
                continue
            whole = self._known.rows.get((table, uuid))
            name = row_name(whole) if whole else self._known.names.get((table, uuid), "")
            yield RowChange(table, uuid, before, after, name)
        for table, uuid in sorted(self._gone):
            row = self._known.existing(table, uuid)
            columns = self._columns(table)
            kept = {name: value for name, value in row.items() if value != default(columns[name])}
            yield RowChange(table, uuid, kept, None, row_name(row))


def _strong(column: ColumnType) -> Iterator[str]:
    """The tables that a column keeps rows of alive."""
    if column.ref_table and not column.is_weak:
        yield column.ref_table
    if column.value_ref_table:
        yield column.value_ref_table
