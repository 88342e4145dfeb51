"""What stands in for the hypervisors of a sandbox's hosts: one process for all of them, and whether it can be
had. What it does is told in keeper; nothing of that is loaded here, since a start would wait for it."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Final

from ovntui.sandbox import fabric, places, programs
from ovntui.sandbox.places import Place
from ovntui.sandbox.processes import Task

PIDFILE: Final = "stand-ins.pid"
"""In the room of the databases."""

LIBVIRTD: Final = "libvirtd"

_LOG: Final = "stand-ins.log"


def why_not() -> str:
    """Why no VMs can be had here; "" where they can."""
    if importlib.util.find_spec("libvirt") is None:
        return "libvirt-python is not installed, and a sandbox's VMs need it: pip install 'ovntui[libvirt]'"
    if programs.where(LIBVIRTD) is None:
        return "libvirtd is not installed, and a sandbox's VMs need it: apt-get install libvirt-daemon"
    return ""


def task(place: Place) -> Task:
    """What starts the process; it is done when that is on its way."""
    return place.task(fabric.CENTRAL, sys.executable, "-P", "-m", __name__, str(place.path))


def main() -> None:
    """Leave the process behind, and say which it is."""
    folder = places.usable(Path(sys.argv[1]))
    room = folder / fabric.CENTRAL
    if pid := os.fork():
        (room / PIDFILE).write_text(f"{pid}\n")
        os._exit(0)
    log = os.open(room / _LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor in (1, 2):  # whoever started us waits for the end of what we have to say
        os.dup2(log, descriptor)
    from ovntui.sandbox.keeper import keep

    keep(folder)


if __name__ == "__main__":
    main()
