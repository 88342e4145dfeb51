"""Database: every table of every connected database, from its schema."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from ovntui.cloud.cells import Cell, Column, Door, Field, Listing, Mood, Section
from ovntui.cloud.delta import Delta, Keys
from ovntui.cloud.raw import TableEntry, row_key
from ovntui.safetext import SafeText
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.row_look import Origin


def _door(entry: TableEntry) -> Door:
    return Door("row", row_key(entry.database, entry.schema.name, ""))


COLUMNS: tuple[Column[TableEntry], ...] = (
    Column("database", "DATABASE", lambda e: Cell(SafeText(e.label), Mood.DIM), width=17, grow=1),
    Column("name", "TABLE", lambda e: Cell(SafeText(e.schema.name), Mood.NAME), width=27, grow=2, door=_door),
    Column(
        "columns",
        "COLUMNS",
        lambda e: Cell(SafeText(str(len(e.schema.columns)))),
        width=7,
        sort=lambda e: len(e.schema.columns),
        right=True,
    ),
    Column("refers", "REFERS TO", lambda e: Cell(SafeText(", ".join(e.refers)), Mood.DIM), width=16, grow=4),
)


class DatabaseScreen(RecordScreen[TableEntry]):
    """A line for each table; enter opens it."""

    MODE: ClassVar[str] = "database"
    HEADING = "Database"
    NOUNS = ("table", "tables")
    COLUMNS = COLUMNS
    SORT = None
    CHANGES = ()

    def key_of(self, record: TableEntry) -> str:
        return row_key(record.database, record.schema.name, "")

    def records(self) -> Mapping[str, TableEntry]:
        found = {}
        for connection in self.deployment.connections.values():
            schema = connection.database.schema
            if schema is None:
                continue
            for name in sorted(schema.tables):
                entry = TableEntry(connection.key, f"{connection.label} {schema.name}", schema.tables[name])
                found[row_key(connection.key, name, "")] = entry
        return found

    def take(self, delta: Delta) -> None:
        """A database was reached for the first time, or converted: then there are other tables."""
        records, known = self.records(), set(self._known)
        if records.keys() != known:
            self._known = records
            self.table.set_records(records)
        self.changed(Keys())

    def on_mount(self) -> None:
        self._known = self.records()

    _known: Mapping[str, TableEntry] = {}

    def visit(self, target: Door | Listing | None) -> bool:
        return not isinstance(target, Door) or self.visit_key(target.key)

    def place(self) -> Door | Listing | None:
        return Door("row", self.table.cursor_key) if self.table.cursor_key else None

    def row_door(self, record: TableEntry) -> Door | Listing | None:
        return _door(record)

    def details(self, record: TableEntry) -> tuple[SafeText, tuple[Section, ...]]:
        fields = tuple(
            Field(name, Cell(SafeText(column.describe())))
            for name, column in sorted(record.schema.columns.items())
        )
        return SafeText(f"{record.schema.name}  {record.label}"), (Section("Columns", fields),)

    def origins(self, record: TableEntry) -> Iterable[Origin]:
        return ()
