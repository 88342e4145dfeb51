"""The two ends that join a switch to a router, and what is typed for them."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_interface

from ovntui.plans.act import Act
from ovntui.plans.acts.ports import NewPort, add_port
from ovntui.plans.acts.routers import add_router_port
from ovntui.plans.addresses import Network, first_host, interface_fault, network_of, with_length
from ovntui.plans.recipe import View
from ovntui.plans.recipes.segment import Segment


def ends(
    *,
    router: str,
    router_port: str,
    switch: str,
    switch_port: str,
    mac: str,
    networks: Sequence[str],
    announce: bool,
) -> tuple[Act, Act]:
    """The router's port, and the switch's port of type router that names it. announce makes the chassis that
    holds the gateway tell the outer network of NAT addresses (ovn-nb(5), options:nat-addresses)."""
    options = {"router-port": router_port} | ({"nat-addresses": "router"} if announce else {})
    return (
        add_router_port(router, router_port, mac.lower(), [written(one) for one in networks]),
        add_port(switch, NewPort(name=switch_port, type="router", addresses=("router",), options=options)),
    )


def written(network: str) -> str:
    """An address with its prefix length, as short as can be."""
    return str(ip_interface(network))


def router_address(segment: Segment) -> Iterator[str]:
    """What a router would have in each network of a switch: the first address, or the next free one."""
    taken = segment.taken()
    for network in segment.networks():
        first = first_host(network)
        ip = first if first is not None and first not in taken else next(segment.free(network), None)
        if ip is not None:
            yield with_length(ip, network)


def networks_fault(
    view: View, segment: Segment | None, router: str | None, networks: Sequence[str]
) -> str | None:
    """What is wrong with the addresses of a router port to be. router and segment are None as long as they
    are not known, or are to be made."""
    known = networks_of_router(view, router) if router is not None else []
    taken = segment.taken() if segment is not None else {}
    for text in networks:
        if fault := interface_fault(text):
            return fault
        interface = ip_interface(text)
        if interface.ip in taken:
            return f"{interface.ip} is taken by {taken[interface.ip]}"
        if interface.version == 6 and interface.ip.is_link_local:
            return f"{interface.ip} is link-local: OVN makes that one of the MAC address by itself"
        for network, name in known:
            if _overlap(interface.network, network):
                return f"{interface.network} overlaps {network} of {name}"
        known.append((interface.network, "this port itself"))
    return None


def networks_of_router(view: View, router: str) -> list[tuple[Network, str]]:
    """The networks that a router reaches by its own ports, with their names."""
    ports = (view.cloud.router_ports.get(port.key) for port in view.cloud.routers[router].ports)
    found = ((network_of(text), port.name) for port in ports if port is not None for text in port.networks)
    return [(network, name) for network, name in found if network is not None]


def _overlap(one: Network, other: Network) -> bool:
    if isinstance(one, IPv4Network):
        return isinstance(other, IPv4Network) and one.overlaps(other)
    return isinstance(other, IPv6Network) and one.overlaps(other)
