"""What the blog's northbound held at its end, and how a database is compared with it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.servers.dump import Tables, plain_value

_DUMP = Path(__file__).parents[1] / "data" / "blog" / "nb.json"
_NORTHDS = {"Logical_Switch_Port": {"up"}, "Connection": {"status", "is_connected"}}
"""Columns that northd or the server fills in, not an operator."""


def of_the_blog(*, connections: bool) -> list[str]:
    """Its rows; connections: also those on which it listened."""
    return content(read_dump(_DUMP.read_text()), connections=connections)


def read_dump(text: str) -> Tables:
    """What `ovsdb-client --format=json dump` printed."""
    tables: Tables = {}
    for line in text.splitlines():
        table = json.loads(line)
        rows = (dict(zip(table["headings"], values, strict=True)) for values in table["data"])
        name = table["caption"].removesuffix(" table")
        tables[name] = {
            row.pop("_uuid")[1]: {column: plain_value(value) for column, value in row.items()} for row in rows
        }
    return tables


def content(tables: Tables, *, connections: bool) -> list[str]:
    """All rows but for the control plane's own, with the names of what they refer to in place of uuids."""
    names = {uuid: _label(row) for rows in tables.values() for uuid, row in rows.items()}
    return sorted(
        f"{table} {dict(_columns(table, row, names))}"
        for table, rows in tables.items()
        for row in rows.values()
        if table != "NB_Global" and (connections or table != "Connection")
    )


def _columns(table: str, row: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    for column in sorted(row.keys() - _NORTHDS.get(table, set())):
        yield (
            column,
            sorted(
                names[atom[1]] if isinstance(atom, tuple) and atom[0] == "uuid" else repr(atom)
                for atom in row[column]
            ),
        )


def _label(row: dict[str, Any]) -> str:
    found = row.get("name") or row.get("ip_prefix") or row.get("external_ip") or row.get("target") or {""}
    return str(next(iter(found), ""))
