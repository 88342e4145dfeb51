"""Calls about a domain that moves to another host while it runs (libvirt-domain.h, virDomainMigrate3). Both
connections are ours: the hosts' libvirts need no way to each other, their QEMUs do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import libvirt

from ovntui.hosts.calls.told import told

_FLAGS: Final = (
    libvirt.VIR_MIGRATE_LIVE
    | libvirt.VIR_MIGRATE_PERSIST_DEST
    | libvirt.VIR_MIGRATE_UNDEFINE_SOURCE
    | libvirt.VIR_MIGRATE_ABORT_ON_ERROR
    | libvirt.VIR_MIGRATE_AUTO_CONVERGE
)
_COPYING: Final = libvirt.VIR_MIGRATE_NON_SHARED_DISK


class Migration:
    """The domains of a connection, named by uuid. Each call raises HostError."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._under_way: list[str] = []

    @property
    def is_under_way(self) -> bool:
        """Whether a domain comes or goes over the connection at this moment."""
        return bool(self._under_way)

    @contextmanager
    def _carrying(self, uuid: str) -> Iterator[None]:
        self._under_way.append(uuid)
        try:
            yield
        finally:
            self._under_way.remove(uuid)

    def move(self, uuid: str, to: "Migration", address: str, *, copies_disks: bool) -> None:
        """Let a running domain go on at another host, whose QEMU is reached from here at this address. Its
        definition goes with it; the volumes of its disks must be there. It takes as long as it takes."""
        shown = f"[{address}]" if ":" in address else address
        parameters = {libvirt.VIR_MIGRATE_PARAM_URI: f"tcp://{shown}"}
        if copies_disks:
            parameters[libvirt.VIR_MIGRATE_PARAM_LISTEN_ADDRESS] = address
        with told(), self._carrying(uuid), to._carrying(uuid):
            domain = self._connection.lookupByUUIDString(uuid)
            domain.migrate3(to._connection, parameters, _FLAGS | (_COPYING if copies_disks else 0))

    def part(self, uuid: str) -> float | None:
        """Which part of a domain has moved by now, its memory and its disks; None where that is not known."""
        with told():
            told_of = self._connection.lookupByUUIDString(uuid).jobStats()
        whole = told_of.get("data_total", 0)
        return min(1.0, 1 - told_of.get("data_remaining", whole) / whole) if whole else None

    def give_up(self, uuid: str) -> None:
        """Let a domain that is about to move stay."""
        with told():
            self._connection.lookupByUUIDString(uuid).abortJob()
