"""The columns of routers."""

from ovntui.cloud.addresses import address_order
from ovntui.cloud.cells import Cell, Column, Door, Listing, Mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Gateway, Named, Router
from ovntui.cloud.records.names import row_label
from ovntui.cloud.shown import count, door, listing, named, names, number, shown


def gateway_mood(gateway: Gateway) -> Mood:
    """● held by the highest priority, ▲ by another, ✗ by nobody."""
    if gateway.active is None:
        return Mood.BAD
    top = gateway.candidates[0].priority if gateway.candidates else None
    best = {one.chassis for one in gateway.candidates if one.priority == top}
    return Mood.GOOD if gateway.active in best or not best else Mood.WARNING


def mood(router: Router) -> Mood:
    """The worst of its gateways; ○ disabled; · has none, so that nobody need hold it."""
    if not router.enabled:
        return Mood.DIM
    moods = {gateway_mood(gateway) for gateway in router.gateways}
    for worst in (Mood.BAD, Mood.WARNING):
        if worst in moods:
            return worst
    if router.chassis is not None:
        return Mood.GOOD if router.chassis.key else Mood.BAD
    return Mood.GOOD if moods else Mood.PLAIN


def _active(router: Router) -> tuple[Named, ...]:
    if router.chassis is not None:
        return (router.chassis,)
    return tuple(dict.fromkeys(gateway.active for gateway in router.gateways if gateway.active))


def _gateway(router: Router) -> Cell:
    active = _active(router)
    return shown("none", Mood.BAD) if router.gateways and not active else names(active)


def _gateway_door(router: Router) -> Door | Listing | None:
    active = _active(router)
    return door("chassis", active[0]) if len(active) == 1 else None


def _nat(router: Router) -> Cell:
    short = {"dnat_and_snat": "both"}
    return shown(" ".join(f"{short.get(kind, kind)} {number:,}" for kind, number in router.nats))


def _state(router: Router) -> Cell:
    return shown("" if router.enabled else "disabled", Mood.DIM)


_RANK = {Mood.BAD: 0, Mood.WARNING: 1, Mood.DIM: 2, Mood.GOOD: 3, Mood.PLAIN: 4}

COLUMNS: tuple[Column[Router], ...] = (
    Column(
        "sign",
        "",
        lambda router: sign(mood(router)),
        width=1,
        sort=lambda router: _RANK[mood(router)],
        echo=True,
    ),
    Column("name", "ROUTER", lambda router: shown(router.label, Mood.NAME), width=16, grow=2, bare=row_label),
    Column(
        "networks",
        "NETWORKS",
        lambda router: shown(" ".join(router.networks)),
        width=19,
        grow=3,
        sort=lambda router: [address_order(network) for network in router.networks],
        door=lambda router: listing("router_port", "router", router.label),
    ),
    Column(
        "ports",
        "PORTS",
        lambda router: count(len(router.ports)),
        width=5,
        sort=lambda router: len(router.ports),
        door=lambda router: listing("router_port", "router", router.label),
        right=True,
    ),
    Column("gateway", "GATEWAY", _gateway, width=10, grow=1, door=_gateway_door),
    Column(
        "nat",
        "NAT",
        _nat,
        width=8,
        grow=1,
        sort=lambda router: sum(number for _, number in router.nats),
        door=lambda router: listing("nat", "router", router.label),
    ),
    Column(
        "default", "DEFAULT ROUTE", lambda router: shown(" ".join(router.default_routes)), width=14, grow=1
    ),
    Column(
        "routes",
        "ROUTES",
        lambda router: count(router.routes),
        width=6,
        sort=lambda router: router.routes,
        right=True,
        optional=True,
    ),
    Column(
        "policies",
        "POLICIES",
        lambda router: count(router.policies),
        sort=lambda router: router.policies,
        right=True,
        optional=True,
    ),
    Column("pinned", "PINNED TO", lambda router: named(router.chassis), width=12, optional=True),
    Column("state", "STATE", _state, optional=True),
    Column(
        "key",
        "KEY",
        lambda router: number(router.tunnel_key),
        width=6,
        sort=lambda router: router.tunnel_key or 0,
        right=True,
        optional=True,
    ),
    Column("id", "LOGICAL ROUTER", lambda router: shown(router.name), width=36, optional=True),
    Column("uuid", "UUID", lambda router: shown(router.key, Mood.DIM), width=36, optional=True),
)
