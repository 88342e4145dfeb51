"""What goes to the terminal: at once while it takes all, or else by a thread until it has."""

import os
import select
from queue import Queue
from time import monotonic
from typing import IO, Final

from textual.drivers._writer_thread import WriterThread  # Textual's driver knows no other

_WAITING: Final = 30
"""How many writes may wait for the terminal, as with Textual; who has more to say waits, too."""

_MOMENT: Final = 0.005
"""Seconds that the event loop waits for the terminal to take a picture."""


class Writer(WriterThread):
    """Textual hands each write to a thread, which waits until the event loop has nothing else to do: half a
    millisecond and more of what a key takes. Nearly every terminal takes a picture at once."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self._terminal = file.fileno()
        self._at_once = _opened_again(self._terminal)
        self._late: Queue[bytes | None] = Queue(_WAITING)

    def write(self, text: str) -> None:
        """Write a text, behind all that was written before."""
        data = text.encode("utf-8", "replace")
        if self._at_once is not None and not self._late.unfinished_tasks:
            data = _left(self._at_once, data)
        if data:
            self._late.put(data)

    def run(self) -> None:
        """Write what the terminal did not take at once."""
        while (data := self._late.get()) is not None:
            while data:
                try:
                    data = data[os.write(self._terminal, data) :]
                except BlockingIOError:  # somebody who shares it has it so
                    _ready(self._terminal, None)
                except OSError:
                    break  # it is gone, which is noticed where keys are read
            self._late.task_done()

    def stop(self) -> None:
        """Nothing more is written; all that was, is."""
        self._late.put(None)
        self.join()
        if self._at_once is not None:
            os.close(self._at_once)
            self._at_once = None


def _left(terminal: int, data: bytes) -> bytes:
    """Write what a terminal takes in a moment, and return the rest. The kernel takes a picture in parts."""
    end = monotonic() + _MOMENT
    while data:
        try:
            data = data[os.write(terminal, data) :]
        except BlockingIOError:
            if (wait := end - monotonic()) <= 0 or not _ready(terminal, wait):
                break
        except OSError:  # it is gone: the thread finds the same
            break
    return data


def _ready(terminal: int, seconds: float | None) -> bool:
    """Wait for so long, or for as long as it takes, until a terminal takes more."""
    poll = select.poll()
    poll.register(terminal, select.POLLOUT)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def _opened_again(terminal: int) -> int | None:
    """The terminal in a way that never waits. Whoever started us has the same open file as we have, and that
    must stay as it is (open(2), O_NONBLOCK); None where it is none, or is not ours to open."""
    try:
        return os.open(os.ttyname(terminal), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
