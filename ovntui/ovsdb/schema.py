"""A database's schema as its server gives it (RFC 7047 section 3.2), read leniently.

What this reader does not know it passes over, so that a newer server's schema opens too.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

UNLIMITED: Final = 1 << 62

_ID: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
"""An <id> of RFC 7047 section 3.1: what a table or a column may be called, and is shown as it is."""


class Limits(msgspec.Struct, frozen=True):
    """The least and the most that an atom may be: a number's value, a string's length in characters."""

    least: float | None = None
    most: float | None = None


NO_LIMITS: Final = Limits()


class ColumnType(msgspec.Struct, frozen=True):
    """What a column holds: atoms of type key (with value: pairs), at least min and at most max of them.

    Types are RFC 7047's: integer, real, boolean, string, uuid. What is said of atoms is said of the keys;
    the same with value_ before it, of a map's values. is_weak: a row does not live by this reference, and
    goes out of the column when it goes. A column that is not is_mutable is written when its row is
    inserted and never again; one that is_ephemeral is the server's own to fill and is not kept on disk.
    """

    key: str
    value: str | None = None
    min: int = 1
    max: int = 1
    enum: tuple[Any, ...] = ()
    ref_table: str | None = None
    value_ref_table: str | None = None
    limits: Limits = NO_LIMITS
    value_enum: tuple[Any, ...] = ()
    value_limits: Limits = NO_LIMITS
    is_weak: bool = False
    value_is_weak: bool = False
    is_mutable: bool = True
    is_ephemeral: bool = False

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


class TableSchema(msgspec.Struct, frozen=True):
    """One table: its columns by name, whether its rows live without being referred to, how many there may
    be, and the groups of columns that no two rows hold alike."""

    name: str
    columns: dict[str, ColumnType]
    is_root: bool = True
    max_rows: int = UNLIMITED
    indexes: tuple[tuple[str, ...], ...] = ()


class Schema(msgspec.Struct, frozen=True):
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
    most, indexes = raw.get("maxRows"), raw.get("indexes")
    return TableSchema(
        name,
        {column: _column(body) for column, body in _named(raw.get("columns"))},
        is_root=raw.get("isRoot") is True,
        max_rows=most if isinstance(most, int) else UNLIMITED,
        indexes=tuple(tuple(map(str, group)) for group in indexes if isinstance(group, list))
        if isinstance(indexes, list)
        else (),
    )


def _named(raw: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of an object that are objects with a name as it should be."""
    if isinstance(raw, dict):
        yield from ((k, v) for k, v in raw.items() if isinstance(v, dict) and _ID.fullmatch(k))


def _column(body: dict[str, Any]) -> ColumnType:
    raw = body.get("type")
    is_mutable, is_ephemeral = body.get("mutable") is not False, body.get("ephemeral") is True
    if not isinstance(raw, dict):
        raw = {"key": raw}
    key = _base(raw.get("key"))
    value = _base(raw["value"]) if "value" in raw else None
    most = raw.get("max", 1)
    return ColumnType(
        key.type,
        value.type if value else None,
        int(raw.get("min", 1)),
        UNLIMITED if most == "unlimited" else int(most),
        key.enum,
        key.ref_table,
        value.ref_table if value else None,
        key.limits,
        value.enum if value else (),
        value.limits if value else NO_LIMITS,
        key.is_weak,
        value.is_weak if value else False,
        is_mutable,
        is_ephemeral,
    )


class _Base(NamedTuple):
    """A <base-type>."""

    type: str
    enum: tuple[Any, ...] = ()
    ref_table: str | None = None
    is_weak: bool = False
    limits: Limits = NO_LIMITS


def _base(raw: Any) -> _Base:
    if not isinstance(raw, dict):
        return _Base(raw if isinstance(raw, str) else "unknown")
    enum = raw.get("enum", ())
    if isinstance(enum, list) and len(enum) == 2 and enum[0] == "set":
        enum = enum[1]
    elif not isinstance(enum, list | tuple):
        enum = (enum,)
    kind = str(raw.get("type", "unknown"))
    return _Base(kind, tuple(enum), raw.get("refTable"), raw.get("refType") == "weak", _limits(kind, raw))


def _limits(kind: str, raw: dict[str, Any]) -> Limits:
    suffix = {"integer": "Integer", "real": "Real", "string": "Length"}.get(kind)
    if suffix is None:
        return NO_LIMITS
    least, most = raw.get(f"min{suffix}"), raw.get(f"max{suffix}")
    return Limits(
        least if isinstance(least, int | float) else None, most if isinstance(most, int | float) else None
    )


def _atom_name(atom: str, table: str | None) -> str:
    return f"{atom} → {table}" if table else atom
