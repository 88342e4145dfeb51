"""The host's part of an uplink: a NIC under a bridge of Open vSwitch, and the bridge among the mappings; on
several hosts one after the other."""

from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address, ip_interface
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.plans.deeds.act import Look
from ovntui.plans.deeds.keepers import KEEPERS, keeper_of
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of, lines
from ovntui.plans.recipes.hosts import no_facts, no_site
from ovntui.plans.recipes.moved_nic import (
    NOT,
    acts,
    asked_of,
    facts_on,
    gateways,
    nic_of,
    warnings,
)
from ovntui.plans.recipes.things import Check, and_list, said
from ovntui.plans.recipes.uplinks import network_fault


def _hosts(values: Values) -> tuple[str, ...]:
    return lines(values, "host")


def _looks(_: Cloud, values: Values) -> Iterable[Look]:
    return (Look(host, "facts", "") for host in dict.fromkeys(_hosts(values)))


def _each(fault: Callable[[View, Values, str], str | None]) -> Check:
    """A check on every host; where there are several, what is wrong is said to be so on one."""

    def check(view: View, values: Values) -> str | None:
        hosts = _hosts(values)
        for host in hosts:
            if told := fault(view, values, host):
                return told if len(hosts) == 1 else f"{host}: {told}"
        return None

    return check


def _hosts_fault(view: View, values: Values) -> str | None:
    hosts = _hosts(values)
    if len(set(hosts)) < len(hosts):
        return "a host stands here twice"
    for name in hosts:
        if name not in view.sites:
            return no_site(view, name)
        if not facts_on(view, name).nics:
            return no_facts(view, name)
        if name not in view.cloud.hosts:
            return f"Open vSwitch on {name} is not reached: join the host first"
    return None


def _nic_offers(view: View, values: Values) -> Iterator[Offer]:
    """Those that every host has."""
    hosts = [facts_on(view, host).nics for host in _hosts(values)]
    for nic in hosts[0] if hosts else ():
        same = [other for nics in hosts for other in nics if other.name == nic.name]
        if len(same) == len(hosts):
            addresses = [address for one in same for address in one.addresses]
            yield Offer(nic.name, ", ".join(addresses) or "no address")


def _proposed_nic(view: View, values: Values) -> str:
    """The one that the default route leaves by."""
    nics = (nic for host in _hosts(values)[:1] for nic in facts_on(view, host).nics)
    return next((nic.name for nic in nics if nic.gateway), "")


def _bridge_fault(view: View, values: Values, host: str) -> str | None:
    name = said(values, "bridge")
    if name == "br-int":
        return "br-int is ovn-controller's own"
    if not (0 < len(name) < 16) or not name.isascii() or not all(c.isalnum() or c in "-_." for c in name):
        return "a bridge is a network device: up to 15 letters, digits, - _ and ."
    if name.startswith("-") or name in (".", ".."):
        return "such a name would be taken for something else"
    if name in (nic.name for nic in facts_on(view, host).nics):
        return f"{name} is a NIC of that host"
    there = view.cloud.hosts.get(host)
    if there is not None and name in (bridge.name for bridge in there.bridges):
        return f"there is a bridge {name} already"
    return None


def _network_fault(view: View, values: Values, host: str) -> str | None:
    network = said(values, "network")
    if fault := network_fault(network):
        return fault
    there = view.cloud.hosts.get(host)
    for mapping in there.mappings if there is not None else ():
        if mapping.network == network:
            return f"{network} is mapped there to {mapping.bridge} already"
    return None


def _proposed_gateways(view: View, values: Values) -> str:
    """The one that all have, or each host's own."""
    nics = {host: nic_of(view, values, host) for host in _hosts(values)}
    found = {host: nic.gateway for host, nic in nics.items() if nic is not None and nic.gateway}
    if len(found) == len(nics) and len(set(found.values())) == 1:
        return next(iter(found.values()))
    return "\n".join(f"{host} {gateway}" for host, gateway in found.items())


def _gateways_fault(view: View, values: Values) -> str | None:
    hosts, typed = _hosts(values), gateways(values)
    if len(typed) < len(lines(values, "gateway")):
        return "one gateway for all hosts, or a line for each: its name, a blank, its gateway"
    for host in typed:
        if host and host not in hosts:
            return f"{host} is none of the hosts here"
    return _each(_gateway_fault)(view, values)


def _gateway_fault(view: View, values: Values, host: str) -> str | None:
    asked = asked_of(view, values, host)
    if not asked.gateway:
        return None
    try:
        ip = ip_address(asked.gateway)
    except ValueError:
        return f"{asked.gateway} is no IP address"
    own = [ip_interface(one) for one in (asked.nic.addresses if asked.nic is not None else ())]
    if own and not any(ip in one.network for one in own):
        return f"{asked.gateway} is in no network of {asked.name}"
    return f"{asked.gateway} is the host itself" if ip in [one.ip for one in own] else None


def _proposed_keeper(view: View, values: Values) -> str:
    """Who tells of the NIC on the first host."""
    for host in _hosts(values)[:1]:
        nic = nic_of(view, values, host)
        keeper = keeper_of(facts_on(view, host).files, nic.name, nic.mac) if nic is not None else None
        return keeper.name if keeper is not None else NOT
    return NOT


def _lasting_fault(view: View, values: Values, host: str) -> str | None:
    """Whether the files can be changed so."""
    try:
        asked_of(view, values, host).files()
    except Refusal as refusal:
        return str(refusal)
    return None


def _give(view: View, values: Values) -> Wish:
    hosts, nic, network = _hosts(values), said(values, "nic"), said(values, "network")
    every = [asked_of(view, values, host) for host in hosts]
    several = len(hosts) > 1
    who = "each host" if several else hosts[0]
    meaning = [
        f"{who} moves itself; unless it is reached anew over {nic} in 40 s, it puts everything back",
        f"ports onto {network} leave {who} by {nic}",
    ]
    if several:
        meaning.append(
            f"{and_list(hosts)}, one after the other: the first that fails stops those behind it, and those "
            "before it stay as they are then"
        )
    return Wish(
        acts=tuple(act for asked in every for act in acts(asked)),
        meaning=tuple(meaning),
        warnings=tuple(warning for asked in every for warning in warnings(asked)),
        shows=("host", hosts[0]),
        confirm=f"{len(hosts)} hosts" if several else hosts[0],
        apart=several,
    )


RECIPES: Final = (
    Recipe(
        name="add-host-uplink",
        title="Give a host an uplink",
        summary="Put a NIC of a host with its addresses under a bridge, and map a network to that.",
        subject="host",
        target="host",
        bulk=True,
        looks=_looks,
        fields=(
            Field(
                name="host",
                label="Hosts",
                help="of those that can be worked on, a line each; they are done one after the other",
                kind="many",
                required=True,
                offers=lambda view, _: (Offer(name) for name in view.sites),
                check=_hosts_fault,
            ),
            Field(
                name="nic",
                label="NIC",
                help="the network card that leads to the physical network",
                kind="choice",
                required=True,
                default=_proposed_nic,
                offers=_nic_offers,
            ),
            Field(
                name="bridge",
                label="Bridge",
                help="what the new bridge over it is called; it will have the NIC's addresses",
                required=True,
                default=lambda _, __: "br-ext",
                check=_each(_bridge_fault),
            ),
            Field(
                name="network",
                label="Network",
                help="the physical network, by the name that localnet ports call it",
                required=True,
                default=lambda _, __: "UPLINK",
                check=_each(_network_fault),
            ),
            Field(
                name="gateway",
                label="Gateway",
                help="next router of the default route, which has to answer; or HOST ADDRESS a line",
                kind="many",
                default=_proposed_gateways,
                check=_gateways_fault,
            ),
            Field(
                name="lasting",
                label="Made lasting by",
                help="whose files tell of this NIC; no: until the host starts anew",
                kind="choice",
                required=True,
                default=_proposed_keeper,
                offers=any_of(*KEEPERS, NOT),
                check=_each(_lasting_fault),
            ),
        ),
        wish=_give,
    ),
)
