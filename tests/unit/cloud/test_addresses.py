"""Addresses sort by number, and whatever is none stands behind them."""

from ipaddress import ip_interface
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ovntui.cloud.addresses import NO_ADDRESS, address_order

IN_ORDER = (
    "9.255.0.1",
    "10.0.0.2/24",
    "10.0.0.2",
    "10.0.0.10",
    "192.168.0.1",
    "::1",
    "::ffff:1.2.3.4",
    "fe80::1/64",
)


def test_networks_stand_before_their_addresses_and_ipv4_before_ipv6() -> None:
    assert all(address_order(one) < address_order(other) for one, other in pairwise(IN_ORDER))


@given(st.one_of(st.text(alphabet="0123456789.:/af\0", max_size=20), st.ip_addresses().map(str)))
def test_it_holds_for_an_address_what_ipaddress_does(text: str) -> None:
    try:
        found = ip_interface(text)
    except ValueError:
        assert address_order(text) == NO_ADDRESS
    else:
        assert address_order(text) == bytes((found.version, *found.packed, found.network.prefixlen))
