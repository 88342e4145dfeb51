"""What the kernel says of a process while it runs (proc(5))."""

import os
from pathlib import Path
from typing import Final

_TICK: Final = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used so far, in seconds; in ticks of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def peak_mb(pid: int) -> float:
    """The most memory that a process has held at once, in MB; 0 where it has just ended."""
    return _status(pid, "VmHWM:")


def resident_mb(pid: int) -> float:
    """The memory that a process holds, in MB; 0 where it has just ended."""
    return _status(pid, "VmRSS:")


def _status(pid: int, field: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = next((line.split()[1] for line in lines if line.startswith(field)), "0")
    return int(found) * 1024 / 1e6
