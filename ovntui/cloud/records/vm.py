"""A VM, and how each of its network interfaces hangs on the cloud."""

from typing import NamedTuple

from ovntui.cloud.records.record import Named, Record
from ovntui.cloud.rows.libvirt import Disk


class VmNic(NamedTuple):
    """One interface, from the VM to its logical port."""

    mac: str
    model: str
    source: str
    """The bridge or libvirt network that it is plugged into."""
    device: str
    """Its device on the host; "" while the VM is off."""
    iface_id: str
    """"" for a plain bridge, of which OVN knows nothing."""
    port: Named | None
    """The logical port; the key is "" where northbound has none of that name."""
    switch: Named | None
    addresses: tuple[str, ...]
    up: bool | None
    broken: str
    """Which link of that chain is broken, in a few words; "" where none is."""


class Vm(Record, frozen=True, gc=False, kw_only=True):
    """The key is "HOST/UUID": a VM that moves is on two hosts for a while. memory is in bytes."""

    uuid: str
    name: str
    host: Named
    state: str
    vcpus: int
    memory: int
    autostart: bool
    persistent: bool
    nics: tuple[VmNic, ...]
    disks: tuple[Disk, ...]

    @property
    def is_on(self) -> bool:
        """Whether it runs, or would go on where it stopped."""
        return self.state not in ("off", "crashed")

    @property
    def broken(self) -> str:
        """The first broken link of all of its interfaces."""
        return next((nic.broken for nic in self.nics if nic.broken), "")
