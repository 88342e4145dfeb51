"""A host: what its own Open_vSwitch database says."""

from typing import NamedTuple

from ovntui.cloud.records.chassis import Mapping
from ovntui.cloud.records.record import Named, Record
from ovntui.cloud.rows.way import Way


class Interface(NamedTuple):
    name: str
    type: str
    bridge: str
    port: str
    """The port that it belongs to: of another name where that is a bond."""
    peer: str
    """The other end of a patch."""
    tag: int | None
    ofport: int | None
    """-1: Open vSwitch could not open it."""
    link: str
    iface_id: str
    """The logical port that is plugged in here."""
    vm: str
    """The VM's name or uuid, as its hypervisor noted it."""
    error: str
    attached_mac: str
    """The MAC address of the VM's network card, as its hypervisor noted it."""


class Tunnel(NamedTuple):
    name: str
    type: str
    bridge: str
    remote_ip: str
    chassis_name: str
    """The chassis at the other end (external_ids:ovn-chassis-id)."""
    bfd: str
    """up, down, init, admin_down; "" where BFD is not watching the tunnel."""
    error: str


class Bridge(NamedTuple):
    name: str
    datapath_type: str
    fail_mode: str
    ports: int


class Host(Record, frozen=True, gc=False, kw_only=True):
    """Of one that was never reached only the way to it is known."""

    way: Way
    system_id: str
    hostname: str
    ovs_version: str
    system: str
    """The operating system and its version."""
    remote: str
    """The southbound database that its ovn-controller connects to (external_ids:ovn-remote)."""
    mappings: tuple[Mapping, ...]
    bridges: tuple[Bridge, ...]
    interfaces: tuple[Interface, ...]
    tunnels: tuple[Tunnel, ...]
    chassis: Named | None
    libvirt: str
    """Its version; "" where nothing is known of it."""
    qemu: str
    stand_in: str
    """What stands in for a hypervisor in a sandbox, or why nothing does; "" where there is one."""
    cpus: int
    memory: int
    """In bytes."""
    vms: int
    vms_on: int

    @property
    def is_known(self) -> bool:
        """Whether its Open vSwitch has told anything."""
        return bool(self.ovs_version or self.system_id or self.bridges)

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Interfaces and tunnels with an error, each with what Open vSwitch says."""
        return tuple((one.name, one.error) for one in self.interfaces if one.error) + tuple(
            (one.name, one.error) for one in self.tunnels if one.error
        )
