"""What a recipe has to see beside the cloud, asked of the server by selects: several in one transaction, so
that they cost one way there and back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.schema import Schema
from ovntui.ovsdb.watch import Condition
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Query
from ovntui.plans.values import EMPTY, Columns, canonical, references

Asked: TypeAlias = dict[str, dict[str, Columns]]
"""Rows by table and uuid, with the columns that were asked for."""


async def ask(database: Database, queries: Iterable[Query], rows: Asked) -> None:
    """Add to the rows what queries to one database ask for. Raises Refusal where it cannot be had."""
    assert database.schema is not None  # who asks has met the server
    selects = [select for query in queries for select in _selects(database.schema, query, rows)]
    if not selects:
        return
    try:
        results = await database.read(selects)
    except LinkLost as error:
        raise Refusal(f"the plan cannot be made now: {error}") from error
    for select, result in zip(selects, results, strict=False):
        table = select["table"]
        if not isinstance(result, dict) or "rows" not in result:
            details = result.get("details", "") if isinstance(result, dict) else ""
            raise Refusal(f"{database.name} does not let {table} be read: {details}")
        columns, known = database.schema.tables[table].columns, rows.setdefault(table, {})
        for row in result["rows"]:
            key = row["_uuid"][1]
            told = {name: canonical(columns[name], row[name]) for name in select["columns"][1:]}
            known[key] = {**known.get(key, {}), **told}


def _selects(
    schema: Schema, query: Query, rows: Mapping[str, Mapping[str, Columns]]
) -> Iterator[dict[str, Any]]:
    """The select that a query comes to, or one for each row that is referred to; none where the server's
    schema has not what it speaks of."""
    table = schema.tables.get(query.table)
    if table is None or any(column not in table.columns for column, _, _ in query.where if column != "_uuid"):
        return
    columns = ["_uuid", *(name for name in query.columns if name in table.columns)]
    for where in _wheres(query, rows):
        yield {"op": "select", "table": query.table, "where": where, "columns": columns}


def _wheres(query: Query, rows: Mapping[str, Mapping[str, Columns]]) -> Iterator[list[Condition]]:
    if query.of is None:
        yield list(query.where)
        return
    table, column = query.of
    referring = rows.get(table, {}).values()
    for uuid in dict.fromkeys(uuid for row in referring for uuid in references(row.get(column, EMPTY))):
        yield [("_uuid", "==", ("uuid", uuid))]
