"""What an operator may type wrongly, or meet: one sentence each time, soon, and no traceback."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import ConnectError, RemoteError
from ovntui.ovsdb.remote import parse_remotes
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK
from tests.servers.ovsdb import standalone
from tests.servers.proxy import settled

Service: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def refusal(remotes: str, name: str = zoo.NAME) -> str:
    """What opening says that cannot succeed."""
    async with Database(name, parse_remotes(remotes), timing=QUICK) as database:
        began = time.monotonic()
        with pytest.raises(ConnectError) as caught:
            await database.opened()
        assert time.monotonic() - began < QUICK.connect + 2
        assert database.link.state == "connecting"
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "Errno" not in sentence
    assert sentence.startswith(f"cannot open {name}: ")
    return sentence


@asynccontextmanager
async def service(answer: Service) -> AsyncIterator[str]:
    """Something that listens on TCP and is no OVSDB server."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except ConnectionError:
            return  # the client has had enough

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        task.add_done_callback(lambda _: writer.transport.abort())
        tasks.add(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await settled()


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", " , ", "unix", "unix:", "tcp:", "tcp::6641", "ssl:[::1:6641", "tcp:h:port", "tcp:h:0"),
        *("tcp:h:65536", "tcp:h:1:2", "tcp:::1:6641", "http://h", "ptcp:6641", "punix:/x", "tcp:h:²", "/x"),
        "unix:/a,nonsense",
    ],
)
def test_what_is_no_remote(text: str) -> None:
    with pytest.raises(RemoteError) as caught:
        parse_remotes(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("unix:/run/ovn/ovnnb_db.sock", "unix:/run/ovn/ovnnb_db.sock"),
        (" tcp:h:1 , ssl:[::1]:2 ", "tcp:h:1,ssl:[::1]:2"),
        ("tcp:h", "tcp:h:6640"),
        ("ssl:[fe80::1%eth0]", "ssl:[fe80::1%eth0]:6640"),
        ("tcp:h:1,tcp:h:1", "tcp:h:1"),
        ("unix:/a:b", "unix:/a:b"),
    ],
)
def test_what_is_a_remote(text: str, canonical: str) -> None:
    assert ",".join(str(remote) for remote in parse_remotes(text)) == canonical


async def test_no_socket_there(tmp_path: Path) -> None:
    assert f"there is no socket {tmp_path}/none" in await refusal(f"unix:{tmp_path}/none")


async def test_a_file_that_is_no_socket(tmp_path: Path) -> None:
    file = tmp_path / "nb.db"
    file.write_text("OVSDB JSON 0 0\n")
    sentence = await refusal(f"unix:{file}")
    assert str(file) in sentence
    assert "unix:" in sentence or "not a socket" in sentence or "serves" in sentence


async def test_a_socket_nobody_serves_any_more() -> None:
    async with standalone(zoo.SCHEMA) as server:
        server.kill()
        assert f"nobody serves {server.unix.removeprefix('unix:')}" in await refusal(server.unix)
        assert "refused the connection" in await refusal(server.tcp)


async def test_a_path_that_is_too_long(tmp_path: Path) -> None:
    assert "cannot open" in await refusal(f"unix:{tmp_path}/{'long' * 40}")


async def test_a_host_that_nobody_knows() -> None:
    assert "no host that is known" in await refusal("tcp:no-such-host.invalid:6641")


async def test_another_database() -> None:
    async with standalone(zoo.SCHEMA) as server:
        sentence = await refusal(server.unix, "OVN_Northbound")
    assert f"{server.unix} serves {zoo.NAME}, not OVN_Northbound" in sentence


async def test_a_web_server() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        await reader.read()

    async with service(answer) as remote:
        assert f"{remote} is not an OVSDB server" in await refusal(remote)


async def test_json_that_is_no_ovsdb() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b'{"hello": "world"} {"id": [')
        await writer.drain()
        await reader.read()

    async with service(answer) as remote:
        assert remote in await refusal(remote)


async def test_a_service_that_says_nothing() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(100):
            pass

    async with service(answer) as remote:
        assert remote in await refusal(remote)


async def test_a_service_that_hangs_up() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    async with service(answer) as remote:
        assert f"{remote} closed the connection" in await refusal(remote)


async def test_a_service_that_never_ends_its_message() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"id":1,"result":"')
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with service(answer) as remote:
        assert remote in await refusal(remote)


async def test_each_remote_says_its_own(tmp_path: Path) -> None:
    async with standalone(zoo.SCHEMA) as server:
        server.stop()
        sentence = await refusal(f"unix:{tmp_path}/none,{server.tcp}")
    assert f"{tmp_path}/none" in sentence
    assert server.tcp in sentence
