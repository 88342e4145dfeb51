"""One SSH connection to one host, kept up: it is made anew for ever, and all that is done there shares it."""

import asyncio
import contextlib
import random
import shlex
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self, TypeAlias, TypeVar

import asyncssh

from ovntui.hosts.asking import Ask
from ovntui.hosts.done import Done, Heard
from ovntui.hosts.ending import end
from ovntui.hosts.errors import HostError, NotLetIn, Unreached
from ovntui.hosts.faults import lost
from ovntui.hosts.login import Client, Login, Timing
from ovntui.ovsdb.remote import Remote

CHANNELS: Final = 8
"""How many channels are open at once; others wait. sshd's own limit is ten sessions (MaxSessions)."""

_AGAIN: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between tries to open one of them."""

ChannelT = TypeVar("ChannelT")

PATIENCE: Final = 3.0
"""Seconds after the loss of a connection for which whoever needs it waits for it to come back."""

State: TypeAlias = Literal["connecting", "up", "lost"]


@dataclass(frozen=True, slots=True)
class SshState:
    """How things stand between us and a host. since is by the event loop's clock; error tells why there is no
    connection, in one sentence; user and server are who we are there and what the SSH server calls itself."""

    state: State = "connecting"
    since: float = 0.0
    error: str = ""
    user: str = ""
    server: str = ""


class SshLink:
    """Entering it (`async with`) starts connecting."""

    def __init__(
        self,
        remote: Remote,
        *,
        ask: Ask | None = None,
        on_state: Callable[[SshState], None] | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.remote = remote
        self.state = SshState()
        self.channels = asyncio.Semaphore(CHANNELS)
        """Hold one for as long as a channel is open."""
        self._timing = timing or Timing()
        self._login = Login(remote, ask, self._timing)
        self._on_state = on_state
        self._connection: asyncssh.SSHClientConnection | None = None
        self._returns_by = 0.0
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._turn("connecting")
        self._task = asyncio.create_task(self._follow(), name=f"follow {self.remote}")
        self._task.add_done_callback(lambda _: self._changed.set())  # nobody waits for what will not come
        return self

    async def __aexit__(self, *_: object) -> None:
        await end(self._task)

    def another(self) -> "SshLink":
        """Another connection to the same host, with the keys that were unlocked for this one; nobody is asked
        for more."""
        link = SshLink(self.remote, timing=self._timing)
        link._login.keys = list(self._login.keys)
        return link

    def retry(self) -> None:
        """Try again now, and ask for passphrases again."""
        self._login.is_asked = False
        self._hurry.set()

    @property
    def local_address(self) -> str:
        """Our own end of the connection; "" where it goes over another host, or is not up."""
        if self._connection is None or self._connection.get_extra_info("socket") is None:
            return ""
        return str(self._connection.get_extra_info("sockname", ("",))[0])

    async def connection(self) -> asyncssh.SSHClientConnection:
        """The connection. Waits while the first one is being made, and a moment for one that was lost. Raises
        HostError with the reason why there is none."""
        loop = asyncio.get_running_loop()
        while self._connection is None:
            if self._task is not None and self._task.done():
                raise HostError(f"{self.remote} is not being followed")
            left = None if self.state.state == "connecting" else self._returns_by - loop.time()
            if left is not None and left <= 0:
                raise Unreached(self.state.error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()
        return self._connection

    async def welcomed(self) -> None:
        """Wait until there is a connection, for as long as that takes. Raises HostError where nobody follows
        the host any more."""
        while self._connection is None:
            if self._task is None or self._task.done():
                raise HostError(f"{self.remote} is not being followed")
            await self._changed.wait()

    async def run(
        self, *argv: str, data: bytes = b"", seconds: float = 30, heard: Heard | None = None
    ) -> Done:
        """Run a program there: every argument arrives as it is, whatever it holds. heard is told what it
        prints, line by line. Raises HostError, also when it has not ended in time."""
        connection = await self.connection()
        async with self.channels:
            try:
                async with asyncio.timeout(seconds):
                    return await _run(connection, command_line(argv), data, heard)
            except TimeoutError as error:
                raise HostError(f"{self.remote}: {argv[0]} did not end in {seconds:g} s") from error
            except (asyncssh.Error, OSError) as error:
                raise Unreached(f"{self.remote}: {argv[0]} could not be run: {error}") from error

    def _turn(self, state: State, error: str = "", user: str = "", server: str = "") -> None:
        since = self.state.since if state == self.state.state else asyncio.get_running_loop().time()
        self.state = SshState(state, since, error, user, server)
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()
        if self._on_state is not None:
            self._on_state(self.state)

    async def _follow(self) -> None:
        wait = self._timing.first_wait
        while True:
            longest = self._timing.longest_wait
            try:
                connection, client = await self._login.open()
            except HostError as error:
                self._turn("lost", str(error))
                longest = self._timing.refused_wait if isinstance(error, NotLetIn) else longest
            else:
                wait = self._timing.first_wait
                await self._stay(connection, client)
            self._hurry.clear()
            jitter = random.uniform(0.5, 1.0)  # noqa: S311  # no secret
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait * jitter):
                    await self._hurry.wait()
            wait = min(wait * 2, longest)

    async def _stay(self, connection: asyncssh.SSHClientConnection, client: Client) -> None:
        """Until the connection ends."""
        self._connection = connection
        self._turn(
            "up",
            user=connection.get_extra_info("username", ""),
            server=connection.get_extra_info("server_version", "").removeprefix("SSH-2.0-"),
        )
        try:
            await connection.wait_closed()
        finally:
            self._connection = None
            connection.abort()
        self._returns_by = asyncio.get_running_loop().time() + PATIENCE
        self._turn("lost", lost(client.ended, self.remote))


async def _run(connection: asyncssh.SSHClientConnection, line: str, data: bytes, heard: Heard | None) -> Done:
    process: asyncssh.SSHClientProcess[bytes] = await channel(
        connection, lambda: connection.create_process(line, encoding=None)
    )
    try:
        with contextlib.suppress(BrokenPipeError):  # it has read all that it wants
            process.stdin.write(data)
            process.stdin.write_eof()
        out, err = await asyncio.gather(_out(process.stdout, heard), process.stderr.read())
        await process.wait_closed()
    finally:
        process.channel.abort()
    if process.exit_status is None and process.exit_signal is None:
        raise asyncssh.ConnectionLost("the connection ended before it did")
    status = process.exit_status if process.exit_signal is None else None
    return Done(status, out, err.decode(errors="replace").strip())


async def _out(stream: asyncssh.SSHReader[bytes], heard: Heard | None) -> bytes:
    if heard is None:
        return await stream.read()
    lines = []
    async for line in stream:
        lines.append(line)
        heard(line.decode(errors="replace").rstrip("\n"))
    return b"".join(lines)


async def channel(
    connection: asyncssh.SSHClientConnection, opened: Callable[[], Awaitable[ChannelT]]
) -> ChannelT:
    """Open a channel for a program, again where that is refused: sshd counts those that have just ended for a
    moment more (MaxSessions), and may be set to take fewer. Raises asyncssh.ChannelOpenError."""
    for wait in _AGAIN:
        try:
            return await opened()
        except asyncssh.ChannelOpenError:
            if connection.is_closed():
                raise
            await asyncio.sleep(wait)
    return await opened()


def command_line(argv: Sequence[str]) -> str:
    """SSH carries one line, which the user's shell on the far side takes apart again (RFC 4254 section 6.5):
    each argument quoted, so that it does so exactly where we put them together."""
    return shlex.join(argv)
