"""Any table of any connected database: all rows, all columns, live while it is looked at."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from ovntui.cloud.cells import Door, Listing, Section
from ovntui.cloud.delta import Delta, Keys
from ovntui.cloud.raw import RawRow, columns, parse_row_key, row_key, section
from ovntui.deployment import Deployment
from ovntui.intake import FRAME
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.rows import raw_row_type
from ovntui.ovsdb.schema import TableSchema
from ovntui.ovsdb.watch import Watch
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import Subject
from ovntui.widgets.context import here
from ovntui.widgets.narrowing import BelongingTo, Narrowing
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.row_look import Origin
from ovntui.widgets.subjects import subjects


class TableScreen(RecordScreen[RawRow]):
    """The rows of one table, or those of them that a narrowing says. The database is asked for them while
    the page is there and no longer."""

    MODE: ClassVar[str] = "database"
    NOUNS = ("row", "rows")
    CHANGES = ("add", "edit", "remove")
    SORT = None
    THINKS_AHEAD = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "flows", "Flows", id="table.flows", tooltip="The logical flows of this datapath"),
        Binding(
            "e", "edit_row", "Edit", id="table.edit_row", tooltip="Edit the row as text in $VISUAL or $EDITOR"
        ),
        Binding(
            "E",
            "edit_form",
            "Edit by form",
            id="table.edit_form",
            tooltip="Edit the row, or those selected, in a form made from the schema",
        ),
    ]

    class FlowsWanted(Message):
        """The operator wants to see the logical flows of a datapath."""

        def __init__(self, connection: str, datapath: str) -> None:
            self.connection = connection
            self.datapath = datapath
            super().__init__()

    def __init__(
        self,
        deployment: Deployment,
        connection: str,
        table: TableSchema,
        *,
        narrowing: Narrowing | None = None,
        key: str | None = None,
        mark_seconds: float = 2.0,
    ) -> None:
        """key is the row to begin at."""
        self.connection = connection
        self.schema = table
        self.narrowing = narrowing
        heading = narrowing.heading(table.name) if narrowing else table.name
        self.HEADING = f"{deployment.connections[connection].label} {heading}"
        self.COLUMNS = narrowing.columns(columns(table)) if narrowing else columns(table)
        self.SORT = narrowing.sort if narrowing else None
        self._rows: dict[str, RawRow] = {}
        self._changes = Keys()
        self._is_due = False
        self._flush: Timer | None = None
        self._wanted = key
        database = deployment.connections[connection].database
        self._watch: Watch[Any] = database.watch(
            raw_row_type(table), here(self._take_rows), narrowing.conditions() if narrowing else None
        )
        if narrowing is not None:
            narrowing.begin(database, here(self._narrow))
        super().__init__(deployment, mark_seconds=mark_seconds)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "flows":
            return self.schema.name == "Datapath_Binding"
        if self.narrowing is not None and action in ("edit_row", "edit_form"):
            return False  # what belongs to a record is edited as on the record's own page
        if action == "edit_row":  # several rows are for a form, and so is one where no editor may run
            return len(self.table.selected) < 2 and self.app.check_action("edit_text", ())
        return super().check_action(action, parameters)

    def action_flows(self) -> None:
        """The logical flows of the datapath under the cursor."""
        if self.table.cursor_key is not None:
            _, _, uuid = parse_row_key(self.table.cursor_key)
            self.post_message(self.FlowsWanted(self.connection, uuid))

    async def action_edit_row(self) -> None:
        """Open the row under the cursor in the operator's own editor."""
        await self.app.run_action("edit_text")

    async def action_edit_form(self) -> None:
        """Edit the row under the cursor, or those selected, in a form."""
        await self.app.run_action("change('edit')")

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._watch.close()
        if self.narrowing is not None:
            self.narrowing.close()

    @property
    def is_loaded(self) -> bool:
        known = self.narrowing is None or self.narrowing.is_loaded
        return known and self._watch.is_loaded and not self._watch.narrowings

    def records(self) -> Mapping[str, RawRow]:
        return self._rows

    def visit(self, target: Door | Listing | None) -> bool:
        return not isinstance(target, Door) or self.visit_key(target.key)

    def place(self) -> Door | Listing | None:
        return Door("row", self.table.cursor_key or row_key(self.connection, self.schema.name, ""))

    def bare_row(self) -> tuple[str, str, str] | None:
        return parse_row_key(self.table.cursor_key) if self.table.cursor_key else None

    def details(self, record: RawRow) -> tuple[SafeText, tuple[Section, ...]]:
        return SafeText(f"{record.table} {record.uuid}"), (section("", self.schema, record),)

    def origins(self, record: RawRow) -> Iterable[Origin]:
        return ()

    def take(self, delta: Delta) -> None:
        self._tell_rows()

    def subjects(self) -> Sequence[Subject]:
        keys = self.table.selected or tuple(filter(None, (self.table.cursor_key,)))
        uuids = tuple(parse_row_key(key)[2] for key in keys)
        rows = Subject("row", uuids, self.connection, self.schema.name)
        if isinstance(self.narrowing, BelongingTo):
            owner = self.narrowing
            return (rows, subjects(self.deployment.cloud, owner.kind, [owner.uuid])[0])
        return (rows,)

    def _narrow(self) -> None:
        if self.narrowing is not None:
            self._watch.narrow(self.narrowing.conditions())

    def _take_rows(self, changes: list[Change[Any]]) -> None:
        for change in changes:
            key = row_key(self.connection, self.schema.name, change.uuid)
            if change.new is None:
                del self._rows[key]
                self._changes.remove(key)
            else:
                self._rows[key] = RawRow(self.connection, self.schema.name, change.uuid, change.new)
                (self._changes.add if change.old is None else self._changes.change)(key)
        if not self._is_due and self.is_attached:
            # The database's task knows nothing of the app, so that a timer begun here would fail.
            self._is_due = self.call_later(self._tell_soon)

    def _tell_soon(self) -> None:
        if self._flush is None:
            self._flush = self.set_timer(FRAME, self._tell_rows)

    def _tell_rows(self) -> None:
        self._is_due = False
        if self._flush is not None:
            self._flush.stop()
            self._flush = None
        if self.is_current:
            keys, self._changes = self._changes, Keys()
            self.changed(keys)
            if self._wanted is not None and self.visit_key(self._wanted):
                self._wanted = None
