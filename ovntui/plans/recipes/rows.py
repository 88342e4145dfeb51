"""Recipes made from a schema: to change any column of one row, and to make a row of any table."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.ovsdb.schema import ColumnType, Schema, TableSchema
from ovntui.plans.acts.deltas import change_columns
from ovntui.plans.acts.members import Place, add_row
from ovntui.plans.names import row_name
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish
from ovntui.plans.recipes.holders import holders
from ovntui.plans.recipes.row_fields import column_field, column_text, column_value, handles, referred
from ovntui.plans.rowtext import is_writable
from ovntui.plans.values import Columns, Value, default, is_narrow

_WRITTEN_BY: Final = {
    "sb": "northd and ovn-controller write the southbound database: they may undo what is changed here"
}


def row_editor(database: str, schema: Schema, table: str, uuid: str, row: Columns) -> Recipe:
    """To change one row, as it was when it was looked at. database is its connection's key."""
    columns = {name: column for name, column in _asked(schema.tables[table]) if name in row}
    name = f"{table} {row_name(row) or uuid}"

    def wish(view: View, values: Values) -> Wish:
        after = {
            one: column_value(view, column, values[one])
            for one, column in columns.items()
            if values[one] != column_text(view, column, row[one])
        }
        return edit_wish(database, schema.tables[table], uuid, row, after)

    return Recipe(
        name="edit-row",
        title=f"Edit {name}",
        summary="Any column of the row. Only what is changed is written.",
        fields=tuple(column_field(one, column, row[one]) for one, column in columns.items()),
        wish=wish,
        queries=lambda _cloud, _values: referred(schema, table, row, database),
    )


def edit_wish(database: str, table: TableSchema, uuid: str, before: Columns, after: Columns) -> Wish:
    """To have these columns of a row, which was seen holding before, hold that: from the form, or from the
    row's text."""
    changed = {name: value for name, value in after.items() if before[name] != value}
    narrow = {name for name in changed if is_narrow(table.columns[name])}
    act = change_columns(
        table.name, uuid, before, changed, narrow, called=row_name(before), database=database
    )
    return Wish(acts=(act,) if changed else (), warnings=warnings(database))


def warnings(database: str) -> tuple[str, ...]:
    """What speaks against writing into a database by hand."""
    return (_WRITTEN_BY[database],) if database in _WRITTEN_BY else ()


def row_creator(database: str, schema: Schema, table: str) -> Recipe:
    """To make a row. Where rows of the table live only by those that refer to them, it is asked which one
    that will be."""
    columns = dict(_asked(schema.tables[table], new=True))
    homes = [] if schema.tables[table].is_root else holders(schema, table)

    def queries(_: Cloud, __: Values) -> Iterator[Query]:
        yield from referred(schema, table, {}, database)
        for other in dict.fromkeys(other for other, _ in homes):
            yield Query(other, ("name",), database=database)

    def home(view: View, values: Values) -> Place | None:
        return next((place for text, place in places(view) if text == values.get("into")), None)

    def places(view: View) -> Iterator[tuple[str, Place]]:
        for other, column in homes:
            for uuid, handle in handles(view.rows.get(other, {})).items():
                yield f"{other} {handle} {column}", Place(other, uuid, column, f"{other} {handle}")

    def offers(view: View, _: Values) -> Iterator[Offer]:
        return (Offer(text) for text, _ in places(view))

    def wish(view: View, values: Values) -> Wish:
        row = {one: column_value(view, column, values[one]) for one, column in columns.items()}
        held = {one: value for one, value in row.items() if value != default(columns[one])}
        held = held or dict([next(iter(row.items()))])  # the tools make no row of nothing
        into = home(view, values)
        to = f" for {into.name}" if into else ""
        sentence = f"make {table} {row_name(held)}".rstrip() + to
        act = add_row(table, held, sentence, into=(into,) if into else (), database=database)
        return Wish(acts=(act,), warnings=warnings(database))

    into = Field(
        name="into",
        label="for",
        help=f"the row that it will belong to: a row of {table} that nobody refers to is dropped at once",
        required=True,
        kind="choice",
        offers=offers,
    )
    return Recipe(
        name="create-row",
        title=f"New row of {table}",
        summary="A row with these columns; what is left empty is at its default.",
        fields=(
            *((into,) if homes else ()),
            *(column_field(one, column, _start(column)) for one, column in columns.items()),
        ),
        wish=wish,
        queries=queries,
    )


def _start(column: ColumnType) -> Value | None:
    """What a column of a new row begins with: its default, unless something has to be chosen."""
    start = default(column)
    return None if column.is_scalar and (column.enum or column.key == "uuid") else start


def _asked(table: TableSchema, *, new: bool = False) -> Iterator[tuple[str, ColumnType]]:
    """The columns that can be written, by name."""
    for name in sorted(table.columns):
        column = table.columns[name]
        if is_writable(column) or (new and not column.is_ephemeral and column.key != "unknown"):
            yield name, column
