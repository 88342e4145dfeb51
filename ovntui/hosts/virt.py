"""A host's VMs, kept live: libvirt's events say which of them to look at again."""

import asyncio
import contextlib
import importlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias, TypeVar

from ovntui.cloud.rows.libvirt import Hypervisor, Usage
from ovntui.hosts.driver import Driver
from ovntui.hosts.ending import end
from ovntui.hosts.errors import HostError
from ovntui.hosts.forward import Forward, Open
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import Row

if TYPE_CHECKING:
    from ovntui.hosts.libvirtd import Libvirtd

ResultT = TypeVar("ResultT")

SOCKET: Final = "/var/run/libvirt/libvirt-sock"
"""Where libvirtd, or its proxy for clients of the split daemons, listens."""

READ_ONLY_SOCKET: Final = "/var/run/libvirt/libvirt-sock-ro"
"""Where it listens to those who may only look (libvirtd(8)): whatever would change something is refused."""

HYPERVISOR: Final = "hypervisor"
"""The key of the one row of Hypervisor."""

HARDWARE: Final = "hardware"
"""The key of the one row of Hardware."""

WORKERS: Final = 4
"""How many calls that change something, and may take their time, are made at once to one host."""

GOODBYE: Final = 0.5
"""Seconds that leaving may take; then the line is cut."""

State: TypeAlias = Literal["connecting", "live", "lost", "absent"]


@dataclass(frozen=True, slots=True)
class VirtTiming:
    """All in seconds. answer limits one question, work one call that changes something. What libvirt has no
    events for, as a domain's autostart, is read anew each reread. Who needs a connection that was lost
    waits for it until it has been lost for patience. Back-off between attempts grows from first_wait to
    longest_wait."""

    answer: float = 10.0
    work: float = 60.0
    patience: float = 20.0
    reread: float = 30.0
    first_wait: float = 0.2
    longest_wait: float = 4.0


@dataclass(frozen=True, slots=True)
class VirtState:
    """How things stand between us and a libvirtd. absent: nothing is known of VMs, nor
    will be, as where libvirt-python is not installed. error tells why there is no connection, in one
    sentence."""

    state: State = "connecting"
    since: float = 0.0
    error: str = ""


class Virt:
    """Entering it (`async with`) starts connecting. open_far connects a protocol to the host's libvirtd;
    read_only says that this leads to its READ_ONLY_SOCKET."""

    def __init__(
        self,
        name: str,
        open_far: Open,
        on_changes: Callable[[list[Change[Any]]], None],
        *,
        on_state: Callable[[VirtState], None] | None = None,
        timing: VirtTiming | None = None,
        read_only: bool = False,
        driver: Driver | None = None,
    ) -> None:
        self.name = name
        self.state = VirtState()
        self.rows: dict[str, Row] = {}
        """The Domain and the Pool of each uuid, the Hypervisor and its Hardware. They stay while the
        connection is lost."""
        self._open_far = open_far
        self._on_changes = on_changes
        self._on_state = on_state
        self._timing = timing or VirtTiming()
        self._read_only = read_only
        self._driver = driver or Driver()
        self._connection: Libvirtd | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._workers: ThreadPoolExecutor | None = None
        self._heard: asyncio.Queue[str | None] | None = None
        self._turned = asyncio.Event()
        self._worked = self._reread = 0
        """How often something was changed from here, and how much of that is among the rows."""
        self._read = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._turn("connecting")
        self._task = asyncio.create_task(self._follow(), name=f"follow the VMs of {self.name}")
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(self._task)

    async def usage(self) -> dict[str, Usage]:
        """What every running domain has used since it was started. Raises HostError."""
        if self._connection is None:
            raise HostError(self._why_not())
        return await self._call(self._connection.usage)

    async def ask(self, question: "Callable[[Libvirtd], ResultT]") -> ResultT:
        """Have the connection's thread answer a question; another connection's, where this one is lost over
        it. Raises HostError."""
        while True:
            connection = await self._connected()
            try:
                return await self._call(partial(question, connection))
            except HostError:
                if connection.is_alive():
                    raise
                self._drop(connection)

    async def work(self, job: "Callable[[Libvirtd], ResultT]", seconds: float | None = None) -> ResultT:
        """Have it done beside the following of the VMs, since it may take its time, and look at once at what
        has no events. Raises HostError; where there was no answer in time it may have been done all the same.
        """
        connection, limit = await self._connected(), seconds or self._timing.work
        try:
            return await self._within(limit, self._workers, partial(job, connection))
        finally:
            self._worked += 1
            if self._heard is not None:
                self._heard.put_nowait("")

    async def caught_up(self) -> None:
        """Wait until all that was changed from here is among the rows. A connection that is lost meanwhile,
        or slower than an answer may be, is not waited for."""
        worked = self._worked
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._timing.answer):
                while self._reread < worked and self._heard is not None:
                    await self._read.wait()

    async def _connected(self) -> "Libvirtd":
        """The connection, as soon as it is there. Raises HostError where it does not come in time."""
        loop = asyncio.get_running_loop()
        while self._connection is None:
            lost = loop.time() if self.state.state == "live" else self.state.since
            left = lost + self._timing.patience - loop.time()
            if self.state.state == "absent" or left <= 0:
                raise HostError(self._why_not())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._turned.wait()
        return self._connection

    def _drop(self, connection: "Libvirtd") -> None:
        """That connection is dead, whether its following has noticed or not."""
        if self._connection is connection and self._heard is not None:
            self._connection = None
            self._heard.put_nowait(None)

    def _why_not(self) -> str:
        return self.state.error or f"libvirt on {self.name} is not connected"

    async def _call(self, job: Callable[[], ResultT]) -> ResultT:
        return await self._within(self._timing.answer, self._thread, job)

    async def _within(
        self, seconds: float, thread: ThreadPoolExecutor | None, job: Callable[[], ResultT]
    ) -> ResultT:
        """Have a thread do it. Raises HostError, also when there is no result in time: the thread is then
        still at it, until the socket under the connection is closed."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                return await loop.run_in_executor(thread, job)
        except TimeoutError:
            raise HostError(f"libvirt on {self.name} gave no answer in {seconds:g} s") from None
        except RuntimeError as error:  # the executor is shut down: the connection ended a moment ago
            raise HostError(f"libvirt on {self.name} is not connected any more") from error

    def _turn(self, state: State, error: str = "") -> None:
        since = self.state.since if state == self.state.state else asyncio.get_running_loop().time()
        self.state = VirtState(state, since, error)
        waiting, self._turned = self._turned, asyncio.Event()
        waiting.set()
        if self._on_state is not None:
            self._on_state(self.state)

    async def _follow(self) -> None:
        if self._driver.missing:
            self._take({HYPERVISOR: Hypervisor(stand_in=f"nobody: {self._driver.missing}")})
            self._turn("absent", self._driver.missing)
            return
        try:
            module = await asyncio.to_thread(importlib.import_module, self._driver.module)
        except ImportError:
            self._turn("absent", "not known: libvirt-python is not installed")
            return
        wait = self._timing.first_wait
        async with Forward(self._open_far, self._driver.folder) as forward:
            while True:
                try:
                    await self._attend(module.connect, forward)
                except HostError as error:
                    wait = self._timing.first_wait if self.state.state == "live" else wait
                    self._turn("lost", forward.error or str(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._timing.longest_wait)

    async def _attend(self, connect: "Callable[..., Libvirtd]", forward: Forward) -> None:
        """Stay with one connection until it ends, as it always does: by HostError."""
        loop = asyncio.get_running_loop()
        heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._heard = heard

        def hear(what: str | None) -> None:
            with contextlib.suppress(RuntimeError):  # the event loop is closed: nobody listens
                loop.call_soon_threadsafe(heard.put_nowait, what)

        thread = self._thread = ThreadPoolExecutor(1, f"libvirt on {self.name}")
        workers = self._workers = ThreadPoolExecutor(WORKERS, f"work on {self.name}")
        connection: Libvirtd | None = None
        try:
            connect_here = partial(connect, forward.path, hear, read_only=self._read_only)
            connection = await self._call(connect_here)
            while True:
                await self._read_all(connection)
                self._connection = connection
                if self.state.state != "live":
                    self._turn("live")
                await self._listen(connection, heard, until=loop.time() + self._timing.reread)
        finally:
            self._connection = self._heard = None
            self._wake_read()
            try:
                if connection is not None:
                    await _leave(connection, thread)
            finally:
                forward.hang_up()  # which ends a call that is still waiting, too
                thread.shutdown(wait=False)
                workers.shutdown(wait=False)

    async def _listen(self, connection: "Libvirtd", heard: "asyncio.Queue[str | None]", until: float) -> None:
        """Look again at what is heard of, until then."""
        loop = asyncio.get_running_loop()
        while (left := until - loop.time()) > 0:
            try:
                async with asyncio.timeout(left):
                    dirty = {await heard.get()}
            except TimeoutError:
                return
            while not heard.empty():
                dirty.add(heard.get_nowait())
            if None in dirty:
                raise HostError(f"libvirtd on {self.name} ended the connection or fell silent")
            if "" in dirty:  # something was changed from here
                await self._read_all(connection)
                continue
            self._take({uuid: await self._call(partial(connection.domain, uuid)) for uuid in dirty if uuid})

    async def _read_all(self, connection: "Libvirtd") -> None:
        worked = self._worked
        rows: dict[str, Row | None] = dict.fromkeys(self.rows)
        rows[HYPERVISOR] = await self._call(connection.hypervisor)
        rows[HARDWARE] = await self._call(connection.hardware)
        rows.update(await self._call(connection.storage.pools))
        for uuid in await self._call(connection.uuids):
            rows[uuid] = await self._call(partial(connection.domain, uuid))
        self._take(rows)
        self._reread = worked
        self._wake_read()

    def _wake_read(self) -> None:
        waiting, self._read = self._read, asyncio.Event()
        waiting.set()

    def _take(self, rows: "dict[str, Row | None]") -> None:
        """Take these rows for what they are now, and tell of those that differ."""
        changes: list[Change[Any]] = []
        for uuid, new in rows.items():
            old = self.rows.get(uuid)
            some = old if new is None else new
            if old != new and some is not None:
                table = type(some).TABLE
                changes.append(Change(table, uuid, old, new))
                if new is None:
                    del self.rows[uuid]
                else:
                    self.rows[uuid] = new
        if changes:
            self._on_changes(changes)


async def _leave(connection: "Libvirtd", thread: ThreadPoolExecutor) -> None:
    """Have the thread say goodbye, and wait for that a while; it may still be waiting for an answer."""
    loop, gone = asyncio.get_running_loop(), asyncio.Event()

    def leave() -> None:
        connection.close()
        with contextlib.suppress(RuntimeError):  # the event loop is closed: nobody waits
            loop.call_soon_threadsafe(gone.set)

    thread.submit(leave)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE):
            await gone.wait()
