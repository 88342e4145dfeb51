"""The columns of switch ports."""

from operator import attrgetter

from ovntui.cloud.addresses import NO_ADDRESS, address_order, parse_addresses
from ovntui.cloud.cells import EMPTY, Cell, Column, Door, Listing, Mood
from ovntui.cloud.filters import word
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Port
from ovntui.cloud.shown import door, named, names, number, shown

_MOODS = {"up": Mood.GOOD, "down": Mood.DIM, "disabled": Mood.DIM, "none": Mood.PLAIN}
_RANK = {"down": 0, "disabled": 1, "none": 2, "up": 3}


def mood(port: Port) -> Mood:
    """● up, ○ down or disabled, ▲ leads nowhere, · nothing to tell."""
    return Mood.WARNING if leads_nowhere(port) else _MOODS[port.state]


def leads_nowhere(port: Port) -> bool:
    """Whether a port of type router names no router port that exists."""
    return port.peer is not None and not port.peer.key


def addresses(port: Port) -> str:
    """The addresses in force: the assigned ones for "dynamic", the router's for "router", the physical
    network of a localnet port. IP addresses stand before MACs, since they are what people look for and
    the end of a long cell is cut off."""
    if port.peer is not None:
        return " ".join(("→", port.peer.name, *port.peer_networks))
    if port.network is not None:
        return port.network
    return ", ".join(
        " ".join(filter(None, (*address.ips, address.mac, address.words)))
        for address in parse_addresses(_in_force(port))
    )


def _in_force(port: Port) -> tuple[str, ...]:
    return (port.dynamic_addresses,) if port.dynamic_addresses else port.addresses


def _first_ip(port: Port) -> bytes:
    for address in parse_addresses(_in_force(port)):
        if address.ips:
            return address_order(address.ips[0])
    return address_order(port.peer_networks[0]) if port.peer_networks else NO_ADDRESS


def _ips(port: Port) -> Cell:
    return shown(" ".join(ip for address in parse_addresses(_in_force(port)) for ip in address.ips))


def _macs(port: Port) -> Cell:
    return shown(" ".join(address.mac for address in parse_addresses(_in_force(port)) if address.mac))


def place(port: Port) -> Cell:
    """The chassis; for what is on every chassis or several, which. Nothing while the southbound
    database does not know the port: then nobody can tell."""
    if port.tunnel_key is None:
        return EMPTY
    if port.type == "router":
        if port.gateway is not None:
            return Cell(shown(f"{port.gateway.name} gw").text, Mood.NAME)
        return shown("no gw", Mood.BAD) if port.is_gateway else shown("any", Mood.DIM)
    if port.type == "localnet":
        return shown(f"{port.mapped} mapped", Mood.PLAIN if port.mapped else Mood.WARNING)
    if port.additional_chassis and port.chassis is not None:
        return names((port.chassis, *port.additional_chassis))
    return named(port.chassis)


def place_door(port: Port) -> Door | Listing | None:
    """Where the chassis cell leads."""
    if port.type == "localnet" and port.network:
        return mapped_on(port.network)
    return door("chassis", port.gateway or port.chassis)


def mapped_on(network: str) -> Listing:
    """The chassis that map a physical network."""
    return Listing("chassis", f"mappings:{word(network + ':')}")


def _interfaces(port: Port) -> Cell:
    return shown(", ".join(f"{one.interface} on {one.bridge or '?'}@{one.host}" for one in port.interfaces))


def _dhcp(port: Port) -> Cell:
    return shown(" ".join(one.name for one in (port.dhcpv4, port.dhcpv6) if one is not None))


def _peer(port: Port) -> Cell:
    return shown("none", Mood.WARNING) if leads_nowhere(port) else named(port.peer)


COLUMNS: tuple[Column[Port], ...] = (
    Column(
        "sign", "", lambda port: sign(mood(port)), width=1, sort=lambda port: _RANK[port.state], echo=True
    ),
    Column(
        "name", "NAME", lambda port: shown(port.name, Mood.NAME), width=19, grow=3, bare=attrgetter("name")
    ),
    Column(
        "switch",
        "SWITCH",
        lambda port: named(port.switch),
        11,
        1,
        door=lambda port: door("switch", port.switch),
    ),
    Column("type", "TYPE", lambda port: shown(port.type, Mood.DIM), width=9, bare=attrgetter("type")),
    Column(
        "addresses",
        "ADDRESSES",
        lambda port: shown(addresses(port)),
        width=25,
        grow=4,
        sort=_first_ip,
        door=lambda port: door("router_port", port.peer),
    ),
    Column("chassis", "CHASSIS", place, width=9, grow=1, door=place_door),
    Column(
        "state",
        "STATE",
        lambda port: shown("" if port.state == "none" else port.state, mood(port)),
        optional=True,
    ),
    Column("ip", "IP", _ips, width=15, grow=1, sort=_first_ip, optional=True, echo=True),
    Column("mac", "MAC", _macs, width=17, optional=True, echo=True),
    Column(
        "router",
        "ROUTER",
        lambda port: named(port.router),
        width=12,
        grow=1,
        door=lambda port: door("router", port.router),
        optional=True,
    ),
    Column("peer", "PEER", _peer, 14, 1, door=lambda port: door("router_port", port.peer), optional=True),
    Column("interface", "INTERFACE", _interfaces, width=18, grow=1, optional=True),
    Column(
        "security", "PORT SECURITY", lambda port: shown(", ".join(port.port_security)), 20, 1, optional=True
    ),
    Column("dhcp", "DHCP", _dhcp, width=14, optional=True),
    Column(
        "requested", "REQUESTED", lambda port: names(port.requested_chassis), width=10, grow=1, optional=True
    ),
    Column(
        "parent",
        "PARENT",
        lambda port: named(port.parent),
        width=14,
        grow=1,
        door=lambda port: door("port", port.parent),
        optional=True,
    ),
    Column(
        "tag",
        "TAG",
        lambda port: number(port.tag),
        5,
        sort=lambda port: port.tag or 0,
        right=True,
        optional=True,
    ),
    Column(
        "key",
        "KEY",
        lambda port: number(port.tunnel_key),
        width=6,
        sort=lambda port: port.tunnel_key or 0,
        right=True,
        optional=True,
    ),
    Column("uuid", "UUID", lambda port: shown(port.key, Mood.DIM), width=36, optional=True),
)
