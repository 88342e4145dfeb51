"""A row as text for an editor, and back: `column = value`, a set or a map as indented lines beneath.

What cannot be written (the server's own columns, and those that are fixed when a row is made) stands there
as a comment. A column that is taken out of the text stays as it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ovntui.ovsdb.schema import ColumnType, TableSchema
from ovntui.plans.typed import TypedError, atom_text, parse_value, value_text
from ovntui.plans.values import Columns, Value, elements

_HEAD: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says: values by column, and what is wrong, by line (the first is 1)."""

    values: dict[str, Value]
    faults: tuple[tuple[int, str], ...]


def is_writable(column: ColumnType) -> bool:
    """Whether a column of a row that is there can be changed and the change means anything."""
    return column.is_mutable and not column.is_ephemeral and column.key != "unknown"


def render(
    table: TableSchema, row: Columns, title: str, said: Callable[[str], str] = lambda _uuid: ""
) -> str:
    """The row's text. title heads it; said gives the name of a row that is referred to, "" for none."""
    lines = [
        f"# {_one_line(title)}",
        "# An indented line is one value of the column above; # begins a comment.",
    ]
    for name in sorted(table.columns):
        column = table.columns[name]
        if name in row and is_writable(column):
            lines += ["", f"# {column.describe()}", *_column(name, column, row[name], said)]
    fixed = [name for name in sorted(table.columns) if name in row and not is_writable(table.columns[name])]
    if fixed:
        lines += ["", "# These cannot be changed:"]
        for name in fixed:
            lines += [f"# {line}" for line in _column(name, table.columns[name], row[name], said)]
    return "\n".join(lines) + "\n"


def _column(name: str, column: ColumnType, value: Value, said: Callable[[str], str]) -> list[str]:
    if column.key == "uuid" and column.value is None:
        atoms = (value,) if column.is_scalar else elements(value)
        texts = [f"{atom_text(atom)}  {_one_line(said(atom[1]))}".rstrip() for atom in atoms]
    else:
        texts = value_text(column, value).splitlines()
    if column.max == 1:
        return [f"{name} = {''.join(texts)}".rstrip()]
    return [f"{name} =", *(f"  {text}" for text in texts)]


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def parse(table: TableSchema, text: str) -> Parsed:
    """Read a text. A column with a fault is not among the values."""
    values: dict[str, Value] = {}
    faults: list[tuple[int, str]] = []
    for number, name, body in _blocks(text, faults):
        column = table.columns.get(name)
        if column is None:
            faults.append((number, f"{table.name} has no column {name}"))
        elif not is_writable(column):
            faults.append((number, f"{name} cannot be changed"))
        elif name in values:
            faults.append((number, f"{name} is there twice"))
        else:
            try:
                values[name] = parse_value(column, body)
            except TypedError as error:
                faults.append((number + error.line, f"{name}: {error}"))
    return Parsed(values, tuple(sorted(faults)))


def _blocks(text: str, faults: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """Each column's first line, its name, and what stands behind the sign and on the lines beneath: as many
    lines as there are, so that those that are no value keep the others' numbers right."""
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in (" ", "\t") and line.strip():
            if found:
                start, _, body = found[-1]
                body += [""] * (number - start - len(body))
                body.append(line.strip())
            else:
                faults.append((number, "this value belongs to no column"))
        elif line.strip() and not line.startswith("#"):
            if head := _HEAD.fullmatch(line.rstrip()):
                found.append((number, head[1], [head[2]]))
            else:
                faults.append((number, f"{line.strip()} is no column = value"))
    return [(number, name, "\n".join(body)) for number, name, body in found]
