"""Changes to bare rows: recipes made from the schema, and the row's text in the operator's own editor."""

import asyncio
import os
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, SuspendNotSupported

from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.schema import Schema
from ovntui.plans.errors import Refusal
from ovntui.plans.make import Planner
from ovntui.plans.names import row_name
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.rows import edit_wish, row_creator, row_editor
from ovntui.plans.rowtext import Parsed, parse, render
from ovntui.plans.values import Columns, canonical
from ovntui.screens.wizards.fitting import Fitting, Verb
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


class TextEdit:
    """A row's text while it is edited. What was typed is kept over every complaint, until it is given up."""

    def __init__(self, app: App[None], row: Row) -> None:
        self._app = app
        self.row = row
        self.text = render(row.schema.tables[row.table], row.columns, f"{row.title}, {row.database}")
        self._before = self.text

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""
        return self.text != self._before

    async def edit(self) -> Parsed:
        """Open the editor and read what it left. Raises Refusal where there is no editor, or it fails."""
        self.text = await _edited(self._app, self.text, self.row.table)
        return parse(self.row.schema.tables[self.row.table], self.text)

    async def plan(self, planner: Planner, parsed: Parsed) -> Plan:
        """The plan that the text comes to. Raises Refusal."""
        row = self.row
        table = row.schema.tables[row.table]
        wish = edit_wish(row.database, table, row.uuid, row.columns, parsed.values)
        return await planner.plan(wish, "edit-row", f"Edit {row.title}", {})


async def _edited(app: App[None], text: str, name: str) -> str:
    """The text as the operator's editor leaves it. The console draws nothing meanwhile, and keeps its
    connections. The file is nobody else's to read, and gone afterwards."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="ovntui-") as folder:  # mode 0700, as mkdtemp(3) makes it
        path = Path(folder) / f"{name}.txt"
        path.touch(mode=0o600)
        await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        try:
            with app.batch_update(), app.suspend():
                process = await asyncio.create_subprocess_exec(*command, str(path))
                code = await process.wait()
            edited = await asyncio.to_thread(path.read_text, encoding="utf-8")
        except SuspendNotSupported:
            raise Refusal("there is no terminal here that an editor could run in") from None
        except UnicodeDecodeError:
            raise Refusal("what the editor left is not UTF-8 text") from None
        except OSError as error:
            raise Refusal(f"the editor {command[0]} cannot be started: {error.strerror}") from error
    if code:
        raise Refusal(f"the editor {command[0]} ended with code {code}; nothing was taken from it")
    return edited
