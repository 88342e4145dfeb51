"""What a plan needs to know, asked of the server by small selects."""

from collections.abc import Iterable, Sequence
from typing import Any

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.schema import Schema
from ovntui.plans.errors import Refusal
from ovntui.plans.hints import NO_HINT, Hint
from ovntui.plans.known import Having, Known, Referrers, Rows, Wanted, Whole
from ovntui.plans.names import row_name
from ovntui.plans.values import Columns, canonical, wire


async def fetch(database: Database, wanted: Iterable[Wanted], known: Known, hint: Hint = NO_HINT) -> None:
    """Add what is wanted to what is known, all of one moment. Where there is a hint, the row that it names is
    looked at first, and that there is none is assumed. Raises LinkLost."""
    asked: list[Wanted] = [
        one for one in wanted if not (_assume(one, known, hint) or _told(one, known, hint))
    ]
    await _fetch(database, asked, known, hint)
    if misled := [one for one in asked if isinstance(one, Having) and one not in known.found]:
        await _fetch(database, misled, known, NO_HINT)


async def _fetch(database: Database, asked: Sequence[Wanted], known: Known, hint: Hint) -> None:
    assert database.schema is not None  # who asks has met the server
    if not asked:
        return
    schema = database.schema
    operations, owners = [], []
    for one in asked:
        hinted = _hinted(one, hint)
        selects = list(_selects(schema, hinted or one))
        operations += selects
        owners += [(one, hinted is not None)] * len(selects)
    for one in asked:
        if isinstance(one, Rows):
            known.rows.update({(one.table, uuid): None for uuid in one.uuids})
    results = await database.read(operations)
    for (one, is_hinted), result in zip(owners, results, strict=False):
        if not isinstance(result, dict) or "rows" not in result:
            raise Refusal(f"{database.name} does not let its rows be read: {result}")
        _take(schema, one, result["rows"], known, is_hinted=is_hinted)


def _assume(one: Wanted, known: Known, hint: Hint) -> bool:
    """Whether there is no such row as far as is known."""
    try:
        if not isinstance(one, Having) or hint.row(one) is not None:
            return False
    except KeyError:
        return False
    known.found[one] = ()
    known.assumed.add(one)
    return True


def _told(one: Wanted, known: Known, hint: Hint) -> bool:
    """Whether the cloud knows who refers to a row."""
    found = hint.referrers(one) if isinstance(one, Referrers) else None
    if found is None or not isinstance(one, Referrers):
        return False
    known.found[one] = tuple(found)
    known.names.update({(one.table, uuid): name for uuid, name in found.items()})
    return True


def _hinted(one: Wanted, hint: Hint) -> Rows | None:
    try:
        uuid = hint.row(one) if isinstance(one, Having) else None
    except KeyError:
        return None
    return Rows(one.table, (uuid,)) if uuid is not None else None


def _selects(schema: Schema, one: Wanted) -> Iterable[dict[str, Any]]:
    select = {"op": "select", "table": one.table}
    match one:
        case Rows(_, uuids):
            return [{**select, "where": [["_uuid", "==", ["uuid", uuid]]]} for uuid in uuids]
        case Having(_, column, value):
            return [{**select, "where": [[column, "==", wire(value)]]}]
        case Referrers(table, column, uuid):
            names = ["name"] if "name" in schema.tables[table].columns else []
            where = [[column, "includes", ["uuid", uuid]]]
            return [{**select, "where": where, "columns": ["_uuid", *names]}]
        case Whole():
            return [{**select, "where": []}]


def _take(schema: Schema, one: Wanted, rows: list[dict[str, Any]], known: Known, *, is_hinted: bool) -> None:
    columns = schema.tables[one.table].columns
    uuids = []
    for row in rows:
        uuid = row["_uuid"][1]
        uuids.append(uuid)
        told: Columns = {name: canonical(kind, row[name]) for name, kind in columns.items() if name in row}
        if isinstance(one, Referrers):
            known.names[one.table, uuid] = row_name(told)
        else:
            known.rows[one.table, uuid] = told
            if is_hinted and isinstance(one, Having) and told[one.column] != one.value:
                return
    if not isinstance(one, Rows) and (uuids or not is_hinted):
        known.found[one] = tuple(uuids)
