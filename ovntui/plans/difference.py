"""What a plan does to rows, column by column: what goes and what comes, in the words of the screen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from ovntui.plans.plan import Plan, RowChange
from ovntui.plans.values import Atom, Value, elements

_EMPTY: Final = (("set", ()), ("map", ()), "")
"""What a row holds where nobody has said anything; that a new row holds it is not worth a line."""


class ColumnDifference(NamedTuple):
    """Of a scalar its old and its new value; of a set or a map just those elements that differ."""

    column: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


class RowDifference(NamedTuple):
    """sign is + for a new row, - for one that goes, ~ for one that stays."""

    sign: Literal["+", "-", "~"]
    table: str
    name: str
    columns: tuple[ColumnDifference, ...]


def names_of(plan: Plan) -> dict[str, str]:
    """What people call the rows that a plan touches, by uuid."""
    return {
        change.uuid: change.name or change.table
        for step in plan.steps
        for change in step.changes
        if change.name or change.before is None
    }


def differences(changes: Sequence[RowChange], names: Mapping[str, str]) -> Iterator[RowDifference]:
    """The difference that each of them makes. names says what people call rows, by uuid; a row without
    any is told by the beginning of its uuid."""
    for change in changes:
        before, after = change.before or {}, change.after or {}
        columns = []
        for column in dict.fromkeys((*before, *after)):
            gone, come = _differ(_words(before.get(column), names), _words(after.get(column), names))
            if gone or come:
                columns.append(ColumnDifference(column, gone, come))
        sign: Literal["+", "-", "~"] = "+" if change.before is None else "-" if change.after is None else "~"
        yield RowDifference(sign, change.table, change.name or change.uuid[:8], tuple(columns))


def said(value: Value, names: Mapping[str, str]) -> str:
    """A whole value in words."""
    return ", ".join(_words(value, names)) or "nothing"


def _differ(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known, wanted = set(old), set(new)
    return tuple(one for one in old if one not in wanted), tuple(one for one in new if one not in known)


def _words(value: Value, names: Mapping[str, str]) -> tuple[str, ...]:
    """The elements of a value, each in words."""
    if value is None or value in _EMPTY:
        return ()
    if isinstance(value, tuple) and value[0] == "map":
        return tuple(f"{_atom(key, names)}={_atom(one, names)}" for key, one in elements(value))
    if isinstance(value, tuple) and value[0] == "set":
        return tuple(_atom(one, names) for one in elements(value))
    return (_atom(value, names),)


def _atom(atom: Atom, names: Mapping[str, str]) -> str:
    if isinstance(atom, tuple):
        return names.get(atom[1], atom[1][:8])
    if isinstance(atom, bool):
        return "true" if atom else "false"
    if isinstance(atom, str):
        return f'"{atom}"' if not atom or " " in atom else atom
    return str(atom)
