"""The way that a port's packets take, from its interface to a physical network."""

from collections.abc import Iterable

from ovntui.cloud.addresses import covers, parse_addresses
from ovntui.cloud.cells import Door, Field, Mood
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Named, Nat, Port, Router, Switch
from ovntui.cloud.shown import shown


def path(cloud: Cloud, port: Port) -> str:
    """One line from left to right, such as "● vnet0 ─ br-int@kvm1 ─ ls-int ─ ● lr-ext ─ UPLINK"; "" for
    a port that is not the start of a way. A sign stands before what can be up or down."""
    if port.state == "none" or port.switch is None:
        return ""
    sign = SIGNS[Mood.GOOD if port.state == "up" else Mood.DIM]
    stops = []
    if port.interfaces:
        plugged = port.interfaces[0]
        stops += [f"{sign} {plugged.interface}", f"{plugged.bridge or '?'}@{plugged.host}"]
    else:
        stops += [f"{sign} {port.name}"]
        stops += [port.chassis.name] if port.chassis else [f"{SIGNS[Mood.DIM]} no chassis"]
    stops.append(port.switch.name)
    switch = cloud.switches.get(port.switch.key)
    if switch is None:
        return " ─ ".join(stops)
    if switch.uplinks:
        return " ─ ".join((*stops, switch.uplinks[0].network))
    router, network = way_out(cloud, switch)
    if router is not None:
        stops.append(_router_stop(router))
    if network:
        stops.append(network)
    return " ─ ".join(stops)


def _router_stop(router: Router) -> str:
    if not router.gateways:
        return router.label
    held = any(gateway.active for gateway in router.gateways)
    return f"{SIGNS[Mood.GOOD if held else Mood.BAD]} {router.label}"


def way_out(cloud: Cloud, switch: Switch) -> tuple[Router | None, str]:
    """The router by which a switch's packets leave, and the physical network that it reaches: of several
    routers one that reaches a network, then one with a default route."""
    best: tuple[bool, bool, Router] | None = None
    network = ""
    for one in switch.routers:
        router = cloud.routers[one.key]
        reached = _network_behind(cloud, router, switch.key)
        rank = (bool(reached), bool(router.default_routes), router)
        if best is None or rank[:2] > best[:2]:
            best, network = rank, reached
    return (best[2], network) if best else (None, "")


def _network_behind(cloud: Cloud, router: Router, but: str) -> str:
    for one in router.ports:
        switch: Named | None = cloud.router_ports[one.key].switch
        if switch is None or switch.key == but:
            continue
        uplinks = cloud.switches[switch.key].uplinks
        if uplinks:
            return uplinks[0].network
    return ""


def leaves_by(cloud: Cloud, port: Port) -> list[Field]:
    """Where the port's packets leave and what their source becomes: its own floating address, or the
    narrowest snat rule of its router that holds its address."""
    if port.state == "none" or port.switch is None or port.switch.key not in cloud.switches:
        return []
    switch = cloud.switches[port.switch.key]
    texts = (port.dynamic_addresses,) if port.dynamic_addresses else port.addresses
    ips = [ip.partition("/")[0] for address in parse_addresses(texts) for ip in address.ips]
    router, _ = (None, "") if switch.uplinks else way_out(cloud, switch)
    if router is None:
        return []
    nats = (cloud.nats[key] for key in cloud.nats_of_router(router.key))
    rule = _applying(nats, ips)
    if rule is None:
        active = next((gateway.active for gateway in router.gateways if gateway.active), None)
        return (
            [Field("leaves by", shown(f"{router.label} on {active.name}"), Door("chassis", active.key))]
            if active
            else []
        )
    place = f" on {rule.chassis.name}" if rule.chassis else f" {SIGNS[Mood.BAD]} on no chassis"
    mood = Mood.PLAIN if rule.chassis else Mood.BAD
    return [Field("leaves by", shown(f"{rule.type} {rule.external_ip}{place}", mood), Door("nat", rule.key))]


def _applying(nats: Iterable[Nat], ips: list[str]) -> Nat | None:
    best: tuple[tuple[bool, int], Nat] | None = None
    for nat in nats:
        if nat.type == "dnat" or not any(covers(nat.logical_ip, ip) for ip in ips):
            continue
        _, slash, length = nat.logical_ip.partition("/")
        rank = (nat.type == "dnat_and_snat", int(length) if slash and length.isdigit() else 128)
        if best is None or rank > best[0]:
            best = (rank, nat)
    return best[1] if best else None
