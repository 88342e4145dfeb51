"""What is changed of a row as somebody saw it: what came since, by others' hands, stays."""

from collections.abc import Container, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.acts.rows import set_columns
from ovntui.plans.rowwords import value_words
from ovntui.plans.values import EMPTY, Atom, Columns, Value, elements


class Delta(NamedTuple):
    """What changes of a column: elements that go and come, or a map's keys that go and pairs that are put."""

    column: str
    gone: tuple[Atom, ...] = ()
    come: tuple[Atom, ...] = ()
    put: tuple[tuple[Atom, Atom], ...] = ()


def change_columns(
    table: str,
    uuid: str,
    before: Columns,
    after: Columns,
    narrow: Container[str],
    *,
    called: str = "",
    database: str = "nb",
) -> Act:
    """Columns of a row that was seen holding before. Those that are narrow, sets and maps, are changed by
    the elements that differ, whatever else they hold by now."""
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    whole = {name: value for name, value in changed.items() if name not in narrow}
    deltas = [delta(name, before.get(name), value) for name, value in changed.items() if name in narrow]
    by_column = set_columns(table, uuid, whole, called=called, database=database)

    def commands(api: Api) -> Iterator[Command]:
        yield from by_column.commands(api)
        for one in deltas:
            yield _Change(api, table, uuid, one)

    words = (*by_column.words, *(words for one in deltas for words in delta_words(table, uuid, one)))
    return Act(f"set {', '.join(changed)} of {table} {called or uuid}", commands, words, database)


def change_keys(
    table: str, uuid: str, deltas: Sequence[Delta], *, called: str = "", database: str = "nb"
) -> Act:
    """Single elements of sets, or keys of maps, whatever else they hold."""

    def commands(api: Api) -> Iterator[Command]:
        for one in deltas:
            yield _Change(api, table, uuid, one)

    words = tuple(words for one in deltas for words in delta_words(table, uuid, one))
    said = ", ".join(dict.fromkeys(one.column for one in deltas))
    return Act(f"change {said} of {table} {called or uuid}", commands, words, database)


def delta(column: str, before: Value, after: Value) -> Delta:
    """What makes the one of the other; before may be None for nothing known."""
    old, new = elements(before or EMPTY), elements(after)
    if after[0] == "set":
        return Delta(column, tuple(x for x in old if x not in new), tuple(x for x in new if x not in old))
    kept = dict(new)
    gone = tuple(key for key, _ in old if key not in kept)
    return Delta(column, gone, put=tuple(pair for pair in new if pair not in old))


def delta_words(table: str, uuid: str, one: Delta) -> Iterator[tuple[str, ...]]:
    """The same in the tools' words. What comes goes in first: a set that must not be empty never is."""
    if one.put:
        pairs = (f"{one.column}:{value_words(key)}={value_words(held)}" for key, held in one.put)
        yield ("set", table, uuid, *pairs)
    if one.come:
        yield ("add", table, uuid, one.column, *map(value_words, one.come))
    if one.gone:
        yield ("remove", table, uuid, one.column, *map(value_words, one.gone))


class _Change:
    """A command as ovsdbapp's are: run_idl() does it."""

    def __init__(self, api: Api, table: str, uuid: str, one: Delta) -> None:
        self._table = api.tables[table]
        self._uuid = UUID(uuid)
        self._delta = one

    def run_idl(self, _: object) -> None:
        row = self._table.rows[self._uuid]
        column = self._delta.column
        is_map = self._table.columns[column].type.is_map()
        for key, held in self._delta.put:
            row.setkey(column, _python(key), _python(held))
        for atom in self._delta.come:
            row.addvalue(column, _python(atom))
        for atom in self._delta.gone:
            (row.delkey if is_map else row.delvalue)(column, _python(atom))


def _python(atom: Atom) -> Any:
    return UUID(atom[1]) if isinstance(atom, tuple) else atom
