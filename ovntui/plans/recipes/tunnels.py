"""How large a packet may be, that it fits into the chassis' tunnels."""

from typing import Final

from ovntui.plans.recipe import View

UNDERLAY: Final = 1500
"""The MTU of the network between the chassis, as long as nobody says otherwise; OVN does not tell it."""

HEADERS: Final = {"geneve": 58, "vxlan": 50, "stt": 76}
"""What a tunnel puts before a packet, in bytes, over IPv4 and with the inner Ethernet header. Geneve: 14
Ethernet, 20 IPv4, 8 UDP, 8 Geneve and 8 of the option that carries OVN's ports. VXLAN: 14, 20, 8, 8. STT:
14 Ethernet, 20 IPv4, 20 TCP, 18 STT and 4 of VLAN."""


def tunnel(view: View) -> str:
    """The encapsulation in use that takes most room; Geneve, OVN's own, while no chassis tells."""
    return max(view.cloud.encapsulations() & HEADERS.keys(), key=HEADERS.__getitem__, default="geneve")


def mtu(view: View) -> int:
    """The MTU of a VM whose packets travel between chassis."""
    return UNDERLAY - HEADERS[tunnel(view)]


def mtu_reason(view: View, chosen: int) -> str:
    """Where the number comes from, or what it may lead to."""
    kind, fits = tunnel(view), mtu(view)
    if chosen > fits:
        return (
            f"MTU {chosen} does not fit: a {kind} tunnel over an underlay of {UNDERLAY} leaves {fits}, and "
            "larger packets between chassis are lost in silence unless the underlay's MTU is larger too"
        )
    return f"MTU {fits} is the underlay's {UNDERLAY} less the {HEADERS[kind]} bytes of {kind} headers"
