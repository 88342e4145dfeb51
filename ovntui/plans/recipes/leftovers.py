"""What is of no use any more when something goes, and stays all the same unless it is taken along."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Port, Router, RouterPort, Switch
from ovntui.plans.act import Act
from ovntui.plans.acts.dhcp import OWNER
from ovntui.plans.acts.members import Place, take_out
from ovntui.plans.acts.removal import remove_port, remove_router_port
from ovntui.plans.acts.rows import destroy_row
from ovntui.plans.recipe import Query, View
from ovntui.plans.recipes.segment import Segment
from ovntui.plans.recipes.served import dhcp_name, owner_queries
from ovntui.plans.values import elements

_BINDINGS = "Static_MAC_Binding"
_ROUTES = "Logical_Router_Static_Route"
_DHCP = "DHCP_Options"


@dataclass(frozen=True, slots=True)
class Leftover:
    """said is what stays, in a sentence; act removes it."""

    said: str
    act: Act


def router_ports_of(cloud: Cloud, ports: Iterable[Port]) -> list[RouterPort]:
    """The router ports that switch ports of type router lead to, as far as they are there."""
    keys = (port.peer.key for port in ports if port.type == "router" and port.peer is not None)
    return [cloud.router_ports[key] for key in dict.fromkeys(keys) if key in cloud.router_ports]


def switch_ports(cloud: Cloud, switch: Switch) -> list[Port]:
    """A switch's ports."""
    return [cloud.ports[key] for key in cloud.ports_of_switch(switch.key) if key in cloud.ports]


def ports_of_router(cloud: Cloud, router: Router) -> list[RouterPort]:
    """A router's ports."""
    return [cloud.router_ports[one.key] for one in router.ports]


def of_switch_ports(view: View, ports: Iterable[Port]) -> Iterator[Leftover]:
    """The router ports behind them, and what names these."""
    peers = router_ports_of(view.cloud, ports)
    for peer in peers:
        router = peer.router
        yield Leftover(
            f"router port {peer.name} of {router.name if router else 'no router'} stays and leads nowhere",
            remove_router_port(peer.name, router.key if router else None),
        )
    yield from of_names(view, peers)


def of_router_ports(view: View, ports: Iterable[RouterPort]) -> Iterator[Leftover]:
    """The ports on the other side, and what names them."""
    known = list(ports)
    going = {port.key for port in known}
    for port in known:
        peer = port.peer
        if peer is None or not peer.key or peer.key in going:
            continue
        if port.peer_is_router:
            other = view.cloud.router_of(peer.key)
            act, noun = remove_router_port(peer.name, other), "router port"
        else:
            act, noun = remove_port(peer.name, port.switch.key if port.switch else None), "port"
        yield Leftover(f"{noun} {peer.name} stays and leads nowhere", act)
    yield from of_names(view, known)


def of_names(view: View, ports: Iterable[RouterPort]) -> Iterator[Leftover]:
    """Static MAC bindings that name router ports; OVN takes none along."""
    names = {port.name for port in ports}
    for uuid, row in view.rows.get(_BINDINGS, {}).items():
        if row["logical_port"] in names:
            said = f"{row['ip']} → {row['mac']} on {row['logical_port']}"
            yield Leftover(
                f"MAC binding {said} stays and serves nobody", destroy_row(_BINDINGS, uuid, called=said)
            )


def routes_over(view: View, ports: Iterable[RouterPort]) -> Iterator[Leftover]:
    """Static routes out of router ports that are no more."""
    for port in ports:
        if port.router is None:
            continue
        place = Place("Logical_Router", port.router.key, "static_routes", f"router {port.router.name}")
        for route in view.cloud.routes_of_router(port.router.key):
            if route.output_port == port.name:
                yield Leftover(
                    f"route {route.prefix} over {port.name} stays without effect",
                    take_out(place, route.key, f"route {route.prefix}"),
                )


def of_switches(view: View, switches: Iterable[Switch]) -> Iterator[Leftover]:
    """DHCP options that were made for them."""
    names = {switch.name for switch in switches}
    for uuid, row in view.rows.get(_DHCP, {}).items():
        if dict(elements(row["external_ids"])).get(OWNER) in names:
            cidr = dhcp_name(view, uuid)
            yield Leftover(
                f"DHCP options {cidr} stay and serve nobody", destroy_row(_DHCP, uuid, called=cidr)
            )


def name_queries(ports: Iterable[RouterPort]) -> Iterator[Query]:
    """The static MAC bindings that name router ports."""
    for port in ports:
        yield Query(_BINDINGS, ("logical_port", "ip", "mac"), [("logical_port", "==", port.name)])


def switch_queries(cloud: Cloud, switches: Iterable[Switch]) -> Iterator[Query]:
    """For whom the DHCP options were made that may be these switches': those of their networks, and those
    that serve their ports. A server that is asked for all that were made for one looks through them all."""
    for switch in switches:
        yield from owner_queries(Segment(View(cloud), switch.key), cloud)
