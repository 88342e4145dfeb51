"""Addresses as operators type them: read strictly, with errors in their words; and the next free one."""

import re
from collections.abc import Container, Iterable, Iterator
from hashlib import sha256
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    ip_address,
    ip_interface,
    ip_network,
)
from itertools import islice
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Interface: TypeAlias = IPv4Interface | IPv6Interface
Network: TypeAlias = IPv4Network | IPv6Network

_MAC = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}\Z")
_ROUTER_PREFIX = "0a:58"
_SEARCHED = 1 << 16
"""How many addresses of a network are looked at for a free one."""


def mac_fault(text: str) -> str | None:
    """What is wrong with a MAC address, if anything."""
    if not _MAC.match(text):
        return f"{text} is no MAC address: write six pairs of hex digits, as in 52:54:00:c4:a1:03"
    if int(text[:2], 16) & 1:
        return f"{text} is a multicast address: the first pair of a port's MAC is even"
    if set(text) <= {"0", ":"}:
        return "00:00:00:00:00:00 is the address of nobody"
    return None


def free_mac(prefix: str, taken: Container[str], seed: str) -> str:
    """A MAC address with that prefix that is not taken (lower case). Where the search begins depends on
    seed alone, so that ports of other switches hardly ever get the same one and nobody has to look at all."""
    fixed = bytes.fromhex(prefix.replace(":", ""))
    size = 1 << 8 * (6 - len(fixed))
    start = int.from_bytes(sha256(seed.encode()).digest()[:6], "big")
    for step in range(size):
        tail = ((start + step) % size).to_bytes(6 - len(fixed), "big")
        mac = (fixed + tail).hex(":")
        if mac not in taken:
            return mac
    return ""


def router_mac(address: str) -> str:
    """The MAC address of a router port with this address: 0a:58 and the four bytes of an IPv4 address, so
    that two on one network never share one; of an IPv6 address, four bytes of its hash."""
    try:
        ip = ip_interface(address).ip
    except ValueError:
        return ""
    tail = ip.packed if ip.version == 4 else sha256(ip.packed).digest()[:4]
    return f"{_ROUTER_PREFIX}:{tail.hex(':')}"


def address_fault(text: str) -> str | None:
    """What is wrong with a single address, if anything."""
    try:
        ip_address(text)
    except ValueError:
        return f"{text} is no IP address"
    return None


def interface_fault(text: str) -> str | None:
    """What is wrong with an address that has its network behind it ("172.16.0.1/24"), if anything."""
    if "/" not in text:
        return f"{text} needs its network's prefix length behind it, as in 172.16.0.1/24"
    try:
        interface = ip_interface(text)
    except ValueError:
        return f"{text} is no IP address with a prefix length"
    return _host_fault(interface)


def network_fault(text: str) -> str | None:
    """What is wrong with a network ("172.16.0.0/24"), if anything."""
    try:
        ip_network(text)
    except ValueError:
        try:
            meant = ip_interface(text).network
        except ValueError:
            return f"{text} is no network: write one as in 172.16.0.0/24"
        return f"{text} is an address within {meant}: write the network itself"
    if "/" not in text:
        return f"{text} needs a prefix length, as in 172.16.0.0/24"
    return None


def _host_fault(interface: Interface) -> str | None:
    network, ip = interface.network, interface.ip
    if network.version == 4 and network.prefixlen < 31:
        if ip == network.network_address:
            return f"{ip} is the network {network} itself, not a host in it"
        if ip == network.broadcast_address:
            return f"{ip} is the broadcast address of {network}"
    return None


def host_fault(text: str, networks: Iterable[Network]) -> str | None:
    """What is wrong with an address, its prefix length set aside, as a host's in one of the networks of its
    version; where there are none of its version, any will do."""
    ip = bare(text)
    if ip is None:
        return f"{text} is no IP address"
    fitting = [network for network in networks if network.version == ip.version]
    within = [network for network in fitting if ip in network]
    if fitting and not within:
        return f"{ip} is outside {' and '.join(map(str, fitting))}"
    return next((fault for network in within if (fault := _host_fault(_in(ip, network)))), None)


def bare(text: str) -> Address | None:
    """The address in a text, with or without a prefix length behind it; None where there is none."""
    try:
        return ip_interface(text).ip
    except ValueError:
        return None


def network_of(text: str) -> Network | None:
    """The network in a text, or that an address with its prefix length is in; None where there is none."""
    try:
        return ip_interface(text).network if "/" in text else None
    except ValueError:
        return None


def _in(ip: Address, network: Network) -> Interface:
    return ip_interface(f"{ip}/{network.prefixlen}")


def first_host(network: Network) -> Address | None:
    """The address that a router usually has: the first one of a host."""
    return next(_hosts(network), None)


def with_length(ip: Address | str, network: Network) -> str:
    """An address with its network's prefix length behind it."""
    return f"{ip}/{network.prefixlen}"


def free_hosts(network: Network, taken: Container[Address]) -> Iterator[Address]:
    """The hosts of a network that nobody has, lowest first; of a vast network only those near its begin."""
    return (ip for ip in islice(_hosts(network), _SEARCHED) if ip not in taken)


def _hosts(network: Network) -> Iterator[Address]:
    return iter(network.hosts())  # an iterator for most, a list for the smallest


class Excluded:
    """The addresses that a switch keeps from its own address management (ovn-nb(5), Logical_Switch
    other_config:exclude_ips): addresses and ranges "FIRST..LAST", separated by blanks."""

    def __init__(self, text: str) -> None:
        """Raises ValueError, with a sentence for the operator."""
        self._ranges: list[tuple[Address, Address]] = []
        for part in text.split():
            first_text, dots, last_text = part.partition("..")
            first, last = bare(first_text), bare(last_text if dots else first_text)
            if first is None or last is None or first.version != last.version or "/" in part:
                raise ValueError(
                    f"{part} is neither an address nor a range: write 172.16.0.2 or 172.16.0.2..172.16.0.9"
                )
            if int(first) > int(last):
                raise ValueError(f"{part} ends before it begins")
            self._ranges.append((first, last))

    def __contains__(self, ip: object) -> bool:
        return isinstance(ip, IPv4Address | IPv6Address) and any(
            first.version == ip.version and int(first) <= int(ip) <= int(last) for first, last in self._ranges
        )

    def outside(self, network: Network) -> Address | None:
        """The first of them that is not in a network."""
        return next((end for ends in self._ranges for end in ends if end not in network), None)
