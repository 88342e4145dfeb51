"""Addresses of switch ports, read leniently: whatever people write is shown, and nothing raises."""

import re
from collections.abc import Iterable
from ipaddress import ip_address, ip_interface
from typing import NamedTuple

_MAC = re.compile(r"[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}\Z")
# Fifty thousand ports are read at a time, so shape decides here and not ipaddress, which is far slower.
_IP = re.compile(r"([0-9]{1,3}(\.[0-9]{1,3}){3}|(?=.*:.*:)[0-9a-fA-F:]+(\.[0-9]{1,3}){0,3})(/[0-9]{1,3})?\Z")


class Address(NamedTuple):
    """One element of Logical_Switch_Port addresses, dynamic_addresses or port_security (ovn-nb(5)):
    a MAC with its IP addresses, or words such as "dynamic", "unknown", "router"."""

    mac: str
    ips: tuple[str, ...]
    words: str
    """Whatever is neither."""


def parse_addresses(elements: Iterable[str]) -> tuple[Address, ...]:
    """Each element taken apart, in their order."""
    return tuple([_parse(element) for element in elements])


def _parse(element: str) -> Address:
    mac = ""
    ips = []
    words = []
    for part in element.split():
        if not mac and _MAC.match(part):
            mac = part
        elif is_address(part):
            ips.append(part)
        else:
            words.append(part)
    return Address(mac, tuple(ips), " ".join(words))


def is_address(text: str) -> bool:
    """Whether text looks like an IP address, with or without a prefix length."""
    return _IP.match(text) is not None


def address_order(text: str) -> tuple[int, int, int]:
    """A key that sorts addresses and networks by number: IPv4, IPv6, then whatever is neither."""
    try:
        found = ip_interface(text)
    except ValueError:
        return (9, 0, 0)
    return (found.version, int(found.ip), found.network.prefixlen)


def covers(network: str, address: str) -> bool:
    """Whether an address (its prefix length set aside) lies in a network; False where either is none."""
    try:
        return ip_address(address.partition("/")[0]) in ip_interface(network).network
    except ValueError:
        return False
