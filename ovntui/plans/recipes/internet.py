"""From nothing to the internet: everything logical that VMs need to reach the outside, in one transaction."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ovntui.plans.act import Act
from ovntui.plans.acts.dhcp import OWNER, add_dhcp
from ovntui.plans.acts.nat import NatRule, add_nat
from ovntui.plans.acts.ports import NewPort, add_port
from ovntui.plans.acts.routers import add_router
from ovntui.plans.acts.switches import add_switch
from ovntui.plans.addresses import (
    Network,
    address_fault,
    bare,
    free_hosts,
    host_fault,
    mac_fault,
    network_of,
    router_mac,
)
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes.joining import ends, networks_fault
from ovntui.plans.recipes.served import told_queries
from ovntui.plans.recipes.switches import LEASE, dhcp_options, dns_field, network_options
from ovntui.plans.recipes.things import called, free_name, name_fault, new_name, said, yes
from ovntui.plans.recipes.tunnels import mtu
from ovntui.plans.recipes.unclaimed import unclaimed
from ovntui.plans.recipes.uplinks import (
    end_names,
    new_switch,
    outer_fields,
    outer_warnings,
    uplink_of,
)


class _Vm(NamedTuple):
    name: str
    mac: str
    ips: tuple[str, ...]


def _vms(values: Values) -> list[_Vm]:
    """The ports as they are typed: "NAME MAC IP…"."""
    parts = (line.split() for line in lines(values, "ports"))
    return [_Vm(one[0], one[1] if len(one) > 1 else "", tuple(one[2:])) for one in parts]


def _inner_network(values: Values) -> Network | None:
    return network_of(said(values, "inner-address"))


def _ports(view: View, values: Values) -> str:
    """Every interface that waits, with the next free address."""
    return "\n".join(offer.value for offer in _port_offers(view, values))


def _port_offers(view: View, values: Values) -> Iterator[Offer]:
    network, router = _inner_network(values), bare(said(values, "inner-address"))
    if network is None or router is None:
        return
    free = free_hosts(network, {router})
    for one in unclaimed(view):
        if one.mac and (ip := next(free, None)) is not None:
            yield Offer(f"{one.iface_id} {one.mac} {ip}", one.said)


def _ports_fault(view: View, values: Values) -> str | None:
    network, router = _inner_network(values), bare(said(values, "inner-address"))
    seen: set[object] = {router, said(values, "inner-mac").lower()}
    for vm in _vms(values):
        if fault := name_fault(vm.name):
            return fault
        if called(view, "port", vm.name):
            return f"there is a port {vm.name} already"
        if not vm.mac:
            return f"{vm.name} needs its MAC address behind it, and then its IP addresses"
        if fault := mac_fault(vm.mac):
            return fault
        for ip in vm.ips:
            if fault := host_fault(ip, [network] if network is not None else []):
                return fault
        for one in (vm.name, vm.mac.lower(), *map(bare, vm.ips)):
            if one in seen:
                return f"{one} is given twice"
            seen.add(one)
    return None


def _router_fault(view: View, values: Values) -> str | None:
    if fault := new_name("router", "router")(view, values):
        return fault
    router_port, switch_port = end_names(values, "inner")
    if called(view, "router_port", router_port):
        return f"there is a router port {router_port} already"
    return f"there is a port {switch_port} already" if called(view, "port", switch_port) else None


def _inner_fault(view: View, values: Values) -> str | None:
    address = said(values, "inner-address")
    if fault := networks_fault(view, None, None, [address]):
        return fault
    return f"{address} is an IPv6 address, which needs no NAT" if ":" in address else None


def _outer(field: Field) -> Field:
    """An outer field, judged beside the inner ones."""
    if field.name == "outer":
        return _differing(field, "inner", "the inner switch is called so")
    if field.name != "address":
        return field

    def check(view: View, values: Values) -> str | None:
        both = [said(values, "inner-address"), said(values, "address")]
        inner = network_of(both[0])
        return field.check(view, values) or (
            networks_fault(view, None, None, both) if inner is not None else None
        )

    return Field(name=field.name, label=field.label, help=field.help, required=field.required, check=check)


def _differing(field: Field, other: str, fault: str) -> Field:
    def check(view: View, values: Values) -> str | None:
        return fault if said(values, field.name) == said(values, other) else field.check(view, values)

    return Field(
        name=field.name,
        label=field.label,
        help=field.help,
        required=field.required,
        default=field.default,
        check=check,
    )


def _free_router(view: View, _: Values) -> str:
    return free_name(view, "router", "lr-ext")


def _external_fault(_: View, values: Values) -> str | None:
    text = said(values, "external")
    if fault := address_fault(text):
        return fault
    return f"{text} is an IPv6 address, for which the VMs have none" if ":" in text else None


def _acts(view: View, values: Values) -> Iterator[Act]:
    inner, router = said(values, "inner"), said(values, "router")
    network, gateway = _inner_network(values), bare(said(values, "inner-address"))
    assert network is not None  # the form says so
    vms, served = _vms(values), yes(values, "dhcp")
    yield add_switch(inner, network_options(network, str(gateway)) if served else None)
    for vm in vms:
        yield add_port(inner, NewPort(name=vm.name, addresses=(" ".join((vm.mac, *vm.ips)),)))
    if served:
        options = dhcp_options(
            str(gateway), said(values, "inner-mac"), LEASE, str(mtu(view)), said(values, "dns")
        )
        yield add_dhcp(str(network), options, {OWNER: inner}, [vm.name for vm in vms])
    yield add_router(router)
    router_port, switch_port = end_names(values, "inner")
    yield from ends(
        router=router,
        router_port=router_port,
        switch=inner,
        switch_port=switch_port,
        mac=said(values, "inner-mac"),
        networks=[said(values, "inner-address")],
        announce=False,
    )
    yield from uplink_of(view, values).acts(view)
    if external := said(values, "external"):
        yield add_nat(router, NatRule(type="snat", external=str(bare(external)), logical=str(network)))


def _wish(view: View, values: Values) -> Wish:
    uplink, router = uplink_of(view, values), said(values, "router")
    network, external = _inner_network(values), said(values, "external")
    on = f" on {uplink.gateways[0]}" if uplink.gateways else ""
    meaning = [f"{network} leaves through {external}{on}"] if external else []
    warnings = list(outer_warnings(view, uplink))
    if not external:
        warnings.append(
            f"without SNAT the outside has to be told that {network} is behind {bare(uplink.address)}"
        )
    if external and not uplink.gateways:
        warnings.append("OVN ignores the SNAT rule until there is a gateway chassis")
    if not yes(values, "dhcp"):
        meaning.append(f"VMs set their own addresses, with {bare(said(values, 'inner-address'))} as gateway")
    return Wish(
        acts=tuple(_acts(view, values)),
        meaning=(*meaning, *uplink.meaning(view, router)),
        warnings=tuple(warnings),
        shows=("router", router),
    )


RECIPES: Final = (
    Recipe(
        name="internet",
        title="From nothing to the internet",
        summary="A switch for VMs, a router, an uplink with gateways and SNAT: all in one transaction.",
        fields=(
            new_switch("inner"),
            Field(
                name="inner-address",
                label="Inner address",
                help="the router's address on the VMs' network, which is their gateway: 172.16.0.1/24",
                required=True,
                default=lambda _, __: "172.16.0.1/24",
                check=_inner_fault,
            ),
            Field(
                name="inner-mac",
                label="Inner MAC",
                help="the router's MAC address there; proposed is one made of its address",
                required=True,
                default=lambda _, values: router_mac(said(values, "inner-address")),
                check=lambda _, values: mac_fault(said(values, "inner-mac")),
            ),
            Field(
                name="ports",
                label="VMs",
                help="a line each: the interface's iface-id, its MAC, its IP; offered are those that wait",
                kind="many",
                default=_ports,
                offers=_port_offers,
                check=_ports_fault,
            ),
            Field(
                name="dhcp",
                label="DHCP",
                help="tell the VMs their addresses, gateway and MTU by DHCP",
                kind="switch",
                default=lambda _, __: "yes",
            ),
            dns_field(lambda _, values: yes(values, "dhcp")),
            Field(
                name="router",
                label="Router",
                help="what the router is called",
                required=True,
                default=_free_router,
                check=_router_fault,
            ),
            *map(_outer, outer_fields()),
            Field(
                name="external",
                label="SNAT address",
                help="under which address the VMs appear outside; empty: no SNAT",
                default=lambda _, values: str(bare(said(values, "address")) or ""),
                check=_external_fault,
            ),
        ),
        wish=_wish,
        queries=lambda cloud, _: told_queries(cloud),
    ),
)
