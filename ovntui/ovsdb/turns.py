"""Whose turn it is: what is being loaded gives way to who waits at the screen.

A key goes through several turns of the event loop before its line is painted, and each of them would also
take in what has come of a large table meanwhile.
"""

import asyncio
from collections.abc import Callable
from typing import Final

LONGEST: Final = 0.03
"""Seconds that loading waits at most; then it has a turn, whoever waits."""


class Turns:
    """One for all connections of a process, because they share its event loop."""

    def __init__(self) -> None:
        self._until = 0.0
        self._waiting: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_held(self) -> bool:
        """Whether somebody waits at the screen."""
        return asyncio.get_running_loop().time() < self._until

    def hold(self) -> None:
        """Somebody waits, from now until release()."""
        self._until = asyncio.get_running_loop().time() + LONGEST

    def release(self) -> None:
        """What was waited for is on the screen, or has taken too long."""
        self._until = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            asyncio.get_running_loop().call_soon(call)

    def soon(self, call: Callable[[], None]) -> None:
        """Call it when it is its turn: the next one, if nobody waits."""
        loop = asyncio.get_running_loop()
        if not self.is_held:
            loop.call_soon(call)
            return
        self._waiting.append(call)
        if self._timer is None:  # a hold that follows does not make it wait for longer
            self._timer = loop.call_at(self._until, self.release)
