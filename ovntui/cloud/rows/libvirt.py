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
    stand_in: str = ""
    """What stands in for a hypervisor, or why nothing does; "" where there is one."""


class Network(NamedTuple):
    """A libvirt network that is active."""

    name: str
    bridge: str
    """The bridge that its VMs are plugged into; "" where it has none of its own."""
    is_ovs: bool
    """Whether that is an Open vSwitch bridge (virtualport type openvswitch)."""


class Machine(NamedTuple):
    """A machine type."""

    name: str
    """As q35, or its whole name where it has no other."""
    whole: str
    """As pc-q35-7.2, which libvirt makes of a short name when a VM is defined."""


class Hardware(Row, frozen=True, gc=False):
    """What a VM can be made of on a host."""

    TABLE: ClassVar[str] = "Hardware"
    architecture: str = ""
    kinds: tuple[str, ...] = ()
    """How VMs of the host's own architecture can run: kvm, qemu (emulated)."""
    machines: tuple[Machine, ...] = ()
    networks: tuple[Network, ...] = ()


class Volume(NamedTuple):
    """A volume of a pool; sizes are in bytes."""

    name: str
    path: str
    format: str
    """qcow2, raw, iso …"""
    capacity: int
    """What a VM sees of it."""
    allocation: int
    """What it takes of the pool."""
    backing: str
    """The path of the image that it is a thin layer over; "" where it stands alone."""
    backing_format: str


class Pool(Row, frozen=True, gc=False):
    """An active storage pool; sizes are in bytes."""

    TABLE: ClassVar[str] = "Pool"
    name: str = ""
    kind: str = ""
    """dir, logical, netfs …"""
    path: str = ""
    capacity: int = 0
    available: int = 0
    volumes: tuple[Volume, ...] = ()


class Snapshot(NamedTuple):
    """A state of a domain that was kept. made is in seconds since the epoch."""

    name: str
    made: int
    state: str
    """The domain's state then; "disk-snapshot" where only its disks were kept."""
    current: bool
    """Whether the domain descends from it."""


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
