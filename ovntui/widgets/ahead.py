"""Lines drawn before the next key wants them, in pieces so small that no key waits for one."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Final

_AFTER: Final = 0.004
"""Seconds after a key, in which what it did is painted."""
_PIECE: Final = 0.002
"""Seconds that one piece of drawing takes."""
_EVERY: Final = 0.0005
"""Seconds between two pieces, in which a key would be seen."""


class Ahead:
    """Whoever holds a key down, or pages on, wants next what lies beyond the last line. The terminal and the
    eye take their time with each picture; meanwhile the lines of the next one are drawn."""

    def __init__(self, draw: Callable[[int], None]) -> None:
        self._draw = draw
        self._rows: Iterator[int] = iter(())
        self._due: asyncio.TimerHandle | None = None

    def expect(self, rows: Iterable[int]) -> None:
        """A key was pressed, and the next one may bring these rows, and no longer those expected before."""
        self.stop()
        self._rows = iter(rows)
        self._due = asyncio.get_running_loop().call_later(_AFTER, self._piece)

    def stop(self) -> None:
        """Nobody expects anything."""
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _piece(self) -> None:
        end = monotonic() + _PIECE
        for row in self._rows:
            self._draw(row)
            if monotonic() > end:
                self._due = asyncio.get_running_loop().call_later(_EVERY, self._piece)
                return
        self._due = None
