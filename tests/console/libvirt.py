"""A libvirt that tells what the zoo's rows say, for pictures of plans that work on VMs. It
changes nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from ovntui.cloud.rows.libvirt import Disk, Domain, Nic, Pool, Snapshot, Volume
from ovntui.hosts.done import Done, Heard
from ovntui.hosts.osinfo import FOLDERS
from ovntui.hosts.vm_xml import NewVm, VmDisk, VmNic, vm_xml
from ovntui.ovsdb.changes import Change
from tests.console.site import Scripted
from tests.osinfo import TINY

ResultT = TypeVar("ResultT")

SNAPSHOTS = (
    Snapshot("before-upgrade", 1795390000, "running", False),
    Snapshot("works", 1795395000, "running", True),
)
"""Those of every VM but web-1."""


class WithLibvirt(Scripted):
    """A host that answers to commands and to libvirt's questions, and has a tiny osinfo database."""

    def __init__(self, name: str, rows: list[Change[Any]]) -> None:
        super().__init__(name)
        self._there = _Libvirt(rows)

    async def virt(self, job: Callable[[Any], ResultT]) -> ResultT:
        return job(self._there)

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        if f"--directory={FOLDERS[0]}" in argv:
            return Done(0, TINY, "")
        return await super()._run(argv, data, seconds, heard)


class _Libvirt:
    def __init__(self, rows: list[Change[Any]]) -> None:
        domains = {one.uuid: one.new for one in rows if isinstance(one.new, Domain)}
        self.domains = _Domains(domains)
        self.storage = _Storage({one.new.name: one.new for one in rows if isinstance(one.new, Pool)})
        self.snapshots = self

    def all(self, uuid: str) -> tuple[Snapshot, ...]:
        """A domain's snapshots."""
        return () if self.domains.name(uuid) == "web-1" else SNAPSHOTS


class _Domains:
    def __init__(self, rows: dict[str, Domain]) -> None:
        self._rows = rows

    def state(self, uuid: str) -> str | None:
        row = self._rows.get(uuid)
        return None if row is None else row.state

    def name(self, uuid: str) -> str | None:
        row = self._rows.get(uuid)
        return None if row is None else row.name

    def has_autostart(self, uuid: str) -> bool:
        return self._rows[uuid].autostart

    def find_xml(self, uuid: str, *, running: bool = False) -> str | None:
        row = self._rows.get(uuid)
        return None if row is None or (running and row.state == "off") else _xml(uuid, row)


class _Storage:
    def __init__(self, pools: dict[str, Pool]) -> None:
        self._pools = pools

    def find(self, pool: str, name: str) -> Volume | None:
        return next((one for one in self._pools[pool].volumes if one.name == name), None)

    def folder(self, pool: str) -> str:
        return self._pools[pool].path


def _xml(uuid: str, row: Domain) -> str:
    vm = NewVm(
        name=row.name,
        uuid=uuid,
        kind="kvm",
        architecture="x86_64",
        machine="pc-q35-7.2",
        cpus=row.vcpus,
        memory=row.memory // 2**20,
        disks=tuple(map(_disk, row.disks)),
        nics=tuple(map(_nic, row.nics)),
    )
    return vm_xml(vm)


def _disk(disk: Disk) -> VmDisk:
    bus = "virtio" if disk.device == "disk" else "sata"
    return VmDisk(path=disk.source, format="qcow2", device=disk.device, target=disk.target, bus=bus)


def _nic(nic: Nic) -> VmNic:
    return VmNic(mac=nic.mac, kind=nic.kind, source=nic.source, iface_id=nic.iface_id)
