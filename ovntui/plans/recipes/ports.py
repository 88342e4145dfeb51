"""Attach a port to a switch: a VM that waits on a host, or one to come."""

from collections.abc import Iterator
from typing import Final

from ovntui.cloud.mac_prefix import mac_prefix_fault
from ovntui.plans.acts.ports import NewPort, add_port
from ovntui.plans.addresses import bare, free_mac, mac_fault
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of, lines
from ovntui.plans.recipes.addressing import ip_faults, mac_in_use, secured, segment_of
from ovntui.plans.recipes.segment import PORT_FREE, Segment
from ovntui.plans.recipes.served import dhcp_name, dhcp_of, owner_queries
from ovntui.plans.recipes.things import (
    existing,
    find,
    handle,
    new_name,
    offers_of,
    said,
    whole,
    yes,
)
from ovntui.plans.recipes.unclaimed import interface_offers, picked, unclaimed

STATIC, DYNAMIC, UNKNOWN, MAC_ONLY = "static", "dynamic", "unknown", "mac"


def _segment(view: View, values: Values) -> Segment | None:
    return segment_of(view, find(view, "switch", said(values, "switch")))


def _name(view: View, _: Values) -> str:
    waiting = list(unclaimed(view))
    return waiting[0].iface_id if len(waiting) == 1 else ""


def _mac(view: View, values: Values) -> str:
    name, prefix = said(values, "name"), said(values, "mac-prefix")
    if (waiting := picked(view, name)) and waiting.mac:
        return waiting.mac
    if mac_prefix_fault(prefix):
        return ""
    segment = _segment(view, values)
    return free_mac(prefix, segment.macs() if segment else (), f"{said(values, 'switch')} {name}")


def _mac_fault(view: View, values: Values) -> str | None:
    mac = said(values, "mac")
    return mac_fault(mac) or mac_in_use(_segment(view, values), mac)


def _addressing(view: View, values: Values) -> str:
    segment = _segment(view, values)
    known = said(values, "addresses") or (segment is not None and segment.networks())
    return STATIC if known else MAC_ONLY


def _addressing_fault(view: View, values: Values) -> str | None:
    segment = _segment(view, values)
    if said(values, "addressing") == DYNAMIC and segment is not None and not segment.managed:
        return f"switch {said(values, 'switch')} has no subnet from which a dynamic address could come"
    return None


def _has_mac(_: View, values: Values) -> bool:
    return said(values, "addressing") != UNKNOWN


def _is_static(_: View, values: Values) -> bool:
    return said(values, "addressing") == STATIC


def _addresses(view: View, values: Values) -> str:
    """The next free address of each network."""
    segment = _segment(view, values)
    if segment is None:
        return ""
    free = (next(segment.free(network), None) for network in segment.networks())
    return "\n".join(str(ip) for ip in free if ip is not None)


def _free(view: View, values: Values) -> Iterator[Offer]:
    segment = _segment(view, values)
    for network in segment.networks() if segment else ():
        assert segment is not None
        for _, ip in zip(range(PORT_FREE), segment.free(network), strict=False):
            yield Offer(str(ip), f"free in {network}")


def _addresses_fault(view: View, values: Values) -> str | None:
    return next(ip_faults(_segment(view, values), lines(values, "addresses")), None)


def _security(_: View, values: Values) -> str:
    return "no" if said(values, "addressing") == UNKNOWN else "yes"


def _is_served(view: View, values: Values) -> bool:
    """Whether there are DHCP options for the switch, and an address that they could hand out."""
    segment = _segment(view, values)
    served = segment is not None and any(dhcp_of(view, segment, version) for version in (4, 6))
    return served and said(values, "addressing") in (STATIC, DYNAMIC)


def _is_inside(_: View, values: Values) -> bool:
    return bool(said(values, "parent"))


def _parent_fault(view: View, values: Values) -> str | None:
    if fault := existing("port", "parent")(view, values):
        return fault
    key = find(view, "port", said(values, "parent"))
    parent = view.cloud.ports[key] if key else None
    if parent is not None and parent.parent is not None:
        return f"{parent.name} is inside {parent.parent.name} itself"
    return None


def _tag_fault(view: View, values: Values) -> str | None:
    if fault := whole("tag", 0, 4095, "a tag")(view, values):
        return fault
    tag, parent = int(said(values, "tag")), said(values, "parent")
    inside = (view.cloud.ports[key] for key in view.cloud.ports_within(parent))
    other = next((port.name for port in inside if tag and port.tag == tag), None)
    return f"tag {tag} of {parent} is taken by {other}" if other else None


def _attach(view: View, values: Values) -> Wish:
    switch, name, how = said(values, "switch"), said(values, "name"), said(values, "addressing")
    segment, waiting = _segment(view, values), picked(view, name)
    assert segment is not None  # the form says so
    mac, ips = said(values, "mac"), lines(values, "addresses")
    elements = {
        STATIC: [" ".join((mac, *ips))],
        DYNAMIC: [f"{mac} dynamic"],
        UNKNOWN: ["unknown"],
        MAC_ONLY: [mac],
    }[how]
    security = []
    if yes(values, "security"):
        security = [secured(mac, ips if how == STATIC else ())]
    versions = {ip.version for text in ips if (ip := bare(text))} if how == STATIC else {4, 6}
    served = {version: dhcp_of(view, segment, version) for version in versions if yes(values, "dhcp")}
    port = NewPort(
        name=name,
        addresses=elements,
        port_security=security,
        dhcpv4=served.get(4),
        dhcpv6=served.get(6),
        parent=said(values, "parent") or None,
        tag=int(said(values, "tag")) if said(values, "parent") else None,
    )
    meaning, warnings = [], []
    if waiting is not None:
        meaning.append(f"{waiting.vm or name} ({waiting.interface} on {waiting.host}) comes up on {switch}")
        if waiting.mac and how != UNKNOWN and waiting.mac.lower() != mac.lower():
            warnings.append(f"the VM's card has {waiting.mac}: it will not be reached under {mac}")
    elif not port.parent:
        meaning.append(f"it is down until a host plugs in an interface whose iface-id is {name}")
    meaning += [f"it is served by DHCP from {dhcp_name(view, uuid)}" for uuid in served.values() if uuid]
    if how == UNKNOWN:
        meaning.append(f"it gets all packets of {switch} for MAC addresses that no other port has")
    if not security and how != UNKNOWN:
        warnings.append(f"without port security {name} may send from any address")
    if how == STATIC and yes(values, "security"):
        meaning.append(f"it may send from {security[0]} only")
    return Wish(
        acts=(add_port(handle(view, "switch", switch), port),),
        meaning=tuple(meaning),
        warnings=tuple(warnings),
        shows=("port", name),
    )


RECIPES: Final = (
    Recipe(
        name="attach-port",
        title="Attach a port",
        summary="A port of a switch, for a VM that waits on a host or for one to come.",
        subject="switch",
        target="switch",
        fields=(
            Field(
                name="switch",
                label="Switch",
                help="the switch, by name or uuid",
                required=True,
                offers=offers_of("switch"),
                check=existing("switch", "switch"),
            ),
            Field(
                name="name",
                label="Name",
                help="the port's name, its interface's iface-id; offered are those that wait for one",
                required=True,
                default=_name,
                offers=interface_offers,
                check=new_name("port", "name"),
            ),
            Field(
                name="addressing",
                label="Addresses are",
                help="static; dynamic, chosen by northd; unknown, whatever the VM uses; or mac, with no IP",
                kind="choice",
                required=True,
                default=_addressing,
                offers=any_of(STATIC, DYNAMIC, UNKNOWN, MAC_ONLY),
                check=_addressing_fault,
            ),
            Field(
                name="mac-prefix",
                label="MAC begins with",
                help="the first bytes of the MAC address that is proposed",
                default=lambda view, _: view.mac_prefix,
                check=lambda _, values: mac_prefix_fault(said(values, "mac-prefix")),
                applies=_has_mac,
            ),
            Field(
                name="mac",
                label="MAC",
                help="the MAC address of the VM's card; proposed is what its host says, else a free one",
                required=True,
                default=_mac,
                check=_mac_fault,
                applies=_has_mac,
            ),
            Field(
                name="addresses",
                label="IP addresses",
                help="one or several, IPv4 and IPv6; proposed is the next free one of each network",
                kind="many",
                required=True,
                default=_addresses,
                offers=_free,
                check=_addresses_fault,
                applies=_is_static,
            ),
            Field(
                name="security",
                label="Port security",
                help="let the VM send from its own addresses only",
                kind="switch",
                default=_security,
                applies=_has_mac,
            ),
            Field(
                name="dhcp",
                label="DHCP",
                help="serve the VM from the DHCP options of the switch",
                kind="switch",
                default=lambda _, __: "yes",
                applies=_is_served,
            ),
            Field(
                name="parent",
                label="Inside port",
                help="for a container: the port of the VM that it runs in; else empty",
                offers=offers_of("port"),
                check=_parent_fault,
            ),
            Field(
                name="tag",
                label="Tag",
                help="the VLAN by which the VM tells its containers apart; 0: northd chooses one",
                required=True,
                default=lambda _, __: "0",
                check=_tag_fault,
                applies=_is_inside,
            ),
        ),
        wish=_attach,
        queries=lambda cloud, values: owner_queries(_segment(View(cloud), values), cloud),
    ),
)
