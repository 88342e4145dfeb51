"""The interfaces that hosts have plugged in for a port that does not exist yet: VMs that wait for OVN."""

from collections.abc import Iterator
from typing import NamedTuple

from ovntui.plans.addresses import mac_fault
from ovntui.plans.recipe import Offer, Values, View


class Unclaimed(NamedTuple):
    """iface_id is the name that the port has to have (ovn-architecture(7), "Life Cycle of a VIF")."""

    iface_id: str
    mac: str
    """As the hypervisor noted it, "" where it did not."""
    vm: str
    host: str
    interface: str

    @property
    def said(self) -> str:
        """Whose it is, and where."""
        return " ".join(filter(None, (self.vm, f"{self.interface} on {self.host}", self.mac)))


def unclaimed(view: View) -> Iterator[Unclaimed]:
    """Those of all connected hosts, by host and interface."""
    cloud = view.cloud
    for host in sorted(cloud.hosts):
        for one in cloud.hosts[host].interfaces:
            if one.iface_id and cloud.port_named(one.iface_id) is None:
                mac = "" if mac_fault(one.attached_mac) else one.attached_mac
                yield Unclaimed(one.iface_id, mac, one.vm, host, one.name)


def picked(view: View, iface_id: str) -> Unclaimed | None:
    """The waiting interface for a port of that name."""
    return next((one for one in unclaimed(view) if one.iface_id == iface_id), None)


def interface_offers(view: View, _: Values) -> Iterator[Offer]:
    """The waiting interfaces, by the name that their ports have to have."""
    return (Offer(one.iface_id, one.said) for one in unclaimed(view))
