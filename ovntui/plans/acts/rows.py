"""What is done to any row of any table."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.values import Columns, Value, elements
from ovntui.plans.words import change_words, column_words


class Place(NamedTuple):
    """A set of references in a row that is there: table, the row's uuid, column; and what people call the
    row."""

    table: str
    uuid: str
    column: str
    name: str


def python(value: Value) -> Any:
    """A value as ovsdbapp takes it."""
    if not isinstance(value, tuple):
        return value
    if value[0] == "map":
        return {python(key): python(held) for key, held in elements(value)}
    if value[0] == "set":
        return [python(atom) for atom in elements(value)]
    return UUID(value[1])


def create(
    table: str,
    columns: Columns,
    sentence: str,
    *,
    into: Sequence[Place] = (),
    database: str = "nb",
    words: tuple[tuple[str, ...], ...] | None = None,
) -> Act:
    """A new row with these columns, and a reference to it in each of these places. words are the same in a
    command of its own, where the tool has one."""

    def commands(api: Api) -> Iterator[Command]:
        made = api.db_create(table, **{name: python(value) for name, value in columns.items()})
        yield made
        for place in into:
            yield api.db_add(place.table, place.uuid, place.column, made.result)

    if words is None:
        head = ("create", table, *column_words(columns))
        words = ((*(("--id=@new",) if into else ()), *head), *(_add(place, "@new") for place in into))
    return Act(sentence, commands, words, database)


def change(table: str, uuid: str, name: str, before: Columns, after: Columns, *, database: str = "nb") -> Act:
    """Those columns of a row that differ, and of a map no more than the keys that differ. name is what
    people call the row."""
    changed = {column: value for column, value in after.items() if before.get(column) != value}

    def commands(api: Api) -> Iterator[Command]:
        for column, value in changed.items():
            yield from _change(api, table, uuid, column, before.get(column), value)

    words = tuple(
        words
        for column, value in changed.items()
        for words in change_words(table, uuid, column, before.get(column), value)
    )
    said = ", ".join(changed)
    return Act(f"change {said} of {name}", commands, words, database)


def _change(api: Api, table: str, uuid: str, column: str, before: Value, after: Value) -> Iterator[Command]:
    if isinstance(after, tuple) and after[0] == "map":
        old, new = dict(elements(before)) if before else {}, dict(elements(after))
        gone = [python(key) for key in old if key not in new]
        if gone:
            yield api.db_remove(table, uuid, column, *gone)
        put = {python(k): python(v) for k, v in new.items() if k not in old or old[k] != v}
        if put:
            yield api.db_set(table, uuid, (column, put))
    else:
        yield api.db_set(table, uuid, (column, python(after)))


def destroy(table: str, uuid: str, name: str, *, database: str = "nb") -> Act:
    """A row of a table whose rows live by themselves."""

    def commands(api: Api) -> Iterator[Command]:
        yield api.db_destroy(table, uuid)

    return Act(f"remove {name}", commands, (("destroy", table, uuid),), database)


def take_out(place: Place, row: str, name: str, *, database: str = "nb") -> Act:
    """A row out of a set of references; one that lives by nothing else goes with it."""

    def commands(api: Api) -> Iterator[Command]:
        yield api.db_remove(place.table, place.uuid, place.column, UUID(row))

    words = (("remove", place.table, place.uuid, place.column, row),)
    return Act(f"remove {name} from {place.name}", commands, words, database)


def put_in(place: Place, row: str, name: str, *, database: str = "nb") -> Act:
    """A row that is there into a set of references."""

    def commands(api: Api) -> Iterator[Command]:
        yield api.db_add(place.table, place.uuid, place.column, UUID(row))

    return Act(f"add {name} to {place.name}", commands, (_add(place, row),), database)


def _add(place: Place, row: str) -> tuple[str, ...]:
    return ("add", place.table, place.uuid, place.column, row)
