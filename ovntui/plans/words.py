"""Values as the database tools take them (ovn-nbctl(8), ovs-vsctl(8), "Database Commands"), for commands that
somebody may copy and run."""

import json
import re
from typing import Final

from ovntui.plans.values import Atom, Columns, Value, elements

_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""Strings that the tools take without quotation marks, whatever the column."""


def atom_word(atom: Atom) -> str:
    """One atom. A string is quoted unless it is a plain word."""
    if isinstance(atom, bool):
        return "true" if atom else "false"
    if isinstance(atom, tuple):
        return atom[1]
    if isinstance(atom, str):
        return atom if _BARE.fullmatch(atom) else json.dumps(atom, ensure_ascii=not atom.isprintable())
    return repr(atom)


def value_word(value: Value) -> str:
    """A whole value: an atom, [a, b] for a set of other than one, {k=v} for a map."""
    if not isinstance(value, tuple) or value[0] == "uuid":
        return atom_word(value)
    if value[0] == "map":
        return "{" + ", ".join(f"{atom_word(k)}={atom_word(v)}" for k, v in elements(value)) + "}"
    atoms = [atom_word(atom) for atom in elements(value)]
    return atoms[0] if len(atoms) == 1 else f"[{', '.join(atoms)}]"


def column_words(columns: Columns) -> tuple[str, ...]:
    """Columns of a new row, as "create" takes them: an empty value is left out, being the default."""
    found: list[str] = []
    for name, value in columns.items():
        if isinstance(value, tuple) and value[0] == "map":
            found += [f"{name}:{atom_word(key)}={atom_word(held)}" for key, held in elements(value)]
        elif value != ("set", ()):
            found.append(f"{name}={value_word(value)}")
    return tuple(found)


def change_words(
    table: str, record: str, name: str, before: Value, after: Value
) -> tuple[tuple[str, ...], ...]:
    """The commands that change a column of a row that is there, and no more of it than has to be."""
    if not isinstance(after, tuple) or after[0] == "uuid":
        return (("set", table, record, f"{name}={value_word(after)}"),)
    if not elements(after):
        return (("clear", table, record, name),)
    if after[0] == "set":
        return (("set", table, record, f"{name}={value_word(after)}"),)
    old, new = dict(elements(before)), dict(elements(after))
    found: list[tuple[str, ...]] = []
    gone = [atom_word(key) for key in old if key not in new]
    if gone:
        found.append(("remove", table, record, name, *gone))
    put = [f"{name}:{atom_word(k)}={atom_word(v)}" for k, v in new.items() if k not in old or old[k] != v]
    if put:
        found.append(("set", table, record, *put))
    return tuple(found)
