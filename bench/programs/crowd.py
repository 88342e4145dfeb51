"""A crowd at a server: some press keys, each in a pace of its own, and some behave as nobody should.

`python -m bench.programs.crowd PORT GOOD BAD SECONDS KEY…` prints, as JSON, the seconds from each key to its
paint. The kinds of bad clients take turns: one takes nothing, one a kilobyte a second, one comes anew each
second. Each client has the next of the keys, and what the bad ones have the good ones do not.
"""

import asyncio
import json
import random
import re
import sys
import time
from typing import Final

import asyncssh

_PAINT: Final = re.compile(rb"\x1b\[(?:[4-9]|[1-3]\d);")
"""A line of the table is drawn; the status line, which tells ages, is the first."""


class Client(asyncssh.SSHClientSession[bytes]):
    """Knows when the first screen and when a line of the table was drawn."""

    def __init__(self) -> None:
        self.painted = asyncio.Event()
        self.shown = asyncio.Event()
        self.received = 0

    def data_received(self, data: bytes, datatype: object) -> None:
        self.received += len(data)
        if self.received > 3000:
            self.shown.set()
        if _PAINT.search(data):
            self.painted.set()


async def come(
    port: int, key: str
) -> tuple[asyncssh.SSHClientConnection, asyncssh.SSHClientChannel[bytes], Client]:
    """Log in and open the console on the ports."""
    connection = await asyncssh.connect(
        "127.0.0.1", port, username="ops", client_keys=[key], known_hosts=None, config=None, agent_path=None
    )
    channel, made = await connection.create_session(
        Client, term_type="xterm-256color", term_size=(120, 40, 0, 0), encoding=None
    )
    assert isinstance(made, Client)
    return connection, channel, made


class Gong:
    """When everybody has come in, and when it is over."""

    def __init__(self) -> None:
        self.ready = asyncio.Semaphore(0)
        self.begin, self.end = asyncio.Event(), asyncio.Event()


async def good(port: int, key: str, number: int, gong: Gong, took: list[float]) -> None:
    """Goes down and up in the ports, with a pause to look."""
    draw = random.Random(number)
    connection, channel, client = await come(port, key)
    await client.shown.wait()
    channel.write(b"4")
    await asyncio.sleep(2)
    gong.ready.release()
    await gong.begin.wait()
    step = 0
    while not gong.end.is_set():
        await asyncio.sleep(draw.uniform(0.5, 1.5))
        client.painted.clear()
        pressed = time.perf_counter()
        channel.write(b"\x1b[B" if step % 30 < 15 else b"\x1b[A")
        step += 1
        async with asyncio.timeout(30):
            await client.painted.wait()
        took.append(time.perf_counter() - pressed)
    connection.abort()


async def takes_nothing(port: int, key: str) -> None:
    """Shows up, has much drawn, and reads none of it; once it is cut, again."""
    while True:
        connection, channel, client = await come(port, key)
        await client.shown.wait()
        channel.pause_reading()
        while not channel.is_closing():
            channel.write(b"14")
            await asyncio.sleep(0.2)
        connection.abort()


async def takes_little(port: int, key: str) -> None:
    """A kilobyte a second."""
    _, channel, client = await come(port, key)
    taken = 0
    while True:
        channel.pause_reading()
        await asyncio.sleep(1 if client.received > taken + 1024 else 0.2)
        channel.write(b"j")
        taken += 1024
        channel.resume_reading()
        await asyncio.sleep(0)


async def comes_anew(port: int, key: str) -> None:
    """Logs in and is gone, each second."""
    while True:
        connection, _, _ = await come(port, key)
        await asyncio.sleep(1)
        connection.abort()


async def kept(behave: object, port: int, key: str) -> None:
    """A bad client that was shown the door comes back."""
    while True:
        try:
            await behave(port, key)  # type: ignore[operator]  # one of the three above
        except (OSError, asyncssh.Error):
            await asyncio.sleep(1)


async def main(port: int, decent: int, bad: int, seconds: float, keys: list[str]) -> None:
    gong, took = Gong(), list[float]()
    theirs, ours = keys[:3], keys[3:]
    kinds = (takes_nothing, takes_little, comes_anew)
    clients = [
        asyncio.create_task(good(port, ours[number % len(ours)], number, gong, took))
        for number in range(decent)
    ]
    for _ in range(decent):
        await gong.ready.acquire()
    await asyncio.sleep(5)  # until those who came last are settled, too
    gong.begin.set()
    unruly = [asyncio.create_task(kept(kinds[number % 3], port, theirs[number % 3])) for number in range(bad)]
    print(flush=True)
    await asyncio.sleep(seconds)
    gong.end.set()
    await asyncio.gather(*clients)
    for one in unruly:
        one.cancel()
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5:]))
