"""What is done to rows that belong to others: made for them, put among theirs, taken out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import value_words
from ovntui.plans.values import EMPTY, Columns


class Place(NamedTuple):
    """A set of references in a row that is there: table, the row's uuid, column; and what people call the
    row."""

    table: str
    uuid: str
    column: str
    name: str


def add_row(
    table: str,
    columns: Columns,
    sentence: str,
    *,
    into: Sequence[Place] = (),
    mark: str = "new",
    database: str = "nb",
    words: tuple[tuple[str, ...], ...] | None = None,
) -> Act:
    """A new row with these columns, and a reference to it in each of these places. mark is its @name among
    the tool's commands, one of its own for each new row of a plan. words are the same in a command of its
    own, where the tool has one."""

    def commands(api: Api) -> Iterator[Command]:
        made = New(api, table, columns)
        yield made
        for place in into:
            yield api.db_add(place.table, place.uuid, place.column, made.result)

    if words is None:
        head = (f"--id=@{mark}",) if into else ()
        words = (
            (*head, "create", table, *column_words(columns)),
            *(add_words(place, f"@{mark}") for place in into),
        )
    return Act(sentence, commands, words, database)


class New:
    """A new row, as a command: result is its uuid once it has been run."""

    def __init__(self, api: Api, table: str, columns: Columns) -> None:
        self._table = api.tables[table]
        self._columns = columns
        self.result: UUID | None = None

    def run_idl(self, transaction: Api) -> None:
        row = transaction.insert(self._table)
        for name, value in self._columns.items():
            row.put(name, value)
        self.result = row.uuid


def put_in(place: Place, row: str, name: str, *, database: str = "nb") -> Act:
    """A row that is there into a set of references."""

    def commands(api: Api) -> Iterator[Command]:
        yield api.db_add(place.table, place.uuid, place.column, UUID(row))

    return Act(f"add {name} to {place.name}", commands, (add_words(place, row),), database)


def take_out(place: Place, row: str, name: str, *, database: str = "nb") -> Act:
    """A row out of a set of references; one that lives by nothing else goes with it."""

    def commands(api: Api) -> Iterator[Command]:
        yield api.db_remove(place.table, place.uuid, place.column, UUID(row))

    words = (("remove", place.table, place.uuid, place.column, row),)
    return Act(f"remove {name} from {place.name}", commands, words, database)


def column_words(columns: Columns) -> tuple[str, ...]:
    """The columns of a new row as "create" takes them: at least one. Empty ones are so by themselves."""
    words = {name: f"{name}={value_words(value)}" for name, value in columns.items()}
    told = [words[name] for name, value in columns.items() if value not in (EMPTY, ("map", ()))]
    return tuple(told or list(words.values())[:1])


def add_words(place: Place, row: str) -> tuple[str, ...]:
    """A row into a set of references, in the tools' words; row may be the @name of a new one."""
    return ("add", place.table, place.uuid, place.column, row)
