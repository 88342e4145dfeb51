"""Textual's driver for terminals, with a wall around it: what leaves is filtered, and what comes in is of a
size that a terminal can have."""

import asyncio
import codecs
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from textual import events
from textual._xterm_parser import XTermParser  # Textual offers no other way to it than a thread of its own
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from ovntui.output import filtered
from ovntui.widgets.typed import Typed
from ovntui.widgets.writer import Writer

LARGEST: Final = (1000, 500)
"""Columns and lines. A terminal says its own size in band, and could say any."""

HUNG_UP: Final = 129
"""The exit code where the terminal went away, as a shell gives it for SIGHUP."""

_BEGIN: Final = "\x1b[?2026h"
_END: Final = "\x1b[?2026l"
"""What Textual says before and behind an update, to terminals that know synchronised output."""

_READ: Final = 1 << 12


class WalledDriver(LinuxDriver):
    """Sends what Textual itself says, and text; a text for the clipboard only while one is being copied.

    Keys are read by the event loop. Textual's own thread for them looks for its end ten times a second,
    which is most of what a console at rest would do, and hands each key over to the loop anyway.
    """

    on_typed: Callable[[], None] | None = None
    """Called when something was typed, before anybody handles it."""

    _copies = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._update: list[str] | None = None
        self._reading = False
        self._due: asyncio.TimerHandle | None = None
        self._typed = Typed(self._app, self.process_message)

    # What leaves

    def write(self, data: str) -> None:
        """What is between the signs of one update goes out in one piece: each is a system call, and over
        SSH a packet."""
        data = filtered(data, copies=self._copies)
        if data == _BEGIN:
            self._update = [data]
        elif self._update is None:
            super().write(data)
        else:
            self._update.append(data)
            if data == _END:
                update, self._update = self._update, None
                super().write("".join(update))

    @contextmanager
    def copying(self) -> Iterator[None]:
        """The operator copies something."""
        self._copies = True
        try:
            yield
        finally:
            self._copies = False

    # What comes in

    def start_application_mode(self) -> None:
        self._reading = True
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's has no types
        if (theirs := self._writer_thread) is not None and self._file is not None:
            theirs.stop()  # when it has written what is said at a start
            self._writer_thread = Writer(self._file)
            self._writer_thread.start()

    def disable_input(self) -> None:
        self._stop_reading()
        super().disable_input()

    def run_input_thread(self) -> None:
        """Runs in Textual's thread, which has no more to do than this."""
        self._loop.call_soon_threadsafe(self._read_from_now_on)

    def _read_from_now_on(self) -> None:
        if self._reading:
            self._parser = XTermParser(self._debug)
            self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
            self._loop.add_reader(self.fileno, self._read)

    def _stop_reading(self) -> None:
        self._reading = False
        self._loop.remove_reader(self.fileno)
        self._typed.forget()
        if self._due is not None:
            self._due.cancel()

    def _read(self) -> None:
        try:
            data = os.read(self.fileno, _READ)
        except OSError:  # EIO: nobody has the other end any more
            data = b""
        if not data:
            self._stop_reading()
            self._app.exit(return_code=HUNG_UP)
            return
        if self.on_typed is not None:
            self.on_typed()
        self._typed.add(self._parser.feed(self._decode(data)))
        if self._due is not None:
            self._due.cancel()
        # An escape may have been the key, or the beginning of another one's sequence.
        self._due = self._loop.call_later(ESCAPE_DELAY, lambda: self._typed.add(self._parser.tick()))

    def send_message(self, message: Message) -> None:
        """At once: it was read where it is handled."""
        self._app.post_message(message)

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            width, height = message.size
            if not (0 < width <= LARGEST[0] and 0 < height <= LARGEST[1]):
                return
        super().process_message(message)
