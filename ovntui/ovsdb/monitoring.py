"""The monitors that keep watches following one connection after another."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.errors import OvsdbError, Refused
from ovntui.ovsdb.filling import Filling
from ovntui.ovsdb.quiet import QuietCollector
from ovntui.ovsdb.rows import Codec
from ovntui.ovsdb.schema import Schema
from ovntui.ovsdb.session import Session
from ovntui.ovsdb.slices import Listed, Matching, Numbered, Plan, ReferredBy, plan_of
from ovntui.ovsdb.turns import Turns
from ovntui.ovsdb.unpacking import Unpacking
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.ovsdb.wire import Row, refs

RowT = TypeVar("RowT", bound=Row)

_NONE: Final = [False]
"""The condition that no row matches; to a server an empty list is no condition at all."""
_SENTINEL: Final = "sentinel"
"""What a monitor is called that belongs to no watch."""
_METHODS: Final = ("monitor_cond_since", "monitor_cond", "monitor")
"""From the newest to RFC 7047's own; a server that does not know one is asked for the next."""

_read = msgspec.json.Decoder().decode
_read_id = msgspec.json.Decoder(str).decode


class Monitoring:
    """All watches of one database. One monitor a watch: several small requests rather than a large
    one, so that the server can serve others in between."""

    def __init__(
        self,
        database: str,
        quiet: QuietCollector,
        turns: Turns,
        on_loaded: Callable[[], None],
        on_table: Callable[[], None],
    ) -> None:
        """on_loaded is called when the rows of all watches are there, on_table meanwhile for each of them."""
        self._database = database
        self._turns = turns
        self._quiet = quiet
        self._on_loaded = on_loaded
        self._on_table = on_table
        self._watches: dict[str, Watch[Any]] = {}
        self._made = 0
        self._session: Session | None = None
        self._schema: Schema | None = None
        self._method = 0
        self._waiting: set[str] = set()  # watches whose rows are asked for and not all there
        self._held_back: dict[str, list[Callable[[], None]]] = {}  # by the watch that has to come first
        self._is_held = False
        self._starts: list[Callable[[], None]] = []  # of fillings that wait for release
        self._is_loading = False
        self._was_loaded = False

    def add(
        self,
        row_type: type[RowT],
        on_changes: Callable[[list[Change[RowT]]], None] | None,
        where: Sequence[Condition] | None,
    ) -> Watch[RowT]:
        """Another watch; asked for at once where there is a connection."""
        self._made += 1
        watch = Watch(f"w{self._made}", row_type, on_changes, where, self._narrow, self._remove)
        self._watches[watch.key] = watch
        if self._session is not None:
            self._ask(watch)
        return watch

    def hold(self) -> None:
        """Do not begin to fetch the rows of large tables until released."""
        self._is_held = True

    def release(self) -> None:
        """Begin to fetch what was held."""
        self._is_held = False
        starts, self._starts = self._starts, []
        for start in starts:
            start()

    def start(self, session: Session, schema: Schema) -> None:
        """A server is ready: ask for every watch that is not being followed already."""
        if session is not self._session:
            self._session, self._method = session, 0
        self._schema = schema
        if not self._is_loading:
            self._is_loading = True
            self._quiet.begin()
        for watch in self._watches.values():
            if not watch.is_live or watch.codec is None:  # without a codec the table was missing before
                self._ask(watch)
        if all(watch.codec is None for watch in self._watches.values()):
            self._ask_for_sentinel(session, schema)
        self._look_whether_loaded()

    def lose(self) -> None:
        """The connection is gone."""
        self._session = None
        for watch in self._watches.values():
            watch.lose()
        self._waiting.clear()
        self._held_back.clear()
        self._starts.clear()
        self._end_load(keep=False)

    def take(self, method: str, params: Sequence[msgspec.Raw]) -> None:
        """An update of one of the watches. One that was closed meanwhile is passed over."""
        watch = self._watches.get(_read(params[0]))
        if watch is None or watch.codec is None:
            return
        if method == "update3":
            watch.take_update(params[2], _read_id(params[1]))
        elif method == "update2":
            watch.take_update(params[1], None)
        else:
            watch.take_old_update(params[1])

    def cancelled(self, key: msgspec.Raw) -> bool:
        """The server has ended a monitor because its database is being replaced. True for the first
        of them, when the schema has to be fetched anew."""
        name = _read(key)
        watch = self._watches.get(name)
        if watch is None:
            return bool(name == _SENTINEL)
        first = all(other.is_live or other.key in self._waiting for other in self._watches.values())
        watch.lose()
        watch.forget_position()
        self._waiting.discard(watch.key)  # it may have been cancelled in the middle of its slices
        return first

    def _ask(self, watch: Watch[Any]) -> None:
        session, schema = self._session, self._schema
        if session is None or schema is None or watch.key in self._waiting:
            return
        table = schema.tables.get(watch.table)
        if table is None:
            watch.missing = watch.row_type.__struct_fields__
            watch.take_nothing()
            return
        codec = Codec(watch.row_type, table)
        watch.begin(codec)
        method = _METHODS[self._method]
        plan: Plan | Matching | None = plan_of(watch.row_type, codec.columns)
        if method == "monitor":
            plan = None  # a server too old to say what we would miss
        elif watch.where is not None:
            plan = Matching()
        request: dict[str, Any] = {"columns": codec.columns}
        if plan is not None:
            request["select"] = {"initial": False}
        if watch.where is not None and method != "monitor":
            request["where"] = watch.where or _NONE
        params: list[Any] = [self._database, watch.key, {watch.table: [request]}]
        if method == "monitor_cond_since":
            params.append(watch.last_transaction)

        def on_result(raw: msgspec.Raw) -> None:
            if watch.key not in self._watches:
                return
            if method == "monitor_cond_since":
                rows = watch.read_since(raw)
                if rows is None:
                    self._arrived(watch)
                    return
            else:
                rows = watch.read_all(raw, old_protocol=method == "monitor")
            if plan is None:
                self._unpack(watch, rows)
            else:
                self._fill(session, watch, plan)

        def on_error(error: OvsdbError) -> None:
            self._waiting.discard(watch.key)
            if self._session is not session:
                return
            if isinstance(error, Refused) and "unknown method" in str(error) and method != "monitor":
                self._method = max(self._method, _METHODS.index(method) + 1)
                self._ask(watch)
            else:
                # The schema changed between being read and being used, or the server is at odds with
                # itself: either way a new connection starts from what is true now.
                session.end(error)

        self._waiting.add(watch.key)
        session.call(method, params, on_result, on_error, prompt=True)

    def _ask_for_sentinel(self, session: Session, schema: Schema) -> None:
        """The server has none of our tables: only a monitor of some other one, which tells nothing else,
        tells when the database is converted."""
        no_rows = {"columns": [], "select": dict.fromkeys(("initial", "insert", "delete", "modify"), False)}
        for table in list(schema.tables)[:1]:
            params = [self._database, _SENTINEL, {table: [no_rows]}]
            session.call("monitor", params, lambda _: None, session.end, prompt=True)

    def _unpack(self, watch: Watch[Any], rows: dict[str, Any]) -> None:
        """Take in all rows."""

        def done() -> None:
            watch.end_filling()
            self._arrived(watch)

        unpacking = Unpacking(watch, rows, self._turns, done)
        watch.begin_filling(unpacking)
        unpacking.go_on()

    def _fill(self, session: Session, watch: Watch[Any], plan: Plan | Matching) -> None:
        """Fetch the rows in slices; those that another table refers to once that one is there."""

        def done() -> None:
            watch.end_filling()
            self._arrived(watch)

        assert watch.codec is not None  # its monitor has been answered
        columns = watch.codec.columns
        if isinstance(plan, Listed) and plan.later:
            rest = Filling(session, self._database, watch, [plan.later], self._turns, done)

            def then() -> None:
                watch.begin_later(rest)
                self._on_table()
                rest.by_uuid(lambda: tuple(watch.rows))

            first = [column for column in columns if column != plan.later]
            filling = Filling(session, self._database, watch, first, self._turns, then)
            watch.begin_filling(filling, plan.later)
        else:
            filling = Filling(session, self._database, watch, columns, self._turns, done)
            watch.begin_filling(filling)
        begin = self._beginning(watch, filling, plan)
        if self._is_held and isinstance(plan, Numbered | ReferredBy):
            self._starts.append(begin)
        else:
            begin()

    def _beginning(
        self, watch: Watch[Any], filling: Filling[Any], plan: Plan | Matching
    ) -> Callable[[], None]:
        """What has a filling begin."""
        if isinstance(plan, Matching):
            # Another condition may have followed before the monitor was answered.
            return filling.listed if watch.where is None else partial(filling.matching, watch.where)
        if isinstance(plan, Numbered):
            return partial(filling.numbered, plan)
        owner = self._owner(plan) if isinstance(plan, ReferredBy) else None
        if not isinstance(plan, ReferredBy) or owner is None:
            return filling.listed
        column, rows = plan.column, owner.rows

        def referred() -> Iterator[str]:
            return (uuid for row in tuple(rows.values()) for uuid in refs(getattr(row, column)))

        def begin() -> None:
            if owner.is_live:
                filling.by_uuid(referred)
            else:
                self._held_back.setdefault(owner.key, []).append(partial(filling.by_uuid, referred))

        return begin

    def _owner(self, plan: ReferredBy) -> Watch[Any] | None:
        """The watch of the table that refers to the rows, if all of it is watched."""
        whole = (w for w in self._watches.values() if w.table == plan.table and w.where is None)
        return next((w for w in whole if w.codec is not None and plan.column in w.codec.references), None)

    def _arrived(self, watch: Watch[Any]) -> None:
        """All rows of a watch are there."""
        self._waiting.discard(watch.key)
        for go_on in self._held_back.pop(watch.key, ()):
            go_on()
        if self._is_loading:
            self._on_table()
        self._look_whether_loaded()

    def _look_whether_loaded(self) -> None:
        if not self._waiting and self._session is not None:
            self._end_load(keep=True)
            self._on_loaded()

    def _end_load(self, *, keep: bool) -> None:
        if self._is_loading:
            self._is_loading = False
            self._quiet.end(keep=keep and not self._was_loaded)
            self._was_loaded = self._was_loaded or keep

    def _narrow(self, watch: Watch[Any]) -> None:
        """Another condition. What the last transaction left out may match it, so a later connection
        starts from nothing unless this one has taken it."""
        session = self._session
        if session is None or _METHODS[self._method] == "monitor":
            watch.forget_position()
            return

        def answered(_: msgspec.Raw | OvsdbError) -> None:
            # The rows that match it now have come before: the answer stands behind their update.
            watch.narrowings = max(0, watch.narrowings - 1)
            self._on_table()

        def failed(error: OvsdbError) -> None:
            # Whether the server took the new condition is not known, so neither is what we would miss.
            watch.forget_position()
            answered(error)

        change = {watch.table: [{"where": [True] if watch.where is None else watch.where or _NONE}]}
        watch.narrowings += 1
        session.call("monitor_cond_change", [watch.key, watch.key, change], answered, failed)

    def _remove(self, watch: Watch[Any]) -> None:
        if self._watches.pop(watch.key, None) is None:
            return
        watch.lose()
        self._waiting.discard(watch.key)
        if self._session is not None:
            self._session.call("monitor_cancel", [watch.key], lambda _: None, lambda _: None)
            self._look_whether_loaded()
