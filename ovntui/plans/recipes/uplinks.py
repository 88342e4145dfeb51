"""Add an uplink: a router's way to a physical network. Its fields are the outer half of every such recipe."""

from collections.abc import Iterator
from typing import Final

from ovntui.plans.addresses import mac_fault, router_mac
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.candidates import gateway_offers, gateway_warnings, proposed_gateways
from ovntui.plans.recipes.joining import networks_fault
from ovntui.plans.recipes.outside import (
    Uplink,
    bridge_of,
    network_offers,
    nexthop_fault,
    nexthop_of,
)
from ovntui.plans.recipes.routers import router_field, router_key
from ovntui.plans.recipes.things import free_name, handle, name_fault, new_name, said, whole, yes


def end_names(values: Values, switch: str) -> tuple[str, str]:
    """What the house calls the router's port on a switch and the switch's port to the router."""
    router, other = said(values, "router"), said(values, switch)
    return f"{router}-{other}", f"{other}-{router}"


def new_switch(field: str) -> Field:
    """A switch to be, to which the router will be joined."""

    def check(view: View, values: Values) -> str | None:
        if fault := new_name("switch", field)(view, values):
            return fault
        router_port, switch_port = end_names(values, field)
        if view.cloud.router_port_named(router_port) is not None:
            return f"there is a router port {router_port} already"
        if view.cloud.port_named(switch_port) is not None:
            return f"there is a port {switch_port} already"
        return None

    inner = field == "inner"

    def default(view: View, _: Values) -> str:
        name = "ls-int" if inner else "ls-ext"
        return free_name(view, "switch", name)

    return Field(
        name=field,
        label="Inner switch" if inner else "Outer switch",
        help="what the switch of the VMs is called"
        if inner
        else "what the switch that leads outside is called",
        required=True,
        default=default,
        check=check,
    )


def _network(view: View, values: Values) -> str:
    return next((offer.value for offer in network_offers(view, values)), "")


def _localnet(view: View, values: Values) -> str:
    outer, network = said(values, "outer"), said(values, "network")
    return f"{outer}-{bridge_of(view, network)}" if outer and network else ""


def _address_fault(view: View, values: Values) -> str | None:
    return networks_fault(view, None, router_key(view, values), [said(values, "address")])


def _gateways(view: View, values: Values) -> str:
    network = said(values, "network")
    return "\n".join(proposed_gateways(view, [network]) if network else ())


def _gateways_fault(_: View, values: Values) -> str | None:
    labels = lines(values, "gateways")
    return "a chassis stands here twice" if len(set(labels)) < len(labels) else None


def _nexthop_fault(view: View, values: Values) -> str | None:
    nexthop = said(values, "nexthop")
    if fault := nexthop_fault(nexthop, said(values, "address")):
        return fault
    router, prefix = router_key(view, values), "::/0" if ":" in nexthop else "0.0.0.0/0"
    routes = view.cloud.routes_of_router(router) if router is not None else ()
    other = next((one.nexthop for one in routes if one.prefix == prefix and not one.table), None)
    if other is None:
        return None
    return f"{said(values, 'router')} has a default route via {other} already: leave this empty"


def outer_fields() -> tuple[Field, ...]:
    """All that is asked about the way outside, once the router is known."""
    return (
        new_switch("outer"),
        Field(
            name="network",
            label="Network",
            help="the physical network, by the name that the chassis' bridge mappings give it",
            required=True,
            default=_network,
            offers=network_offers,
            check=lambda _, values: network_fault(said(values, "network")),
        ),
        Field(
            name="vlan",
            label="VLAN",
            help="the VLAN on that network; empty: untagged",
            check=whole("vlan", 1, 4095, "a VLAN"),
        ),
        Field(
            name="localnet",
            label="Localnet port",
            help="what the switch's port to the physical network is called",
            required=True,
            default=_localnet,
            check=new_name("port", "localnet"),
        ),
        Field(
            name="address",
            label="Outer address",
            help="the router's address on the physical network, with the prefix length: 10.10.10.240/24",
            required=True,
            check=_address_fault,
        ),
        Field(
            name="mac",
            label="Outer MAC",
            help="the router's MAC address there; proposed is one made of its address",
            required=True,
            default=lambda _, values: router_mac(said(values, "address")),
            check=lambda _, values: mac_fault(said(values, "mac")),
        ),
        Field(
            name="nexthop",
            label="Next router",
            help="the physical network's own router, for the default route; empty: no default route",
            default=lambda _, values: nexthop_of(said(values, "address")),
            check=_nexthop_fault,
        ),
        Field(
            name="gateways",
            label="Gateway chassis",
            help="in falling priority: the first one that lives does the routing to the outside",
            kind="order",
            default=_gateways,
            offers=lambda view, values: gateway_offers(view, [said(values, "network")], None),
            check=_gateways_fault,
        ),
        Field(
            name="announce",
            label="Announce NAT",
            help="tell the outer network by gratuitous ARP where NAT addresses are, as after a fail-over",
            kind="switch",
            default=lambda _, __: "yes",
        ),
    )


def network_fault(network: str) -> str | None:
    """What is wrong with a physical network's name."""
    if any(char in network for char in ":,") or " " in network:
        return "a network's name in bridge mappings holds neither a colon nor a comma nor a blank"
    return name_fault(network)


def uplink_of(view: View, values: Values) -> Uplink:
    """What the outer fields say."""
    router_port, switch_port = end_names(values, "outer")
    return Uplink(
        switch=said(values, "outer"),
        localnet=said(values, "localnet"),
        network=said(values, "network"),
        vlan=int(vlan) if (vlan := said(values, "vlan")) else None,
        router=handle(view, "router", said(values, "router")),
        router_port=router_port,
        switch_port=switch_port,
        mac=said(values, "mac"),
        address=said(values, "address"),
        announce=yes(values, "announce"),
        nexthop=said(values, "nexthop"),
        gateways=lines(values, "gateways"),
    )


def outer_warnings(view: View, uplink: Uplink) -> Iterator[str]:
    """What speaks against the way outside."""
    yield from uplink.warnings(view)
    yield from gateway_warnings(view, uplink.gateways, [uplink.network])
    there = (view.cloud.ports[key] for key in view.cloud.ports_onto(uplink.network))
    if others := sorted(port.name for port in there if port.tag == uplink.vlan):
        vlan = f", VLAN {uplink.vlan}" if uplink.vlan is not None else ""
        yield f"{others[0]} leads to {uplink.network}{vlan} already: its switch could be shared"


def _add(view: View, values: Values) -> Wish:
    uplink, router = uplink_of(view, values), said(values, "router")
    return Wish(
        acts=tuple(uplink.acts(view)),
        meaning=tuple(uplink.meaning(view, router)),
        warnings=tuple(outer_warnings(view, uplink)),
        shows=("switch", uplink.switch),
    )


RECIPES: Final = (
    Recipe(
        name="add-uplink",
        title="Add an uplink",
        summary="A router's way outside: a switch with a localnet port, the router's port, a default route.",
        subject="router",
        target="router",
        fields=(router_field(), *outer_fields()),
        wish=_add,
    ),
)
