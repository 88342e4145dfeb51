"""Any row of any table as text, from its schema alone: what the Database screen and raw details show."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from ovntui.cloud.cells import Cell, Column, Door, Field, Mood, Section
from ovntui.ovsdb.rows import raw_attribute
from ovntui.ovsdb.schema import ColumnType, TableSchema
from ovntui.ovsdb.wire import Row, plain
from ovntui.safetext import SafeText

REFERENCES_SHOWN: Final = 100
"""How many references of one column get a line each in the details."""

_FIRST: Final[tuple[str, ...]] = ("name", "logical_port", "hostname", "type")
"""Columns that tell one row from another, and so stand first."""


class RawRow(NamedTuple):
    """A row and where it stands. database is a connection's key: "nb", "sb" or a host's name."""

    database: str
    table: str
    uuid: str
    row: Row


class TableEntry(NamedTuple):
    """A table of a connected database. label is what the database is called on screen."""

    database: str
    label: str
    schema: TableSchema

    @property
    def refers(self) -> tuple[str, ...]:
        """The tables that its columns refer to."""
        found = {c.ref_table for c in self.schema.columns.values()} | {
            c.value_ref_table for c in self.schema.columns.values()
        }
        return tuple(sorted(table for table in found if table))


def row_key(database: str, table: str, uuid: str) -> str:
    """The key of a door to a row."""
    return f"{database}/{table}/{uuid}"


def parse_row_key(key: str) -> tuple[str, str, str]:
    """What row_key() joined; a host's name may hold slashes, a table or a uuid does not."""
    database, table, uuid = key.rsplit("/", 2)
    return database, table, uuid


def raw_text(raw: msgspec.Raw) -> str:
    """A column's value as the ovn-nbctl family prints it: [a, b] for a set, {k=v} for a map."""
    value = msgspec.json.decode(raw)
    if isinstance(value, list):
        kind, body = value
        if kind == "set":
            return ", ".join(map(plain, body))
        if kind == "map":
            return ", ".join(f"{plain(k)}={plain(v)}" for k, v in body)
    return plain(value)


def columns(table: TableSchema) -> tuple[Column[RawRow], ...]:
    """A table's columns for a record table: uuid, what tells rows apart, then the rest by name."""
    names = [name for name in _FIRST if name in table.columns]
    names += sorted(name for name in table.columns if name not in _FIRST)
    return (
        Column(
            "_uuid", "_UUID", lambda r: Cell(SafeText(r.uuid[:8]), Mood.DIM), width=8, sort=lambda r: r.uuid
        ),
        *(_column(name, table.columns[name]) for name in names),
    )


def _column(name: str, kind: ColumnType) -> Column[RawRow]:
    attribute = raw_attribute(name)

    def cell(record: RawRow) -> Cell:
        return Cell(SafeText(raw_text(getattr(record.row, attribute))))

    def door(record: RawRow) -> Door | None:
        return next(_doors(record.database, kind, getattr(record.row, attribute)), None)

    is_number = kind.is_scalar and kind.key in ("integer", "real")
    return Column(
        name,
        name.upper(),
        cell,
        width=max(len(name) + 2, 8 if kind.key in ("integer", "boolean") else 14),
        grow=2 if name in _FIRST[:3] else 1,
        sort=(lambda r: msgspec.json.decode(getattr(r.row, attribute))) if is_number else None,
        door=door if kind.ref_table else None,
        right=is_number,
    )


def _doors(database: str, kind: ColumnType, raw: msgspec.Raw) -> Iterator[Door]:
    """Where the references of a column lead."""
    if kind.ref_table is None or kind.value is not None:
        return
    form, body = msgspec.json.decode(raw)
    for uuid in [body] if form == "uuid" else [atom[1] for atom in body]:
        yield Door("row", row_key(database, kind.ref_table, uuid))


def section(title: str, table: TableSchema, record: RawRow) -> Section:
    """All columns of one row, the empty ones last: what is set is what one looks for."""
    fields: list[Field] = [Field("_uuid", Cell(SafeText(record.uuid), Mood.DIM))]
    empty: list[Field] = []
    for name in sorted(table.columns):
        kind, raw = table.columns[name], getattr(record.row, raw_attribute(name))
        doors = list(_doors(record.database, kind, raw))
        text = raw_text(raw)
        if doors:
            fields += _references(name, doors)
        elif not text:
            empty.append(Field(name, Cell(SafeText("–"), Mood.DIM)))
        else:
            fields += _values(name, raw)
    return Section(title, (*fields, *empty))


def _values(name: str, raw: msgspec.Raw) -> Iterator[Field]:
    """One line a value: a list of addresses or options is read downwards."""
    value: Any = msgspec.json.decode(raw)
    if isinstance(value, list) and value[0] == "map":
        for n, (k, v) in enumerate(value[1]):
            yield Field(name if n == 0 else "", Cell(SafeText(f"{plain(k)}={plain(v)}")))
    elif isinstance(value, list) and value[0] == "set":
        for n, atom in enumerate(value[1]):
            yield Field(name if n == 0 else "", Cell(SafeText(plain(atom))))
    else:
        yield Field(name, Cell(SafeText(plain(value))))


def _references(name: str, doors: list[Door]) -> Iterator[Field]:
    for n, door in enumerate(doors[:REFERENCES_SHOWN]):
        _, _, uuid = parse_row_key(door.key)
        yield Field(name if n == 0 else "", Cell(SafeText(uuid)), door)
    if len(doors) > REFERENCES_SHOWN:
        yield Field("", Cell(SafeText(f"… and {len(doors) - REFERENCES_SHOWN:,} more"), Mood.DIM))
