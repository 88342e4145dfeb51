"""Unix sockets of a host, reached over its SSH connection: straight where we may open them there, else by a
relay that sudo starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncssh

from ovntui.hosts.channel import Carrier
from ovntui.hosts.errors import HostError
from ovntui.hosts.ssh import SshLink, channel, command_line

_CONNECT: Final = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
_CARRY: Final = (
    _CONNECT
    + """\
import os, threading
def out():
    while data := s.recv(65536):
        view = memoryview(data)
        while view:
            view = view[os.write(1, view):]
    os._exit(0)
threading.Thread(target=out, daemon=True).start()
while data := os.read(0, 65536):
    s.sendall(data)
"""
)

_RELAYS: Final = (
    (("python3", "-c", _CONNECT, "PATH"), ("python3", "-c", _CARRY, "PATH")),
    (("socat", "-u", "OPEN:/dev/null", "UNIX-CONNECT:PATH"), ("socat", "-", "UNIX-CONNECT:PATH")),
    (("nc", "-z", "-U", "PATH"), ("nc", "-U", "PATH")),
)
"""What tries a socket, and what carries it, in the order of preference. Open vSwitch's packages need Python
on most distributions; the others are there where somebody put them."""


class RemoteSockets:
    """Opens them, and remembers for each connection which relay leads to a socket that needs one."""

    def __init__(self, link: SshLink) -> None:
        self._link = link
        self._seen: asyncssh.SSHClientConnection | None = None
        self._relays: dict[str, tuple[str, ...]] = {}

    async def open(self, path: str, protocol: asyncio.Protocol) -> None:
        """Connect a protocol to a socket of the host. Raises HostError."""
        connection = await self._link.connection()
        if connection is not self._seen:
            self._seen, self._relays = connection, {}
        try:
            if path not in self._relays:
                try:
                    async with self._carried(protocol) as carrier:
                        await connection.create_unix_connection(lambda: carrier, path)
                except asyncssh.ChannelOpenError:
                    # sshd says no more than that; a relay's try tells why, or is let in where we are not
                    self._relays[path] = await self._find_relay(path)
                else:
                    return
            relay = command_line(self._relays[path])
            async with self._carried(protocol) as carrier:
                await channel(
                    connection, lambda: connection.create_session(lambda: carrier, relay, encoding=None)
                )
        except (asyncssh.Error, OSError) as error:
            raise HostError(f"{self._link.remote}: {path} cannot be opened: {error}") from error

    @asynccontextmanager
    async def _carried(self, protocol: asyncio.Protocol) -> AsyncIterator[Carrier]:
        """A carrier with a channel to come; where none comes, nothing is kept of it."""
        await self._link.channels.acquire()
        carrier = Carrier(protocol, self._link.channels.release)
        try:
            yield carrier
        except BaseException:
            carrier.give_up()
            raise

    async def _find_relay(self, path: str) -> tuple[str, ...]:
        """What carries that socket. Raises HostError with the reason why nothing does."""
        remote, user = self._link.remote, self._link.state.user
        sudo = () if user == "root" else ("sudo", "-n", "--")
        for attempt, relay in _RELAYS:
            done = await self._link.run(*sudo, *_with(attempt, path))
            if done.status == 0:
                return *sudo, *_with(relay, path)
            if "password is required" in done.err or "not in the sudoers" in done.err:
                raise HostError(
                    f"{remote}: {user} may not open {path}, and sudo wants a password there: log in as root, "
                    "or let sudo do without"
                )
            if "not found" not in done.err:
                raise HostError(f"{remote}: {path}: {_why(done.err)}")
        raise HostError(f"{remote}: {path} cannot be carried: neither python3, socat nor nc is there")


def _with(argv: tuple[str, ...], path: str) -> tuple[str, ...]:
    return tuple(word.replace("PATH", path) for word in argv)


def _why(complaint: str) -> str:
    """What one of them says of a socket that it cannot open."""
    if "No such file" in complaint:
        return "there is no such socket: is its daemon running?"
    if "refused" in complaint:
        return "nobody serves it any more: is its daemon running?"
    return complaint.splitlines()[-1] if complaint else "it cannot be opened, and nobody says why"
