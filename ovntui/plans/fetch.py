"""What a plan needs to know, asked of the server by small selects."""

from collections.abc import Iterable
from typing import Any

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.schema import Schema
from ovntui.plans.errors import Refusal
from ovntui.plans.known import Having, Known, Referrers, Rows, Wanted, Whole
from ovntui.plans.names import row_name
from ovntui.plans.values import Columns, canonical, wire


async def fetch(database: Database, wanted: Iterable[Wanted], known: Known) -> None:
    """Add what is wanted to what is known, all of one moment. Raises LinkLost."""
    assert database.schema is not None  # who asks has met the server
    schema, asked = database.schema, list(wanted)
    operations, owners = [], []
    for one in asked:
        selects = list(_selects(schema, one))
        operations += selects
        owners += [one] * len(selects)
    for one in asked:
        if isinstance(one, Rows):
            known.rows.update({(one.table, uuid): None for uuid in one.uuids})
        else:
            known.found[one] = ()
    results = await database.read(operations)
    for one, result in zip(owners, results, strict=False):
        if not isinstance(result, dict) or "rows" not in result:
            raise Refusal(f"{database.name} does not let its rows be read: {result}")
        _take(schema, one, result["rows"], known)


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


def _take(schema: Schema, one: Wanted, rows: list[dict[str, Any]], known: Known) -> None:
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
    if not isinstance(one, Rows):
        known.found[one] = tuple(uuids)
