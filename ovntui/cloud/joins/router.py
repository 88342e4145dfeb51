"""A router and its ports, with who may hold their gateways and who does."""

from collections import Counter

from ovntui.cloud.facts import Facts, first
from ovntui.cloud.joins.relations import (
    chassis_by_name,
    holder,
    named_router,
    named_switch,
    tunnel_key,
)
from ovntui.cloud.keys import pinned_to
from ovntui.cloud.records import Candidate, Named, Route, Router, RouterPort
from ovntui.cloud.records.names import row_label
from ovntui.cloud.rows.northbound import LogicalRouter
from ovntui.ovsdb.wire import flag, refs, text, texts

DEFAULT_ROUTES = ("0.0.0.0/0", "::/0")


def join_router_port(facts: Facts, uuid: str) -> RouterPort:
    """Raises KeyError where there is no such router port."""
    north = facts.north
    row = north.router_ports.rows[uuid]
    candidates = {
        Candidate(chassis_by_name(facts, one.chassis_name), one.chassis_name, one.priority)
        for one in north.candidate_rows(row)
    }
    # Ports that name no router port are filed under "": they lead to no nameless one.
    switch_port = first(north.ports_into[row.name]) if row.name else None
    facing = text(row.peer)
    if switch_port is not None:
        peer: Named | None = Named(switch_port, north.ports.rows[switch_port].name)
    elif facing:
        peer = Named(first(north.router_ports_named[facing]) or "", facing)
    else:
        peer = None
    bound = facts.south.binding(row.name)
    return RouterPort(
        key=uuid,
        name=row.name,
        router=named_router(facts, first(north.routers_of_port[uuid])),
        mac=row.mac,
        networks=texts(row.networks),
        enabled=flag(row.enabled) is not False,
        peer=peer,
        peer_is_router=switch_port is None and peer is not None,
        switch=named_switch(facts, switch_port) if switch_port else None,
        candidates=tuple(sorted(candidates, key=lambda one: (-one.priority, one.chassis.name, one))),
        active=holder(facts, f"cr-{row.name}") or holder(facts, row.name),
        is_gateway=bool(candidates),
        tunnel_key=bound[1].tunnel_key if bound else None,
    )


def join_router(facts: Facts, uuid: str, ports: tuple[RouterPort, ...]) -> Router:
    """ports are the router's, by name. Raises KeyError where there is no such router."""
    north = facts.north
    row = north.routers.rows[uuid]
    types = Counter(nat.type for key in refs(row.nat) if (nat := north.nats.rows.get(key)))
    routes = routes_of(facts, row)
    pinned = pinned_to(row.options)
    return Router(
        key=uuid,
        name=row.name,
        label=row_label(row),
        enabled=flag(row.enabled) is not False,
        ports=tuple(Named(port.key, port.name) for port in ports),
        networks=tuple(network for port in ports for network in port.networks),
        routes=len(routes),
        default_routes=tuple(route.nexthop for route in routes if route.prefix in DEFAULT_ROUTES),
        nats=tuple(sorted(types.items(), key=lambda kind: (-kind[1], kind[0]))),
        policies=len(refs(row.policies)),
        gateways=tuple(port.gateway for port in ports if port.is_gateway),
        chassis=chassis_by_name(facts, pinned[0]) if pinned else None,
        tunnel_key=tunnel_key(facts, uuid),
    )


def routes_of(facts: Facts, row: LogicalRouter) -> tuple[Route, ...]:
    """A router's static routes, by table and prefix."""
    found = []
    for key in refs(row.static_routes):
        if (route := facts.north.routes.rows.get(key)) is not None:
            port, policy = text(route.output_port) or "", text(route.policy) or "dst-ip"
            found.append(Route(key, route.ip_prefix, route.nexthop, port, policy, route.route_table))
    return tuple(sorted(found, key=lambda route: (route.table, route.prefix, route.nexthop, route.key)))
