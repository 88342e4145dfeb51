"""A bad line between a client and a server.

It forwards faithfully until told otherwise: then it cuts after so many bytes, holds everything back
without closing, swallows, slows down, or hands on in small pieces.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers.process import short_folder


class Flow:
    """One direction of the line, and what is done to it. Holds for all connections, old and new."""

    def __init__(self) -> None:
        self.passed = 0
        """Bytes handed on so far."""
        self.piece = 1 << 16
        """The most bytes handed on at a time."""
        self.pause = 0.0
        """Seconds to wait before each piece."""
        self.swallows = False
        """Whether what arrives is thrown away while the connection stays."""
        self.cut_at: int | None = None
        """The connection is cut when passed reaches this."""
        self.replaced: tuple[bytes, bytes] | None = None
        """A word and what it is handed on as. Both of one length."""
        self._open = asyncio.Event()
        self._open.set()

    def cut_after(self, count: int) -> None:
        """Cut the connection when exactly count more bytes have passed. Happens once."""
        self.cut_at = self.passed + count

    def hold(self) -> None:
        """Hand nothing on, and close nothing: a black hole."""
        self._open.clear()

    def release(self) -> None:
        """Hand on again, beginning with what was held."""
        self._open.set()

    async def step(self, pieces: int) -> None:
        """Hand on so many pieces of what is held, with time for what follows each."""
        for _ in range(pieces):
            self.release()
            self.hold()
            await asyncio.sleep(0.002)

    async def pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Hand on from source to sink until either ends or the line is to be cut."""
        held = b""
        while data := await source.read(1 << 16):
            if self.replaced is not None:
                data, held = _replace(held + data, *self.replaced)
            while data:
                await self._open.wait()
                if self.pause:
                    await asyncio.sleep(self.pause)
                piece, data = data[: self.piece], data[self.piece :]
                if self.cut_at is not None:
                    piece = piece[: max(self.cut_at - self.passed, 0)]
                self.passed += len(piece)
                if not self.swallows:
                    sink.write(piece)
                    await sink.drain()
                if self.cut_at == self.passed:
                    self.cut_at = None
                    return


def _replace(data: bytes, old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """data with old replaced, and the end of it that may be the beginning of another old."""
    assert len(old) == len(new)
    data = data.replace(old, new)
    keep = next((n for n in range(len(old) - 1, 0, -1) if data.endswith(old[:n])), 0)
    return data[: len(data) - keep], data[len(data) - keep :]


class Proxy:
    """The line itself: listens on a unix socket of its own and connects on to one target."""

    def __init__(self, socket: Path, target: str) -> None:
        self._socket = socket
        self._target = target
        self._lines: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.up = Flow()
        """From the client to the server."""
        self.down = Flow()
        """From the server to the client."""
        self.connections = 0
        """How many connections there have been."""
        self.refuses = False
        """Whether new connections are closed at once."""

    @property
    def remote(self) -> str:
        """Where clients connect to."""
        return f"unix:{self._socket}"

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_unix_server(self._accept, self._socket)

    async def close(self) -> None:
        """Cut all and listen no longer."""
        assert self._server is not None
        self._server.close()
        await self.cut()
        await self._server.wait_closed()
        await settled()

    async def cut(self) -> None:
        """Cut all connections that there are."""
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    @property
    def open_lines(self) -> int:
        """How many connections there are now."""
        return len(self._lines)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.create_task(self._line(reader, writer))
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)
        line.add_done_callback(lambda _: writer.transport.abort())  # also of one cancelled unbegun

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        far: asyncio.StreamWriter | None = None
        try:
            if self.refuses:
                return
            far_reader, far = await self._dial()
            pumps = {
                asyncio.create_task(self.up.pump(reader, far)),
                asyncio.create_task(self.down.pump(far_reader, writer)),
            }
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
        except OSError:
            return  # the server is away: the client sees its connection closed
        finally:
            for end in (writer, far):
                if end is not None:
                    await _hang_up(end)

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        scheme, _, rest = self._target.partition(":")
        if scheme == "unix":
            return await asyncio.open_unix_connection(rest)
        host, _, port = rest.rpartition(":")
        return await asyncio.open_connection(host, int(port))


async def settled() -> None:
    """Let transports that were aborted be closed: one turn of the loop for the callback that aborts,
    one for the transport's own."""
    for _ in range(2):
        await asyncio.sleep(0)


async def _hang_up(end: asyncio.StreamWriter) -> None:
    """Close after what was written has left: what has passed the line has passed it."""
    end.close()
    try:
        await asyncio.wait_for(end.wait_closed(), 1)
    except (OSError, TimeoutError):
        end.transport.abort()


@asynccontextmanager
async def proxy(target: str) -> AsyncIterator[Proxy]:
    """A line to target, a unix or tcp remote."""
    with short_folder() as folder:
        line = Proxy(folder / "line", target)
        await line.start()
        try:
            yield line
        finally:
            await line.close()
