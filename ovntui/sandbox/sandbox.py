"""A whole OVN in one folder: two databases, ovn-northd, and simulated chassis with their controllers."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from ovntui.sandbox import fabric, places, processes
from ovntui.sandbox.errors import SandboxError
from ovntui.sandbox.guard import guarded
from ovntui.sandbox.launch import Launch, parts
from ovntui.sandbox.places import Place
from ovntui.sandbox.stand_ins import PIDFILE

Outcome: TypeAlias = Literal["started", "was running", "started anew"]
"""What up() found: nothing, the same sandbox running, or what was left of one."""

_MOST: Final = 100
"""Chassis, at about 20 MiB each."""
_SWITCH: Final = ("ovsdb-server", "ovs-vswitchd")
_CONTENTS: Final = {False: fabric.CLOUD, True: fabric.EMPTY}


class Daemon(NamedTuple):
    """One daemon of a sandbox: in "central", "underlay" or a chassis; without a pid if it is not running."""

    room: str
    name: str
    pid: int | None


class Sandbox:
    """The OVN of one folder, running or not."""

    def __init__(self, folder: Path, chassis: int = 3, empty: bool = False, stand_ins: bool = False) -> None:
        """Name the folder; nothing is started. empty leaves out the cloud of two VMs and a router. stand_ins:
        the hosts have a libvirt, too, and are reached by it a moment after the start.

        Raises SandboxError for a folder or a number of chassis that cannot be.
        """
        _check(chassis)
        self.folder = places.usable(folder)
        self.chassis = chassis
        self.is_empty = empty
        self._stand_ins = stand_ins

    @classmethod
    @contextmanager
    def owned(cls, chassis: int = 3, empty: bool = False, stand_ins: bool = False) -> Iterator["Sandbox"]:
        """A running sandbox in a folder of its own, gone when the block is left or this process ends,
        killed or not. Raises SandboxError."""
        _check(chassis)
        part = parts()
        with guarded(fabric.rooms(chassis), _CONTENTS[empty]) as place:
            Launch(place, part, chassis, empty, stand_ins).run()
            yield cls(place.path, chassis, empty, stand_ins)

    @classmethod
    def found(cls, folder: Path) -> "Sandbox | None":
        """The sandbox that was made in a folder, as it was made; None where there is none.

        Raises SandboxError when the folder holds something else.
        """
        place = Place.find(places.usable(folder))
        if place is None:
            return None
        if place.contents not in _CONTENTS.values():
            raise SandboxError(f"{place.path} holds a {place.contents}, not a sandbox; it stays as it is")
        return cls(place.path, len(place.rooms) - len(fabric.rooms(0)), place.contents == _CONTENTS[True])

    @property
    def northbound(self) -> str:
        """The remote of the northbound database."""
        return fabric.northbound(self.folder)

    @property
    def southbound(self) -> str:
        """The remote of the southbound database."""
        return fabric.southbound(self.folder)

    @property
    def hosts(self) -> Mapping[str, str]:
        """Each chassis' name, and the remote of its Open_vSwitch database."""
        return {name: fabric.open_vswitch(self.folder, name) for name in fabric.names(self.chassis)}

    def up(self) -> Outcome:
        """Start the sandbox and return when its cloud is in force on every chassis.

        What is left of one that died is cleared away first. On failure nothing is left behind.
        Raises SandboxError.
        """
        part = parts()
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise SandboxError(f"Could not make {self.folder}: {error.strerror}") from error
        with places.locked(self.folder), ExitStack() as undo:
            before = Sandbox.found(self.folder)
            if before and all(daemon.pid for daemon in before.status()):
                if (before.chassis, before.is_empty) != (self.chassis, self.is_empty):
                    raise SandboxError(f"{self.folder} runs a sandbox with {before}; take it down first")
                return "was running"
            self._end_remains()
            place = Place.make(self.folder, fabric.rooms(self.chassis), _CONTENTS[self.is_empty])
            undo.callback(place.remove)
            Launch(place, part, self.chassis, self.is_empty, self._stand_ins).run()
            undo.pop_all()
        return "started anew" if before else "started"

    def wait_for_gateway(self) -> None:
        """Wait until the first chassis holds the gateway port for good. up() does not: the chassis must
        hear each other by BFD first, which takes about three seconds. Raises SandboxError."""
        place = Place.find(self.folder)
        if place and not self.is_empty:
            Launch(place, parts(), self.chassis, self.is_empty).wait_for_gateway()

    def down(self) -> bool:
        """End the sandbox's processes and remove what it made. Nothing to do is no error.

        False if the folder holds other files too, and therefore stays. Raises SandboxError.
        """
        if not self.folder.exists():
            processes.end(self.folder)  # somebody removed the folder under a running sandbox
            return True
        with places.locked(self.folder):
            place = self._end_remains()
            return place.remove() if place else True

    def status(self) -> list[Daemon]:
        """Every daemon that the sandbox should have, and whether it runs."""
        expected = [
            (fabric.CENTRAL, "northbound ovsdb-server", "ovnnb_db.pid"),
            (fabric.CENTRAL, "southbound ovsdb-server", "ovnsb_db.pid"),
            (fabric.CENTRAL, "ovn-northd", "ovn-northd.pid"),
            *((room, name, f"{name}.pid") for room in fabric.rooms(self.chassis)[1:] for name in _SWITCH),
            *((room, "ovn-controller", "ovn-controller.pid") for room in fabric.names(self.chassis)),
        ]
        if (self.folder / fabric.CENTRAL / PIDFILE).exists():
            expected.append((fabric.CENTRAL, "stand-ins of libvirt", PIDFILE))
        expected.sort(key=lambda daemon: fabric.rooms(self.chassis).index(daemon[0]))
        return [Daemon(room, name, self._pid(self.folder / room / file)) for room, name, file in expected]

    def __str__(self) -> str:
        return f"{self.chassis} chassis and {'no cloud' if self.is_empty else 'the cloud'}"

    def _end_remains(self) -> Place | None:
        """End what an earlier start left, also where only its processes are left, and empty its folder."""
        processes.end(self.folder)
        place = Place.find(self.folder)
        if place:
            place.empty()
        return place

    def _pid(self, pidfile: Path) -> int | None:
        try:
            pid = int(pidfile.read_text())
        except (OSError, ValueError):
            return None
        return pid if processes.belongs(pid, self.folder) else None


def _check(chassis: int) -> None:
    if not 1 <= chassis <= _MOST:
        raise SandboxError(f"A sandbox has 1 to {_MOST} chassis, not {chassis}")
