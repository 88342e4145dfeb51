"""OVSDB values as plans hold them: in one form each, so that two are equal when OVSDB calls them equal.

An atom is a str, int, float, bool or ("uuid", u); a set is ("set", atoms in order), also where it holds
one atom or is an optional value; a map is ("map", pairs in order). Any of them is what RFC 7047 section
5.1 calls a <value> once its tuples are written as JSON arrays.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from ovntui.ovsdb.schema import ColumnType

Atom: TypeAlias = str | int | float | bool | tuple[str, str]
Value: TypeAlias = Any
"""An Atom, ("set", (Atom, …)) or ("map", ((Atom, Atom), …))."""
Columns: TypeAlias = Mapping[str, Value]
"""A row, or some columns of it, by name."""


EMPTY: Final[Value] = ("set", ())
"""The empty set: what an optional column holds when it holds nothing."""

_ATOMS: Final[Mapping[str, Atom]] = {
    "integer": 0,
    "real": 0.0,
    "boolean": False,
    "string": "",
    "uuid": ("uuid", "00000000-0000-0000-0000-000000000000"),
}


def default(column: ColumnType) -> Value:
    """What a column of a new row holds when nobody sets it (RFC 7047 section 5.2.1)."""
    if column.value is not None:
        return ("map", ())
    return _ATOMS[column.key] if column.is_scalar else EMPTY


def wire(value: Value) -> Any:
    """The value as it travels: its tuples as JSON arrays."""
    return [wire(part) for part in value] if isinstance(value, tuple) else value


def references(value: Value) -> Iterator[str]:
    """The uuids that a value holds, be they atoms, elements, keys or values."""
    if not isinstance(value, tuple):
        return
    kind, body = value
    atoms: Iterable[Any] = [value] if kind == "uuid" else body
    if kind == "map":
        atoms = (atom for pair in body for atom in pair)
    yield from (atom[1] for atom in atoms if isinstance(atom, tuple))


def is_narrow(column: ColumnType) -> bool:
    """Whether changes of the column are told by the elements that differ: sets of more than one element,
    and maps."""
    return column.is_composite or column.value is not None


def canonical(column: ColumnType, wire: Any) -> Value:
    """The one form of a value as it came over the wire or out of a JSON file."""
    if column.value is not None:
        return mapping_value((_atom(key), _atom(value)) for key, value in wire[1])
    atoms = wire[1] if _is_set(wire) else [wire]
    if column.is_scalar:
        return _atom(atoms[0])
    return set_value(_atom(atom) for atom in atoms)


def set_value(atoms: Iterable[Atom]) -> Value:
    """A set of these atoms."""
    return ("set", tuple(sorted(set(atoms), key=_order)))


def mapping_value(pairs: Iterable[tuple[Atom, Atom]]) -> Value:
    """A map of these pairs."""
    return ("map", tuple(sorted(dict(pairs).items(), key=lambda pair: _order(pair[0]))))


def elements(value: Value) -> tuple[Any, ...]:
    """The atoms of a set, or the pairs of a map."""
    found: tuple[Any, ...] = value[1]
    return found


def _is_set(wire: Any) -> bool:
    return isinstance(wire, list | tuple) and len(wire) == 2 and wire[0] == "set"


def _atom(wire: Any) -> Atom:
    if isinstance(wire, list | tuple):
        kind, uuid = wire
        return (str(kind), str(uuid))
    assert isinstance(wire, str | int | float | bool)
    return wire


def _order(atom: Atom) -> tuple[str, Any]:
    return (type(atom).__name__, atom)
