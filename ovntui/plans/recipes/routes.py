"""Static routes of routers: add and remove."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from ovntui.cloud.records import Route
from ovntui.plans.acts.routers import StaticRoute, add_route, remove_route
from ovntui.plans.addresses import address_fault, bare, first_host, network_fault
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of
from ovntui.plans.recipes.joining import networks_of_router
from ovntui.plans.recipes.routers import router_field, router_key
from ovntui.plans.recipes.things import existing, handle, listed, meant, name_fault, said, yes

DISCARD: Final = "discard"


def _routes(view: View, values: Values) -> tuple[Route, ...]:
    router = router_key(view, values)
    return view.cloud.routes_of_router(router) if router is not None else ()


def _prefix_fault(_: View, values: Values) -> str | None:
    text = said(values, "prefix")
    return network_fault(text) if "/" in text else address_fault(text)


def _prefix(values: Values) -> str:
    """As OVN writes it: a network, or the address alone of a single host."""
    network = ip_network(said(values, "prefix"))
    return str(network.network_address if network.prefixlen == network.max_prefixlen else network)


def _nexthop_fault(view: View, values: Values) -> str | None:
    text, prefix = said(values, "nexthop"), said(values, "prefix")
    if text == DISCARD:
        return None
    if fault := address_fault(text):
        return f"{fault}: write the next router's address, or discard"
    ip, network, router = bare(text), bare(prefix), router_key(view, values)
    assert ip is not None
    if network is not None and network.version != ip.version:
        return f"{prefix} is IPv{network.version} and cannot go by an IPv{ip.version} router"
    for known, name in networks_of_router(view, router) if router is not None else ():
        port = view.cloud.router_port_named(name)
        if ip in known and port and any(bare(own) == ip for own in view.cloud.router_ports[port].networks):
            return f"{ip} is the router itself ({name})"
    return None


def _nexthops(view: View, values: Values) -> Iterator[Offer]:
    """The first address of each network that the router reaches, where it is not the router's own."""
    router = router_key(view, values)
    for network, name in networks_of_router(view, router) if router is not None else ():
        port = view.cloud.router_port_named(name)
        own = {bare(text) for text in view.cloud.router_ports[port].networks} if port else set()
        first = first_host(network)
        if first is not None and first not in own:
            yield Offer(str(first), f"through {name}")
    yield Offer(DISCARD, "drop what goes there")


def _port_fault(view: View, values: Values) -> str | None:
    if fault := existing("router_port", "port")(view, values):
        return fault
    key = view.cloud.router_port_named(said(values, "port"))
    if key is None or view.cloud.router_of(key) != router_key(view, values):
        return f"{said(values, 'port')} is no port of {said(values, 'router')}"
    return None


def _router_ports(view: View, values: Values) -> Iterator[Offer]:
    router = router_key(view, values)
    for port in view.cloud.routers[router].ports if router is not None else ():
        yield Offer(port.name, ", ".join(view.cloud.router_ports[port.key].networks))


def _beside(view: View, values: Values) -> list[Route]:
    """Routes of the same prefix, kind and table."""
    if _prefix_fault(view, values):
        return []
    prefix, policy = _prefix(values), said(values, "policy") or "dst-ip"
    return [
        route
        for route in _routes(view, values)
        if (route.prefix, route.policy or "dst-ip", route.table) == (prefix, policy, said(values, "table"))
    ]


def _is_beside(view: View, values: Values) -> bool:
    return bool(said(values, "prefix")) and bool(_beside(view, values))


def _ecmp_fault(view: View, values: Values) -> str | None:
    others = _beside(view, values)
    if any(route.nexthop == said(values, "nexthop") for route in others):
        return f"{others[0].prefix} goes via {said(values, 'nexthop')} already"
    if not yes(values, "ecmp"):
        return f"{others[0].prefix} goes via {others[0].nexthop} already: say yes to use both in turn"
    return None


def _add_route(view: View, values: Values) -> Wish:
    router, nexthop = said(values, "router"), said(values, "nexthop")
    key = router_key(view, values)
    assert key is not None  # the form says so
    policy = said(values, "policy")
    route = StaticRoute(
        prefix=_prefix(values),
        nexthop=nexthop if nexthop == DISCARD else str(bare(nexthop)),
        policy="" if policy == "dst-ip" else policy,
        table=said(values, "table"),
        port=said(values, "port"),
    )
    target = "all that no other route takes" if route.prefix in ("0.0.0.0/0", "::/0") else route.prefix
    which = f"what comes from {target}" if policy == "src-ip" else f"what goes to {target}"
    meaning, warnings = [], []
    if nexthop == DISCARD:
        meaning.append(f"{which} is dropped by {router}")
    else:
        through = [name for network, name in networks_of_router(view, key) if bare(nexthop) in network]
        by = route.port or next(iter(through), "")
        meaning.append(f"{which} leaves {router} via {route.nexthop}{f' by {by}' if by else ''}")
        if not through and not route.port:
            warnings.append(f"{route.nexthop} is in no network of {router}: OVN ignores the route")
    if route.table:
        meaning.append(f"it is used by router ports with route_table {route.table} only")
    act = add_route(handle(view, "router", router), route, yes(values, "ecmp"))
    return Wish(acts=(act,), meaning=tuple(meaning), warnings=tuple(warnings), shows=("router", router))


def _route(route: Route) -> StaticRoute:
    return StaticRoute(
        prefix=route.prefix,
        nexthop=route.nexthop,
        policy=route.policy,
        table=route.table,
        port=route.output_port,
    )


def _route_offers(view: View, values: Values) -> Iterator[Offer]:
    return listed(_written(view, values))


def _written(view: View, values: Values) -> dict[str, str]:
    return {route.key: str(_route(route)) for route in _routes(view, values)}


def _remove_route(view: View, values: Values) -> Wish:
    router, chosen = said(values, "router"), meant(_written(view, values), said(values, "route"))
    routes = _routes(view, values)
    route = next(one for one in routes if one.key == chosen)
    alone = sum((one.prefix, one.nexthop) == (route.prefix, route.nexthop) for one in routes) == 1
    meaning = f"what goes to {route.prefix} leaves {router} by another route, or not at all"
    act = remove_route(handle(view, "router", router), route.key, _route(route), alone)
    return Wish(acts=(act,), meaning=(meaning,), shows=("router", router))


RECIPES: Final = (
    Recipe(
        name="add-route",
        title="Add a route",
        summary="A static route of a router.",
        subject="router",
        target="router",
        rows="Logical_Router_Static_Route",
        fields=(
            router_field(),
            Field(
                name="prefix",
                label="Network",
                help="where the route leads, such as 192.168.7.0/24; 0.0.0.0/0 is the default route",
                required=True,
                default=lambda _, __: "0.0.0.0/0",
                check=_prefix_fault,
            ),
            Field(
                name="nexthop",
                label="Via",
                help="the next router's address; or discard, to drop what goes there",
                required=True,
                offers=_nexthops,
                check=_nexthop_fault,
            ),
            Field(
                name="port",
                label="By port",
                help="the router port to leave by; empty: the one whose network has the next router",
                offers=_router_ports,
                check=_port_fault,
            ),
            Field(
                name="policy",
                label="Looks at",
                help="dst-ip: where a packet goes; src-ip: where it comes from",
                kind="choice",
                required=True,
                default=lambda _, __: "dst-ip",
                offers=any_of("dst-ip", "src-ip"),
            ),
            Field(
                name="table",
                label="Table",
                help="the route table, used by router ports that name it; empty: the main one",
                check=lambda _, values: name_fault(said(values, "table")),
            ),
            Field(
                name="ecmp",
                label="Beside others",
                help="there is a route of this prefix: use both in turn (equal-cost multi-path)",
                kind="switch",
                default=lambda _, __: "no",
                check=_ecmp_fault,
                applies=_is_beside,
            ),
        ),
        wish=_add_route,
    ),
    Recipe(
        name="remove-route",
        title="Remove a route",
        summary="Take a static route from a router.",
        subject="router",
        target="router",
        fields=(
            router_field(),
            Field(
                name="route",
                label="Route",
                help="the route, as it is listed or by uuid",
                kind="choice",
                required=True,
                offers=_route_offers,
            ),
        ),
        wish=_remove_route,
    ),
)
