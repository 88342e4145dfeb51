"""What a database holds, as `ovsdb-client dump` tells it: the truth that replicas are compared with."""

import json
from typing import Any, TypeAlias

import msgspec

from tests.servers.process import run

Value: TypeAlias = frozenset[Any]
"""A column's value, whatever way it travelled: the set of its atoms, or of its pairs."""
Tables: TypeAlias = dict[str, dict[str, dict[str, Value]]]
"""Table → uuid → column → value."""


async def dump(remote: str, database: str, seconds: float = 20) -> Tables:
    """All rows of all tables. Tables without rows are left out. Raises ToolError, also after seconds."""
    out = await run(
        "ovsdb-client", "--no-leader-only", "--format=json", "dump", remote, database, seconds=seconds
    )
    tables: Tables = {}
    for line in out.rstrip("\n").split("\n"):  # not splitlines: a name may hold what that splits at
        table = json.loads(line)
        if table["data"]:
            name = table["caption"].removesuffix(" table")
            tables[name] = dict(_row(table["headings"], row) for row in table["data"])
    return tables


def differences(seen: Tables, true: Tables) -> list[str]:
    """What is not the same in the two, one line each."""
    found = []
    for table in sorted(seen.keys() | true.keys()):
        rows, true_rows = seen.get(table, {}), true.get(table, {})
        for uuid in sorted(rows.keys() | true_rows.keys()):
            row, true_row = rows.get(uuid), true_rows.get(uuid)
            if row is None or true_row is None:
                found.append(f"{table} {uuid}: {'missing' if row is None else 'is gone on the server'}")
            elif row != true_row:
                for column in sorted(row.keys() | true_row.keys()):
                    value, true_value = row.get(column), true_row.get(column)
                    if value != true_value:
                        found.append(
                            f"{table} {uuid} {column}: seen {_short(value)}, true {_short(true_value)}"
                        )
    return found


def _short(value: Value | None) -> str:
    text = "nothing" if value is None else repr(set(value))
    return text if len(text) < 300 else f"{text[:120]}… {len(text)} characters …{text[-120:]}"


def _row(headings: list[str], values: list[Any]) -> tuple[str, dict[str, Value]]:
    row = dict(zip(headings, values, strict=True))
    uuid = row.pop("_uuid")[1]
    row.pop("_version", None)
    return uuid, {column: plain_value(value) for column, value in row.items()}


def plain_value(value: Any) -> Value:
    """A value as it travels, decoded or not, as a set of atoms or of pairs."""
    if isinstance(value, msgspec.Raw):
        value = msgspec.json.decode(value)
    if isinstance(value, list | tuple):
        kind, body = value
        if kind == "set":
            return frozenset(_atom(atom) for atom in body)
        if kind == "map":
            return frozenset((_atom(k), _atom(v)) for k, v in body)
    return frozenset([_atom(value)])


def _atom(atom: Any) -> Any:
    return ("uuid", atom[1]) if isinstance(atom, list | tuple) else atom
