"""How often a server is listened to: at once, or while it never stops telling, now and then."""

import asyncio
from typing import Final

SPARSE: Final = 60
"""Up to how many messages a second each is read as it comes."""
REST: Final = 0.03
"""Seconds for which nothing is read while they come without a rest. To be woken for each of a thousand
messages a second costs more than to take it in; and for so long its socket holds what a server has to say."""


class Pace:
    """Counts messages as a bucket does that leaks: a burst is read as it comes, and so is whatever follows a
    rest."""

    def __init__(self) -> None:
        self._level = 0.0
        self._counted = 0.0
        self._resting: asyncio.Handle | None = None

    def read(self, messages: int, transport: asyncio.ReadTransport) -> None:
        """So many have been read. If they come without a rest, the next ones are read together."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        drained = self._level - SPARSE * (now - self._counted)
        self._level, self._counted = min(max(0.0, drained) + messages, 2.0 * SPARSE), now
        if self._level > SPARSE and self._resting is None:
            transport.pause_reading()
            self._resting = loop.call_later(REST, self._read_on, transport)

    def hurry(self, transport: asyncio.ReadTransport) -> None:
        """Somebody waits for what comes: read on in the next turn of the event loop."""
        if self._resting is not None:
            self._resting.cancel()
            self._resting = asyncio.get_running_loop().call_soon(self._read_on, transport)

    def end(self) -> None:
        """Nothing will be read any more."""
        if self._resting is not None:
            self._resting.cancel()

    def _read_on(self, transport: asyncio.ReadTransport) -> None:
        self._resting = None
        transport.resume_reading()
