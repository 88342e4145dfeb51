"""When a screen paints: at once, but no more than sixty times a second."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.message_pump import MessagePump

EVERY: Final = 1 / 60
"""Seconds from one painting to the next."""


class Frames:
    """In the place of the timer that tells Textual's screens to paint. That one ticks sixty times a second,
    and what changes after a rest waits for its next tick: that was half of the time from a key to its line.
    """

    def __init__(self, screen: MessagePump, paint: Callable[[], None]) -> None:
        self._screen = screen
        self._paint = paint
        self._painted = 0.0
        self._wanted = self._awaited = False

    def resume(self) -> None:
        """There is something to paint."""
        self._wanted = True
        if self._awaited:
            return
        self._awaited = True
        wait = self._painted + EVERY - monotonic()
        if wait > 0:
            self._screen.set_timer(wait, self._due)
        else:
            self._screen.call_later(self._due)

    def now(self) -> None:
        """There is something to paint, and whoever has changed it is done: nothing else is waited for, where
        the last painting is long enough ago."""
        if self._awaited or monotonic() - self._painted < EVERY:
            self.resume()
        else:
            self._wanted = True
            self._due()

    def pause(self) -> None:
        """There is nothing to paint, or it is being painted."""
        self._wanted = False

    def _due(self) -> None:
        self._awaited = False
        if self._wanted:
            self._painted = monotonic()
            self._paint()
