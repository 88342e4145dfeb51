"""A terminal that a program runs in: what it writes, byte by byte, and keys for it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

SEQUENCE = re.compile(
    rb"\x1b\[[0-9;:?<=>!$]*[ -/]*[@-~]"  # CSI
    rb"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"  # the mouse pointer's shape
    rb"|\x1b[PX^_][^\x1b\x07]*\x1b\\"  # device control
    rb"|\x1b[=>78cDEHMNOZ]"
)
"""What Textual itself sends a terminal. Operating system commands (OSC) are not among it, but for one."""

OVNTUI = str(Path(sys.executable).with_name("ovntui"))
"""The console script of the environment that the tests run in."""


class Terminal:
    """A pseudo-terminal with a program in it, ended when its `with` ends."""

    def __init__(
        self, *argv: str, environment: Mapping[str, str] | None = None, size: tuple[int, int] = (80, 24)
    ) -> None:
        self._argv = argv
        # COLUMNS and LINES, where a test runner sets them, would say another size than the terminal's.
        ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self._environment = {**ours, "TERM": "xterm-256color", **(environment or {})}
        self._size = size
        self.output = b""
        """All that the program has written."""

    def __enter__(self) -> Self:
        self._ours, self._theirs = pty.openpty()
        width, height = self._size
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.before = termios.tcgetattr(self._theirs)
        self.process = subprocess.Popen(
            self._argv,
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env=self._environment,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)

    @property
    def settings(self) -> list[object]:
        """How the terminal is set now: raw or not, echo or not."""
        return list(termios.tcgetattr(self._theirs))

    @property
    def text(self) -> str:
        """What was written, without the sequences that a terminal obeys."""
        return SEQUENCE.sub(b"", self.output).decode(errors="replace")

    def wrote(self, text: str) -> bool:
        """Whether the text was written."""
        return text in self.text

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._ours, keys.encode())

    def read(self) -> None:
        """Take what is written, without waiting for it."""
        self._read(0)

    def hang_up(self) -> None:
        """The terminal goes away."""
        os.close(self._ours)
        self._ours = os.open(os.devnull, os.O_RDWR)

    def until(self, condition: Callable[[], object], what: str, seconds: float = 20) -> None:
        """Read on until condition() is true. Raises AssertionError with what was written, after seconds."""
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            assert left > 0, f"waited {seconds:g} s in vain: {what}\n{self.text[-12000:]}"
            self._read(min(left, 0.05))

    def ended(self, seconds: float = 20) -> int:
        """Wait for the program's end; its exit code."""
        self.until(lambda: self.process.poll() is not None, "the program's end", seconds)
        self._read(0.1)
        return int(self.process.returncode)

    def _read(self, seconds: float) -> None:
        ours = select.poll()  # a test with a thousand sockets has higher numbers than select() takes
        ours.register(self._ours, select.POLLIN)
        while ours.poll(seconds * 1000):
            self.output += os.read(self._ours, 1 << 16)
            seconds = 0
