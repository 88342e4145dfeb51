"""What a plan relies upon, as conditions under which its transaction goes through."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ovntui.ovsdb.schema import Schema
from ovntui.plans.known import Known, Reads, Whole
from ovntui.plans.plan import Guard, RowChange
from ovntui.plans.values import (
    Atom,
    Columns,
    Value,
    default,
    elements,
    is_narrow,
    mapping_value,
    references,
    set_value,
)
from ovntui.plans.written import reported

Place = tuple[str, str]


def guards(
    schema: Schema, known: Known, changes: Iterable[RowChange], reads: Reads | None = None
) -> tuple[Guard, ...]:
    """One for each row that was looked at or is to change, for each value that no row may hold, and for each
    row that others are made to refer to. known has every row whose columns were read in whole, and those
    whose maps get new keys."""
    changes, reads = tuple(changes), reads or Reads()
    whole = _whole(schema, known, changes, reads)
    return (
        *_rows(schema, whole),
        *_elements(schema, changes, reads, whole),
        *_absent(schema, changes, reads),
        *_tables(known, reads),
        *_referred(schema, changes),
    )


def by_uuid(uuid: str) -> tuple[Any, ...]:
    """The condition that names one row."""
    return ("_uuid", "==", ("uuid", uuid))


def is_whole(schema: Schema, change: RowChange, column: str) -> bool:
    """Whether a changed column of a row that stays has to be as it was in whole: where a map gets a key that
    it had not, no lesser condition can say that it has it not."""
    kind = schema.tables[change.table].columns[column]
    if kind.value is None:
        return not is_narrow(kind)
    assert change.before is not None and change.after is not None
    return not _keys(change.after[column]) <= _keys(change.before[column])


def _whole(
    schema: Schema, known: Known, changes: Iterable[RowChange], reads: Reads
) -> dict[Place, dict[str, Value]]:
    """Columns that must be as they were in whole, by row."""
    whole: dict[Place, dict[str, Value]] = {}
    for place, names in reads.columns.items():
        row = known.existing(*place)
        whole.setdefault(place, {}).update({name: row[name] for name in names})
    for change in changes:
        place = (change.table, change.uuid)
        if change.before is None:
            continue
        if change.after is None:
            columns = schema.tables[change.table].columns
            before = {name: change.before.get(name, default(kind)) for name, kind in columns.items()}
            whole.setdefault(place, {}).update(before)
            continue
        for name in change.before:
            if is_whole(schema, change, name):
                is_map = schema.tables[change.table].columns[name].value is not None
                value = known.existing(*place)[name] if is_map else change.before[name]
                whole.setdefault(place, {})[name] = value
    return whole


def _rows(schema: Schema, whole: Mapping[Place, Columns]) -> Iterator[Guard]:
    for (table, uuid), columns in whole.items():
        passing = reported(schema.name, schema.tables[table])
        kept = {name: value for name, value in columns.items() if name not in passing}
        if kept:
            yield Guard(table, (by_uuid(uuid),), (kept,))


def _elements(
    schema: Schema, changes: Iterable[RowChange], reads: Reads, whole: Mapping[Place, Columns]
) -> Iterator[Guard]:
    """Elements that must be in a set or map, or must not, where it is not guarded in whole."""
    there: dict[tuple[str, str, str], list[Any]] = {}
    away: dict[tuple[str, str, str], list[Any]] = {}
    for cell, asked in reads.elements.items():
        for atom, was_there in asked.items():
            (there if was_there else away).setdefault(cell, []).append(atom)
    for change in changes:
        if change.before is None or change.after is None:
            continue
        for name in change.before:
            if not is_narrow(schema.tables[change.table].columns[name]):
                continue
            cell = (change.table, change.uuid, name)
            there.setdefault(cell, []).extend(elements(change.before[name]))
            if not is_whole(schema, change, name):
                away.setdefault(cell, []).extend(elements(change.after[name]))
    conditions: dict[Place, list[Any]] = {}
    for function, cells in (("includes", there), ("excludes", away)):
        for (table, uuid, name), found in cells.items():
            if found and name not in whole.get((table, uuid), ()):
                is_map = schema.tables[table].columns[name].value is not None
                value = mapping_value(found) if is_map else set_value(found)
                conditions.setdefault((table, uuid), []).append((name, function, value))
    for (table, uuid), found in conditions.items():
        yield Guard(table, (by_uuid(uuid), *found), ({"_uuid": ("uuid", uuid)},))


def _absent(schema: Schema, changes: Iterable[RowChange], reads: Reads) -> Iterator[Guard]:
    """Values that no row may hold. Where the plan itself makes a row with the value in a column that allows
    it but once, the server sees to that by itself."""
    made = {
        (change.table, name, value)
        for change in changes
        if change.before is None and change.after is not None
        for name, value in change.after.items()
        if (name,) in schema.tables[change.table].indexes
    }
    for having in reads.absent:
        if (having.table, having.column, having.value) not in made:
            yield Guard(having.table, ((having.column, "==", having.value),), ())


def _tables(known: Known, reads: Reads) -> Iterator[Guard]:
    """Tables of which no row may come or go."""
    for table in reads.tables:
        yield Guard(table, (), tuple({"_uuid": ("uuid", uuid)} for uuid in known.found[Whole(table)]))


def _referred(schema: Schema, changes: tuple[RowChange, ...]) -> Iterator[Guard]:
    """Rows that must be there because others will refer to them."""
    own = {change.uuid for change in changes}
    found: dict[Place, None] = {}
    for change in changes:
        for name, value in (change.after or {}).items():
            table = schema.tables[change.table].columns[name].ref_table
            if table is not None:
                found.update(((table, uuid), None) for uuid in references(value) if uuid not in own)
    for table, uuid in found:
        yield Guard(table, (by_uuid(uuid),), ({"_uuid": ("uuid", uuid)},))


def _keys(value: Value) -> set[Atom]:
    return {key for key, _ in elements(value)}
