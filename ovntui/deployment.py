"""What one console is connected to: northbound, southbound and the hosts, joined into one live cloud."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import msgspec

from ovntui.cloud.cells import Kind
from ovntui.cloud.cloud import TABLES, Cloud, Source
from ovntui.cloud.rows import northbound, open_vswitch, southbound
from ovntui.hosts.way import way_to
from ovntui.intake import Intake
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


class Connection(msgspec.Struct, frozen=True):
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

    `async with` starts connecting; opened() waits for northbound and southbound.
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
        self.intake = Intake(self.cloud, clock)
        """The way of all changes into the cloud, and on to those who listen."""
        self.connections: dict[str, Connection] = {}
        self._timing = timing
        self._ask = ask
        self._quiet = QuietCollector()
        self.turns = Turns()
        """Whose turn it is, of who waits at the screen and what is loaded."""
        self._stack = AsyncExitStack()
        self._hosts: dict[str, AsyncExitStack] = {}

    async def __aenter__(self) -> Self:
        await self._connect("nb", "NB", NORTHBOUND, self.settings.northbound, northbound.NORTHBOUND)
        await self._connect("sb", "SB", SOUTHBOUND, self.settings.southbound, southbound.SOUTHBOUND)
        for name, remotes in self.settings.hosts.items():
            await self.reach_host(name, remotes)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.intake.close()
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
        self.intake.tell()

    async def hosts_met(self) -> None:
        """Wait until it is known of every host whose libvirt is followed whether it can be reached."""
        met = asyncio.Event()
        unlisten = self.intake.listen(lambda _: met.set())
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
        self.intake.tell()

    async def caught_up(self) -> None:
        """Wait until what was done on hosts from here is in the cloud, and tell of it: who is told that a
        plan was applied sees what it did."""
        hosts = [one.host for one in self.connections.values() if one.host is not None]
        await asyncio.gather(*(host.virt.caught_up() for host in hosts if host.virt is not None))
        self.intake.tell()

    def age(self, key: str) -> float | None:
        """Seconds since a database last gave a sign of life; None before the first."""
        heard = self.connections[key].database.heard
        return None if heard is None else max(0.0, asyncio.get_running_loop().time() - heard)

    @property
    def is_loaded(self) -> bool:
        """Whether northbound and southbound have both been there once."""
        return all(connection.is_loaded for connection in self._central())

    def rows_of(self, kind: Kind) -> Watch[Any] | None:
        """The watch of the table whose rows are the records of a kind, where such a table is followed."""
        source, table = TABLES.get(kind, ("", ""))
        watches = self.connections[source].watches if source in self.connections else ()
        return next((watch for watch in watches if watch.table == table), None)

    def count(self, kind: Kind) -> int:
        """How many records of a kind there are, as far as the databases have told: also those that are still
        being fetched."""
        watch = self.rows_of(kind)
        return max(len(self.cloud.kinds[kind]), watch.count if watch is not None else 0)

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
        self.intake.drop(("host", name))

    async def _open_host(self, stack: AsyncExitStack, name: str, remotes: Sequence[Remote]) -> "Host":
        from ovntui.hosts.host import Callbacks, Host

        callbacks = Callbacks(
            partial(self._tell_way, name), partial(self.intake.take, ("host", name)), self._ask
        )
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
            on_table=self.intake.tell_soon,
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
            was_loaded = was_loaded or connection.is_loaded
            self.intake.take_message(source, changes, happened=was_loaded)

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
            self.intake.take(("host", key), [Change("Way", "way", None, way)])
        self.intake.tell_soon()
