"""The console in a real pseudo-terminal, driven by keys and looked at as an operator does."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from bench.measure.programs import ENVIRONMENT, ROOT, ProgramError
from bench.measure.screen import Screen

WIDTH: Final = 200
HEIGHT: Final = 60
DOWN: Final = b"\x1b[B"
UP: Final = b"\x1b[A"
RIGHT: Final = b"\x1b[C"
PAGE_DOWN: Final = b"\x1b[6~"
PAGE_UP: Final = b"\x1b[5~"
SECONDS: Final = 120.0
"""How long anything may take to come onto the screen."""

_SYNCHRONISED: Final = b"\x1b[?2026$p"  # "do you know synchronised output?", as most terminals do
_BEGIN: Final = b"\x1b[?2026h"
_END: Final = b"\x1b[?2026l"
_READ: Final = 1 << 18
_LEAVING: Final = 60.0  # seconds that the console may take to leave; on a busy machine it needs several


class Terminal:
    """A program in a terminal of WIDTH × HEIGHT cells, from its exec. Times are perf_counter's."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._fd, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        os.set_blocking(self._fd, False)
        self.screen = Screen(WIDTH, HEIGHT)
        self.began = time.perf_counter()
        """When it was started."""
        self._process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=ENVIRONMENT,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # there is no other thread here
        )
        os.close(slave)
        self.pid = self._process.pid
        self.written = 0
        """Bytes that it has written."""

    def send(self, keys: bytes) -> float:
        """Press keys. Returns when."""
        at = time.perf_counter()
        os.write(self._fd, keys)
        return at

    def read(self, seconds: float) -> float | None:
        """Take what is written within so many seconds onto the screen: one read of it, or all of an update
        that has begun, of which a terminal shows nothing before its end. Returns when the last of it came,
        or None where nothing did."""
        if not select.select([self._fd], [], [], max(0.0, seconds))[0]:
            return None
        data, at = self._read(), time.perf_counter()
        while data.rfind(_BEGIN) > data.rfind(_END):
            if not select.select([self._fd], [], [], SECONDS)[0]:
                raise ProgramError("the console ends no update that it has begun")
            data, at = data + self._read(), time.perf_counter()
        self.written += len(data)
        if _SYNCHRONISED in data:
            os.write(self._fd, b"\x1b[?2026;2$y")
        self.screen.feed(data)
        return at

    def _read(self) -> bytes:
        try:
            data = os.read(self._fd, _READ)
        except OSError:
            data = b""
        if not data:
            raise ProgramError(f"the console ended; on its screen:\n{self.picture()}")
        return data

    def until(self, seen: Callable[[Screen], bool], what: str, seconds: float = SECONDS) -> float:
        """Read until the screen shows something. Returns when what made it so arrived. Raises
        ProgramError where that takes too long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            at = self.read(left)
            if at is not None and seen(self.screen):
                return at
        raise ProgramError(f"not seen in {seconds:g} s: {what}; on the screen:\n{self.picture()}")

    def quiet(self, seconds: float, limit: float = 3.0) -> None:
        """Read until nothing has come for so many seconds, or until the limit: the status line tells ages,
        and so is never still for long."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and self.read(seconds) is not None:
            pass

    def listen(self, seconds: float) -> None:
        """Read for so many seconds."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def picture(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.lines())

    def close(self) -> None:
        """Leave the console, by its own key first so that it can write what it has found."""
        try:
            self.send(b"\x11")  # ctrl+q
            end = time.perf_counter() + _LEAVING
            while self._process.poll() is None and time.perf_counter() < end:
                self.read(0.05)
        except (ProgramError, OSError):
            pass  # it is gone already
        self._process.kill()
        self._process.wait()
        os.close(self._fd)


def _take_terminal() -> None:
    """Make the terminal the session's own, so that who runs in it is hung up on when we end."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def terminal(argv: Sequence[str]) -> Iterator[Terminal]:
    """A program in a terminal, ended when the block is left."""
    found = Terminal(argv)
    try:
        yield found
    finally:
        found.close()
