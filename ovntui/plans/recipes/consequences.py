"""What will not work any more when something goes."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from ovntui.cloud.addresses import covers, parse_addresses
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Nat, Port, RouterPort
from ovntui.plans.addresses import network_of
from ovntui.plans.recipe import View
from ovntui.plans.recipes.things import and_list

_NAMED: Final = 3
"""How many of a long list are called by name."""


def listed(names: Collection[str]) -> str:
    """The first few by name, the others by number."""
    found = list(names)
    if len(found) <= _NAMED + 1:
        return and_list(found)
    return f"{', '.join(found[:_NAMED])} and {len(found) - _NAMED} more"


def machines(view: View, ports: Iterable[Port]) -> Iterator[str]:
    """Ports that somebody is plugged into, and those of the containers inside."""
    up = sorted(port.name for port in ports if port.state == "up")
    if up:
        verb = "loses its" if len(up) == 1 else "lose their"
        yield f"{listed(up)} {verb} network"
    within = sorted(
        view.cloud.ports[key].name
        for name in up
        for key in view.cloud.ports_within(name)
        if key in view.cloud.ports
    )
    if within:
        yield f"{listed(within)} inside {'is' if len(within) == 1 else 'are'} cut off"


def uplinks(view: View, ports: Iterable[Port], gone: Collection[str]) -> Iterator[str]:
    """Ways from switches to physical networks, and what left through these; gone are the router ports that
    are told of already."""
    for port in ports:
        if port.type != "localnet" or port.switch is None:
            continue
        yield f"{port.switch.name} does not reach {port.network or 'its physical network'} any more"
        leading = (view.cloud.ports[key] for key in view.cloud.leading_ports(port.switch.key))
        behind = {one.peer.key for one in leading if one.type == "router" and one.peer is not None}
        yield from ways_out(view, behind - set(gone) - {""})


def ways_out(view: View, gone: Collection[str]) -> Iterator[str]:
    """Networks of routers whose default routes leave through ports, by key, that lead nowhere from then
    on."""
    for router in dict.fromkeys(view.cloud.router_of(key) for key in sorted(gone)):
        if router is None or router not in view.cloud.routers:
            continue
        ports = [view.cloud.router_ports[one.key] for one in view.cloud.routers[router].ports]
        through = set(_through(view, router, ports))
        if through and through <= set(gone):
            for network in _networks(port for port in ports if port.key not in gone):
                yield f"{network} has no way out any more"


def _through(view: View, router: str, ports: Iterable[RouterPort]) -> Iterator[str]:
    """The ports that a router's default routes leave through."""
    known = list(ports)
    for route in view.cloud.routes_of_router(router):
        if route.prefix in ("0.0.0.0/0", "::/0"):
            yield from (
                port.key
                for port in known
                if port.name == route.output_port
                or (not route.output_port and any(covers(net, route.nexthop) for net in port.networks))
            )


def _networks(ports: Iterable[RouterPort]) -> list[str]:
    found = (network_of(text) for port in ports for text in port.networks)
    return list(dict.fromkeys(str(network) for network in found if network is not None))


def parted(view: View, ports: Iterable[RouterPort]) -> Iterator[str]:
    """Routers and switches, or routers, that were joined by router ports."""
    for port in ports:
        other = port.switch.name if port.switch else _router_beyond(view, port)
        if other and port.router is not None:
            networks = f": {listed(_networks([port]))}" if port.networks else ""
            yield f"{other} and {port.router.name} are not joined any more{networks}"


def _router_beyond(view: View, port: RouterPort) -> str:
    """The router that a router port leads to without a switch between, "" where there is none."""
    key = view.cloud.router_of(port.peer.key) if port.peer is not None else None
    return view.cloud.routers[key].label if key is not None else ""


def translations(nats: Iterable[Nat]) -> Iterator[str]:
    """NAT rules that go, or have nothing to go through."""
    for nat in nats:
        if nat.type == "snat":
            yield f"{nat.logical_ip} does not leave as {nat.external_ip} any more"
        else:
            yield f"{nat.external_ip} does not lead to {nat.logical_ip} any more"


def named_in_nat(view: View, ports: Iterable[Port]) -> Iterator[str]:
    """NAT rules done where a port's VM runs, of a port that is no more."""
    for port in ports:
        for key in view.cloud.nats_of_port(port.name):
            nat = view.cloud.nats[key]
            yield f"{nat.external_ip} is translated where {port.name} runs, and {port.name} is gone"


def who_may_ask(cloud: Cloud, ports: Iterable[Port]) -> dict[str, None]:
    """The switches from which ports are reached by their addresses: their own, and those on the same
    routers."""
    found = {port.switch.key: None for port in ports if port.switch is not None and port.switch.key}
    for switch in list(found):
        for router in cloud.switches[switch].routers:
            for port in cloud.routers[router.key].ports:
                other = cloud.router_ports[port.key].switch
                if other is not None:
                    found[other.key] = None
    return found


def answered(view: View, ports: Iterable[Port]) -> Iterator[str]:
    """DNS records that lead to the addresses of ports, as far as DNS rows were asked for."""
    held = {
        str(address): str(name)
        for row in view.rows.get("DNS", {}).values()
        for name, addresses in row["records"][1]
        for address in str(addresses).split()
    }
    for port in ports:
        given = (*port.addresses, port.dynamic_addresses or "")
        ips = (ip for address in parse_addresses(given) for ip in address.ips)
        for ip in ips:
            if ip in held:
                yield f"DNS leads {held[ip]} to {ip} still"
