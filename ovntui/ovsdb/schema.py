"""A database's schema as its server gives it (RFC 7047 section 3.2), read leniently.

What this reader does not know it passes over, so that a newer server's schema opens too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

UNLIMITED: Final = 1 << 62

_ID: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
"""An <id> of RFC 7047 section 3.1: what a table or a column may be called, and is shown as it is."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """What a column holds: atoms of type key (with value: pairs), at least min and at most max of them.

    Types are RFC 7047's: integer, real, boolean, string, uuid.
    """

    key: str
    value: str | None = None
    min: int = 1
    max: int = 1
    enum: tuple[Any, ...] = ()
    ref_table: str | None = None
    value_ref_table: str | None = None
    is_weak: bool = False
    """A reference that goes when its row does, instead of keeping it (RFC 7047 section 3.2, "refType")."""
    is_ephemeral: bool = False
    """Not kept over a restart of the server: the daemons report in it how things are."""

    @property
    def is_scalar(self) -> bool:
        """Always exactly one atom."""
        return self.value is None and self.min == 1 and self.max == 1

    @property
    def is_composite(self) -> bool:
        """More than one element possible: changes arrive as differences (ovsdb-server(7), "update2")."""
        return self.max > 1

    def describe(self) -> str:
        """As an operator would say it: "string", "optional integer", "set of uuid → Encap", "map …"."""
        atom = _atom_name(self.key, self.ref_table)
        if self.value is not None:
            return f"map {atom} = {_atom_name(self.value, self.value_ref_table)}"
        if self.max > 1:
            return f"set of {atom}"
        return atom if self.min else f"optional {atom}"


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns by name, whether its rows live without being referred to, and the sets of
    columns in which no two rows may be equal."""

    name: str
    columns: dict[str, ColumnType]
    is_root: bool = True
    indexes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """One database: its tables by name."""

    name: str
    version: str
    tables: dict[str, TableSchema]


def parse_schema(raw: Any) -> Schema:
    """Read what get_schema answered. Raises ValueError where it is no schema at all."""
    if not isinstance(raw, dict) or not isinstance(raw.get("tables"), dict):
        raise ValueError("the server's answer is no database schema")
    tables = {name: _table(name, table) for name, table in _named(raw["tables"])}
    return Schema(str(raw.get("name", "")), str(raw.get("version", "")), tables)


def _table(name: str, raw: dict[str, Any]) -> TableSchema:
    columns = raw.get("columns")
    return TableSchema(
        name,
        {
            column: _column(body.get("type"), is_ephemeral=body.get("ephemeral") is True)
            for column, body in _named(columns)
        },
        is_root=raw.get("isRoot") is True,
        indexes=tuple(
            tuple(map(str, index)) for index in raw.get("indexes") or () if isinstance(index, list)
        ),
    )


def _named(raw: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of an object that are objects with a name as it should be."""
    if isinstance(raw, dict):
        yield from ((k, v) for k, v in raw.items() if isinstance(v, dict) and _ID.fullmatch(k))


def _column(raw: Any, *, is_ephemeral: bool) -> ColumnType:
    if isinstance(raw, str):
        return ColumnType(raw, is_ephemeral=is_ephemeral)
    if not isinstance(raw, dict):
        return ColumnType("unknown", is_ephemeral=is_ephemeral)
    key, enum, table = _base(raw.get("key"))
    value, _, value_table = _base(raw["value"]) if "value" in raw else (None, (), None)
    most = raw.get("max", 1)
    return ColumnType(
        key or "unknown",
        value,
        int(raw.get("min", 1)),
        UNLIMITED if most == "unlimited" else int(most),
        enum,
        table,
        value_table,
        is_weak=_is_weak(raw.get("key")),
        is_ephemeral=is_ephemeral,
    )


def _is_weak(base: Any) -> bool:
    return isinstance(base, dict) and base.get("refType") == "weak"


def _base(raw: Any) -> tuple[str | None, tuple[Any, ...], str | None]:
    """A <base-type>: its atomic type, the values allowed, the table referred to."""
    if isinstance(raw, dict):
        enum = raw.get("enum", ())
        if isinstance(enum, list) and len(enum) == 2 and enum[0] == "set":
            enum = enum[1]
        elif not isinstance(enum, list | tuple):
            enum = (enum,)
        return str(raw.get("type", "unknown")), tuple(enum), raw.get("refTable")
    return (raw if isinstance(raw, str) else "unknown"), (), None


def _atom_name(atom: str, table: str | None) -> str:
    return f"{atom} → {table}" if table else atom
