"""COLUMN=VALUE and COLUMN:KEY=VALUE, as they are given on the command line."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ovntui.ovsdb.schema import ColumnType, TableSchema
from ovntui.plans.acts.deltas import Delta
from ovntui.plans.rowtext import is_writable
from ovntui.plans.typed import TypedError, parse_key, parse_pair, parse_value
from ovntui.plans.values import Value

_LINE: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*([:=])\s*(.*)", re.DOTALL)


class Assigned(NamedTuple):
    """Whole columns, and single keys of maps."""

    columns: dict[str, Value]
    keys: list[Delta]


def assigned(table: TableSchema, texts: Sequence[str]) -> Assigned:
    """What the lines say. Raises TypedError."""
    whole: dict[str, list[str]] = {}
    keys: list[Delta] = []
    for text in texts:
        found = _LINE.fullmatch(text)
        if found is None:
            raise TypedError(f"{text} is no COLUMN=VALUE")
        name, sign, rest = found.groups()
        column = table.columns.get(name)
        if column is None:
            raise TypedError(f"{table.name} has no column {name}")
        if sign == "=":
            whole.setdefault(name, []).append(rest)
        else:
            keys.append(_key(name, column, rest))
    both = [one.column for one in keys if one.column in whole]
    if both:
        raise TypedError(f"{both[0]} is given as a whole and by key")
    return Assigned(dict(_values(table, whole)), keys)


def _key(name: str, column: ColumnType, rest: str) -> Delta:
    if column.value is None:
        raise TypedError(f"{name} is no map: write {name}=VALUE")
    try:
        return Delta(name, put=(parse_pair(column, rest),))
    except TypedError as error:
        if "=" in rest.rpartition('"')[2]:
            raise TypedError(f"{name}: {error}") from None
    return Delta(name, gone=(parse_key(column, rest),))


def _values(table: TableSchema, whole: dict[str, list[str]]) -> Iterator[tuple[str, Value]]:
    for name, texts in whole.items():
        try:
            yield name, parse_value(table.columns[name], "\n".join(texts))
        except TypedError as error:
            raise TypedError(f"{name}: {error}") from None


def assignment_fault(table: TableSchema, texts: Sequence[str], *, is_new: bool) -> str | None:
    """What is wrong with the lines. A new row's columns may all be written but for the server's own."""
    try:
        found = assigned(table, texts)
    except TypedError as error:
        return str(error)
    if is_new and found.keys:
        one = found.keys[0]
        return f"a new row has no keys to change: write {one.column}=KEY=VALUE"
    for name in (*found.columns, *(one.column for one in found.keys)):
        column = table.columns[name]
        if column.is_ephemeral or not (is_new or is_writable(column)):
            return f"{name} cannot be changed"
    return None
