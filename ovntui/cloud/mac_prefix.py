"""The first bytes of MAC addresses to be."""

import re
from typing import Final

VM_PREFIX: Final = "52:54:00"
"""That of the MAC addresses that QEMU and libvirt give to VMs."""

_MAC_PREFIX = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){0,4}\Z")


def mac_prefix_fault(text: str) -> str | None:
    """What is wrong with the first bytes of MAC addresses to be, if anything."""
    if not _MAC_PREFIX.match(text):
        return f"{text} begins no MAC address: write up to five pairs of hex digits, as in {VM_PREFIX}"
    if int(text[:2], 16) & 1:
        return f"{text} begins multicast addresses: the first pair of a port's MAC is even"
    return None
