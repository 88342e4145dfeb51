"""What is done to bare rows, by the columns that the schema names: for the row editor and for bulk edits."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import value_words
from ovntui.plans.values import EMPTY, Columns, Value


class Cell(NamedTuple):
    """A column of a row, which refers to others."""

    table: str
    uuid: str
    column: str


def set_columns(table: str, uuid: str, columns: Columns, *, called: str = "", database: str = "nb") -> Act:
    """These columns of a row become so, in whole. Sets and maps are changed by the elements that differ."""

    def commands(api: Api) -> Iterator[Command]:
        yield _Put(api, table, uuid, columns)

    words: list[tuple[str, ...]] = []
    if settable := {name: value for name, value in columns.items() if not _is_empty(value)}:
        words.append(("set", table, uuid, *(f"{k}={value_words(v)}" for k, v in settable.items())))
    if empty := [name for name, value in columns.items() if _is_empty(value)]:
        words.append(("clear", table, uuid, *empty))
    told = ", ".join(columns)
    return Act(f"set {told} of {table} {called or uuid}", commands, tuple(words), database)


def create_row(
    table: str, columns: Columns, *, into: Cell | None = None, called: str = "", database: str = "nb"
) -> Act:
    """A new row; into is the column that comes to refer to it, without which a row of a table that is no root
    does not come to be."""

    def commands(api: Api) -> Iterator[Command]:
        yield _Create(api, table, columns, into)

    row = [f"{name}={value_words(value)}" for name, value in columns.items() if not _is_empty(value)]
    words: list[tuple[str, ...]] = [("--id=@new", "create", table, *row)]
    if into is not None:
        words.append(("add", into.table, into.uuid, into.column, "@new"))
    return Act(f"create {table} {called}".rstrip(), commands, tuple(words), database)


def destroy_row(
    table: str, uuid: str, *, out_of: Sequence[Cell] = (), called: str = "", database: str = "nb"
) -> Act:
    """The row goes. out_of are the columns that refer to it, where its table is no root: such a row goes when
    nothing refers to it any more."""

    def commands(api: Api) -> Iterator[Command]:
        yield _Destroy(api, table, uuid, out_of)

    words: list[tuple[str, ...]] = [("remove", *cell, uuid) for cell in out_of]
    if not words:
        words.append(("destroy", table, uuid))
    return Act(f"destroy {table} {called or uuid}", commands, tuple(words), database)


def _is_empty(value: Value) -> bool:
    return value in (EMPTY, ("map", ()))


class _Put:
    """A command as ovsdbapp's are: run_idl() does it."""

    def __init__(self, api: Api, table: str, uuid: str, columns: Columns) -> None:
        self._rows = api.tables[table].rows
        self._uuid = UUID(uuid)
        self._columns = columns

    def run_idl(self, _: object) -> None:
        row = self._rows[self._uuid]
        for name, value in self._columns.items():
            row.put(name, value)


class _Create:
    def __init__(self, api: Api, table: str, columns: Columns, into: Cell | None) -> None:
        self._tables: Mapping[str, Api] = api.tables
        self._table = table
        self._columns = columns
        self._into = into
        self.result: UUID | None = None

    def run_idl(self, transaction: Api) -> None:
        row = transaction.insert(self._tables[self._table])
        for name, value in self._columns.items():
            row.put(name, value)
        if self._into is not None:
            self._tables[self._into.table].rows[UUID(self._into.uuid)].addvalue(self._into.column, row)
        self.result = row.uuid


class _Destroy:
    def __init__(self, api: Api, table: str, uuid: str, out_of: Sequence[Cell]) -> None:
        self._tables: Mapping[str, Api] = api.tables
        self._table = table
        self._uuid = UUID(uuid)
        self._out_of = out_of

    def run_idl(self, _: object) -> None:
        row = self._tables[self._table].rows[self._uuid]
        for cell in self._out_of:
            self._tables[cell.table].rows[UUID(cell.uuid)].delvalue(cell.column, row)
        row.delete()
