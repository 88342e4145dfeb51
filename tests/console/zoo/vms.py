"""What the libvirts of two of the zoo's hosts say: a VM for each link of the chain that can break."""

from typing import Any

from ovntui.cloud.rows.libvirt import (
    Disk,
    Domain,
    Hardware,
    Hypervisor,
    Machine,
    Network,
    Nic,
    Pool,
    Volume,
)
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
        Change(Hardware.TABLE, "hardware", None, _HARDWARE),
        Change(Pool.TABLE, row_uuid("Pool", f"images of {host}"), None, _IMAGES),
        *(Change(Domain.TABLE, row_uuid("Domain", one.name), None, one) for one in _DOMAINS[host]),
    ]


def _nic(port: str, mac: str, device: str) -> Nic:
    return Nic(mac, "bridge", "br-int", device, port, "virtio")


def _disk(name: str) -> Disk:
    return Disk("vda", f"/var/lib/libvirt/images/{name}.qcow2", "disk")


_HARDWARE = Hardware(
    architecture="x86_64",
    kinds=("kvm", "qemu"),
    machines=(Machine("pc", "pc-i440fx-7.2"), Machine("q35", "pc-q35-7.2")),
    networks=(Network("default", "virbr0", False), Network("ovs-net", "br-int", True)),
)
_FOLDER = "/var/lib/libvirt/images"
_IMAGES = Pool(
    name="images",
    kind="dir",
    path=_FOLDER,
    capacity=1000 * _GIB,
    available=640 * _GIB,
    volumes=(
        Volume("debian-12.qcow2", f"{_FOLDER}/debian-12.qcow2", "qcow2", 2 * _GIB, 340 * 2**20, "", ""),
        Volume("netinst.iso", f"{_FOLDER}/netinst.iso", "iso", 600 * 2**20, 600 * 2**20, "", ""),
        Volume(
            "web-3.qcow2",
            f"{_FOLDER}/web-3.qcow2",
            "qcow2",
            20 * _GIB,
            _GIB,
            f"{_FOLDER}/debian-12.qcow2",
            "qcow2",
        ),
    ),
)

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
