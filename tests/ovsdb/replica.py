"""A database followed with all its columns, and two accounts of it to hold against a dump.

One account is what the watches hold. The other is kept by an observer who knows nothing but the
reported changes, and who objects to any change that does not fit what was reported before.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from keyword import iskeyword
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.link import Timing
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.schema import ColumnType, Schema, parse_schema
from ovntui.ovsdb.slices import Plan
from ovntui.ovsdb.tls import Tls
from ovntui.ovsdb.watch import Watch
from ovntui.ovsdb.wire import NO_MAP, NOTHING, Flags, Ints, Map, Refs, Row, Texts
from tests.servers.dump import Tables, differences, plain_value
from tests.servers.ovsdb import SchemaJson
from tests.servers.waiting import until, until_none

Reports: TypeAlias = list[list[Change[Row]]]
"""What one watch reported, message by message."""

QUICK = Timing(probe=0.3, give_up=1.5, connect=2.0, first_wait=0.02, longest_wait=0.2, steady=1.0)
"""A console's patience is seconds; a test's is less."""

_SETS: dict[str, Any] = {"string": Texts, "integer": Ints, "boolean": Flags, "uuid": Refs}
_ATOMS: dict[str, tuple[Any, Any]] = {
    "string": (str, ""),
    "integer": (int, 0),
    "real": (float, 0.0),
    "boolean": (bool, False),
}


def row_types(
    schema: SchemaJson, *tables: str, slices: Mapping[str, Plan | None] = MappingProxyType({})
) -> list[type[Row]]:
    """A row type for each table (all for none named), every column with the type that fits it best.
    slices says of some tables how they are fetched in slices."""
    parsed = parse_schema(schema)
    return [_row_type(parsed, table, slices.get(table)) for table in tables or parsed.tables]


def _row_type(schema: Schema, table: str, plan: Plan | None) -> type[Row]:
    columns = schema.tables[table].columns
    made = msgspec.defstruct(
        f"All_{table}",
        [(_attribute(name), *_field(column)) for name, column in columns.items()],
        bases=(Row,),
        frozen=True,
        gc=False,
        rename={_attribute(name): name for name in columns},
        namespace={"TABLE": table, **({"SLICES": plan} if plan else {})},
    )
    assert issubclass(made, Row)
    return made


def _attribute(column: str) -> str:
    """A column may be called by a keyword, or as a row type's own attributes; a field may not."""
    return f"c_{column}" if iskeyword(column) or column in ("TABLE", "SLICES") else column


def _field(column: ColumnType) -> tuple[Any, Any]:
    if column.value is not None:
        return Map, NO_MAP
    if column.is_scalar and column.key in _ATOMS:
        return _ATOMS[column.key]
    if column.is_scalar:
        return Refs, ("uuid", "00000000-0000-0000-0000-000000000000")
    if column.key in _SETS:
        return _SETS[column.key], NOTHING
    return msgspec.Raw, msgspec.Raw(b'["set",[]]')


class Observer:
    """Keeps rows by reports alone."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.reports: Reports = []
        self.objections: list[str] = []

    def take(self, changes: list[Change[Row]]) -> None:
        """What a watch calls. Never raises: an exception here would be the connection's."""
        self.reports.append(changes)
        if not changes:
            self.objections.append("a report of nothing")
        for change in changes:
            if self.rows.get(change.uuid) is not change.old:
                self.objections.append(f"old is not what was reported last: {change}")
            if change.old == change.new:
                self.objections.append(f"a change that changes nothing: {change}")
            if change.new is None:
                self.rows.pop(change.uuid, None)
            else:
                self.rows[change.uuid] = change.new


@asynccontextmanager
async def following(
    schema: SchemaJson,
    remotes: str,
    *tables: str,
    timing: Timing = QUICK,
    tls: Tls | None = None,
) -> AsyncIterator["Replica"]:
    """A replica of some tables (all of the schema for none named), loaded."""
    async with Database(schema["name"], parse_remotes(remotes), tls=tls, timing=timing) as database:
        replica = Replica(database, row_types(schema, *tables))
        await database.opened()
        await replica.loaded()
        yield replica


class Replica:
    """All rows of some tables of a database, as far as the row types ask."""

    def __init__(self, database: Database, types: Iterable[type[Row]]) -> None:
        self.database = database
        self.observers: dict[str, Observer] = {}
        self.watches: dict[str, Watch[Row]] = {}
        for row_type in types:
            observer = Observer()
            self.observers[row_type.TABLE] = observer
            self.watches[row_type.TABLE] = database.watch(row_type, observer.take)

    def rows(self, table: str) -> dict[str, Row]:
        """The rows of one table as they are now; a copy."""
        return dict(self.watches[table].rows)

    @property
    def state(self) -> str:
        """The state of the link."""
        return self.database.link.state

    async def becomes(self, state: str, seconds: float = 15) -> None:
        """Wait for a state of the link."""
        await until(lambda: self.state == state, f"the link is {state}", seconds)

    async def loaded(self, seconds: float = 15) -> None:
        """Wait until every table's rows are there."""
        await until(lambda: all(w.is_loaded for w in self.watches.values()), "all tables are loaded", seconds)

    def held(self) -> Tables:
        """What the watches hold."""
        return self._tables({table: watch.rows for table, watch in self.watches.items()})

    def replayed(self) -> Tables:
        """What the observers hold."""
        return self._tables({table: observer.rows for table, observer in self.observers.items()})

    async def agrees(self, dump: Callable[[], Awaitable[Tables]], seconds: float = 15) -> None:
        """Wait until both accounts equal what dump() tells. Raises AssertionError where they do not,
        or where an observer had an objection."""

        async def unlike() -> list[str]:
            truth = await dump()
            return differences(self.held(), self._asked_for(truth))

        await until_none(unlike, "the replica equals the server", seconds)
        assert not differences(self.replayed(), self.held())
        for observer in self.observers.values():
            assert not observer.objections

    def _asked_for(self, truth: Tables) -> Tables:
        """Of a dump, the tables and columns that the watches read."""
        read = {table: set(w.codec.columns) if w.codec else set() for table, w in self.watches.items()}
        return {
            table: {uuid: {c: v for c, v in row.items() if c in read[table]} for uuid, row in rows.items()}
            for table, rows in truth.items()
            if table in read
        }

    def _tables(self, rows_of: dict[str, dict[str, Row]]) -> Tables:
        return {
            table: {uuid: self._columns(table, row) for uuid, row in rows.items()}
            for table, rows in rows_of.items()
            if rows
        }

    def _columns(self, table: str, row: Row) -> dict[str, Any]:
        missing = self.watches[table].missing
        return {
            info.encode_name: plain_value(getattr(row, info.name))
            for info in msgspec.structs.fields(type(row))
            if info.encode_name not in missing
        }
