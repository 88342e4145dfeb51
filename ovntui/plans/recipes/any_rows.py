"""Rows of any table by their bare columns: set, create, destroy, as the database tools have it; or many."""

from collections.abc import Iterator, Mapping
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.ovsdb.schema import Schema, TableSchema
from ovntui.plans.act import Act
from ovntui.plans.acts.deltas import change_keys
from ovntui.plans.acts.members import Place, add_row
from ovntui.plans.acts.rows import Cell, destroy_row, set_columns
from ovntui.plans.hints import Hint
from ovntui.plans.known import Having
from ovntui.plans.names import NAMING, row_name
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.assignments import Assigned, assigned, assignment_fault
from ovntui.plans.recipes.holders import holders
from ovntui.plans.recipes.rows import warnings
from ovntui.plans.rowtext import is_writable
from ovntui.plans.typed import UUID
from ovntui.plans.values import Columns, references

ONLY: Final = "."
"""The one row of a table that has only one, as ovs-vsctl(8) calls it."""


def _schema(view: View, values: Values) -> TableSchema | None:
    schema = view.schemas.get(values.get("database", ""))
    return schema.tables.get(values.get("table", "").strip()) if schema else None


def _database_offers(view: View, _: Values) -> Iterator[Offer]:
    return (Offer(key, schema.name) for key, schema in view.schemas.items())


def _table_offers(view: View, values: Values) -> Iterator[Offer]:
    schema = view.schemas.get(values.get("database", ""))
    return (Offer(name) for name in sorted(schema.tables if schema else ()))


def _table_fault(view: View, values: Values) -> str | None:
    return None if _schema(view, values) else f"{values['database']} has no table {values['table'].strip()}"


def _rows(view: View, values: Values) -> dict[str, Columns]:
    return dict(view.rows.get(values.get("table", "").strip(), {}))


def _found(view: View, values: Values, text: str) -> list[str]:
    """The rows that a word means: by uuid, by name, or the only one."""
    rows = _rows(view, values)
    if text.lower() in rows:
        return [text.lower()]
    return [uuid for uuid, row in rows.items() if text in (ONLY, row_name(row))]


def _record_fault(view: View, values: Values) -> str | None:
    for text in lines(values, "record"):
        found = _found(view, values, text)
        if not found:
            return f"there is no {values['table'].strip()} {text}"
        if len(found) > 1:
            return f"{len(found)} of that name: give the uuid of one, such as {min(found)}"
    return None


def _records(view: View, values: Values) -> dict[str, str]:
    """The rows that are meant: uuid and name."""
    uuids = [uuid for text in lines(values, "record") for uuid in _found(view, values, text)]
    return {uuid: row_name(_rows(view, values)[uuid]) for uuid in uuids}


def _queries(cloud: Cloud, schemas: Mapping[str, Schema], values: Values) -> Iterator[Query]:
    """The rows that are meant."""
    database, name = values.get("database", "nb"), values.get("table", "").strip()
    schema = schemas.get(database)
    if schema is not None and name in schema.tables:
        for text in lines(values, "record"):
            yield from _row_queries(cloud, database, schema.tables[name], text)


def _destroy_queries(cloud: Cloud, schemas: Mapping[str, Schema], values: Values) -> Iterator[Query]:
    """The rows that are meant, and who refers to them so that they live."""
    yield from _queries(cloud, schemas, values)
    database, name = values.get("database", "nb"), values.get("table", "").strip()
    schema = schemas.get(database)
    if schema is not None and name in schema.tables and not schema.tables[name].is_root:
        for text in lines(values, "record"):
            uuid = _known(cloud, database, name, text)
            for other, column in holders(schema, name):
                where = [] if uuid is None else [(column, "includes", ("uuid", uuid))]
                yield Query(other, ("name", column), where, database)


def _row_queries(cloud: Cloud, database: str, table: TableSchema, text: str) -> Iterator[Query]:
    """The rows that a word may mean."""
    uuid = _known(cloud, database, table.name, text)
    if uuid is not None:
        yield Query(table.name, NAMING, [("_uuid", "==", ("uuid", uuid))], database)
    elif "name" in table.columns and table.columns["name"].is_scalar and text != ONLY:
        yield Query(table.name, NAMING, [("name", "==", text)], database)
    else:
        yield Query(table.name, NAMING, (), database)


def _known(cloud: Cloud, database: str, table: str, text: str) -> str | None:
    """The uuid of the row that a word means, as far as that can be told without asking the server."""
    if UUID.fullmatch(text):
        return text.lower()
    if database != "nb":
        return None
    try:
        return Hint(cloud).row(Having(table, "name", text))
    except KeyError:
        return None


DATABASE: Final = Field(
    name="database",
    label="Database",
    help="nb, sb, or a host's name for its Open_vSwitch",
    kind="choice",
    required=True,
    default=lambda _view, _values: "nb",
    offers=_database_offers,
)
TABLE: Final = Field(
    name="table",
    label="Table",
    help="the table's name",
    required=True,
    offers=_table_offers,
    check=_table_fault,
)
RECORDS: Final = Field(
    name="record",
    label="Rows",
    help="name or uuid of each; . for the only one of its table",
    kind="many",
    required=True,
    check=_record_fault,
)


def _column(*, is_new: bool) -> Field:
    def check(view: View, values: Values) -> str | None:
        table = _schema(view, values)
        return assignment_fault(table, lines(values, "column"), is_new=is_new) if table else None

    def offers(view: View, values: Values) -> Iterator[Offer]:
        table = _schema(view, values)
        for name, column in sorted(table.columns.items()) if table else ():
            if is_new or is_writable(column):
                yield Offer(f"{name}=", column.describe())

    return Field(
        name="column",
        label="Columns",
        help="COLUMN=VALUE, for a set a line an element, COLUMN= for none; COLUMN:KEY=VALUE for one key of a "
        "map, COLUMN:KEY to take it out",
        kind="many",
        required=True,
        offers=offers,
        check=check,
    )


def _set(view: View, values: Values) -> Wish:
    table = _schema(view, values)
    assert table is not None  # its field has been checked
    wanted = assigned(table, lines(values, "column"))
    acts = [
        act
        for uuid, name in _records(view, values).items()
        for act in _setting(table.name, uuid, name, wanted, values["database"])
    ]
    return Wish(acts=tuple(acts), warnings=warnings(values["database"]))


def _setting(table: str, uuid: str, name: str, wanted: Assigned, database: str) -> Iterator[Act]:
    if wanted.columns:
        yield set_columns(table, uuid, wanted.columns, called=name, database=database)
    if wanted.keys:
        yield change_keys(table, uuid, wanted.keys, called=name, database=database)


def _homes(view: View, values: Values) -> Iterator[tuple[str, Place]]:
    schema, table = view.schemas.get(values.get("database", "")), values.get("table", "").strip()
    for other, column in holders(schema, table) if schema else ():
        for uuid, row in view.rows.get(other, {}).items():
            place = Place(other, uuid, column, f"{other} {row_name(row) or uuid}")
            yield f"{other} {uuid} {column}", place
            yield f"{other} {row_name(row)} {column}", place


def _is_held(view: View, values: Values) -> bool:
    table = _schema(view, values)
    return table is not None and not table.is_root


def _home_fault(view: View, values: Values) -> str | None:
    found = {place for text, place in _homes(view, values) if text == values["into"].strip()}
    if not found:
        return f"there is no {values['into'].strip()}: write TABLE ROW COLUMN"
    return "several rows are called so: give the uuid of one" if len(found) > 1 else None


def _create(view: View, values: Values) -> Wish:
    table = _schema(view, values)
    assert table is not None  # its field has been checked
    columns = assigned(table, lines(values, "column")).columns
    wanted = values.get("into", "").strip()
    into = [place for text, place in _homes(view, values) if text == wanted][:1]
    to = f" for {into[0].name}" if into else ""
    sentence = f"make {table.name} {row_name(columns)}".rstrip() + to
    act = add_row(table.name, columns, sentence, into=into, database=values["database"])
    return Wish(acts=(act,), warnings=warnings(values["database"]))


def _create_queries(cloud: Cloud, schemas: Mapping[str, Schema], values: Values) -> Iterator[Query]:
    """The rows that may refer to the new one: the one that is named, or all, to choose from."""
    database, name = values.get("database", "nb"), values.get("table", "").strip()
    schema = schemas.get(database)
    if schema is None or name not in schema.tables or schema.tables[name].is_root:
        return
    home, _, rest = values.get("into", "").strip().partition(" ")
    text, _, column = rest.rpartition(" ")
    homes = holders(schema, name)
    if (home, column) in homes:
        yield from _row_queries(cloud, database, schema.tables[home], text)
    else:
        yield from (Query(one, NAMING, (), database) for one in dict.fromkeys(one for one, _ in homes))


def _destroy(view: View, values: Values) -> Wish:
    table, database = values["table"].strip(), values["database"]
    acts = []
    for uuid, name in _records(view, values).items():
        cells = list(_holding(view, values, uuid))
        acts.append(destroy_row(table, uuid, out_of=cells, called=name, database=database))
    names = [name or uuid for uuid, name in _records(view, values).items()]
    return Wish(
        acts=tuple(acts),
        warnings=warnings(database),
        confirm=names[0] if len(names) == 1 else f"{len(names)} rows",
    )


def _holding(view: View, values: Values, uuid: str) -> Iterator[Cell]:
    table = _schema(view, values)
    if table is None or table.is_root:
        return
    for other, column in holders(view.schemas[values["database"]], table.name):
        for key, row in view.rows.get(other, {}).items():
            if column in row and uuid in references(row[column]):
                yield Cell(other, key, column)


RECIPES: Final = (
    Recipe(
        name="set",
        title="Set columns",
        summary="Set columns of rows of any table, of many rows at once.",
        fields=(DATABASE, TABLE, RECORDS, _column(is_new=False)),
        wish=_set,
        target="record",
        bulk=True,
        by_schema=_queries,
    ),
    Recipe(
        name="create",
        title="Create a row",
        summary="A row of any table.",
        fields=(
            DATABASE,
            TABLE,
            Field(
                name="into",
                label="For",
                help="TABLE ROW COLUMN: what will refer to it, without which it would be dropped at once",
                required=True,
                offers=lambda view, values: [Offer(text) for text, _ in _homes(view, values)],
                check=_home_fault,
                applies=_is_held,
            ),
            _column(is_new=True),
        ),
        wish=_create,
        by_schema=_create_queries,
    ),
    Recipe(
        name="destroy",
        title="Destroy rows",
        summary="Destroy rows of any table, with all that lives by them.",
        fields=(DATABASE, TABLE, RECORDS),
        wish=_destroy,
        target="record",
        bulk=True,
        by_schema=_destroy_queries,
    ),
)
