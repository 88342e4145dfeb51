"""Which rows of a table a page shows, kept so while the rows that say it change."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from ovntui.cloud import flows
from ovntui.cloud.belongings import OWNERS, Belonging, conditions, shown_columns, sort_of
from ovntui.cloud.cells import Column, Kind
from ovntui.cloud.raw import RawRow
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.rows import raw_attribute, raw_row_type
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.ovsdb.wire import Row, refs


class Narrowing(ABC):
    """A page's rows are those that match any of the conditions."""

    sort: str | None = None
    """The column that the page is sorted by at first."""

    def __init__(self) -> None:
        self._watch: Watch[Any] | None = None

    @abstractmethod
    def heading(self, table: str) -> str:
        """What the page is called."""

    @abstractmethod
    def columns(self, columns: Sequence[Column[RawRow]]) -> tuple[Column[RawRow], ...]:
        """The table's columns as this page shows them."""

    @abstractmethod
    def conditions(self) -> list[Condition]:
        """Which rows, as far as is known by now."""

    @abstractmethod
    def _leading(self) -> tuple[str, Sequence[Condition]] | None:
        """The table and the rows of it that say which rows are shown, if any do."""

    def begin(self, database: Database, tell: Callable[[], None]) -> None:
        """Look at what says which rows are shown; tell is called when that changes."""
        leading = self._leading()
        table = database.schema.tables.get(leading[0]) if database.schema and leading else None
        if leading is not None and table is not None:
            self._watch = database.watch(raw_row_type(table), lambda _: tell(), leading[1])

    def close(self) -> None:
        """Nobody looks any more."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    @property
    def is_loaded(self) -> bool:
        """Whether it is known which rows are to be shown."""
        return self._watch is None or self._watch.is_loaded

    def _rows(self) -> dict[str, Row]:
        return self._watch.rows if self._watch is not None else {}


class FlowsOf(Narrowing):
    """The logical flows of a datapath: its own, and those of the groups that it is in (ovn-sb(5),
    Logical_Flow, logical_dp_group). All flows of a large cloud are hundreds of thousands that nobody
    reads."""

    sort = flows.SORT

    def __init__(self, datapath: str) -> None:
        self._datapath = datapath
        super().__init__()

    def heading(self, table: str) -> str:
        return table

    def columns(self, columns: Sequence[Column[RawRow]]) -> tuple[Column[RawRow], ...]:
        return flows.flow_columns(columns)

    def conditions(self) -> list[Condition]:
        own: Condition = ("logical_datapath", "==", ("uuid", self._datapath))
        return [own, *(("logical_dp_group", "==", ("uuid", group)) for group in self._rows())]

    def _leading(self) -> tuple[str, Sequence[Condition]] | None:
        return "Logical_DP_Group", [("datapaths", "includes", ("uuid", self._datapath))]


class BelongingTo(Narrowing):
    """The rows that belong to a switch, a router or a port. name is what OVN calls it, label what people
    do."""

    def __init__(self, belonging: Belonging, kind: Kind, uuid: str, name: str, label: str) -> None:
        self.belonging = belonging
        self.kind = kind
        self.uuid = uuid
        self._name = name
        self._label = label
        self.sort = sort_of(belonging.table)
        super().__init__()

    def heading(self, table: str) -> str:
        return f"{self.belonging.title} of {self._label}"

    def columns(self, columns: Sequence[Column[RawRow]]) -> tuple[Column[RawRow], ...]:
        return shown_columns(self.belonging.table, columns)

    def conditions(self) -> list[Condition]:
        return conditions(self.belonging, self.uuid, self._name, self._held())

    def _held(self) -> Iterator[str]:
        """What the owner's column refers to."""
        for row in self._rows().values():
            raw = getattr(row, raw_attribute(self.belonging.column), None)
            yield from refs(msgspec.json.decode(raw)) if raw is not None else ()

    def _leading(self) -> tuple[str, Sequence[Condition]] | None:
        if self.belonging.how != "held":
            return None
        return OWNERS[self.kind], [("_uuid", "==", ("uuid", self.uuid))]
