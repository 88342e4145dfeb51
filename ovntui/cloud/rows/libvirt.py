"""What a host's libvirt says: rows like those of a database, keyed by uuid, that it has no tables for."""

from typing import ClassVar, NamedTuple

from ovntui.ovsdb.wire import Row


class Nic(NamedTuple):
    """One network interface of a domain (libvirt's domain XML, "Network interfaces")."""

    mac: str
    kind: str
    """bridge, network, user, direct …"""
    source: str
    """The bridge or libvirt network that it is plugged into."""
    device: str
    """Its device on the host, as vnet0; "" while the domain is off."""
    iface_id: str
    """The logical port, where an Open vSwitch virtual port names one."""
    model: str


class Disk(NamedTuple):
    """One disk of a domain."""

    target: str
    source: str
    """A file, device or volume; "" for an empty drive."""
    device: str
    """disk, cdrom, floppy, lun"""


class Domain(Row, frozen=True, gc=False):
    """A VM. memory is in bytes."""

    TABLE: ClassVar[str] = "Domain"
    name: str = ""
    state: str = ""
    """running, blocked, paused, shutting down, off, crashed, suspended"""
    vcpus: int = 0
    memory: int = 0
    autostart: bool = False
    persistent: bool = True
    nics: tuple[Nic, ...] = ()
    disks: tuple[Disk, ...] = ()


class Hypervisor(Row, frozen=True, gc=False):
    """The host itself. Versions are as 9.0.0; memory is in bytes, cpus are logical processors."""

    TABLE: ClassVar[str] = "Hypervisor"
    libvirt: str = ""
    qemu: str = ""
    hostname: str = ""
    cpus: int = 0
    architecture: str = ""
    memory: int = 0


class Usage(NamedTuple):
    """What a running domain has used since it was started: CPU time in seconds, the rest in bytes. Two of
    them, and the time between, make rates."""

    cpu: float
    memory: int
    """What it takes of the host's memory now; 0 where libvirt does not tell."""
    read: int
    written: int
    received: int
    sent: int
