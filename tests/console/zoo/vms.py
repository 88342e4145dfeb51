"""What the libvirts of two of the zoo's hosts say: a VM for each link of the chain that can break."""

from typing import Any

from ovntui.cloud.rows.libvirt import Disk, Domain, Hypervisor, Nic
from ovntui.ovsdb.changes import Change
from tests.console.rows import row_uuid

_GIB = 2**30


def vms(host: str) -> list[Change[Any]]:
    """All rows of one host, as they come when its libvirt is reached."""
    there = Hypervisor(
        libvirt="9.0.0", qemu="7.2.22", hostname=host, cpus=32, architecture="x86_64", memory=128 * _GIB
    )
    return [
        Change(Hypervisor.TABLE, "hypervisor", None, there),
        *(Change(Domain.TABLE, row_uuid("Domain", one.name), None, one) for one in _DOMAINS[host]),
    ]


def _nic(port: str, mac: str, device: str) -> Nic:
    return Nic(mac, "bridge", "br-int", device, port, "virtio")


def _disk(name: str) -> Disk:
    return Disk("vda", f"/var/lib/libvirt/images/{name}.qcow2", "disk")


_DOMAINS = {
    "kvm1": [
        Domain(
            name="web-3",
            state="running",
            vcpus=2,
            memory=2 * _GIB,
            autostart=True,
            nics=(_nic("web-3", "52:54:00:10:01:03", "vnet0"),),
            disks=(_disk("web-3"), Disk("sda", "", "cdrom")),
        ),
        Domain(
            name="db-1",
            state="paused",
            vcpus=8,
            memory=32 * _GIB,
            nics=(
                _nic("db-1", "0a:00:00:00:00:01", "vnet1"),
                Nic("52:54:00:77:00:01", "network", "default", "vnet2", "", "virtio"),
            ),
            disks=(_disk("db-1"),),
        ),
        Domain(name="old", state="off", vcpus=1, memory=512 * 2**20),
    ],
    "kvm2": [
        Domain(
            name="web-1",
            state="running",
            vcpus=2,
            memory=2 * _GIB,
            nics=(_nic("web-1", "52:54:00:10:01:99", "vnet0"),),
        ),
        Domain(
            name="web-8",
            state="running",
            vcpus=2,
            memory=2 * _GIB,
            nics=(_nic("web-8", "52:54:00:10:01:08", "vnet9"),),
        ),
        Domain(
            name="lost",
            state="running",
            vcpus=2,
            memory=1536 * 2**20,
            nics=(_nic("nowhere", "52:54:00:99:00:01", "vnet3"),),
        ),
        Domain(name="guest", state="running", vcpus=1, memory=_GIB, persistent=False),
    ],
}
