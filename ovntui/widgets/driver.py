"""Textual's driver for terminals, with a wall around it: what leaves is filtered, and what comes in is of a
size that a terminal can have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from ovntui.output import filtered

LARGEST: Final = (1000, 500)
"""Columns and lines. A terminal says its own size in band, and could say any."""


class WalledDriver(LinuxDriver):
    """Sends what Textual itself says, and text; a text for the clipboard only while one is being copied."""

    _copies = False

    def write(self, data: str) -> None:
        super().write(filtered(data, copies=self._copies))

    @contextmanager
    def copying(self) -> Iterator[None]:
        """The operator copies something."""
        self._copies = True
        try:
            yield
        finally:
            self._copies = False

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            width, height = message.size
            if not (0 < width <= LARGEST[0] and 0 < height <= LARGEST[1]):
                return
        super().process_message(message)
