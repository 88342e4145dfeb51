"""A host on which what moves its NIC takes its time, and writes down how far it has come: so that a test can
break something at any one step."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.lab.namespaces import Host
from tests.servers.process import program

_FOLDER: Final = "/usr/local/sbin"
_STEPS: Final = "/run/steps"
_SCRIPT: Final = """\
#!/bin/sh
case "$(tr '\\0' ' ' </proc/$PPID/cmdline)" in
*/mover.py*) echo "{name} $*" >>{steps}; sleep 0.4 ;;
esac
exec {program} "$@"
"""


@contextmanager
def slowed(host: Host) -> Iterator[None]:
    """Let it be so there."""
    host.run("mount", "-t", "tmpfs", "lab", _FOLDER)
    for name in ("ip", "ovs-vsctl", "ping"):
        text = _SCRIPT.format(name=name, steps=_STEPS, program=program(name))
        host.write(f"{_FOLDER}/{name}", text, 0o755)
    try:
        yield
    finally:
        host.run("umount", "-l", _FOLDER)


def steps(host: Host) -> list[str]:
    """The commands so far of what moves the NIC."""
    try:
        return host.read(_STEPS).splitlines()
    except FileNotFoundError:
        return []


def forget_steps(host: Host) -> None:
    """Begin anew."""
    (host.root / _STEPS.lstrip("/")).unlink(missing_ok=True)
