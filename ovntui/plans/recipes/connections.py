"""Connect a switch to a router."""

from typing import Final

from ovntui.cloud.records import RouterPort
from ovntui.plans.addresses import mac_fault, router_mac
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.addressing import mac_in_use, segment_of
from ovntui.plans.recipes.joining import ends, networks_fault, router_address, written
from ovntui.plans.recipes.segment import Segment
from ovntui.plans.recipes.things import (
    and_list,
    existing,
    find,
    handle,
    new_name,
    offers_of,
    said,
    yes,
)


def _segment(view: View, values: Values) -> Segment | None:
    return segment_of(view, find(view, "switch", said(values, "switch")))


def _router(view: View, values: Values) -> str | None:
    return find(view, "router", said(values, "router"))


def _router_fault(view: View, values: Values) -> str | None:
    if fault := existing("router", "router")(view, values):
        return fault
    segment, router = _segment(view, values), _router(view, values)
    joined = segment is not None and any(one.key == router for one in segment.switch.routers)
    return f"{said(values, 'switch')} is connected to {said(values, 'router')} already" if joined else None


def _named(values: Values, first: str, second: str) -> str:
    """What the house calls the end of one thing that leads to another: FIRST-SECOND."""
    one, other = said(values, first), said(values, second)
    return f"{one}-{other}" if one and other else ""


def _networks(view: View, values: Values) -> str:
    segment = _segment(view, values)
    return "\n".join(router_address(segment)) if segment is not None else ""


def _networks_fault(view: View, values: Values) -> str | None:
    return networks_fault(view, _segment(view, values), _router(view, values), lines(values, "networks"))


def _mac(_: View, values: Values) -> str:
    return next((router_mac(line) for line in lines(values, "networks")), "")


def _mac_fault(view: View, values: Values) -> str | None:
    mac = said(values, "mac")
    return mac_fault(mac) or mac_in_use(_segment(view, values), mac)


def _leads_outside(view: View, values: Values) -> bool:
    segment = _segment(view, values)
    return segment is not None and bool(segment.uplinks())


def _connect(view: View, values: Values) -> Wish:
    switch, router, networks = said(values, "switch"), said(values, "router"), lines(values, "networks")
    segment, key = _segment(view, values), _router(view, values)
    assert segment is not None
    assert key is not None  # the form says so
    acts = ends(
        router=handle(view, "router", router),
        router_port=said(values, "router-port"),
        switch=handle(view, "switch", switch),
        switch_port=said(values, "switch-port"),
        mac=said(values, "mac"),
        networks=networks,
        announce=yes(values, "announce"),
    )
    ips = and_list(written(one).partition("/")[0] for one in networks)
    meaning = [f"VMs on {switch} reach {router} at {ips}"]
    warnings = []
    others = sorted(one.name for one in segment.switch.routers)
    if others:
        warnings.append(
            f"{switch} is connected to {and_list(others)} too: VMs use the one that is their gateway"
        )
    reached = sorted({port.switch.name for port in _ports(view, key) if port.switch is not None})
    if reached:
        meaning.append(f"{router} routes between {switch} and {and_list(reached)}")
    if segment.uplinks():
        warnings.append(
            f"{switch} leads outside: without gateway chassis for {said(values, 'router-port')} every chassis"
            " answers for the router there"
        )
    return Wish(acts=acts, meaning=tuple(meaning), warnings=tuple(warnings), shows=("router", router))


def _ports(view: View, router: str) -> list[RouterPort]:
    ports = view.cloud.router_ports
    return [ports[port.key] for port in view.cloud.routers[router].ports if port.key in ports]


RECIPES: Final = (
    Recipe(
        name="connect",
        title="Connect a switch to a router",
        summary="Both ends of the connection in one: the router's port and the switch's port that names it.",
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
                name="router",
                label="Router",
                help="the router, by name or uuid",
                required=True,
                offers=offers_of("router"),
                check=_router_fault,
            ),
            Field(
                name="networks",
                label="Router's addresses",
                help="what the router has on the switch, with the prefix length, such as 172.16.0.1/24",
                kind="many",
                required=True,
                default=_networks,
                offers=lambda view, values: map(Offer, _networks(view, values).splitlines()),
                check=_networks_fault,
            ),
            Field(
                name="mac",
                label="Router's MAC",
                help="the router's MAC address on the switch; proposed is one made of its address",
                required=True,
                default=_mac,
                check=_mac_fault,
            ),
            Field(
                name="router-port",
                label="Router's port",
                help="what the router's port is called",
                required=True,
                default=lambda _, values: _named(values, "router", "switch"),
                check=new_name("router_port", "router-port"),
            ),
            Field(
                name="switch-port",
                label="Switch's port",
                help="what the switch's port is called",
                required=True,
                default=lambda _, values: _named(values, "switch", "router"),
                check=new_name("port", "switch-port"),
            ),
            Field(
                name="announce",
                label="Announce NAT",
                help="tell the outer network by gratuitous ARP where NAT addresses are, as after a fail-over",
                kind="switch",
                default=lambda _, __: "yes",
                applies=_leads_outside,
            ),
        ),
        wish=_connect,
    ),
)
