"""Turning a fork into a session's own process: its terminal, its environment, nothing of ours."""

import ctypes
import fcntl
import os
import resource
import signal
import sys
import termios
import time
from collections.abc import Mapping
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
_PR_SET_DUMPABLE: Final = 4


def no_core() -> None:
    """Leave no core file, and let no process of the same user look into this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def die_with_parent() -> None:
    """Be killed when the process that forked this one ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def enter_terminal(terminal: int, *others: int) -> list[int]:
    """In a fresh fork: lead a session of its own with this terminal, and keep no other descriptors than
    these others, which are returned under the numbers that they have now."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    kept = [fcntl.fcntl(other, fcntl.F_DUPFD_CLOEXEC, 10) for other in others]
    for number in (0, 1, 2):
        os.dup2(terminal, number)
    above = 2
    for number in (*sorted(kept), os.sysconf("SC_OPEN_MAX")):
        os.closerange(above + 1, number)
        above = number
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = os.fdopen(number, mode, encoding="utf-8", errors="replace", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)  # Textual writes to these
    return kept


def enter_environment(environment: Mapping[str, str]) -> None:
    """Know nothing but this environment, and its time zone."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def default_signals() -> None:
    """As a program has them that was just started."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
