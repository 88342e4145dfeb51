"""Which sessions go before others where processors are scarce: those that ask for little of them.

A process begins behind the others, comes level with them once it has started, and falls behind again while it
takes much. Somebody who has pages drawn without end so takes what the others leave.
"""

import contextlib
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at what a process takes."""
_BEHIND: Final = 10
"""As nice(1); it counts a tenth of those at 0."""
_MUCH, _LITTLE = 0.15, 0.1
"""Of one processor: above the first a process falls behind, below the second it comes level again."""
_WAITED: Final = 0.25
"""What a second of waiting for a processor counts: where many want them nobody uses much, and who asks for
much is to be known all the same."""
_LEVEL: Final = 20
"""What RLIMIT_NICE is to be for a nice of 0 (getrlimit(2))."""
_CAP_SYS_NICE: Final = 1 << 23  # capabilities(7)


def can_be_put() -> bool:
    """Whether it can be told what a process asks for, and one that was put behind may be put level again
    (setpriority(2): CAP_SYS_NICE, or a limit on nice that lets it)."""
    if not Path("/proc/self/schedstat").exists():
        return False
    limit, _ = resource.getrlimit(resource.RLIMIT_NICE)
    if limit == resource.RLIM_INFINITY or limit >= _LEVEL:
        return True
    status = Path("/proc/self/status").read_text()
    held = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(held.split()[1], 16) & _CAP_SYS_NICE)


def _put(pid: int, nice: int) -> bool:
    """Set a process's priority. Where the kernel gathers the processes of each terminal in a group of its own
    (sched(7), "The autogroup feature") the group's counts instead; only root may set it, because sessions let
    nobody else into their /proc. Returns False where it has to be tried again."""
    try:
        Path(f"/proc/{pid}/autogroup").write_text(str(nice))
    except BlockingIOError:  # it takes only so many a second
        return False
    except OSError:
        pass
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpriority(os.PRIO_PROCESS, pid, nice)
    return True


def begin_behind() -> None:
    """Put this process behind, which leads a terminal's session and has just begun."""
    if can_be_put():
        _put(os.getpid(), _BEHIND)


@dataclass(slots=True)
class _Session:
    """What a process had asked for of the processors by a moment, in seconds, and whether it is behind, which
    is not certain of one that has just begun."""

    at: float
    asked: float = 0.0
    is_behind: bool | None = None


class Priorities:
    """Looks at processes from time to time, and puts each where what it asked for in between belongs."""

    def __init__(self) -> None:
        self._sessions: dict[int, _Session] = {}

    def began(self, pid: int) -> None:
        """A process has begun, behind."""
        if can_be_put():
            self._sessions[pid] = _Session(time.monotonic())

    def ended(self, pid: int) -> None:
        """A process is gone."""
        self._sessions.pop(pid, None)

    def look(self) -> None:
        """Judge each whose last look is long enough ago."""
        now = time.monotonic()
        for pid, session in self._sessions.items():
            if now - session.at >= LOOK_EVERY:
                asked = _asked(pid)
                share = (asked - session.asked) / (now - session.at)
                session.at, session.asked = now, asked
                behind = share > (_MUCH if session.is_behind is False else _LITTLE)
                if behind != session.is_behind and _put(pid, _BEHIND if behind else 0):
                    session.is_behind = behind


def _asked(pid: int) -> float:
    """What a child's first thread has used and waited for (the kernel's Documentation/scheduler/
    sched-stats.rst); until it is reaped it can be asked."""
    used, waited, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    return (int(used) + int(waited) * _WAITED) / 1e9
