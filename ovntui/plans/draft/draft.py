"""An IDL that never connects: ovsdbapp's commands run on it, and what they did is read off as data."""

import threading
import uuid as uuids
from collections.abc import Iterable
from typing import Any, Final

import netaddr
import ovs.db.idl
from ovsdbapp.backend.ovs_idl import Backend
from ovsdbapp.schema.open_vswitch.impl_idl import OvsdbIdl
from ovsdbapp.schema.ovn_northbound.impl_idl import OvnNbApiIdlImpl
from ovsdbapp.schema.ovn_southbound.impl_idl import OvnSbApiIdlImpl

from ovntui.ovsdb.schema import Schema
from ovntui.plans.act import Act
from ovntui.plans.draft.rows import DraftRow
from ovntui.plans.draft.tables import DraftRows
from ovntui.plans.draft.words import in_words
from ovntui.plans.errors import Refusal
from ovntui.plans.known import Drafted, Known, Reads
from ovntui.plans.values import Columns, Value, canonical, is_narrow

_APIS: Final = {
    "OVN_Northbound": OvnNbApiIdlImpl,
    "OVN_Southbound": OvnSbApiIdlImpl,
    "Open_vSwitch": OvsdbIdl,
}


class Draft(ovs.db.idl.Idl):  # type: ignore[misc]  # ovs has no types
    """One database's drafts, one after another. raw is the schema as the server gives it."""

    def __init__(self, raw: dict[str, Any], schema: Schema) -> None:
        helper = ovs.db.idl.SchemaHelper(schema_json=raw)
        helper.register_all()
        super().__init__("unix:/nonexistent", helper)
        self.schema = schema
        self.known = Known()
        self.reads = Reads()
        self._touched: dict[DraftRow, None] = {}
        self._deleted: set[tuple[str, str]] = set()
        self._api = _bound(_APIS[schema.name], self)

    def run(self, acts: Iterable[Act], known: Known) -> Drafted:
        """Run the acts, one upon the other, on what is known. Raises Missing for what has to be fetched
        first, and Refusal where a command will not have it."""
        self.known, self.reads = known, Reads()
        self._touched, self._deleted = {}, set()
        for table in self.tables.values():
            table.rows = DraftRows(self, table)
        transaction = _Transaction(self)
        for act in acts:
            try:
                for command in act.commands(self._api):
                    command.run_idl(transaction)
            except (RuntimeError, TypeError, ValueError, KeyError, netaddr.AddrFormatError) as error:
                raise Refusal(in_words(error)) from error
        return self._drafted()

    def insert(self, table: Any, uuid: uuids.UUID | None) -> DraftRow:
        """A new row, with a uuid of ours."""
        row = DraftRow(table, uuid or uuids.uuid4(), is_new=True)
        table.rows.put(row)
        self._touched[row] = None
        return row

    def touch(self, row: DraftRow) -> None:
        """A column of the row was written."""
        self._touched[row] = None

    def delete(self, row: DraftRow) -> None:
        """The row goes."""
        row._table.rows.drop(row)
        self._touched.pop(row, None)
        if not row.is_drafted:
            self._deleted.add((row._table.name, str(row.uuid)))

    def _drafted(self) -> Drafted:
        inserted, changed = {}, {}
        for row in self._touched:
            place = (row._table.name, str(row.uuid))
            before, after = self._difference(row)
            if row.is_drafted:
                inserted[place] = after
            elif after:
                changed[place] = (before, after)
        return Drafted(inserted, changed, self._deleted, self.reads)

    def _difference(self, row: DraftRow) -> tuple[Columns, Columns]:
        """The columns that differ; of a row that stays, in sets and maps the elements that differ."""
        before: dict[str, Value] = {}
        after: dict[str, Value] = {}
        columns = self.schema.tables[row._table.name].columns
        for name, datum in row.drafted.items():
            was, column = row.before(name), columns[name]
            if was.values != datum.values:
                by_element = is_narrow(column) and not row.is_drafted
                less, more = (_only(was, datum), _only(datum, was)) if by_element else (was, datum)
                before[name] = canonical(column, less.to_json())
                after[name] = canonical(column, more.to_json())
        return before, after


class _Transaction:
    """What ovsdbapp's commands ask of a transaction."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.expected_ifaces: set[uuids.UUID] = set()

    def insert(self, table: Any, new_uuid: uuids.UUID | None = None, persist_uuid: bool = False) -> DraftRow:
        return self._draft.insert(table, new_uuid)


class _Connection:
    """What ovsdbapp looks for on a connection."""

    is_running = True
    timeout = 1

    def __init__(self, idl: Draft) -> None:
        self.idl = idl
        self.lock = threading.RLock()


def _bound(api: type[Backend], draft: Draft) -> Any:
    """ovsdbapp's API on a draft. It keeps its connection on the class, so that the first one of a process
    would win; here each draft has its own."""

    own = _Connection(draft)
    members = {"ovsdb_connection": property(lambda _: own, lambda _, __: None)}
    return type(api.__name__, (api,), members)(own, start=False, auto_index=False)


def _only(one: Any, other: Any) -> Any:
    """The elements of a datum that another one has not, or has otherwise."""
    part = one.copy()
    part.values = {
        key: value
        for key, value in one.values.items()
        if key not in other.values or other.values[key] != value
    }
    return part
