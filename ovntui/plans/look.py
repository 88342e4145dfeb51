"""What became of a step, seen from the rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.schema import Schema
from ovntui.plans.compile import select
from ovntui.plans.guards import by_uuid
from ovntui.plans.names import row_name
from ovntui.plans.plan import Difference, Guard, RowChange, Step
from ovntui.plans.values import Columns, Value, canonical, elements, is_narrow, mapping_value, set_value, wire
from ovntui.plans.written import reported

Found: TypeAlias = Mapping[tuple[str, str], Columns]
"""The rows of a step that are there, by table and uuid."""

State: TypeAlias = Literal["after", "before", "neither"]


async def rows_of(database: Database, changes: Iterable[RowChange]) -> Found:
    """The rows that a step is about, as they are. Raises LinkLost."""
    assert database.schema is not None
    changes = list(changes)
    operations = [
        {"op": "select", "table": change.table, "where": [wire(by_uuid(change.uuid))]} for change in changes
    ]
    results = await database.read(operations) if operations else []
    found: dict[tuple[str, str], Columns] = {}
    for change, result in zip(changes, results, strict=True):
        columns = database.schema.tables[change.table].columns
        for row in result["rows"]:
            found[change.table, change.uuid] = {
                name: canonical(kind, row[name]) for name, kind in columns.items() if name in row
            }
    return found


def state(schema: Schema, changes: Iterable[RowChange], found: Found) -> State:
    """Whether the rows are all as the step leaves them, or all as it found them. A step that makes rows has
    been applied if and only if one of them is there: nobody else makes a row of that uuid."""
    changes = list(changes)
    made = [change for change in changes if change.before is None]
    if made:
        return "after" if any((change.table, change.uuid) in found for change in made) else "before"
    if not any(True for change in changes for _ in _unlike(schema, change, change.after, found)):
        return "after"
    if not any(True for change in changes for _ in _unlike(schema, change, change.before, found)):
        return "before"
    return "neither"


def differences(schema: Schema, changes: Iterable[RowChange], found: Found) -> Iterator[Difference]:
    """Where the rows are not as the step left them."""
    for change in changes:
        yield from _unlike(schema, change, change.after, found)


async def unmet(database: Database, step: Step) -> tuple[Difference, ...]:
    """Where the step's guards do not hold. Raises LinkLost."""
    assert database.schema is not None
    results = await database.read([select(guard) for guard in step.guards])
    told: list[Difference] = []
    for guard, result in zip(step.guards, results, strict=True):
        kinds = database.schema.tables[guard.table].columns
        rows = {
            row["_uuid"][1]: {name: canonical(kinds[name], row[name]) for name in row if name in kinds}
            for row in result["rows"]
        }
        told += _unmet(guard, rows)
    return tuple(dict.fromkeys(told))


def _unlike(schema: Schema, change: RowChange, wanted: Columns | None, found: Found) -> Iterator[Difference]:
    row = found.get((change.table, change.uuid))
    table = schema.tables[change.table]
    passing = reported(schema.name, table)
    if (row is None) != (wanted is None):
        there, away = ("there", "gone") if wanted is not None else ("gone", "there")
        yield Difference(change.table, change.name, "", there, away)
        return
    if row is None or wanted is None:
        return
    stays = change.before is not None and change.after is not None
    for name, value in wanted.items():
        kind = table.columns.get(name)
        if kind is None or name in passing:
            continue
        if stays and is_narrow(kind):
            assert change.before is not None and change.after is not None
            other = change.before[name] if wanted is change.after else change.after[name]
            yield from _elements(change, name, value, other, row[name])
        elif row[name] != value:
            yield Difference(change.table, change.name, name, value, row[name])


def _elements(change: RowChange, name: str, there: Value, away: Value, holds: Value) -> Iterator[Difference]:
    """Elements that should be there and are not, and the other way round."""
    held = set(elements(holds))
    lacking = [one for one in elements(there) if one not in held]
    extra = [one for one in elements(away) if one in held and one not in elements(there)]
    if lacking or extra:
        make = mapping_value if holds[0] == "map" else set_value
        yield Difference(change.table, change.name, name, make(lacking), make(extra))


def _unmet(guard: Guard, rows: Mapping[str, Columns]) -> Iterator[Difference]:
    uuid = next((one[2][1] for one in guard.where if one[0] == "_uuid"), None)
    if uuid is None:
        yield from _unmet_set(guard, rows)
        return
    row = rows.get(uuid)
    if row is None:
        yield Difference(guard.table, uuid, "", "there", "gone")
        return
    name = row_name({**guard.rows[0], **row}) or uuid
    for column, value in guard.rows[0].items():
        if column != "_uuid" and row[column] != value:
            yield Difference(guard.table, name, column, value, row[column])
    for column, function, value in guard.where:
        if function not in ("includes", "excludes"):
            continue
        held = set(elements(row[column]))
        wrong = [one for one in elements(value) if (one in held) != (function == "includes")]
        if wrong:
            part = mapping_value(wrong) if value[0] == "map" else set_value(wrong)
            nothing = (value[0], ())
            expected, found = (part, nothing) if function == "includes" else (nothing, part)
            yield Difference(guard.table, name, column, expected, found)


def _unmet_set(guard: Guard, rows: Mapping[str, Columns]) -> Iterator[Difference]:
    """A value that no row may hold, or a table of which no row may come or go."""
    expected = {row["_uuid"][1] for row in guard.rows}
    for uuid in sorted(rows.keys() - expected):
        name = row_name(rows[uuid]) or uuid
        yield Difference(guard.table, name, "", "gone", "there")
    for uuid in sorted(expected - rows.keys()):
        yield Difference(guard.table, uuid, "", "there", "gone")
