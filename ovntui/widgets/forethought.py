"""Work done before it is asked for, in pieces so small that no key waits for one."""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final

PIECE: Final = 0.003
"""Seconds that one piece of work takes."""
EVERY: Final = 0.01
"""Seconds between the beginnings of two pieces."""
_AFTER_A_KEY: Final = 0.15
"""Seconds for which the operator is left alone: another key is likely."""


class Forethought:
    """Goes once through all keys of records. The caller owns the timer and calls think() at each tick."""

    def __init__(self, learn: Callable[[str], None]) -> None:
        self._learn = learn
        self._left: Iterator[str] = iter(())
        self._quiet_until = 0.0

    def begin(self, keys: Iterator[str]) -> None:
        """There are these to go through."""
        self._left = keys

    def hold(self) -> None:
        """A key was pressed."""
        self._quiet_until = monotonic() + _AFTER_A_KEY

    def think(self) -> bool:
        """Do a piece; True when all is done."""
        now = monotonic()
        if now < self._quiet_until:
            return False
        end = now + PIECE
        for key in self._left:
            self._learn(key)
            if monotonic() > end:
                return False
        return True
