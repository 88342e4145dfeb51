"""A private socket here that leads to one on a host, for libraries that open sockets themselves."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self, TypeAlias

from ovntui.hosts.errors import HostError

Open: TypeAlias = Callable[[asyncio.Protocol], Awaitable[None]]
"""Connects a protocol to what is forwarded. Raises HostError."""


class Forward:
    """Usable (`async with`) for as long as it is held: path is a socket that only this user may open. Whoever
    connects there before the far end can be reached is hung up on, and error says why."""

    def __init__(self, open_far: Open, parent: Path | None = None) -> None:
        """parent is the folder in which the socket's own is made; None: where temporary files are."""
        self.error = ""
        self._parent = parent
        self._open_far = open_far
        self._folder = Path()
        self._server: asyncio.Server | None = None
        self._ends: set[_End] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def path(self) -> Path:
        """The socket."""
        return self._folder / "socket"

    async def __aenter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="ovntui-", dir=self._parent))  # 0700, see mkdtemp
        self._server = await asyncio.get_running_loop().create_unix_server(self._accept, str(self.path))
        self.path.chmod(0o600)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.hang_up()
        for task in self._tasks:
            task.cancel()
        await asyncio.sleep(0)  # an aborted transport closes its socket in the loop's next turn
        shutil.rmtree(self._folder, ignore_errors=True)

    def hang_up(self) -> None:
        """End all connections that were made through it."""
        for end in tuple(self._ends):
            end.close()

    def _accept(self) -> "_End":
        near = _End(self._ends)
        near.when_made = lambda: self._join(near)
        return near

    def _join(self, near: "_End") -> None:
        assert near.transport is not None
        near.transport.pause_reading()
        task = asyncio.get_running_loop().create_task(self._reach(near))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reach(self, near: "_End") -> None:
        assert near.transport is not None
        far = _End(self._ends)
        near.other, far.other = far, near
        try:
            await self._open_far(far)
        except HostError as error:
            self.error = str(error)
            near.close()
        else:
            self.error = ""
            if near not in self._ends:  # it hung up meanwhile
                far.close()
            near.transport.resume_reading()


class _End(asyncio.Protocol):
    """One of two ends: what comes in here goes out there, no faster than it is taken there."""

    def __init__(self, ends: "set[_End]") -> None:
        self.transport: asyncio.Transport | None = None
        self.other: _End | None = None
        self.when_made: Callable[[], None] | None = None
        self._ends = ends

    def close(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # no other kind is ever asked for
        self.transport = transport
        self._ends.add(self)
        if self.when_made is not None:
            self.when_made()

    def data_received(self, data: bytes) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ends.discard(self)
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()
