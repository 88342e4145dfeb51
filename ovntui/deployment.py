"""What one console is connected to: northbound, southbound and the hosts, joined into one live cloud."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from ovntui.cloud.cloud import Cloud, Source
from ovntui.cloud.delta import Delta
from ovntui.cloud.events import Event, events
from ovntui.cloud.rows import northbound, open_vswitch, southbound
from ovntui.hosts.way import way_to
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import ConnectError
from ovntui.ovsdb.link import Link, Timing
from ovntui.ovsdb.quiet import QuietCollector
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.turns import Turns
from ovntui.ovsdb.watch import Watch
from ovntui.ovsdb.wire import Row
from ovntui.settings import NORTHBOUND, OPEN_VSWITCH, SOUTHBOUND, Settings

if TYPE_CHECKING:
    from ovntui.hosts.asking import Ask
    from ovntui.hosts.host import Host
    from ovntui.hosts.site import Site

RowT = TypeVar("RowT", bound=Row)

FRAME: Final = 1 / 30
"""The shortest time between two updates of the screen, in seconds; the first goes out at once."""
SLOWEST_FRAME: Final = 0.2
"""What that time grows to while changes come without a rest: nobody reads faster, and each update costs as
much for one change as for a hundred."""
_RAIN: Final = 60
"""From how many messages of changes a second on they are said to come without a rest."""
_GROWTH: Final = 1.1  # from one update to the next: within two seconds, so that a short burst is followed

EVENTS_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Connection:
    """One database of the deployment. key is "nb", "sb" or a host's name; label heads it on screen."""

    key: str
    label: str
    database: Database
    watches: list[Watch[Any]]
    remote: Remote
    """The first of those at which it is looked for."""
    host: "Host | None" = None
    """The way to the host whose database it is."""

    @property
    def is_host(self) -> bool:
        """Whether it is a host's own database."""
        return self.key not in ("nb", "sb")

    @property
    def is_reached(self) -> bool:
        """Whether a server of it has been reached once."""
        return self.database.schema is not None

    @property
    def is_loaded(self) -> bool:
        """Whether all of its rows that the cloud is made of have been there once."""
        return all(watch.is_loaded for watch in self.watches)


class Deployment:
    """Opens the databases, keeps them open, and keeps the cloud joined. A database without a remote is
    left out.

    `async with` starts connecting; opened() waits for northbound and southbound. Listeners are called
    from the event loop with all that changed since they were last called, at most once a frame.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        timing: Timing | None = None,
        clock: Callable[[], float] = time.time,
        ask: "Ask | None" = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        """The time of day, in seconds since the epoch."""
        self.cloud = Cloud()
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        """What happened lately, the newest last."""
        self.connections: dict[str, Connection] = {}
        self._timing = timing
        self._ask = ask
        self._quiet = QuietCollector()
        self.turns = Turns()
        """Whose turn it is, of who waits at the screen and what is loaded."""
        self._stack = AsyncExitStack()
        self._hosts: dict[str, AsyncExitStack] = {}
        self._pending = Delta()
        self._untaken: dict[Source, list[Change[Any]]] = {}
        self._taking: asyncio.Handle | None = None
        self._untold: dict[Source, list[Change[Any]]] = {}
        self._flush: asyncio.TimerHandle | asyncio.Handle | None = None
        self._flushed_at = 0.0
        self._frame = FRAME
        self._came = 0
        self._listeners: list[Callable[[Delta], None]] = []
        self._telling = False
        self._afterwards: dict[Callable[[], None], None] = {}

    async def __aenter__(self) -> Self:
        await self._connect("nb", "NB", NORTHBOUND, self.settings.northbound, northbound.NORTHBOUND)
        await self._connect("sb", "SB", SOUTHBOUND, self.settings.southbound, southbound.SOUTHBOUND)
        for name, remotes in self.settings.hosts.items():
            await self.reach_host(name, remotes)
        return self

    async def __aexit__(self, *_: object) -> None:
        for handle in (self._flush, self._taking):
            if handle is not None:
                handle.cancel()
        await self._stack.aclose()

    async def opened(self) -> None:
        """Wait until northbound and southbound are connected. Raises ConnectError where one cannot be
        reached; both are tried on all the same."""
        outcomes = await asyncio.gather(
            *(connection.database.opened() for connection in self._central()), return_exceptions=True
        )
        errors = [str(outcome) for outcome in outcomes if isinstance(outcome, BaseException)]
        if errors:
            raise ConnectError("; ".join(errors))

    async def loaded(self) -> None:
        """Wait until all rows of every database that can be reached are there."""
        for connection in self.connections.values():
            try:
                await connection.database.opened()
            except ConnectError:
                continue
            for watch in connection.watches:
                await watch.loaded()
        self._flush_now()

    async def hosts_met(self) -> None:
        """Wait until it is known of every host whose libvirt is followed whether it can be reached."""
        met = asyncio.Event()
        unlisten = self.listen(lambda _: met.set())
        try:
            while any(
                one.host is not None
                and one.host.virt is not None
                and one.host.virt.state.state == "connecting"
                for one in self.connections.values()
            ):
                await met.wait()
                met.clear()
        finally:
            unlisten()
        self._flush_now()

    async def caught_up(self) -> None:
        """Wait until what was done on hosts from here is in the cloud, and tell of it: who is told that a
        plan was applied sees what it did."""
        hosts = [one.host for one in self.connections.values() if one.host is not None]
        await asyncio.gather(*(host.virt.caught_up() for host in hosts if host.virt is not None))
        self._flush_now()

    def listen(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call the listener with what changed. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell_with_changes(self, tell: Callable[[], None]) -> None:
        """Call something, once, when the listeners have been called the next time. One commit changes rows of
        the cloud and rows that are looked at beside it: what tells of both is drawn together."""
        self._afterwards[tell] = None
        if not self._telling:
            self._soon()

    def age(self, key: str) -> float | None:
        """Seconds since a database last gave a sign of life; None before the first."""
        heard = self.connections[key].database.heard
        return None if heard is None else max(0.0, asyncio.get_running_loop().time() - heard)

    @property
    def is_loaded(self) -> bool:
        """Whether northbound and southbound have both been there once."""
        return all(connection.is_loaded for connection in self._central())

    @property
    def is_reached(self) -> bool:
        """Whether northbound or southbound has been reached."""
        return any(connection.is_reached for connection in self._central())

    def _central(self) -> list[Connection]:
        """Northbound and southbound; of a post-mortem's files one may be missing."""
        return [self.connections[key] for key in ("nb", "sb") if key in self.connections]

    async def reach_host(self, name: str, remotes: Sequence[Remote]) -> None:
        """Connect to one more host, whose name is not taken."""
        stack = self._hosts[name] = await self._stack.enter_async_context(AsyncExitStack())
        host = await self._open_host(stack, name, remotes)
        await self._connect(name, name, OPEN_VSWITCH, remotes, open_vswitch.OPEN_VSWITCH, host, stack)
        self._tell_way(name)

    async def leave_host(self, name: str) -> None:
        """Let go of a host, and forget what it told."""
        del self.connections[name]
        await self._hosts.pop(name).aclose()
        self._untaken.pop(("host", name), None)
        self._untold.pop(("host", name), None)
        self._pending.update(self.cloud.drop(("host", name)))
        self._soon()

    async def _open_host(self, stack: AsyncExitStack, name: str, remotes: Sequence[Remote]) -> "Host":
        from ovntui.hosts.host import Callbacks, Host

        callbacks = Callbacks(partial(self._tell_way, name), partial(self._take, ("host", name)), self._ask)
        host = await stack.enter_async_context(
            Host(name, remotes, callbacks, read_only=not self.settings.may_change_hosts)
        )
        if host.site is not None:
            host.site.find_peer = self._site
        return host

    def _site(self, name: str) -> "Site | None":
        connection = self.connections.get(name)
        return connection.host.site if connection is not None and connection.host is not None else None

    async def _connect(
        self,
        key: str,
        label: str,
        name: str,
        remotes: Sequence[Remote],
        rows: Iterable[type[Row]],
        host: "Host | None" = None,
        stack: AsyncExitStack | None = None,
    ) -> None:
        if not remotes:
            return
        source: Source = "nb" if key == "nb" else "sb" if key == "sb" else ("host", key)
        database = Database(
            name,
            remotes,
            tls=self.settings.tls,
            timing=self._timing,
            quiet=self._quiet,
            turns=self.turns,
            on_link=partial(self._turned, key),
            connector=host.connector if host else None,
        )
        if key == "sb" and "nb" in self.connections:
            # One thread decodes both: the ports are there sooner when their bindings wait for them.
            database.hold()

        watches: list[Watch[Any]] = []
        connection = Connection(key, label, database, watches, remotes[0], host)
        was_loaded = False

        def take(changes: list[Change[Any]]) -> None:
            nonlocal was_loaded
            self._came += 1
            was_loaded = was_loaded or connection.is_loaded
            if was_loaded:
                self._untold.setdefault(source, []).extend(changes)
            self._take(source, changes)

        watches += [database.watch(row_type, take) for row_type in rows]
        self.connections[key] = connection
        await (stack or self._stack).enter_async_context(database)

    def _turned(self, key: str, link: Link) -> None:
        """A connection is in another state."""
        if key == "nb" and "sb" in self.connections and (link.error or link.state in ("live", "lost")):
            self.connections["sb"].database.release()
        self._tell_way(key)

    def _tell_way(self, key: str) -> None:
        """How a host is reached has changed, or how a database is."""
        connection = self.connections.get(key)
        if connection is not None and connection.is_host:
            way = way_to(connection.host, connection.database.link, connection.remote)
            self._take(("host", key), [Change("Way", "way", None, way)])
        self._soon()

    def _soon(self) -> None:
        """Tell the listeners: now if the last time is a frame ago, else when it will be."""
        if self._flush is None:
            loop = asyncio.get_running_loop()
            since = loop.time() - self._flushed_at
            if since < self._frame:
                self._flush = loop.call_later(self._frame - since, self._flush_now)
            else:
                self._flush = loop.call_soon(self._flush_now)

    def _take(self, source: Source, changes: list[Change[Any]]) -> None:
        """A database has changed so."""
        self._untaken.setdefault(source, []).extend(changes)
        if self._taking is None:
            self._taking = asyncio.get_running_loop().call_soon(self._take_in)

    def _take_in(self) -> None:
        """Have the cloud take in what one turn of the event loop has read: that is one message, or while
        changes rain dozens, and most of what it costs is for each time."""
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None
        untaken, self._untaken = self._untaken, {}
        for source, changes in untaken.items():
            self._pending.update(self.cloud.apply(source, changes))
        self._soon()

    def _flush_now(self) -> None:
        self._take_in()
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        now = asyncio.get_running_loop().time()
        rains = self._came > _RAIN * (now - self._flushed_at)
        self._frame = min(SLOWEST_FRAME, self._frame * _GROWTH) if rains else FRAME
        self._flushed_at, self._came = now, 0
        # One transaction arrives as one message a table. Its events are told when all have been taken in,
        # because a sentence about one row names others.
        untold, self._untold = self._untold, {}
        for source, changes in untold.items():
            self.events.extend(events(self.cloud, source, changes, self.clock()))
        delta, self._pending = self._pending, Delta()
        self._telling = True
        try:
            for listener in tuple(self._listeners):
                listener(delta)
        finally:
            self._telling = False
        afterwards, self._afterwards = self._afterwards, {}
        for tell in afterwards:
            tell()
