"""How a large table is fetched in slices, and the fetching itself.

While a server answers one large request it serves nobody else. So a large table is watched without its
rows, and these are asked for by small selects that others' transactions fit between. The server sends
the updates of all earlier transactions before the result of a select (ovsdb-server flushes a session's
monitors before each reply), so what arrives can be taken in as it comes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from ovntui.ovsdb.errors import OvsdbError
from ovntui.ovsdb.session import Session
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.ovsdb.wire import Row

RowT = TypeVar("RowT", bound=Row)

SLICE: Final = 100
"""Rows asked for by uuid in one request. Larger ones hold the server longer and are no faster."""
WINDOW: Final = 16
"""Requests under way at once, so that neither a slow line nor a busy machine makes the server wait. It
takes up one at a time, and others in between."""


@dataclass(frozen=True, slots=True)
class Listed:
    """By uuid, from a list of the table's uuids."""


@dataclass(frozen=True, slots=True)
class ReferredBy:
    """By uuid, from the column of another watched table that refers to every row."""

    table: str
    column: str


Plan: TypeAlias = Listed | ReferredBy
"""What a row type of a large table says in its class variable SLICES."""


class Filling(Generic[RowT]):
    """The fetching of one table's rows over one connection. done is called once all are there; when the
    connection is lost first, never."""

    def __init__(self, session: Session, database: str, watch: Watch[RowT], done: Callable[[], None]) -> None:
        self._session = session
        self._database = database
        self._watch = watch
        self._done = done
        self._columns = ["_uuid", *(watch.codec.columns if watch.codec else ())]
        self._referred: Callable[[], Iterable[str]] = tuple
        self._queue: list[str] = []
        self._asked: set[str] = set()
        self._under_way = 0

    def by_uuid(self, referred: Callable[[], Iterable[str]]) -> None:
        """Fetch the rows that these uuids name. Asked again at the end: a row may be referred to from
        elsewhere by then."""
        self._referred = referred
        self._go_on()

    def listed(self) -> None:
        """Fetch the rows of a list that the server gives."""

        def take(raw: msgspec.Raw) -> None:
            uuids = [row.uuid for row in _uuids.decode(raw)[0].rows]
            self.by_uuid(lambda: uuids)

        self._select([[]], take, ["_uuid"])

    def _go_on(self) -> None:
        """Ask for what is still wanted, as far as the window allows."""
        if not self._watch.is_filled_by(self):
            return  # the monitor was cancelled, and another filling has begun or will
        if not self._queue:
            wanted = {*self._referred(), *self._watch.passed_over} - self._asked
            self._queue = [uuid for uuid in wanted if not self._watch.has_fetched(uuid)]
            self._asked.update(self._queue)
        while self._queue and self._under_way < WINDOW:
            part, self._queue = self._queue[:SLICE], self._queue[SLICE:]
            self._under_way += 1
            self._select([[("_uuid", "==", ("uuid", u))] for u in part], self._took, self._columns)
        if not self._under_way:
            self._done()

    def _took(self, raw: msgspec.Raw) -> None:
        self._under_way -= 1
        self._take(raw)
        self._go_on()

    def _take(self, raw: msgspec.Raw) -> None:
        assert self._watch.codec is not None
        uuids = [row.uuid for result in _uuids.decode(raw) for row in result.rows]
        rows = self._watch.codec.read_selected(raw)
        self._watch.take_slice(zip(uuids, rows, strict=True))

    def _select(
        self, wheres: Iterable[Sequence[Condition]], take: Callable[[msgspec.Raw], None], columns: list[str]
    ) -> None:
        select = {"op": "select", "table": self._watch.table, "columns": columns}
        operations = [{**select, "where": where} for where in wheres]

        def on_error(error: OvsdbError) -> None:
            self._session.end(error)

        def on_result(raw: msgspec.Raw) -> None:
            if self._watch.is_filled_by(self):
                take(raw)

        self._session.call("transact", [self._database, *operations], on_result, on_error)


class _Uuid(msgspec.Struct, gc=False, rename={"pair": "_uuid"}):
    pair: tuple[str, str]

    @property
    def uuid(self) -> str:
        return self.pair[1]


class _Result(msgspec.Struct, gc=False):
    rows: list[_Uuid]


_uuids = msgspec.json.Decoder(list[_Result])
