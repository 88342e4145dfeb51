"""OVSDB values as they travel (RFC 7047 section 5.1), and readers for them.

A set of exactly one element travels as the bare element, so each set column has two shapes on the
wire. Rows keep the shape that arrived, because making another for fifty thousand rows costs more
than reading a few of them; the functions here read either shape. Map columns stay undecoded
(msgspec.Raw) until somebody looks.
"""

from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

import msgspec

Texts: TypeAlias = str | tuple[str, list[str]]
"""A set of strings, or an optional string."""
Ints: TypeAlias = int | tuple[str, list[int]]
"""A set of integers, or an optional integer."""
Flags: TypeAlias = bool | tuple[str, list[bool]]
"""An optional boolean."""
Refs: TypeAlias = tuple[Literal["uuid", "set"], str | list[tuple[Literal["uuid"], str]]]
"""A set of uuids, or an optional uuid: ("uuid", u) or ("set", [("uuid", u), ...]). (Of literals there is one
object; each text is another.)"""
Map: TypeAlias = Annotated[msgspec.Raw, "map"]
"""A map column, undecoded."""

NOTHING: Final[tuple[Literal["set"], list[Any]]] = ("set", [])
"""The empty set: what an optional column holds when it holds nothing."""
NO_MAP: Final[Map] = msgspec.Raw(b'["map",[]]')
"""The empty map."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of one table: a subclass has one field for each column in use, with the column's name.

    A subclass names its table in the class variable TABLE. A field's type is one of str, int, float,
    bool (a column that always holds one value), Texts, Ints, Flags, Refs, Map, or msgspec.Raw; each
    field has a default, for columns that the server lacks and for values that it omits.
    """

    TABLE: ClassVar[str] = ""


_map = msgspec.json.Decoder(tuple[str, list[tuple[Any, Any]]])
_map_of_strings = msgspec.json.Decoder(tuple[str, list[tuple[str, str]]])


def texts(value: Texts) -> tuple[str, ...]:
    """The strings of a set column, in the server's order."""
    return (value,) if isinstance(value, str) else tuple(value[1])


def text(value: Texts) -> str | None:
    """The string of an optional column (the first one of a set), or None."""
    if isinstance(value, str):
        return value
    return value[1][0] if value[1] else None


def ints(value: Ints) -> tuple[int, ...]:
    """The integers of a set column."""
    return (value,) if isinstance(value, int) else tuple(value[1])


def number(value: Ints) -> int | None:
    """The integer of an optional column, or None."""
    if isinstance(value, int):
        return value
    return value[1][0] if value[1] else None


def flag(value: Flags) -> bool | None:
    """The truth of an optional column, or None where the database does not say."""
    if isinstance(value, bool):
        return value
    return value[1][0] if value[1] else None


def refs(value: Refs) -> tuple[str, ...]:
    """The uuids of a reference column."""
    kind, body = value
    if isinstance(body, str):
        return (body,) if kind == "uuid" else ()
    return tuple([uuid for _, uuid in body]) if body else ()


def ref(value: Refs) -> str | None:
    """The uuid of an optional reference column (the first one of a set), or None."""
    found = refs(value)
    return found[0] if found else None


def mapping(value: Map) -> dict[str, str]:
    """A map column as a dict of strings; numbers and booleans are written as OVSDB writes them,
    references as their uuid."""
    if value is NO_MAP:
        return {}
    try:
        return dict(_map_of_strings.decode(value)[1])
    except msgspec.ValidationError:
        pass  # numbers, booleans or references among them
    return {plain(k): plain(v) for k, v in _map.decode(value)[1]}


def plain(atom: Any) -> str:
    """One decoded atom as text, as the ovn-nbctl family prints it without quotes."""
    if isinstance(atom, str):
        return atom
    if isinstance(atom, bool):
        return "true" if atom else "false"
    if isinstance(atom, list | tuple):
        return plain(atom[1])
    return str(atom)
