"""The columns of router ports."""

from operator import attrgetter

from ovntui.cloud.addresses import address_order
from ovntui.cloud.cells import Cell, Column, Mood
from ovntui.cloud.columns.router import gateway_mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import RouterPort
from ovntui.cloud.shown import door, named, number, shown


def mood(port: RouterPort) -> Mood:
    """A gateway's mood; ○ disabled; ▲ joined to nothing; · on every chassis."""
    if not port.enabled:
        return Mood.DIM
    if port.peer is None or not port.peer.key:
        return Mood.WARNING
    return gateway_mood(port.gateway) if port.is_gateway else Mood.PLAIN


def _active(port: RouterPort) -> Cell:
    if port.active is not None:
        return named(port.active)
    return shown("none", Mood.BAD) if port.is_gateway else shown("")


def held(port: RouterPort) -> str:
    """Who holds a gateway, against whom it was given to."""
    if not port.is_gateway:
        return ""
    if port.active is None:
        return "none"
    return "fallback" if port.misplaced else "first"


def _candidates(port: RouterPort) -> Cell:
    return shown("  ".join(f"{one.chassis.name} {one.priority}" for one in port.candidates))


_RANK = {Mood.BAD: 0, Mood.WARNING: 1, Mood.DIM: 2, Mood.GOOD: 3, Mood.PLAIN: 4}

COLUMNS: tuple[Column[RouterPort], ...] = (
    Column(
        "sign", "", lambda port: sign(mood(port)), width=1, sort=lambda port: _RANK[mood(port)], echo=True
    ),
    Column(
        "name",
        "ROUTER PORT",
        lambda port: shown(port.name, Mood.NAME),
        width=17,
        grow=2,
        bare=attrgetter("name"),
    ),
    Column(
        "router",
        "ROUTER",
        lambda port: named(port.router),
        13,
        1,
        door=lambda port: door("router", port.router),
    ),
    Column(
        "networks",
        "NETWORKS",
        lambda port: shown(" ".join(port.networks)),
        width=18,
        grow=2,
        sort=lambda port: [address_order(network) for network in port.networks],
    ),
    Column(
        "switch",
        "SWITCH",
        lambda port: named(port.switch),
        12,
        1,
        door=lambda port: door("switch", port.switch),
    ),
    Column("active", "GATEWAY", _active, width=12, grow=1, door=lambda port: door("chassis", port.active)),
    Column("mac", "MAC", lambda port: shown(port.mac), width=17, optional=True),
    Column(
        "peer",
        "PEER",
        lambda port: named(port.peer),
        width=16,
        grow=1,
        door=lambda port: door("router_port" if port.peer_is_router else "port", port.peer),
        optional=True,
    ),
    Column("candidates", "CANDIDATES", _candidates, width=20, grow=2, optional=True),
    Column("held", "HELD BY", lambda port: shown(held(port)), optional=True),
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
