"""A hypervisor as the console reaches it: its SSH connection, if that is the way, and its libvirt.

asyncssh takes its time to be imported, and so it is imported only where a host is reached by SSH.
"""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from ovntui.hosts.asking import Ask
from ovntui.hosts.driver import Driver
from ovntui.hosts.errors import HostError
from ovntui.hosts.near import NearSite
from ovntui.hosts.site import Site
from ovntui.hosts.stand_in import marks
from ovntui.hosts.stand_in.site import StandInSite
from ovntui.hosts.virt import READ_ONLY_SOCKET, SOCKET, Virt
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.session import Connector

DATABASE: Final = "/var/run/openvswitch/db.sock"
"""The Open vSwitch of this machine itself, with whose libvirt it belongs together."""

_STARTS: Final = 8.0
"""Seconds that the libvirt of a sandbox's host may take to be there."""
_LOOK: Final = 0.02

if TYPE_CHECKING:
    from ovntui.hosts.ssh import SshLink


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Whom a host tells. turned: a connection took another state. changed: rows of libvirt's differ now. ask
    is for what a login has to ask."""

    turned: Callable[[], None]
    changed: Callable[[list[Change[Any]]], None]
    ask: Ask | None = None


class Host:
    """Usable (`async with`) for as long as it is held. A host whose database is reached over TCP or TLS shows
    its Open vSwitch alone; one by SSH, this machine, or one of a sandbox, its VMs as well."""

    def __init__(
        self, name: str, remotes: Sequence[Remote], callbacks: Callbacks, *, read_only: bool = False
    ) -> None:
        """read_only: libvirt is asked at the socket at which it lets nobody change anything."""
        self.name = name
        self.ssh: SshLink | None = None
        self.virt: Virt | None = None
        self.site: Site | None = None
        """Where one may work on it; None where only its database is reached."""
        self.connector: Connector | None = None
        """What its Database is to be opened with."""
        self._read_only = read_only
        self._libvirt = READ_ONLY_SOCKET if read_only else SOCKET
        self._remote = remotes[0]
        self._callbacks = callbacks
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        if self._remote.scheme == "ssh":
            await self._by_ssh()
        elif self._remote == Remote("unix", path=DATABASE):
            if await asyncio.to_thread(Path(self._libvirt).is_socket):
                await self._follow_vms(partial(_here, self._libvirt))
            self.site = NearSite(self.name, self.virt)
        elif found := await asyncio.to_thread(marks.Marks.beside, self._remote):
            missing = await asyncio.to_thread(found.why_not)
            await self._follow_vms(partial(_soon, found.socket), found.driver(missing))
            self.site = StandInSite(self.name, self.virt, found.folder)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _by_ssh(self) -> None:
        ssh, sockets, database, far = [
            await asyncio.to_thread(importlib.import_module, f"ovntui.hosts.{name}")
            for name in ("ssh", "sockets", "open_vswitch", "far")
        ]
        link = ssh.SshLink(self._remote, ask=self._callbacks.ask, on_state=lambda _: self._callbacks.turned())
        self.ssh = await self._stack.enter_async_context(link)
        there = sockets.RemoteSockets(link)
        self.connector = database.connector(there)
        await self._follow_vms(lambda end: there.open(self._libvirt, end))
        self.site = far.FarSite(self.name, self.virt, link)

    async def _follow_vms(
        self,
        open_far: Callable[[asyncio.Protocol], Awaitable[None]],
        driver: Driver | None = None,
    ) -> None:
        self.virt = await self._stack.enter_async_context(
            Virt(
                self.name,
                open_far,
                self._callbacks.changed,
                on_state=lambda _: self._callbacks.turned(),
                read_only=self._read_only,
                driver=driver,
            )
        )


async def _here(socket: str, protocol: asyncio.Protocol) -> None:
    """Connect to a libvirt of this machine."""
    try:
        await asyncio.get_running_loop().create_unix_connection(lambda: protocol, socket)
    except PermissionError as error:
        raise HostError(f"no permission to open {socket}: run as root, or join the group libvirt") from error
    except OSError as error:
        raise HostError(f"libvirt on this machine does not answer: {error.strerror or error}") from error


async def _soon(socket: Path, protocol: asyncio.Protocol) -> None:
    """Connect to the libvirt of a sandbox's host, which starts after the sandbox itself."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _STARTS
    while not await asyncio.to_thread(socket.exists):
        if loop.time() > end:
            raise HostError(f"the stand-in of libvirt on {socket.parent.name} is not there")
        await asyncio.sleep(_LOOK)
    await _here(str(socket), protocol)
