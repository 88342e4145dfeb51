"""The host's part of an uplink: a NIC under a bridge of Open vSwitch, and the bridge among the mappings."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_interface
from typing import Final

import msgspec

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.keys import bridge_mappings
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.facts import HostFacts, Nic, facts_of
from ovntui.plans.deeds.membership import settings
from ovntui.plans.deeds.netplan import bridged, file_of
from ovntui.plans.deeds.placement import BridgeState, Placement, read_placement, write_placement
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of
from ovntui.plans.recipes.hosts import no_facts, no_site
from ovntui.plans.recipes.things import said
from ovntui.plans.recipes.uplinks import network_fault

_MAPPINGS: Final = "ovn-bridge-mappings"
_NETPLAN, _NOT = "netplan", "no"


def _looks(_: Cloud, values: Values) -> Iterable[Look]:
    return (Look(host, "facts", ""),) if (host := said(values, "host")) else ()


def _facts(view: View, values: Values) -> HostFacts:
    return facts_of(view.found.get(Look(said(values, "host"), "facts", "")))


def _nic(view: View, values: Values) -> Nic | None:
    return next((nic for nic in _facts(view, values).nics if nic.name == said(values, "nic")), None)


def _host_fault(view: View, values: Values) -> str | None:
    name = said(values, "host")
    if name not in view.sites:
        return no_site(view, name)
    if not _facts(view, values).nics:
        return no_facts(view, name)
    if name not in view.cloud.hosts:
        return f"Open vSwitch on {name} is not reached: join the host first"
    return None


def _nic_offers(view: View, values: Values) -> Iterator[Offer]:
    for nic in _facts(view, values).nics:
        yield Offer(nic.name, ", ".join(nic.addresses) or "no address")


def _proposed_nic(view: View, values: Values) -> str:
    """The one that the default route leaves by."""
    return next((nic.name for nic in _facts(view, values).nics if nic.gateway), "")


def _bridge_fault(view: View, values: Values) -> str | None:
    name = said(values, "bridge")
    if name == "br-int":
        return "br-int is ovn-controller's own"
    if not (0 < len(name) < 16) or not name.isascii() or not all(c.isalnum() or c in "-_." for c in name):
        return "a bridge is a network device: up to 15 letters, digits, - _ and ."
    if name.startswith("-") or name in (".", ".."):
        return "such a name would be taken for something else"
    if name in (nic.name for nic in _facts(view, values).nics):
        return f"{name} is a NIC of that host"
    host = view.cloud.hosts.get(said(values, "host"))
    if host is not None and name in (bridge.name for bridge in host.bridges):
        return f"there is a bridge {name} already"
    return None


def _network_fault(view: View, values: Values) -> str | None:
    network = said(values, "network")
    if fault := network_fault(network):
        return fault
    host = view.cloud.hosts.get(said(values, "host"))
    for mapping in host.mappings if host is not None else ():
        if mapping.network == network:
            return f"{network} is mapped there to {mapping.bridge} already"
    return None


def _gateway(view: View, values: Values) -> str:
    nic = _nic(view, values)
    return nic.gateway if nic is not None else ""


def _gateway_fault(view: View, values: Values) -> str | None:
    gateway, nic = said(values, "gateway"), _nic(view, values)
    try:
        ip = ip_address(gateway)
    except ValueError:
        return f"{gateway} is no IP address"
    own = [ip_interface(one) for one in (nic.addresses if nic is not None else ())]
    if own and not any(ip in one.network for one in own):
        return f"{gateway} is in no network of {said(values, 'nic')}"
    return f"{gateway} is the host itself" if ip in [one.ip for one in own] else None


def _lasting(view: View, values: Values) -> str:
    try:
        return _NETPLAN if file_of(_facts(view, values).netplan, said(values, "nic")) else _NOT
    except Refusal:
        return _NOT


def _lasting_fault(view: View, values: Values) -> str | None:
    """Whether netplan's files can be changed so."""
    if said(values, "lasting") != _NETPLAN:
        return None
    try:
        _file(view, values)
    except Refusal as refusal:
        return str(refusal)
    return None


def _file(view: View, values: Values) -> tuple[str, str]:
    """netplan's file that changes, and its text then. Raises Refusal."""
    texts, mac = _facts(view, values).netplan, _mac(view, values)
    return bridged(texts, said(values, "nic"), said(values, "bridge"), mac)


def _mac(view: View, values: Values) -> str:
    """A bridge in userspace has a MAC address of its own, because the kernel sees the NIC's frames as well;
    the kernel's takes the NIC's, as ovs-vswitchd has it (ovs-vswitchd.conf.db(5), hwaddr)."""
    facts, nic = _facts(view, values), _nic(view, values)
    if facts.has_datapath or nic is None or not nic.mac:
        return ""
    first = int(nic.mac[:2], 16)
    # locally administered (IEEE 802, the second lowest bit), and not the NIC's where that is so as well
    return f"{first ^ 0x04 if first & 0x02 else first | 0x02:02x}{nic.mac[2:]}"


def _moved(found: Placement, view: View, values: Values) -> Placement:
    """The NIC's addresses and routes on the bridge."""
    nic, bridge, gateway = said(values, "nic"), said(values, "bridge"), said(values, "gateway")

    def there(one: str) -> str:
        return f"{one.removesuffix(f' on {nic}')} on {bridge}" if one.endswith(f" on {nic}") else one

    routes = [there(one) for one in found.routes]
    if gateway and gateway != _gateway(view, values):
        routes = [one for one in routes if not one.startswith("default ")]
        routes.append(f"default via {gateway} on {bridge}")
    files = dict(found.files)
    if said(values, "lasting") == _NETPLAN:
        path, text = _file(view, values)
        files[path] = tuple(text.splitlines())
    datapath = "system" if _facts(view, values).has_datapath else "netdev"
    return msgspec.structs.replace(
        found,
        bridge=BridgeState(datapath=datapath, mac=_mac(view, values), has_nic=True),
        addresses=tuple(map(there, found.addresses)),
        routes=tuple(routes),
        files=files,
    )


def _acts(view: View, values: Values) -> Iterator[HostAct]:
    host, nic, bridge = said(values, "host"), said(values, "nic"), said(values, "bridge")
    network = said(values, "network")
    files = [_file(view, values)[0]] if said(values, "lasting") == _NETPLAN else []

    def after(found: str | None) -> str | None:
        if found is None:
            raise Refusal(f"{host} has no {nic}")
        return write_placement(_moved(read_placement(found), view, values))

    yield HostAct(
        f"move {nic} of {host} with its addresses under {bridge}",
        host,
        "uplink",
        " ".join((nic, bridge, *files)),
        after,
    )

    def mapped(found: str | None) -> str | None:
        there = (found or "").partition("=")[2]
        pairs = [*bridge_mappings(there), (network, bridge)]
        return settings({_MAPPINGS: ",".join(":".join(pair) for pair in pairs)})

    yield HostAct(f"map {network} to {bridge} on {host}", host, "membership", _MAPPINGS, mapped)


def _warnings(view: View, values: Values) -> Iterator[str]:
    host, nic = said(values, "host"), _nic(view, values)
    if said(values, "lasting") != _NETPLAN:
        yield (
            f"this does not outlast a reboot of {host}: the bridge will be there again, and the addresses "
            "where the host's own files put them"
        )
    elif not _facts(view, values).has_datapath:
        yield "netplan cannot say that a bridge is in userspace: Open vSwitch itself remembers that"
    if nic is not None and nic.is_dynamic:
        yield f"an address of {nic.name} comes by DHCP: until the host starts anew it is kept as it is now"


def _give(view: View, values: Values) -> Wish:
    host, nic = said(values, "host"), said(values, "nic")
    return Wish(
        acts=tuple(_acts(view, values)),
        meaning=(
            f"{host} moves itself; unless it is reached anew over {nic} in 40 s, it puts everything back",
            f"ports onto {said(values, 'network')} leave {host} by {nic}",
        ),
        warnings=tuple(_warnings(view, values)),
        shows=("host", host),
        confirm=host,
    )


RECIPES: Final = (
    Recipe(
        name="add-host-uplink",
        title="Give a host an uplink",
        summary="Put a NIC of a host with its addresses under a bridge, and map a network to that.",
        subject="host",
        target="host",
        looks=_looks,
        fields=(
            Field(
                name="host",
                label="Host",
                help="one of the hosts that can be worked on",
                required=True,
                offers=lambda view, _: (Offer(name) for name in view.sites),
                check=_host_fault,
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
                check=_bridge_fault,
            ),
            Field(
                name="network",
                label="Network",
                help="the physical network, by the name that localnet ports call it",
                required=True,
                default=lambda _, __: "UPLINK",
                check=_network_fault,
            ),
            Field(
                name="gateway",
                label="Gateway",
                help="the next router of the host's own default route; it has to answer from the bridge too",
                default=_gateway,
                check=_gateway_fault,
            ),
            Field(
                name="lasting",
                label="Made lasting by",
                help="netplan, where it tells of this NIC; no: until the host starts anew",
                kind="choice",
                required=True,
                default=_lasting,
                offers=any_of(_NETPLAN, _NOT),
                check=_lasting_fault,
            ),
        ),
        wish=_give,
    ),
)
