"""The details of a switch port."""

from ovntui.cloud.addresses import parse_addresses
from ovntui.cloud.cells import Door, Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.port import leads_nowhere, mapped_on, mood
from ovntui.cloud.details.fields import cut, line, relation, section, sections
from ovntui.cloud.details.path import leaves_by, path
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Attachment, Named, Port
from ovntui.cloud.shown import named, number, shown
from ovntui.safetext import SafeText

_TYPES = {
    "": "VM or container",
    "router": "to a router",
    "localnet": "to a physical network",
    "localport": "on every chassis",
    "external": "outside, served by a gateway",
    "virtual": "moves between its parents",
    "l2gateway": "to a physical network, on one chassis",
    "vtep": "on a VTEP switch",
    "remote": "in another availability zone",
}


def details(cloud: Cloud, port: Port) -> tuple[SafeText, tuple[Section, ...]]:
    """Where it is, what it may send, and which way its packets leave."""
    return SafeText(port.name), sections(
        section("State", _state(port)),
        section("Path", (line("path", path(cloud, port)), *leaves_by(cloud, port))),
        section("Relations", _relations(cloud, port)),
        section("Addresses", _addresses(port)),
        section("Plugged in", [_plugged(attachment) for attachment in port.interfaces]),
    )


def _state(port: Port) -> list[Field | None]:
    state: str = "" if port.state == "none" else port.state
    if port.state == "up" and port.chassis is not None:
        state = f"up on {port.chassis.name}"
    elif port.state == "down":
        state = f"down on {port.chassis.name}" if port.chassis else "down, bound to no chassis"
    kind = f"{port.type} · {_TYPES[port.type]}" if port.type in _TYPES and port.type else port.type
    return [
        line("state", f"{SIGNS[mood(port)]} {state}" if state else "", mood(port)),
        line("type", kind or _TYPES[""]),
        Field("tunnel key", number(port.tunnel_key)),
        Field("VLAN tag", number(port.tag)),
    ]


def _relations(cloud: Cloud, port: Port) -> list[Field | None]:
    children = sorted((cloud.ports[key] for key in cloud.ports_within(port.name)), key=lambda one: one.name)
    fields = [
        relation("switch", "switch", port.switch),
        relation("chassis", "chassis", port.chassis),
        *(relation("also on", "chassis", one) for one in port.additional_chassis),
        *(relation("restricted to", "chassis", one) for one in port.requested_chassis),
        relation("parent", "port", port.parent),
    ]
    if leads_nowhere(port) and port.peer is not None:
        missing = f"{port.peer.name}: there is none" if port.peer.name else "none named"
        fields.append(line("router port", f"{SIGNS[Mood.WARNING]} {missing}", Mood.WARNING))
    else:
        fields.append(relation("router port", "router_port", port.peer))
    fields += [
        relation("router", "router", port.router),
        relation("gateway on", "chassis", port.gateway),
        _served("DHCPv4", port.dhcpv4),
        _served("DHCPv6", port.dhcpv6),
    ]
    if port.network is not None:
        fields.append(line("network", port.network))
        mapping = sorted(
            (cloud.chassis[key] for key in cloud.chassis_mapping(port.network)), key=lambda one: one.label
        )
        chassis = [
            Field("mapped on", shown(one.label, Mood.NAME), Door("chassis", one.key)) for one in mapping[:20]
        ]
        fields += cut(chassis, len(mapping), mapped_on(port.network))
        if not mapping and port.tunnel_key is not None:
            fields.append(line("mapped on", f"{SIGNS[Mood.WARNING]} no chassis", Mood.WARNING))
    fields += [Field("child", shown(one.name, Mood.NAME), Door("port", one.key)) for one in children[:50]]
    return fields


def _served(title: str, options: Named | None) -> Field | None:
    """DHCP options, as the row that they are."""
    return Field(title, named(options), Door("row", f"nb/DHCP_Options/{options.key}")) if options else None


def _addresses(port: Port) -> list[Field | None]:
    fields: list[Field | None] = [line("address", text) for text in port.addresses]
    if port.dynamic_addresses:
        fields.append(line("assigned", port.dynamic_addresses))
    fields += [line("network", text) for text in port.peer_networks]
    if port.port_security:
        fields += [line("port security", text) for text in port.port_security]
    elif port.state != "none":
        fields.append(
            line("port security", f"{SIGNS[Mood.WARNING]} none: any address may be used", Mood.WARNING)
        )
    if port.state != "none" and not any(one.mac or one.words for one in parse_addresses(port.addresses)):
        fields.append(
            line("address", f"{SIGNS[Mood.WARNING]} none: nothing is delivered to it", Mood.WARNING)
        )
    return fields


def _plugged(one: Attachment) -> Field:
    return Field(
        "interface",
        shown(f"{one.interface} on {one.bridge or '?'}@{one.host}", Mood.NAME),
        Door("host", one.host),
    )
