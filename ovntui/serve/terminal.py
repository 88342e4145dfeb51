"""The server's end of a session's pseudo-terminal: what is read from it and typed into it, both bounded."""

import asyncio
import contextlib
import fcntl
import os
import pty
import struct
import termios
from collections.abc import Callable
from typing import Final

LARGEST: Final = (1000, 500)
"""Columns and lines; a client may claim any number, and the console would make room for them all."""

_READ: Final = 1 << 14
_TYPED: Final = 1 << 16
"""Bytes typed and not yet taken above which the client is asked to wait."""


def bounded(columns: int, lines: int) -> tuple[int, int]:
    """A size within reason for what a client claims; what it does not know is as of old."""
    width = min(max(columns, 1), LARGEST[0]) if columns else 80
    return width, min(max(lines, 1), LARGEST[1]) if lines else 24


class Terminal:
    """Gives what the process writes to `output`, and says `ended` when no process has it any more.

    `held` is told True when what was typed backs up, and False when it is taken again.
    """

    def __init__(
        self,
        size: tuple[int, int],
        output: Callable[[bytes], None],
        ended: Callable[[], None],
        held: Callable[[bool], None],
    ) -> None:
        self._output, self._ended, self._held = output, ended, held
        self._loop = asyncio.get_running_loop()
        self._ours, self.theirs = pty.openpty()
        self._typed = bytearray()
        self._is_held = False
        self._is_paused = True
        os.set_blocking(self._ours, False)
        self.resize(*size)
        modes = termios.tcgetattr(self.theirs)
        modes[3] &= ~termios.ECHO  # what is typed before the console is there is not for the screen
        termios.tcsetattr(self.theirs, termios.TCSANOW, modes)

    def handed_over(self) -> None:
        """A process has the other end now."""
        os.close(self.theirs)
        self.resume()

    def resize(self, columns: int, lines: int) -> None:
        """Tell the process another size, within reason; it gets a SIGWINCH."""
        width, height = bounded(columns, lines)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def pause(self) -> None:
        """Read nothing more; the process waits once the kernel's few kilobytes are full."""
        if not self._is_paused:
            self._is_paused = True
            self._loop.remove_reader(self._ours)

    def resume(self) -> None:
        """Read on after pause()."""
        if self._is_paused and self._ours >= 0:
            self._is_paused = False
            self._loop.add_reader(self._ours, self._read)

    def type(self, data: bytes) -> None:
        """Type, as soon as the process takes it."""
        if self._ours < 0 or not data:
            return
        is_first = not self._typed
        self._typed += data
        if is_first:
            self._write()

    def drain(self) -> None:
        """Give out what the process has written and is still there, where nobody is waiting for less."""
        while self._ours >= 0 and not self._is_paused and self._read():
            pass

    def close(self) -> None:
        """Hang up; the process gets a SIGHUP."""
        if self._ours < 0:
            return
        self.pause()
        self._loop.remove_writer(self._ours)
        os.close(self._ours)
        self._ours = -1

    def _read(self) -> bool:
        try:
            data = os.read(self._ours, _READ)
        except BlockingIOError:
            return False
        except OSError:  # EIO: the last process that had it open is gone
            data = b""
        if not data:
            self.pause()
            self._ended()
            return False
        self._output(data)
        return True

    def _write(self) -> None:
        try:
            del self._typed[: os.write(self._ours, self._typed)]
        except BlockingIOError:
            pass
        except OSError:
            self._typed.clear()
        if self._typed:
            self._loop.add_writer(self._ours, self._write)
        else:
            self._loop.remove_writer(self._ours)
        self._hold(len(self._typed) > _TYPED or (self._is_held and bool(self._typed)))

    def _hold(self, hold: bool) -> None:
        if hold != self._is_held:
            self._is_held = hold
            self._held(hold)
