"""A database, kept connected: finds a good server, watches tables, and makes up for what was missed."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any, Final, Self, TypeVar

import msgspec

from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.errors import ConnectError, LinkLost, NotSent, OvsdbError, ProtocolError, Refused
from ovntui.ovsdb.faults import explain, hint_for
from ovntui.ovsdb.link import Link, LinkState, Timing
from ovntui.ovsdb.monitoring import Monitoring
from ovntui.ovsdb.quiet import QuietCollector
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.schema import Schema, parse_schema
from ovntui.ovsdb.server import Standing, Welcome
from ovntui.ovsdb.session import Connector, Session
from ovntui.ovsdb.tls import Tls
from ovntui.ovsdb.turns import Turns
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.ovsdb.wire import Row

RowT = TypeVar("RowT", bound=Row)


PATIENCE: Final = 0.3
"""Seconds before a first attempt is given up: a server that is just starting, or a relay that has just
found its source, hangs up on whoever came too early."""


class Database:
    """One OVSDB database, at one or several remotes, followed until closed.

    Entering it (`async with`) starts connecting; opened() waits for the first success. Any member of
    a cluster will do, and a relay too. When a link is lost the next remote is tried, for ever.
    """

    def __init__(
        self,
        name: str,
        remotes: Sequence[Remote],
        *,
        tls: Tls | None = None,
        timing: Timing | None = None,
        quiet: QuietCollector | None = None,
        turns: Turns | None = None,
        on_link: Callable[[Link], None] | None = None,
        on_table: Callable[[], None] = lambda: None,
        connector: Connector | None = None,
    ) -> None:
        """on_link is called with each state of the link, on_table when all rows of one watch are there and
        those of others are still being fetched."""
        self.name = name
        """What the database calls itself: OVN_Northbound, OVN_Southbound, Open_vSwitch."""
        self.remotes = tuple(remotes)
        self.link = Link()
        self.schema: Schema | None = None
        """The server's schema, once a server was reached."""
        self.schema_json: dict[str, Any] = {}
        """The same as the server gave it."""
        self._tls = tls
        self._timing = timing or Timing()
        self._on_link = on_link
        self._connector = connector
        self._session: Session | None = None
        self._monitoring = Monitoring(
            name, quiet or QuietCollector(), turns or Turns(), self._all_loaded, on_table
        )
        self._standing = Standing(name)
        self._task: asyncio.Task[None] | None = None
        self._first: asyncio.Future[None] | None = None
        self._last_remote: Remote | None = None
        self._welcome = asyncio.Event()
        self._began = 0.0

    async def __aenter__(self) -> Self:
        self._first = asyncio.get_running_loop().create_future()
        self._first.add_done_callback(lambda first: first.exception())  # nobody has to ask
        self._task = asyncio.create_task(self._follow(), name=f"follow {self.name}")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def opened(self) -> None:
        """Wait until a server has welcomed us. Raises ConnectError when every remote was tried in vain;
        connecting goes on all the same."""
        if self._first is None:
            raise LinkLost(f"{self.name} is not being followed")
        if self._last_remote is None:  # nobody has welcomed us yet
            await asyncio.shield(self._first)

    def watch(
        self,
        row_type: type[RowT],
        on_changes: Callable[[list[Change[RowT]]], None] | None = None,
        where: Sequence[Condition] | None = None,
    ) -> Watch[RowT]:
        """Follow the rows of one table, all of them or those that match any condition of where."""
        return self._monitoring.add(row_type, on_changes, where)

    def hold(self) -> None:
        """Do not fetch the rows of large tables until released: another database's are wanted first."""
        self._monitoring.hold()

    def release(self) -> None:
        """Fetch them now."""
        self._monitoring.release()

    @property
    def heard(self) -> float | None:
        """When the server last gave a sign of life, by the event loop's clock; None before the first."""
        return self._session.heard if self._session is not None else None

    async def read(self, operations: Sequence[dict[str, Any]]) -> list[Any]:
        """Send one transaction of selects and waits and return the result of each, as the server gave it.
        Raises ValueError for any other operation: nothing is changed by reading. Raises LinkLost where the
        link ended before the answer."""
        if strange := {operation["op"] for operation in operations} - {"select", "wait"}:
            raise ValueError(f"{', '.join(sorted(strange))} is no reading")
        return await self.commit(operations)

    async def commit(self, operations: Sequence[dict[str, Any]]) -> list[Any]:
        """Send one transaction (RFC 7047 section 4.1.3) and return the result of each operation, as the
        server gave it: an operation that failed is an object with "error", and none was then applied.

        Raises LinkLost where the link ended before the answer: whether it was applied is not known. Raises
        NotSent, which is a LinkLost, where it surely was not. Only the plans' gate may call this.
        """
        if self._session is None or not self._is_welcome:
            raise NotSent(f"{self.name} is not connected")
        result: list[Any] = await self._session.request("transact", [self.name, *operations])
        return result

    async def welcomed(self) -> None:
        """Wait until there is a server to ask, now or after the next reconnection."""
        await asyncio.sleep(0)  # the loss of a link has to be noticed before its end can be awaited
        await self._welcome.wait()
        while not self._is_welcome:  # a link that is just lost is still to be taken down
            await asyncio.sleep(0)
            await self._welcome.wait()

    @property
    def _is_welcome(self) -> bool:
        return self._welcome.is_set() and self._session is not None and not self._session.lost.done()

    def _turn(self, state: LinkState, **what: Any) -> None:
        """The link takes another state."""
        since = self.link.since if state == self.link.state else asyncio.get_running_loop().time()
        self.link = msgspec.structs.replace(self.link, state=state, since=since, **what)
        if self._on_link is not None:
            self._on_link(self.link)

    async def _follow(self) -> None:
        wait = 0.0
        loop = asyncio.get_running_loop()
        self._began = loop.time()
        try:
            while True:
                errors = []
                for remote in self._round():
                    began = loop.time()
                    error, was_welcome = await self._attend(remote)
                    if was_welcome:
                        wait = 0.0 if loop.time() - began > self._timing.steady else wait
                        break
                    errors.append(error)
                else:
                    self._nobody(errors)
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  # jitter, no secret
                wait = min(max(wait * 2, self._timing.first_wait), self._timing.longest_wait)
        finally:
            if self._session is not None:
                self._session.end(LinkLost("closed"))
            self._monitoring.lose()

    def _round(self) -> list[Remote]:
        """Every remote once, in an order of its own; the one that was just lost comes last."""
        order = random.sample(self.remotes, len(self.remotes))
        order.sort(key=lambda remote: remote == self._last_remote)
        return order

    def _nobody(self, errors: list[str]) -> None:
        """A whole round was in vain."""
        why = "; ".join(dict.fromkeys(errors))
        self._turn(self.link.state, error=why)
        self._standing.settle_for_less()
        tried = asyncio.get_running_loop().time() - self._began
        if self._first is not None and not self._first.done() and tried > PATIENCE:
            self._first.set_exception(ConnectError(f"cannot open {self.name}: {why}"))

    async def _attend(self, remote: Remote) -> tuple[str, bool]:
        """Stay with one remote for as long as it is good. Returns why it ended, and whether it had
        welcomed us at all."""
        session: Session | None = None
        welcome = False
        try:
            session = await Session.open(remote, self._tls, self._timing, self._notified, self._connector)
            self._session = session
            async with asyncio.timeout(self._timing.connect):
                greeting = await self._greet(session)
            welcome = True
            self._welcome.set()
            self._last_remote = remote
            self._standing.accept(greeting)
            self._turn(
                "loading",
                remote=remote,
                role=greeting.role,
                cut_off=greeting.cut_off,
                error="",
                schema_version=self.schema.version if self.schema else "",
            )
            if self._first is not None and not self._first.done():
                self._first.set_result(None)
            assert self.schema is not None  # the greeting brought it
            self._monitoring.start(session, self.schema)
            why = str(await self._stay(session, greeting))
        except (OSError, OvsdbError) as error:
            why = str(error) if isinstance(error, OvsdbError) else explain(error, remote, self.name)
            if isinstance(error, LinkLost) and why.endswith("closed the connection"):
                why += f": {hint_for(remote)}"
        finally:
            self._welcome.clear()
            if session is not None:
                session.end(LinkLost("closed"))
            self._monitoring.lose()
        self._turn("connecting" if self.link.state == "connecting" else "lost", error=why)
        return why, welcome

    async def _stay(self, session: Session, greeting: Welcome) -> OvsdbError:
        """Until the link is lost. With a server that was only the best of a bad lot, until another one
        has what this one lacks: leaving it on the mere hope would make the screen flicker."""
        while greeting.cut_off and self.link.cut_off and len(self.remotes) > 1:
            await asyncio.wait([session.lost], timeout=self._timing.longest_wait)
            if session.lost.done():
                break
            if self.link.cut_off and await self._is_better_elsewhere(session.remote):
                self._standing.ask_for_more()
                session.end(LinkLost(f"there is a better server than {session.remote}"))
        return await asyncio.shield(session.lost)  # being cancelled must not look like the link's end

    async def _is_better_elsewhere(self, here: Remote) -> bool:
        """Whether another remote serves the database and is in touch with its cluster."""
        for remote in self._round():
            if remote == here:
                continue
            other: Session | None = None
            try:
                other = await Session.open(remote, self._tls, self._timing, lambda *_: None, self._connector)
                async with asyncio.timeout(self._timing.connect):
                    welcome = await Standing(self.name).ask(other)
            except (OSError, OvsdbError):
                continue
            finally:
                if other is not None:
                    other.end(LinkLost("closed"))
            if not welcome.cut_off:
                return True
        return False

    async def _greet(self, session: Session) -> Welcome:
        """Ask all that has to be known before tables are watched, in one go."""
        welcome, schema, _ = await asyncio.gather(
            self._standing.ask(session),
            _outcome(session, "get_schema", [self.name]),
            _outcome(session, "set_db_change_aware", [True]),
        )
        self._standing.judge(welcome, session.remote)
        if isinstance(schema, Refused) and "unknown database" in str(schema):
            raise ConnectError(await self._standing.other_databases(session))
        if isinstance(schema, Refused):
            raise schema
        self._read_schema(schema)
        return welcome

    def _read_schema(self, raw: Any) -> None:
        """Another schema is another object; what was made from the old one goes by that."""
        if self.schema is not None and raw == self.schema_json:
            return
        try:
            self.schema, self.schema_json = parse_schema(raw), raw
        except ValueError as error:
            raise ProtocolError(str(error)) from error

    def _all_loaded(self) -> None:
        if self.link.state != "live":
            self._turn("live")

    def _notified(self, method: str, params: list[msgspec.Raw]) -> None:
        session = self._session
        if session is None or not params:
            return
        if method in ("update", "update2", "update3"):
            if self._standing.owns(params[0]):
                self._heard_of_server(session, params)
            else:
                self._monitoring.take(method, params)
        elif method == "monitor_canceled" and self._monitoring.cancelled(params[0]):
            session.call("get_schema", [self.name], self._new_schema, session.end, prompt=True)

    def _new_schema(self, raw: msgspec.Raw) -> None:
        """The database was converted under us: read it anew by its new schema."""
        self._read_schema(msgspec.json.decode(raw))
        assert self.schema is not None and self._session is not None
        self._turn("loading", schema_version=self.schema.version)
        self._monitoring.start(self._session, self.schema)

    def _heard_of_server(self, session: Session, params: list[msgspec.Raw]) -> None:
        try:
            greeting = self._standing.update(params)
            self._standing.judge(greeting, session.remote)
        except ConnectError as error:
            session.end(LinkLost(str(error)))
        else:
            self._standing.accept(greeting)
            if (greeting.role, greeting.cut_off) != (self.link.role, self.link.cut_off):
                self._turn(self.link.state, role=greeting.role, cut_off=greeting.cut_off)


async def _outcome(session: Session, method: str, params: list[Any]) -> Any:
    """The answer, or the refusal as a value: a refusal is one of the answers here."""
    try:
        return await session.request(method, params)
    except Refused as refusal:
        return refusal
