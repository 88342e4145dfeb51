"""Clients that want too much, or too little for too long: they are cut, and nobody else is slowed."""

import asyncio
import os
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import asyncssh

from tests.console.stage import Cloud
from tests.serve.serving import Served, made_key, public, served
from tests.serve.test_login import come_in
from tests.servers.waiting import until


class Sleeper(asyncssh.SSHClientSession[bytes]):
    """A client that counts what it is sent; asleep, it takes nothing, and its window closes."""

    def __init__(self) -> None:
        self.received = 0

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self.channel = chan

    def data_received(self, data: bytes, datatype: object) -> None:
        self.received += len(data)


async def client(
    server: Served, stack: AsyncExitStack, key: Path | None = None
) -> asyncssh.SSHClientConnection:
    """A connection of kim's, or with another key, to be used in unkind ways."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)  # so that little is on its way unread
    line.connect(("127.0.0.1", server.port))
    connection = await asyncssh.connect(
        sock=line,
        username="ops",
        client_keys=[str(key or server.kim)],
        known_hosts=None,
        config=None,
        agent_path=None,
    )
    stack.callback(connection.abort)
    return connection


async def session(connection: asyncssh.SSHClientConnection, window: int = 1 << 21) -> Sleeper:
    """A session on it that has begun to write."""
    _, made = await connection.create_session(
        Sleeper, term_type="xterm-256color", term_size=(400, 150, 0, 0), encoding=None, window=window
    )
    assert isinstance(made, Sleeper)
    found = made
    await until(lambda: found.received > 2000, "the first screen", 60)
    return found


async def test_a_client_that_takes_nothing_is_cut(the_zoo: Cloud) -> None:
    async with served(the_zoo, "stall = 2\nkeepalive = 0\n") as server, AsyncExitStack() as stack:
        sleeping = await session(await client(server, stack), window=1 << 14)
        sleeping.channel.pause_reading()
        with server.terminal() as awake:
            come_in(awake)
            assert len(server.sessions()) == 2
            # what is shown for it has to be more than its window and our buffer hold
            await cut(server, sleeping)
            await until(lambda: len(server.sessions()) == 1, "its process is gone", 30)
            awake.press("4")
            awake.until(lambda: "db-moving" in awake.text, "the other goes on")


async def test_a_line_that_is_full_is_cut(the_zoo: Cloud) -> None:
    """The window that the client grants is boundless, but nothing is read from the line."""
    async with served(the_zoo, "stall = 2\nkeepalive = 0\n") as server, AsyncExitStack() as stack:
        connection = await client(server, stack)
        sleeping = await session(connection, window=(1 << 32) - 1)
        line = connection._transport
        assert isinstance(line, asyncio.Transport)
        line.pause_reading()
        before = memory(server)
        await cut(server, sleeping)
        assert memory(server) - before < 16 << 20
        await until(lambda: not server.sessions(), "its process is gone", 30)


async def test_a_client_that_gives_no_sign_of_life_is_let_go(the_zoo: Cloud) -> None:
    """Little is written for it, so that nothing backs up; but it answers nothing."""
    async with served(the_zoo, "keepalive = 1\nstall = 3600\n") as server, AsyncExitStack() as stack:
        connection = await client(server, stack)
        await session(connection)
        line = connection._transport
        assert isinstance(line, asyncio.Transport)
        line.pause_reading()
        await until(lambda: not server.sessions(), "its process is gone", 60)


async def cut(server: Served, client: Sleeper) -> None:
    """Have pages drawn for a client until it is cut."""
    for number in range(600):
        if "nothing was taken for 2 s" in server.logged:
            return
        client.channel.write(b"4" if number % 2 else b"1")
        await asyncio.sleep(0.1)
    raise AssertionError("it was never cut")


def memory(server: Served) -> int:
    """Bytes that the server itself holds."""
    return int(Path(f"/proc/{server.daemon.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_a_session_without_keys_ends(the_zoo: Cloud) -> None:
    async with served(the_zoo, "idle = 15\n") as server:
        with server.terminal() as terminal:
            come_in(terminal)
            terminal.until(lambda: "no key was pressed for 0.25 min" in terminal.text, "it is said", 60)
            assert terminal.ended() == 1
            assert terminal.output.rindex(b"\x1b[?1049l") > terminal.output.rindex(b"\x1b[?1049h")


async def test_no_more_sessions_than_there_is_room_for(the_zoo: Cloud) -> None:
    async with served(the_zoo, "sessions = 1\n") as server:
        with server.terminal() as first:
            come_in(first)
            with server.terminal() as second:
                assert second.ended(60) == 255
            assert "refused to kim at 127.0.0.1: no room for another session" in server.logged
            first.press("q")
            assert first.ended() == 0
        with server.terminal() as third:
            come_in(third)


async def test_who_takes_too_long_to_come_in_is_dropped(the_zoo: Cloud) -> None:
    async with served(the_zoo, "login-grace = 1\n") as server, AsyncExitStack() as stack:
        with socket.create_connection(("127.0.0.1", server.port)) as silent:
            silent.settimeout(60)
            while silent.recv(4096):
                pass
        connection = await client(server, stack)
        async with asyncio.timeout(60):
            await connection.wait_closed()


async def test_a_thousand_that_only_knock(the_zoo: Cloud) -> None:
    """They give way to one another, and who has a key comes in between them."""
    async with served(the_zoo, "unauthenticated = 50\nlogin-grace = 600\n") as server:
        knocking = []
        try:
            for _ in range(1000):
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", server.port))
                knocking.append(one)
                if len(knocking) % 50 == 0:
                    await asyncio.sleep(0.05)
            with server.terminal() as terminal:
                come_in(terminal)
                await until(lambda: descriptors(server) < 100, "only as many are kept as are meant to be", 60)
        finally:
            for one in knocking:
                one.close()
        await until(lambda: descriptors(server) < 20, "they are forgotten", 60)


def descriptors(server: Served) -> int:
    return len(list(Path(f"/proc/{server.daemon.pid}/fd").iterdir()))


async def test_a_thousand_keys_are_not_tried(the_zoo: Cloud) -> None:
    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(30)]
    async with served(the_zoo) as server:
        try:
            await asyncssh.connect(
                "127.0.0.1",
                server.port,
                username="ops",
                client_keys=keys,
                known_hosts=None,
                config=None,
                agent_path=None,
            )
        except asyncssh.DisconnectError as error:
            assert "too many keys" in str(error)
        assert server.logged.count("the key is not known") == 20


async def test_who_comes_and_goes_again_and_again_waits_and_nobody_else_does(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server, AsyncExitStack() as stack:
        lee = made_key(server.folder, "lee")
        server.authorize(f'role="admin" {public(server.kim)}', f'role="admin" {public(lee)}')
        connection = await client(server, stack)
        for _ in range(6):
            await connection.create_session(Sleeper, term_type="xterm", encoding=None)
        await until(lambda: len(server.sessions()) == 6, "all have begun", 60)
        connection.abort()
        await until(lambda: not server.sessions(), "none is left", 60)
        again = await client(server, stack)
        _, kims = await again.create_session(Sleeper, term_type="xterm", encoding=None)
        with server.terminal(key=lee) as lees:
            come_in(lees)
        assert isinstance(kims, Sleeper)
        assert not kims.received, "kim has still to wait"
