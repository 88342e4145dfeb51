"""Addresses of switch ports, read leniently: whatever people write is shown, and nothing raises."""

import re
from collections.abc import Iterable
from ipaddress import ip_address, ip_interface
from socket import AF_INET, inet_pton
from typing import Final, NamedTuple

_MAC = re.compile(r"[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}\Z")
# Fifty thousand ports are read at a time, so shape decides here and not ipaddress, which is far slower.
_IP = re.compile(r"([0-9]{1,3}(\.[0-9]{1,3}){3}|(?=.*:.*:)[0-9a-fA-F:]+(\.[0-9]{1,3}){0,3})(/[0-9]{1,3})?\Z")

NO_ADDRESS: Final = b"\xff"
"""Sorts behind every address."""


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


def address_order(text: str) -> bytes:
    """A key that sorts addresses and networks by number: IPv4, IPv6, then whatever is neither. Bytes are a
    third of the size of a tuple, and there is one for each of fifty thousand ports."""
    if text.count(".") == 3 and ":" not in text and "/" not in text:  # nearly always, and ten times as fast
        try:
            return b"\4" + inet_pton(AF_INET, text) + b"\x20"
        except (OSError, ValueError):
            return NO_ADDRESS
    try:
        found = ip_interface(text)
    except ValueError:
        return NO_ADDRESS
    return bytes((found.version, *found.packed, found.network.prefixlen))


def covers(network: str, address: str) -> bool:
    """Whether an address (its prefix length set aside) lies in a network; False where either is none."""
    try:
        return ip_address(address.partition("/")[0]) in ip_interface(network).network
    except ValueError:
        return False
