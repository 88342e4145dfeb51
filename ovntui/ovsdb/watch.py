"""The live rows of one table, as far as somebody asked for them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.errors import ProtocolError
from ovntui.ovsdb.rows import Codec, OldRowUpdate, Updates
from ovntui.ovsdb.wire import Row

RowT = TypeVar("RowT", bound=Row)

Condition: TypeAlias = Sequence[Any]
"""One <condition> of RFC 7047 section 5.1: [column, function, value]."""


class Filler(Protocol):
    """Who fetches a watch's rows in slices."""

    @property
    def expected(self) -> int:
        """How many rows there will be, as far as that was told."""

    def take_in(self) -> None:
        """Give the watch what has come so far."""


NO_TRANSACTION = "00000000-0000-0000-0000-000000000000"


class Watch(Generic[RowT]):
    """A monitor of one table. rows is what the server has, as of the last message from it; the rows
    stay when the link is lost, and is_live says whether they still follow the server.

    on_changes is called with the changes of each message, in the server's order. Rows are never
    altered in place: a changed row is another object.
    """

    def __init__(
        self,
        key: str,
        row_type: type[RowT],
        on_changes: Callable[[list[Change[RowT]]], None] | None,
        where: Sequence[Condition] | None,
        on_where: Callable[["Watch[Any]"], None],
        on_close: Callable[["Watch[Any]"], None],
    ) -> None:
        self.key = key
        """What this monitor is called between us and the server."""
        self.table: str = row_type.TABLE
        self.row_type = row_type
        self.where = where
        self.rows: dict[str, RowT] = {}
        self.is_live = False
        self.missing: tuple[str, ...] = ()
        """Columns of the row type that this server lacks or has in another shape."""
        self.codec: Codec[RowT] | None = None
        self.last_transaction = NO_TRANSACTION
        self._on_changes = on_changes
        self._on_where = on_where
        self._on_close = on_close
        self.narrowings = 0
        """How many other conditions the server has been told of and has not taken yet."""
        self._loaded = asyncio.Event()
        self._filler: Filler | None = None
        self._later = ""  # the one attribute that it leaves out, or the only one that it fetches
        self._is_later = False
        self._stale: set[str] = set()  # the rows that are here from before and were not fetched yet
        self._gone: set[str] = set()  # rows that went meanwhile, or match no longer
        self.passed_over: set[str] = set()
        """Rows that changed while they had not been fetched yet, so that the change could not be applied."""

    @property
    def is_loaded(self) -> bool:
        """Whether the rows were ever there, live or not."""
        return self._loaded.is_set()

    @property
    def has_all(self) -> bool:
        """Whether all rows were ever there, each with all that is not fetched later."""
        return self.is_loaded or self._is_later

    @property
    def count(self) -> int:
        """How many rows the server has, as far as it has told: also of those that are still being fetched."""
        return max(len(self.rows), self._filler.expected if self._filler is not None else 0)

    async def loaded(self) -> None:
        """Wait until the rows are there."""
        await self._loaded.wait()

    def narrow(self, where: Sequence[Condition] | None) -> None:
        """Watch other rows: those that match any of the conditions, or all for None."""
        if where != self.where:
            self.where = where
            self._on_where(self)

    def close(self) -> None:
        """Watch no longer."""
        self._on_close(self)

    def begin(self, codec: Codec[RowT]) -> None:
        """The table is there on this server, and this is how it is read. Another shape than before
        makes what we know of the last transaction worthless."""
        if self.codec is not None and self.codec.columns != codec.columns:
            self.forget_position()
        self.codec, self.missing = codec, codec.missing

    def forget_position(self) -> None:
        """Take everything anew the next time."""
        self.last_transaction = NO_TRANSACTION

    def lose(self) -> None:
        """The link is lost: the rows stay as they were."""
        self.is_live, self.narrowings = False, 0
        if self._filler is not None:
            self._filler = None
            self.forget_position()

    def read_since(self, raw: msgspec.Raw) -> dict[str, RowT] | None:
        """The reply to monitor_cond_since. Where it makes up for all that was missed, that is done and the
        rows are as they should be; else here are those that it brought instead, to be taken in."""
        assert self.codec is not None  # set by begin, before anything was asked
        found, self.last_transaction, updates = self.codec.read_since(raw)
        if found:
            self._apply(updates)
            return None
        return _rows(updates)

    def read_all(self, raw: msgspec.Raw, *, old_protocol: bool) -> dict[str, RowT]:
        """The rows of the reply to monitor_cond, or to monitor, to be taken in."""
        assert self.codec is not None
        if old_protocol:
            rows = {u: update.new for u, update in self.codec.read_old_updates(raw).items()}
            return {uuid: row for uuid, row in rows.items() if row is not None}
        return _rows(self.codec.read_updates(raw))

    def take_all(self, rows: dict[str, RowT]) -> None:
        """All rows, at once."""
        self._settle(self._put_all(rows))

    def begin_filling(self, filler: Filler, later: str = "") -> None:
        """From now on the filler brings rows in slices, in between the updates; all of them, but for one
        attribute that may come later and is meanwhile as it was."""
        self._filler, self._stale, self._gone, self.passed_over = filler, set(self.rows), set(), set()
        self._later, self._is_later = later, False

    def begin_later(self, filler: Filler) -> None:
        """The rows are all there, and from now on another filler brings the attribute that was left out."""
        changes = self._drop_stale()
        self._filler, self._stale, self._is_later = filler, set(self.rows), True
        self._report(changes)

    def is_filled_by(self, filler: Filler) -> bool:
        """Whether the filler's rows are still wanted."""
        return self._filler is filler

    def has_fetched(self, uuid: str) -> bool:
        """Whether a row is here since the filling began."""
        return uuid in self.rows and uuid not in self._stale

    def take_slice(self, rows: Mapping[str, RowT]) -> None:
        """Some of the rows, or the attribute that comes later of some of them."""
        # A row that matches no longer is still found by its uuid.
        came = {u: row for u, row in rows.items() if u not in self._gone} if self._gone else rows
        self._stale.difference_update(came)
        changes: list[Change[RowT]] = []
        if self.rows.keys().isdisjoint(came):  # as they are when a cloud is loaded
            self.rows.update(came)
            changes = [Change(self.table, uuid, None, row) for uuid, row in came.items()]
        else:
            for uuid, row in came.items():
                self._put(changes, uuid, self._completed(row, self.rows.get(uuid)))
        self._report(changes)

    def end_filling(self) -> None:
        """All rows were sent: what was not among them is gone."""
        changes = self._drop_stale()
        self._filler, self._later, self._is_later = None, "", False
        self._settle(changes)

    def _drop_stale(self) -> list[Change[RowT]]:
        changes: list[Change[RowT]] = []
        for uuid in self._stale:
            self._put(changes, uuid, None)
        self._stale = set()
        return changes

    def _completed(self, row: RowT, before: RowT | None) -> RowT:
        """A row that was fetched, with what is not fetched now as it was before."""
        if not self._later or before is None:
            return row
        whole, late = (before, row) if self._is_later else (row, before)
        return msgspec.structs.replace(whole, **{self._later: getattr(late, self._later)})

    def take_nothing(self) -> None:
        """The server has no such table."""
        self.codec = None
        self.forget_position()
        self.take_all({})

    def take_update(self, raw: msgspec.Raw, last_transaction: str | None) -> None:
        """An update2 or update3."""
        assert self.codec is not None
        self._catch_up()
        self._apply(self.codec.read_updates(raw))
        if last_transaction is not None:
            self.last_transaction = last_transaction

    def take_old_update(self, raw: msgspec.Raw) -> None:
        """An update, which carries whole rows."""
        assert self.codec is not None
        self._catch_up()
        changes: list[Change[RowT]] = []
        updates: dict[str, OldRowUpdate[RowT]] = self.codec.read_old_updates(raw)
        for uuid, update in updates.items():
            self._note(uuid, is_there=update.new is not None)
            self._put(changes, uuid, update.new)
        self._report(changes)

    def _catch_up(self) -> None:
        """Have everything that is older than what comes now."""
        if self._filler is not None:
            self._filler.take_in()

    def _note(self, uuid: str, *, is_there: bool) -> None:
        """Remember of a row that it came or went while the filler is at work."""
        if self._filler is not None:
            self._stale.discard(uuid)
            (self._gone.discard if is_there else self._gone.add)(uuid)

    def _put_all(self, rows: dict[str, RowT]) -> list[Change[RowT]]:
        """These rows and no others. Rows that are as they were stay the same objects, so that nobody takes
        them for changed."""
        changes: list[Change[RowT]] = []
        for uuid in [uuid for uuid in self.rows if uuid not in rows]:
            self._put(changes, uuid, None)
        for uuid, row in rows.items():
            self._put(changes, uuid, row)
        return changes

    def _apply(self, updates: Updates[RowT]) -> None:
        changes: list[Change[RowT]] = []
        for uuid, update in updates.items():
            if update.modify is not msgspec.UNSET:
                self._modify(changes, uuid, update.modify)
                continue
            row = update.insert if update.initial is msgspec.UNSET else update.initial
            self._note(uuid, is_there=row is not msgspec.UNSET)
            self._put(changes, uuid, None if row is msgspec.UNSET else row)
        if self._filler is None:
            self._settle(changes)
        else:
            self._report(changes)

    def _modify(self, changes: list[Change[RowT]], uuid: str, difference: dict[str, msgspec.Raw]) -> None:
        assert self.codec is not None
        if self._filler is not None:
            was_fetched = self.has_fetched(uuid)
            # What is here of the row, if anything, is older than what the change builds on.
            if not was_fetched and not self._is_later:
                self.passed_over.add(uuid)
                return
            if self._later and not (was_fetched and self._is_later):
                difference = {column: raw for column, raw in difference.items() if column != self._later}
        if uuid not in self.rows:
            raise ProtocolError(f"the server changes row {uuid} of {self.table} without having sent it")
        self._put(changes, uuid, self.codec.merge(self.rows[uuid], difference))

    def _settle(self, changes: list[Change[RowT]]) -> None:
        """All rows are there."""
        self.is_live = True
        self._report(changes)
        self._loaded.set()  # last: who is told of the first rows can see that they are the first

    def _put(self, changes: list[Change[RowT]], uuid: str, row: RowT | None) -> None:
        before = self.rows.get(uuid)
        if before is row or (before is not None and before == row):
            return
        if row is None:
            del self.rows[uuid]
        else:
            self.rows[uuid] = row
        changes.append(Change(self.table, uuid, before, row))

    def _report(self, changes: list[Change[RowT]]) -> None:
        if changes and self._on_changes is not None:
            self._on_changes(changes)


def _rows(updates: Updates[RowT]) -> dict[str, RowT]:
    """The rows that a reply to a monitor brings."""
    rows = {}
    for uuid, update in updates.items():
        row = update.insert if update.initial is msgspec.UNSET else update.initial
        if row is not msgspec.UNSET:
            rows[uuid] = row
    return rows
