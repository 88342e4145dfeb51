"""Which console wrote a line of the journal, and whether it still runs."""

import os
import socket
from pathlib import Path
from typing import Final

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


def this_console() -> str:
    """Host, process id, and what tells this process from a later one of the same number."""
    return f"{socket.gethostname()} {os.getpid()} {_born(os.getpid())}"


def is_gone(console: str) -> bool:
    """Whether that console surely runs no longer. Of another host's nothing is known."""
    host, _, rest = console.partition(" ")
    pid, _, born = rest.partition(" ")
    return host == socket.gethostname() and pid.isdigit() and _born(int(pid)) != born


def _born(pid: int) -> str:
    """The boot and the tick of the clock at which a process began (proc(5), /proc/pid/stat, field 22); ""
    where there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return f"{_BOOT.read_text(encoding='ascii').strip()}/{stat.rpartition(')')[2].split()[19]}"
    except OSError:
        return ""
