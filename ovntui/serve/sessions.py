"""The server's line to the nursery: sessions are started and ended over it, and their ends come back."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from ovntui.serve.admission import Admission
from ovntui.serve.orders import LONGEST, Ended, Order, Start, Stop

_DECODER: Final = msgspec.msgpack.Decoder(Ended)

SECONDS_TO_LEAVE: Final = 5.0
"""How long a process may take to leave once its terminal is gone."""


class Sessions:
    """Starts processes and tells of their ends. `lost` is called if the nursery itself ends."""

    def __init__(self, line: socket.socket, lost: Callable[[], None]) -> None:
        self._line = line
        self._lost = lost
        self._ends: dict[str, Callable[[int], None]] = {}
        self._are_gone = asyncio.Event()
        self._numbers = itertools.count(1)
        self._loop = asyncio.get_running_loop()
        line.setblocking(False)
        self._loop.add_reader(line, self._hear)

    def start(
        self,
        who: Admission,
        source: str,
        ends: Sequence[int],
        environment: Mapping[str, str],
        ended: Callable[[int], None],
    ) -> str:
        """Start a session's process with its ends of a terminal and of a line to us; ended is called with how
        it ended. Returns what the session is called. Raises OSError where the nursery does not take it."""
        session = str(next(self._numbers))
        order = Start(session, who.name, who.role, source, dict(environment))
        socket.send_fds(self._line, [msgspec.msgpack.encode(order)], ends)
        self._ends[session] = ended
        return session

    def forsake(self, session: str) -> None:
        """The session's terminal is gone; its process has a little while to leave."""
        self._loop.call_later(SECONDS_TO_LEAVE, self._stop, session)

    async def left(self) -> None:
        """Wait until no process is left."""
        self._are_gone.clear()
        if self._ends:
            await self._are_gone.wait()

    def close(self) -> None:
        """End the nursery and all sessions with it."""
        self._loop.remove_reader(self._line)
        self._line.close()

    def _stop(self, session: str) -> None:
        if session in self._ends and self._line.fileno() >= 0:
            order: Order = Stop(session)
            with contextlib.suppress(OSError):
                self._line.send(msgspec.msgpack.encode(order))

    def _hear(self) -> None:
        try:
            data = self._line.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self._line)
            self._lost()
            return
        ended = _DECODER.decode(data)
        self._ends.pop(ended.session)(ended.code)
        if not self._ends:
            self._are_gone.set()
