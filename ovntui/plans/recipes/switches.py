"""Switches: add one, with its subnet and the DHCP that serves it."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, ip_network
from typing import Final

from ovntui.plans.act import Act
from ovntui.plans.acts.dhcp import OWNER, add_dhcp
from ovntui.plans.acts.switches import add_switch
from ovntui.plans.addresses import (
    Excluded,
    Network,
    address_fault,
    first_host,
    host_fault,
    mac_fault,
    network_fault,
    router_mac,
)
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish
from ovntui.plans.recipes.served import told, told_queries
from ovntui.plans.recipes.things import new_name, said, whole, yes
from ovntui.plans.recipes.tunnels import mtu, mtu_reason

LEASE: Final = "3600"
"""For how long, in seconds, a VM keeps its address unless one says otherwise."""


def _subnet(values: Values) -> IPv4Network | None:
    try:
        return IPv4Network(said(values, "subnet"))
    except ValueError:
        return None


def _has_subnet(_: View, values: Values) -> bool:
    return _subnet(values) is not None


def _with_dhcp(_: View, values: Values) -> bool:
    return yes(values, "dhcp") and _subnet(values) is not None


def _subnet_fault(_: View, values: Values) -> str | None:
    text = said(values, "subnet")
    if fault := network_fault(text):
        return fault
    network = ip_network(text)
    if network.version != 4:
        return f"{text} is no IPv4 network: IPv6 has a field of its own"
    if network.prefixlen > 30:
        return f"{text} has no room for a router and a port"
    return None


def _gateway(_: View, values: Values) -> str:
    network = _subnet(values)
    return "" if network is None else str(first_host(network))


def _gateway_fault(_: View, values: Values) -> str | None:
    network, text = _subnet(values), said(values, "gateway")
    if fault := address_fault(text):
        return fault
    return None if network is None else host_fault(text, [network])


def _sound_gateway(view: View, values: Values) -> str:
    """What other fields build upon: the gateway, as long as nothing is wrong with it."""
    text = said(values, "gateway")
    return text if text and _gateway_fault(view, values) is None else _gateway(view, values)


def _exclude_fault(_: View, values: Values) -> str | None:
    network = _subnet(values)
    try:
        excluded = Excluded(said(values, "exclude"))
    except ValueError as error:
        return str(error)
    stranger = excluded.outside(network) if network is not None else None
    return f"{stranger} is outside {network}" if stranger is not None else None


def _prefix_fault(_: View, values: Values) -> str | None:
    text = said(values, "ipv6-prefix").partition("/")
    if text[2] not in ("", "64"):
        return "a switch's IPv6 prefix is always a /64"
    try:
        network = ip_network(f"{text[0]}/64")
    except ValueError:
        return f"{text[0]} is no IPv6 prefix: write one as in fd00:172:16::"
    return None if network.version == 6 else f"{text[0]} is no IPv6 prefix: write one as in fd00:172:16::"


def _dns_known(view: View, _: Values) -> Iterator[Offer]:
    return (Offer(servers.strip("{}"), "as others tell") for servers in told(view, "dns_server", 4))


def _dns(view: View, values: Values) -> str:
    return next((offer.value for offer in _dns_known(view, values)), "")


def _dns_fault(_: View, values: Values) -> str | None:
    faults = (address_fault(part.strip()) for part in said(values, "dns").split(","))
    return next((fault for fault in faults if fault), None)


def network_options(network: Network, excluded: str) -> dict[str, str]:
    """What makes northd hand out a network's addresses on a switch, but those that are excluded."""
    options = {"subnet": str(network)}
    return options | {"exclude_ips": excluded} if excluded else options


def dhcp_options(gateway: str, server_mac: str, lease: str, size: str, dns: str) -> dict[str, str]:
    """The options that a VM needs to come up whole (ovn-nb(5), DHCP_Options). lease is in seconds, size the
    MTU, dns the servers' addresses with commas between."""
    servers = [part.strip() for part in dns.split(",") if part.strip()]
    options = {
        "server_id": gateway,
        "server_mac": server_mac.lower(),
        "lease_time": lease,
        "router": gateway,
        "mtu": size,
    }
    if servers:
        options["dns_server"] = servers[0] if len(servers) == 1 else f"{{{', '.join(servers)}}}"
    return {key: value for key, value in options.items() if value}


def _options(values: Values) -> dict[str, str]:
    return dhcp_options(*(said(values, field) for field in ("gateway", "server-mac", "lease", "mtu", "dns")))


def dns_field(applies: Callable[[View, Values], bool]) -> Field:
    """The DNS servers that VMs are told of by DHCP."""
    return Field(
        name="dns",
        label="DNS servers",
        help="addresses told to VMs, separated by commas",
        default=_dns,
        offers=_dns_known,
        check=_dns_fault,
        applies=applies,
    )


def _add(view: View, values: Values) -> Wish:
    name, network = said(values, "name"), _subnet(values)
    config: dict[str, str] = {}
    meaning: list[str] = []
    warnings: list[str] = []
    if network is not None:
        gateway = said(values, "gateway")
        config |= network_options(network, " ".join(said(values, "exclude").split()))
        meaning.append(f"ports of {name} with a dynamic address get a free one of {network}")
        meaning.append(f"{gateway} is meant for a router; nothing answers there until one is connected")
    if prefix := said(values, "ipv6-prefix"):
        config["ipv6_prefix"] = prefix.partition("/")[0]
        meaning.append(f"dynamic IPv6 addresses of {name} are made from {prefix} and the port's MAC")
    acts: list[Act] = [add_switch(name, config)]
    if _with_dhcp(view, values):
        assert network is not None
        acts.append(add_dhcp(str(network), _options(values), {OWNER: name}))
        meaning.append("ports that are attached with DHCP are served on their own chassis, without a server")
        if not said(values, "dns"):
            warnings.append("VMs are told no DNS server")
        if size := said(values, "mtu"):
            reason = mtu_reason(view, int(size))
            (warnings if int(size) > mtu(view) else meaning).append(reason)
    return Wish(acts=tuple(acts), meaning=tuple(meaning), warnings=tuple(warnings), shows=("switch", name))


RECIPES: Final = (
    Recipe(
        name="add-switch",
        title="Add a switch",
        summary="A logical switch: one layer-2 network that spans all chassis.",
        subject="switch",
        fields=(
            Field(
                name="name",
                label="Name",
                help="what the switch is called",
                required=True,
                check=new_name("switch", "name"),
            ),
            Field(
                name="subnet",
                label="Subnet",
                help="the IPv4 network of its ports, such as 172.16.0.0/24; dynamic addresses come from it",
                check=_subnet_fault,
            ),
            Field(
                name="gateway",
                label="Gateway",
                help="the router's address in the subnet, kept from ports",
                required=True,
                default=_gateway,
                check=_gateway_fault,
                applies=_has_subnet,
            ),
            Field(
                name="exclude",
                label="Kept back",
                help="addresses and ranges FIRST..LAST that no port gets by itself, separated by blanks",
                default=_sound_gateway,
                check=_exclude_fault,
                applies=_has_subnet,
            ),
            Field(
                name="ipv6-prefix",
                label="IPv6 prefix",
                help="a /64, such as fd00:172:16::; dynamic IPv6 addresses come from it",
                check=_prefix_fault,
            ),
            Field(
                name="dhcp",
                label="DHCP",
                help="make the DHCP options with which ports of the subnet are served",
                kind="switch",
                default=lambda _, __: "yes",
                applies=_has_subnet,
            ),
            dns_field(_with_dhcp),
            Field(
                name="mtu",
                label="MTU",
                help="how large a VM's packets may be: the underlay's 1500 less the headers of the tunnels",
                default=lambda view, _: str(mtu(view)),
                offers=lambda view, _: [Offer(str(mtu(view)), mtu_reason(view, mtu(view)))],
                check=whole("mtu", 576, 65535, "an MTU"),
                applies=_with_dhcp,
            ),
            Field(
                name="lease",
                label="Lease",
                help="for how many seconds a VM may keep its address without asking",
                default=lambda _, __: LEASE,
                required=True,
                check=whole("lease", 60, 0xFFFFFFFF, "a lease in seconds"),
                applies=_with_dhcp,
            ),
            Field(
                name="server-mac",
                label="DHCP server's MAC",
                help="the address that DHCP answers come from; best that of the router port to be",
                required=True,
                default=lambda view, values: router_mac(_sound_gateway(view, values)),
                check=lambda _, values: mac_fault(said(values, "server-mac")),
                applies=_with_dhcp,
            ),
        ),
        wish=_add,
        queries=lambda cloud, _: told_queries(cloud),
    ),
)
