"""NICs of VMs as they are typed: one line each, on a logical switch or on a plain bridge or network."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import NAMESPACE_URL, uuid5

from ovntui.cloud.cloud import Cloud
from ovntui.hosts.vm_xml import VmNic
from ovntui.plans.act import Act
from ovntui.plans.acts.ports import NewPort, add_port
from ovntui.plans.addresses import Address, Network, bare, free_mac
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Field, Offer, Query, Values, View, lines
from ovntui.plans.recipes.addressing import ip_faults, secured, segment_of
from ovntui.plans.recipes.segment import Segment
from ovntui.plans.recipes.served import dhcp_of, owner_queries
from ovntui.plans.recipes.things import called, find, handle, said

INTEGRATION: Final = "br-int"
"""The bridge of ovn-controller (ovn-controller(8), external_ids:ovn-bridge)."""

TUNNELLED: Final = 1442
"""What Geneve leaves of a packet of 1,500 bytes."""

MANY: Final = 100
"""How many switches are offered with their networks."""

HELP: Final = (
    "one NIC a line: a logical switch, with an address, dynamic or nothing (the next free one) behind it; "
    "or bridge NAME, or network NAME, past OVN"
)


@dataclass(frozen=True, slots=True)
class NicWish:
    """One line. addresses: those typed, or "dynamic", or nothing for the next free one of each network."""

    kind: Literal["switch", "bridge", "network"]
    name: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedNic:
    """A NIC, and the port it is plugged into where it is on a logical switch. gateways are the routers' in
    the networks of its addresses, one for each network that has one."""

    nic: VmNic
    wish: NicWish
    port: Act | None = None
    addresses: tuple[str, ...] = ()
    gateways: tuple[Address, ...] = ()
    is_served: bool = False
    """Whether it gets its addresses by DHCP."""


def read_wish(view: View, text: str) -> NicWish:
    """What a line means. Raises Refusal with what is wrong with it."""
    if called(view, "switch", text):
        return NicWish("switch", text)
    first, _, rest = text.partition(" ")
    if first in ("bridge", "network"):
        if not rest.strip():
            raise Refusal(f"say which {first}: {first} NAME")
        return NicWish("bridge" if first == "bridge" else "network", rest.strip())
    addresses: list[str] = []
    name = text
    while not called(view, "switch", name):
        name, _, last = name.rpartition(" ")
        if not name:
            raise Refusal(f"there is no switch {text}; past OVN it is bridge NAME or network NAME")
        addresses.insert(0, last)
        name = name.rstrip()
    return NicWish("switch", name, tuple(addresses))


def served_queries(cloud: Cloud, texts: Iterable[str]) -> Iterator[Query]:
    """For whom the DHCP options were made that may serve the NICs of these lines."""
    view = View(cloud)
    for text in texts:
        with contextlib.suppress(Refusal):  # the form says what is wrong with it
            wish = read_wish(view, text)
            switch = find(view, "switch", wish.name) if wish.kind == "switch" else None
            yield from owner_queries(segment_of(view, switch), cloud)


def nic_fault(view: View, host: str, text: str) -> str | None:
    """What is wrong with a line, for a VM on a host."""
    try:
        wish = read_wish(view, text)
    except Refusal as refusal:
        return str(refusal)
    if wish.kind == "network":
        known = {one.name for one in view.cloud.hardware(host).networks}
        return None if wish.name in known else f"libvirt on {host} has no active network {wish.name}"
    there = view.cloud.hosts.get(host)
    if wish.kind == "bridge":
        return None
    if there is not None and all(one.name != INTEGRATION for one in there.bridges):
        return f"{host} has no {INTEGRATION}: is it joined to OVN?"
    found = called(view, "switch", wish.name)
    if len(found) > 1:
        return f"{len(found)} switches are called {wish.name}: give the uuid of one, such as {min(found)}"
    segment = segment_of(view, found[0])
    assert segment is not None  # it was just found
    if wish.addresses == ("dynamic",):
        return None if segment.managed else f"switch {wish.name} has no subnet for a dynamic address"
    return next(ip_faults(segment, wish.addresses), None)


def port_fields(nics: str) -> tuple[Field, Field]:
    """What is asked about the ports of the NICs in a field."""

    def segments(view: View, values: Values) -> Iterator[Segment]:
        for text in lines(values, nics):
            with contextlib.suppress(Refusal):  # the form says what is wrong with it
                wish = read_wish(view, text)
                switch = find(view, "switch", wish.name) if wish.kind == "switch" else None
                if (segment := segment_of(view, switch)) is not None:
                    yield segment

    def is_served(view: View, values: Values) -> bool:
        found = segments(view, values)
        return any(dhcp_of(view, segment, version) for segment in found for version in (4, 6))

    return (
        Field(
            name="security",
            label="Port security",
            help="let the VM send from its own addresses only",
            kind="switch",
            default=lambda _, __: "yes",
            applies=lambda view, values: any(True for _ in segments(view, values)),
        ),
        Field(
            name="dhcp",
            label="DHCP",
            help="serve the VM from the DHCP options of its switches",
            kind="switch",
            default=lambda _, __: "yes",
            applies=is_served,
        ),
    )


def unsecured(values: Values, name: str) -> Iterator[str]:
    """What speaks against ports without security."""
    if said(values, "security") == "no":
        yield f"without port security {name} may send from any address"


def nic_offers(view: View, host: str) -> Iterator[Offer]:
    """The switches, and what is plugged into past OVN. Where there are very many switches, their names alone:
    to tell the networks of one all of its ports are looked at."""
    switches = sorted(view.cloud.names("switch"), key=lambda pair: (pair[1], pair[0]))
    for key, name in switches:
        segment = segment_of(view, key) if len(switches) <= MANY else None
        networks = ", ".join(map(str, segment.networks())) if segment is not None else ""
        yield Offer(name if name and called(view, "switch", name) == [key] else key, networks)
    there = view.cloud.hosts.get(host)
    for bridge in there.bridges if there is not None else ():
        if bridge.name != INTEGRATION:
            yield Offer(f"bridge {bridge.name}", "Open vSwitch")
    for network in view.cloud.hardware(host).networks:
        if not network.is_ovs:
            yield Offer(f"network {network.name}", f"libvirt's, on {network.bridge or 'the host'}")


class NicPlanner:
    """Plans the NICs of one VM, on one host, each knowing of those before it."""

    def __init__(self, view: View, host: str, vm: str, uuid: str) -> None:
        self._view = view
        self._host = host
        self._vm = vm
        self._uuid = uuid
        self._macs: set[str] = {nic.mac.lower() for one in view.cloud.vms.values() for nic in one.nics}
        self._taken: set[Address] = set()

    def plan(self, text: str, *, secures: bool = True, serves: bool = True) -> PlannedNic:
        """The NIC of a line without a fault. secures: its port may send from its own addresses only; serves:
        it is served by the DHCP options of its switch, where there are any."""
        wish = read_wish(self._view, text)
        if wish.kind != "switch":
            return self._past_ovn(wish)
        return self._on_switch(wish, secures=secures, serves=serves)

    def another(self, seed: str) -> tuple[str, str]:
        """A MAC address that no VM has, and an iface-id, for a NIC like one that is there."""
        mac = self._mac((), seed)
        return mac, self._iface_id(mac)

    def _past_ovn(self, wish: NicWish) -> PlannedNic:
        mac = self._mac((), wish.name)
        ours = self._bridges()
        iface_id = self._iface_id(mac) if wish.kind == "bridge" and wish.name in ours else ""
        userspace = wish.kind == "bridge" and ours.get(wish.name) == "netdev"
        nic = VmNic(mac=mac, kind=wish.kind, source=wish.name, iface_id=iface_id, offloads=not userspace)
        return PlannedNic(nic, wish, is_served=True)

    def _on_switch(self, wish: NicWish, *, secures: bool, serves: bool) -> PlannedNic:
        view = self._view
        segment = segment_of(view, find(view, "switch", wish.name))
        assert segment is not None  # the form says so
        mac = self._mac(segment.macs(), wish.name)
        is_dynamic = wish.addresses == ("dynamic",)
        ips = () if is_dynamic else wish.addresses or tuple(map(str, self._free(segment)))
        self._taken.update(ip for text in ips if (ip := bare(text)) is not None)
        versions = {4, 6} if is_dynamic else {ip.version for text in ips if (ip := bare(text))}
        served = {version: dhcp_of(view, segment, version) for version in versions if serves}
        iface_id = self._iface_id(mac)
        port = NewPort(
            name=iface_id,
            addresses=[f"{mac} dynamic" if is_dynamic else " ".join((mac, *ips))],
            port_security=[secured(mac, ips)] if secures else [],
            dhcpv4=served.get(4),
            dhcpv6=served.get(6),
        )
        own = [ip for text in ips if (ip := bare(text))]
        networks = [one for one in segment.networks() if any(ip in one for ip in own)]
        gateways = (segment.gateway(network) for network in networks)
        nic = VmNic(
            mac=mac,
            kind="bridge",
            source=INTEGRATION,
            iface_id=iface_id,
            mtu=0 if segment.uplinks() else TUNNELLED,
            offloads=self._bridges().get(INTEGRATION) != "netdev",
        )
        return PlannedNic(
            nic=nic,
            wish=wish,
            port=add_port(handle(view, "switch", wish.name), port),
            addresses=tuple(_with_prefix(text, networks) for text in ips),
            gateways=tuple(one for one in gateways if one is not None),
            is_served=any(served.values()),
        )

    def _free(self, segment: Segment) -> Iterator[Address]:
        for network in segment.networks():
            free = next((ip for ip in segment.free(network) if ip not in self._taken), None)
            if free is not None:
                yield free

    def _bridges(self) -> dict[str, str]:
        """The Open vSwitch bridges of the host, with their datapaths."""
        there = self._view.cloud.hosts.get(self._host)
        return {one.name: one.datapath_type for one in there.bridges} if there is not None else {}

    def _mac(self, taken: Iterable[str], seed: str) -> str:
        mac = free_mac(self._view.mac_prefix, {*taken, *self._macs}, f"{seed} {self._vm}")
        self._macs.add(mac)
        return mac

    def _iface_id(self, mac: str) -> str:
        """libvirt wants a uuid."""
        return str(uuid5(NAMESPACE_URL, f"ovntui:{self._uuid}/{mac}"))


def _with_prefix(text: str, networks: Sequence[Network]) -> str:
    ip = bare(text)
    network = next((one for one in networks if ip is not None and ip in one), None)
    return text if network is None else f"{ip}/{network.prefixlen}"
