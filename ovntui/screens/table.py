"""Any table of any connected database: all rows, all columns, live while it is looked at."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from ovntui.cloud import flows
from ovntui.cloud.cells import Door, Listing, Section
from ovntui.cloud.delta import Delta, Keys
from ovntui.cloud.raw import RawRow, columns, parse_row_key, row_key, section
from ovntui.deployment import FRAME, Deployment
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.rows import raw_row_type
from ovntui.ovsdb.schema import TableSchema
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.safetext import SafeText
from ovntui.widgets.context import here
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.row_look import Origin


class TableScreen(RecordScreen[RawRow]):
    """The rows of one table. The database is asked for them while the page is there and no longer.

    With a datapath, only the logical flows of that datapath: its own, and those of the groups that it
    is in (ovn-sb(5), Logical_Flow, logical_dp_group). All flows of a large cloud are hundreds of
    thousands that nobody reads.
    """

    MODE: ClassVar[str] = "database"
    NOUNS = ("row", "rows")
    SORT = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "flows", "Flows", id="table.flows", tooltip="The logical flows of this datapath")
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
        datapath: str | None = None,
        key: str | None = None,
        mark_seconds: float = 2.0,
    ) -> None:
        """key is the row to begin at."""
        self.connection = connection
        self.schema = table
        self.HEADING = f"{deployment.connections[connection].label} {table.name}"
        self.COLUMNS = flows.flow_columns(columns(table)) if datapath else columns(table)
        self.SORT = flows.SORT if datapath else None
        self._rows: dict[str, RawRow] = {}
        self._changes = Keys()
        self._flush: Timer | None = None
        self._wanted = key
        self._datapath = datapath
        database = deployment.connections[connection].database
        self._watch: Watch[Any] = database.watch(
            raw_row_type(table), here(self._take_rows), self._flows_of(()) if datapath else None
        )
        self._groups: Watch[Any] | None = None
        groups = database.schema.tables.get("Logical_DP_Group") if database.schema else None
        if datapath and groups is not None:
            self._groups = database.watch(
                raw_row_type(groups), here(self._regroup), [("datapaths", "includes", ("uuid", datapath))]
            )
        super().__init__(deployment, mark_seconds=mark_seconds)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "flows":
            return self.schema.name == "Datapath_Binding"
        return super().check_action(action, parameters)

    def action_flows(self) -> None:
        """The logical flows of the datapath under the cursor."""
        if self.table.cursor_key is not None:
            _, _, uuid = parse_row_key(self.table.cursor_key)
            self.post_message(self.FlowsWanted(self.connection, uuid))

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._watch.close()
        if self._groups is not None:
            self._groups.close()

    @property
    def is_loaded(self) -> bool:
        return self._watch.is_loaded

    def key_of(self, record: RawRow) -> str:
        return row_key(record.database, record.table, record.uuid)

    def records(self) -> Mapping[str, RawRow]:
        return self._rows

    def visit(self, target: Door | Listing | None) -> bool:
        return not isinstance(target, Door) or self.visit_key(target.key)

    def place(self) -> Door | Listing | None:
        return Door("row", self.table.cursor_key or row_key(self.connection, self.schema.name, ""))

    def details(self, record: RawRow) -> tuple[SafeText, tuple[Section, ...]]:
        return SafeText(f"{record.table} {record.uuid}"), (section("", self.schema, record),)

    def origins(self, record: RawRow) -> Iterable[Origin]:
        return ()

    def take(self, delta: Delta) -> None:
        self._tell_rows()

    def _flows_of(self, groups: Iterable[str]) -> list[Condition]:
        own: Condition = ("logical_datapath", "==", ("uuid", self._datapath))
        return [own, *(("logical_dp_group", "==", ("uuid", group)) for group in groups)]

    def _regroup(self, _: list[Change[Any]]) -> None:
        if self._groups is not None:
            self._watch.narrow(self._flows_of(self._groups.rows))

    def _take_rows(self, changes: list[Change[Any]]) -> None:
        for change in changes:
            key = row_key(self.connection, self.schema.name, change.uuid)
            if change.new is None:
                del self._rows[key]
                self._changes.remove(key)
            else:
                self._rows[key] = RawRow(self.connection, self.schema.name, change.uuid, change.new)
                (self._changes.add if change.old is None else self._changes.change)(key)
        if self._flush is None and self.is_attached:
            self._flush = self.set_timer(FRAME, self._tell_rows)

    def _tell_rows(self) -> None:
        if self._flush is not None:
            self._flush.stop()
            self._flush = None
        if self.is_current:
            keys, self._changes = self._changes, Keys()
            self.changed(keys)
            if self._wanted is not None and self.visit_key(self._wanted):
                self._wanted = None
