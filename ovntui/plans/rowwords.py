"""Values and row changes as words of the ovn-nbctl family ("Database Commands" in ovn-nbctl(8))."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from ovntui.ovsdb.schema import Schema
from ovntui.plans.plan import RowChange
from ovntui.plans.values import Value, elements, is_narrow

_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*|[0-9]+")
"""Strings that need no quotes; others are quoted as JSON has it (ovs-vsctl(8), "Database Values")."""


def words_of(schema: Schema, changes: Iterable[RowChange]) -> tuple[tuple[str, ...], ...]:
    """The argument lists, without the tool's name, that make the same changes."""
    return tuple(words for change in changes for words in _words(schema, change))


def value_words(value: Value) -> str:
    """A value as the tools read it."""
    if not isinstance(value, tuple):
        return _atom(value)
    kind, body = value
    if kind == "map":
        return "{" + ", ".join(f"{_atom(k)}={_atom(v)}" for k, v in body) + "}"
    if kind == "set":
        return "[" + ", ".join(map(_atom, body)) + "]"
    return _atom(value)


def keys_set(column: str, pairs: Iterable[tuple[Value, Value]]) -> tuple[str, ...]:
    """The arguments that set keys of a map column and leave its others."""
    return tuple(f"{column}:{_atom(key)}={_atom(value)}" for key, value in pairs)


def _words(schema: Schema, change: RowChange) -> Iterator[tuple[str, ...]]:
    table, uuid = change.table, change.uuid
    if change.before is None:
        assert change.after is not None
        yield (f"--id={uuid}", "create", table, *(f"{k}={value_words(v)}" for k, v in change.after.items()))
    elif change.after is None:
        if schema.tables[table].is_root:  # others go when nothing refers to them any more
            yield ("destroy", table, uuid)
    else:
        for name, after in change.after.items():
            kind = schema.tables[table].columns[name]
            if not is_narrow(kind):
                empty = after == ("set", ())
                yield (
                    ("clear", table, uuid, name)
                    if empty
                    else ("set", table, uuid, f"{name}={value_words(after)}")
                )
            elif kind.value is None:
                yield from _part("add", table, uuid, name, elements(after))
                yield from _part("remove", table, uuid, name, elements(change.before[name]))
            else:
                kept = {key for key, _ in elements(after)}
                gone = [key for key, _ in elements(change.before[name]) if key not in kept]
                yield from _part("remove", table, uuid, name, gone)
                if pairs := elements(after):
                    yield ("set", table, uuid, *keys_set(name, pairs))


def _part(verb: str, table: str, uuid: str, name: str, atoms: Iterable[Value]) -> Iterator[tuple[str, ...]]:
    if found := [_atom(atom) for atom in atoms]:
        yield (verb, table, uuid, name, *found)


def _atom(atom: Value) -> str:
    if isinstance(atom, tuple):
        return str(atom[1])
    if isinstance(atom, bool):
        return "true" if atom else "false"
    if isinstance(atom, str):
        return atom if _BARE.fullmatch(atom) else json.dumps(atom, ensure_ascii=False)
    return str(atom)
