"""NAT rules of routers: add one."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from ovntui.cloud.addresses import parse_addresses
from ovntui.plans.acts.nat import NatRule, add_nat
from ovntui.plans.addresses import (
    Network,
    address_fault,
    bare,
    mac_fault,
    network_of,
)
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of
from ovntui.plans.recipes.nat_faults import ports_fault, rule_fault
from ovntui.plans.recipes.nat_sides import (
    behind,
    gateways,
    holder_of,
    inner_ports,
    ips_of,
    networks_of,
    ports_of,
)
from ovntui.plans.recipes.routers import router_field, router_key
from ovntui.plans.recipes.things import existing, find, handle, said, yes

SNAT, DNAT, BOTH = "snat", "dnat", "dnat_and_snat"


def _external(view: View, values: Values) -> str:
    """For snat the gateway's own address; others need one of their own."""
    if said(values, "type") != SNAT:
        return ""
    return next((str(bare(text)) for port in gateways(view, values) for text in port.networks), "")


def _externals(view: View, values: Values) -> Iterator[Offer]:
    for port in gateways(view, values):
        for text in port.networks:
            yield Offer(str(bare(text)), f"{port.name} itself")


def _logical(view: View, values: Values) -> str:
    """For snat the one network behind the router."""
    networks = networks_of(inner_ports(view, values))
    return str(networks[0]) if said(values, "type") == SNAT and len(networks) == 1 else ""


def _logicals(view: View, values: Values) -> Iterator[Offer]:
    if said(values, "type") == SNAT:
        for port in inner_ports(view, values):
            yield from (Offer(str(network), f"behind {port.name}") for network in networks_of([port]))
    for switch_port in behind(view, values):
        for ip in ips_of(switch_port):
            yield Offer(ip, switch_port.name)


def _logical_fault(view: View, values: Values) -> str | None:
    text, external = said(values, "logical"), bare(said(values, "external"))
    if said(values, "type") == SNAT and "/" in text:
        if network_of(text) is None:
            return f"{text} is no network"
        network = ip_network(text, strict=False)
        if str(network.network_address) != str(bare(text)):
            return f"{text} is an address within {network}: write the network itself"
    elif fault := address_fault(text):
        return fault
    logical = bare(text)
    if external is not None and logical is not None and logical.version != external.version:
        return f"IPv{logical.version} is not translated to IPv{external.version}"
    return rule_fault(view, values, router_key(view, values))


def _is_both(_: View, values: Values) -> bool:
    return said(values, "type") == BOTH


def _is_distributed(_: View, values: Values) -> bool:
    return said(values, "type") == BOTH and yes(values, "distributed")


def _logical_port(view: View, values: Values) -> str:
    holder = holder_of(view, values)
    return holder.name if holder is not None else ""


def _external_mac(view: View, values: Values) -> str:
    """The VM's own: nobody else has that one."""
    key = find(view, "port", said(values, "logical-port"))
    addresses = parse_addresses(view.cloud.ports[key].addresses) if key is not None else ()
    return next((address.mac.lower() for address in addresses if address.mac), "")


def _has_several(view: View, values: Values) -> bool:
    return len(gateways(view, values)) > 1


def _gateway_port(view: View, values: Values) -> str:
    """The one whose network has the external address."""
    ip = bare(said(values, "external"))
    fitting = [
        port.name
        for port in gateways(view, values)
        if ip is not None and any(ip in network for network in networks_of([port]))
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _rule(view: View, values: Values) -> NatRule:
    logical = ip_network(said(values, "logical"), strict=False)
    alone = logical.prefixlen == logical.max_prefixlen
    gateway = said(values, "gateway-port")
    distributed = _is_distributed(view, values)
    return NatRule(
        type=said(values, "type"),
        external=str(bare(said(values, "external"))),
        logical=str(logical.network_address if alone else logical),
        port=said(values, "logical-port") if distributed else "",
        mac=said(values, "external-mac").lower() if distributed else "",
        ports=said(values, "ports"),
        gateway_port=gateway,
        gateway_uuid=view.cloud.router_port_named(gateway) or "" if gateway else "",
    )


def _where(view: View, values: Values, rule: NatRule) -> str:
    """Where the rule is done, as " on kvm1", as far as that is known."""
    if rule.port:
        key = view.cloud.port_named(rule.port)
        chassis = view.cloud.ports[key].chassis if key else None
        return f" on {chassis.name}" if chassis is not None else f" on whatever chassis {rule.port} is"
    ports = gateways(view, values)
    if rule.gateway_port:
        ports = [port for port in ports if port.name == rule.gateway_port]
    active = next((port.active for port in ports if port.active is not None), None)
    return f" on {active.name}" if active is not None else ""


def _warnings(view: View, values: Values, rule: NatRule) -> Iterator[str]:
    router, ports = said(values, "router"), gateways(view, values)
    external = bare(rule.external)
    assert external is not None  # checked
    if not ports:
        yield f"{router} has no gateway: OVN ignores the rule until one of its ports has gateway chassis"
    elif not any(external in network for network in networks_of(ports)):
        names = ", ".join(port.name for port in ports)
        yield f"{external} is in no network of {names}: the outside has to be told to send it here"
    if rule.type != SNAT and holder_of(view, values) is None:
        yield f"no port behind {router} has {rule.logical}"
    if rule.type == SNAT and not any(
        _covers(network, rule.logical) for network in networks_of(ports_of(view, values))
    ):
        yield f"{rule.logical} is in no network of {router} itself: it has to be routed here"
    holder = next(
        (port.name for port in ports_of(view, values) if external in map(bare, port.networks)), None
    )
    if holder is not None and rule.type == BOTH:
        yield f"{external} is {holder} itself: it will not be reached under it any more"


def _covers(network: Network, logical: str) -> bool:
    ip = bare(logical)
    return ip is not None and (ip in network or network.network_address in ip_network(logical, strict=False))


def _add(view: View, values: Values) -> Wish:
    router, rule = said(values, "router"), _rule(view, values)
    where = _where(view, values, rule)
    meaning = {
        SNAT: [f"{rule.logical} leaves through {rule.external}{where}"],
        DNAT: [f"what comes to {rule.external} goes to {rule.logical}{where}"],
        BOTH: [
            f"what comes to {rule.external} goes to {rule.logical}{where}",
            f"{rule.logical} leaves through {rule.external}{where}",
        ],
    }[rule.type]
    return Wish(
        acts=(add_nat(handle(view, "router", router), rule),),
        meaning=tuple(meaning),
        warnings=tuple(_warnings(view, values, rule)),
        shows=("router", router),
    )


RECIPES: Final = (
    Recipe(
        name="add-nat",
        title="Add a NAT rule",
        summary="Translate addresses where a router leads outside.",
        subject="router",
        target="router",
        fields=(
            router_field(),
            Field(
                name="type",
                label="Type",
                help="snat: what leaves; dnat: what comes; dnat_and_snat: both, a floating address",
                kind="choice",
                required=True,
                default=lambda _, __: SNAT,
                offers=any_of(SNAT, DNAT, BOTH),
            ),
            Field(
                name="external",
                label="External address",
                help="the address outside",
                required=True,
                default=_external,
                offers=_externals,
                check=lambda _, values: address_fault(said(values, "external")),
            ),
            Field(
                name="logical",
                label="Logical address",
                help="the address inside; for snat also a network, such as 172.16.0.0/24",
                required=True,
                default=_logical,
                offers=_logicals,
                check=_logical_fault,
            ),
            Field(
                name="ports",
                label="Ports",
                help="the ports, such as 1024-30000, from which one is picked for a connection; empty: any",
                check=lambda _, values: ports_fault(said(values, "ports")),
            ),
            Field(
                name="distributed",
                label="Distributed",
                help="do it on the VM's own chassis, past the gateway; that chassis needs the bridge mapping",
                kind="switch",
                default=lambda _, values: "yes" if said(values, "logical-port") else "no",
                applies=_is_both,
            ),
            Field(
                name="logical-port",
                label="Logical port",
                help="the port that has the logical address",
                required=True,
                default=_logical_port,
                check=existing("port", "logical-port"),
                applies=_is_distributed,
            ),
            Field(
                name="external-mac",
                label="External MAC",
                help="under which MAC address the outside finds it; the VM's own will do",
                required=True,
                default=_external_mac,
                check=lambda _, values: mac_fault(said(values, "external-mac")),
                applies=_is_distributed,
            ),
            Field(
                name="gateway-port",
                label="At",
                help="the router port at which it is done; empty: OVN takes the one that reaches the address",
                kind="choice",
                default=_gateway_port,
                offers=lambda view, values: (Offer(port.name) for port in gateways(view, values)),
                applies=_has_several,
            ),
        ),
        wish=_add,
    ),
)
