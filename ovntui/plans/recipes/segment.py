"""What there is on one switch: its networks, who has which address, and what is free."""

from collections.abc import Iterator
from ipaddress import ip_network

from ovntui.cloud.addresses import parse_addresses
from ovntui.cloud.records import Port, RouterPort, Switch
from ovntui.plans.addresses import (
    Address,
    Excluded,
    Network,
    bare,
    first_host,
    free_hosts,
    network_of,
)
from ovntui.plans.recipe import View

PORT_FREE = 64
"""How many free addresses are offered."""


class Segment:
    """One switch as an address is chosen on it; made anew for each question, from the cloud as it is."""

    def __init__(self, view: View, switch: str) -> None:
        """switch is its key. Raises KeyError where there is none."""
        cloud = view.cloud
        self.switch: Switch = cloud.switches[switch]
        self.ports: list[Port] = [cloud.ports[key] for key in cloud.ports_of_switch(switch)]
        facing = [port.peer.key for port in self.ports if port.peer and port.peer.key]
        self.router_ports: list[RouterPort] = [
            cloud.router_ports[key] for key in facing if key in cloud.router_ports
        ]

    @property
    def managed(self) -> bool:
        """Whether northd hands out addresses on this switch (other_config:subnet, ipv6_prefix)."""
        return bool(self.switch.subnet or self.switch.ipv6_prefix)

    def networks(self) -> list[Network]:
        """The networks known of: the switch's own, else those of the routers on it."""
        own = [self.switch.subnet, _prefix64(self.switch.ipv6_prefix)]
        routed = [one for port in self.router_ports for one in port.networks]
        found: list[Network] = []
        for text in own + routed:
            network = network_of(text)
            if network is not None and network not in found:
                found.append(network)
        return found

    def gateway(self, network: Network) -> Address | None:
        """The address of a router within a network."""
        for port in self.router_ports:
            for text in port.networks:
                ip = bare(text)
                if ip is not None and ip in network:
                    return ip
        return None

    def uplinks(self) -> list[Port]:
        """Its localnet ports."""
        return [port for port in self.ports if port.type == "localnet"]

    def taken(self) -> dict[Address, str]:
        """Each address that is in use with the name of the port that has it."""
        found: dict[Address, str] = {}
        for router_port in self.router_ports:
            for text in router_port.networks:
                if (ip := bare(text)) is not None:
                    found[ip] = router_port.name
        for port in self.ports:
            for text in _ips(port):
                if (ip := bare(text)) is not None:
                    found.setdefault(ip, port.name)
        return found

    def macs(self) -> dict[str, str]:
        """Each MAC address in use (lower case) with the name of the port that has it."""
        found = {port.mac.lower(): port.name for port in self.router_ports}
        for port in self.ports:
            for address in parse_addresses((*port.addresses, port.dynamic_addresses or "")):
                if address.mac:
                    found.setdefault(address.mac.lower(), port.name)
        return found

    def free(self, network: Network) -> Iterator[Address]:
        """The addresses of a network that nobody has, lowest first. Those that the switch keeps from
        northd (exclude_ips) are left out, and so is the first one, a router's to be."""
        taken = self.taken()
        try:
            excluded = Excluded(self.switch.exclude_ips)
        except ValueError:
            excluded = Excluded("")
        first = first_host(network)
        return (ip for ip in free_hosts(network, taken) if ip not in excluded and ip != first)


def _ips(port: Port) -> Iterator[str]:
    for address in parse_addresses((*port.addresses, port.dynamic_addresses or "")):
        yield from address.ips


def _prefix64(prefix: str) -> str:
    """The network of a switch's ipv6_prefix, which is always taken as a /64 (ovn-nb(5), Logical_Switch)."""
    if not prefix:
        return ""
    try:
        return str(ip_network(f"{prefix.partition('/')[0]}/64"))
    except ValueError:
        return ""


def outer_networks(view: View, switch: str) -> tuple[str, ...]:
    """The physical networks that a switch, by its key, reaches by its localnet ports."""
    there = view.cloud.switches.get(switch)
    return tuple(sorted({uplink.network for uplink in there.uplinks})) if there is not None else ()
