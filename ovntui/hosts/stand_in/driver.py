"""libvirt's test driver (driver "test"): domains, pools and networks that are there and do nothing.

A libvirtd of the sandbox's own, without any hypervisor, keeps them for as long as one connection to it is
held: test:///default is one for all who connect. It wants libvirt-python and is imported late.
"""

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

import msgspec

from ovntui.cloud.rows.libvirt import Domain, Hardware, Hypervisor, Machine, Nic
from ovntui.hosts.calls.console import Console
from ovntui.hosts.calls.told import told
from ovntui.hosts.errors import HostError
from ovntui.hosts.libvirtd import Libvirtd
from ovntui.hosts.stand_in.domains import StandInDomains
from ovntui.hosts.stand_in.marks import IMAGES
from ovntui.hosts.stand_in.storage import StandInStorage
from ovntui.hosts.vm_xml import NewVm, VmDisk, VmNic, vm_xml
from ovntui.hosts.volume_xml import NewVolume

NETWORK: Final = "ovs-net"
"""libvirt's network onto br-int, named as the blog names it."""

_KIND: Final = "test"
_MACHINE: Final = "stand-in"
_IMAGE: Final = "debian-12.qcow2"
_GIB: Final = 2**30
_MIB: Final = 512
"""The memory of a VM that a host begins with."""


class FirstVm(NamedTuple):
    """A VM that a host begins with; iface_id is the logical port of its one NIC."""

    name: str
    uuid: str
    mac: str
    iface_id: str


def connect(socket: Path, heard: Callable[[str | None], None], *, read_only: bool) -> "StandInLibvirtd":
    """A connection to the libvirtd that listens there. Raises HostError."""
    return StandInLibvirtd(f"test+unix:///default?socket={quote(str(socket))}", heard, read_only=read_only)


class StandInLibvirtd(Libvirtd):
    """A connection to a libvirtd whose hypervisor is the test driver."""

    def __init__(self, uri: str, heard: Callable[[str | None], None], *, read_only: bool) -> None:
        super().__init__(uri, heard, read_only=read_only)
        self.domains = StandInDomains(self._connection)
        self.storage = StandInStorage(self._connection)

    def hypervisor(self) -> Hypervisor:
        return msgspec.structs.replace(
            super().hypervisor(), qemu="", stand_in="libvirt's test driver, a stand-in: no guest runs"
        )

    def hardware(self) -> Hardware:
        return msgspec.structs.replace(
            super().hardware(), kinds=(_KIND,), machines=(Machine(_MACHINE, _MACHINE),)
        )

    def domain(self, uuid: str) -> Domain | None:
        found = super().domain(uuid)
        if found is None:
            return None
        return msgspec.structs.replace(found, nics=tuple(self._nic(uuid, nic) for nic in found.nics))

    def console(
        self, uuid: str, read: Callable[[bytes], None], ended: Callable[[], None], *, force: bool = False
    ) -> Console:
        raise HostError("this VM is a stand-in: no guest runs in it, and so it has no serial console")

    def furnish(self, folder: Path, vms: Sequence[FirstVm]) -> None:
        """Take away what the driver begins with, and let there be what a host that has joined has: a storage
        pool that is this folder, with an image in it, the network onto br-int, and these VMs, running.
        Raises HostError."""
        with told():
            for old in self._connection.listAllDomains():
                old.destroy()
                old.undefine()
            for thing in (*self._connection.listAllStoragePools(), *self._connection.listAllNetworks()):
                thing.destroy()
                thing.undefine()
            self._connection.storagePoolDefineXML(_POOL.format(IMAGES, folder)).create()
            self._connection.networkDefineXML(_NETWORK.format(NETWORK)).create()
        image = self.storage.create(IMAGES, NewVolume(name=_IMAGE, capacity=2 * _GIB))
        for vm in vms:
            disk = NewVolume(
                name=f"{vm.name}.qcow2", capacity=4 * _GIB, backing=image, backing_format="qcow2"
            )
            self.domains.define(_definition(vm, self.storage.create(IMAGES, disk), super().hardware()))
            self.domains.start(vm.uuid)

    def _nic(self, domain: str, nic: Nic) -> Nic:
        """As a hypervisor tells it: libvirt makes an iface-id for whoever names none on a network of Open
        vSwitch's, and the driver's devices are nowhere."""
        iface_id = nic.iface_id
        if not iface_id and nic.kind == "network" and nic.source == NETWORK:
            iface_id = str(uuid.uuid5(uuid.UUID(domain), nic.mac))
        return nic._replace(device="", iface_id=iface_id)


def _definition(vm: FirstVm, disk: str, hardware: Hardware) -> str:
    return vm_xml(
        NewVm(
            name=vm.name,
            uuid=vm.uuid,
            kind=_KIND,
            architecture=hardware.architecture,
            machine=_MACHINE,
            cpus=1,
            memory=_MIB,
            disks=(VmDisk(path=disk, format="qcow2", target="vda", bus="virtio"),),
            nics=(VmNic(mac=vm.mac, kind="bridge", source="br-int", iface_id=vm.iface_id),),
        )
    )


_POOL: Final = "<pool type='dir'><name>{}</name><target><path>{}</path></target></pool>"
_NETWORK: Final = (
    "<network><name>{}</name><forward mode='bridge'/><bridge name='br-int'/>"
    "<virtualport type='openvswitch'/></network>"
)
