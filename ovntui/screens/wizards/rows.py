"""Changes to bare rows: recipes made from the schema, and the row's text in the operator's own editor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import App

from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.schema import Schema
from ovntui.plans.errors import Refusal
from ovntui.plans.make import Planner
from ovntui.plans.names import row_name
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.rows import edit_wish, row_creator, row_editor
from ovntui.plans.rowtext import parse, render
from ovntui.plans.values import Columns, Value, canonical
from ovntui.screens.wizards.fitting import Fitting, Verb
from ovntui.screens.wizards.text import edited
from ovntui.widgets.console_screen import Subject


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a database as it is: the connection's key, its schema, the table, and all columns."""

    database: str
    schema: Schema
    table: str
    uuid: str
    columns: Columns

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.table} {row_name(self.columns) or self.uuid}"


async def row_of(planner: Planner, database: str, table: str, uuid: str) -> Row:
    """The row of that uuid. Raises Refusal where it cannot be had."""
    connected = planner.database(database)
    assert connected.schema is not None  # a database that answers has one
    where = [["_uuid", "==", ["uuid", uuid]]]
    try:
        (result,) = await connected.read([{"op": "select", "table": table, "where": where}])
    except LinkLost as error:
        raise Refusal(f"the row cannot be read now: {error}") from error
    if not result.get("rows"):
        raise Refusal("that row is not there any more")
    columns, row = connected.schema.tables[table].columns, result["rows"][0]
    held = {name: canonical(kind, row[name]) for name, kind in columns.items() if name in row}
    return Row(database, connected.schema, table, uuid, held)


async def for_rows(planner: Planner, recipes: Mapping[str, Recipe], verb: Verb, subject: Subject) -> Fitting:
    """What the keys of the Database screen ask for. Raises Refusal."""
    database, table = subject.database, subject.table
    schema = planner.database(database).schema
    assert schema is not None  # a database that answers has one
    if verb == "add":
        return Fitting(row_creator(database, schema, table), {})
    asked = {"database": database, "table": table, "record": "\n".join(subject.names)}
    if verb == "remove":
        return Fitting(recipes["destroy"], asked)
    if len(subject.names) > 1:
        return Fitting(recipes["set"], asked)
    row = await row_of(planner, database, table, subject.names[0])
    return Fitting(row_editor(database, schema, table, row.uuid, row.columns), {})


async def row_text(app: App[None], planner: Planner, database: str, table: str, uuid: str) -> "RowText":
    """A row as text. Raises Refusal where it cannot be had."""
    return RowText(app, await row_of(planner, database, table, uuid))


class RowText:
    """A row as text; see Text."""

    def __init__(self, app: App[None], row: Row) -> None:
        self._app = app
        self._row = row
        self.text = render(row.schema.tables[row.table], row.columns, f"{row.title}, {row.database}")
        self._before = self.text
        self._values: dict[str, Value] = {}

    @property
    def title(self) -> str:
        """What it is the text of."""
        return self._row.title

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""
        return self.text != self._before

    async def edit(self) -> Sequence[str]:
        """Open the editor and read what it left. Raises Refusal where there is no editor, or it fails."""
        self.text = await edited(self._app, self.text, f"{self._row.table}.txt")
        parsed = parse(self._row.schema.tables[self._row.table], self.text)
        self._values = parsed.values
        return [f"line {line}: {fault}" for line, fault in parsed.faults]

    async def plan(self, planner: Planner) -> Plan:
        """The plan that the text comes to. Raises Refusal."""
        row = self._row
        table = row.schema.tables[row.table]
        wish = edit_wish(row.database, table, row.uuid, row.columns, self._values)
        return await planner.plan(wish, "edit-row", f"Edit {row.title}", {})
