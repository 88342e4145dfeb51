"""Addresses as they are typed."""

from ipaddress import ip_address, ip_network
from itertools import islice

import pytest

from ovntui.cloud.mac_prefix import mac_prefix_fault
from ovntui.plans.addresses import (
    Excluded,
    address_fault,
    free_hosts,
    free_mac,
    host_fault,
    interface_fault,
    mac_fault,
    network_fault,
    router_mac,
)

INNER = ip_network("172.16.0.0/24")


@pytest.mark.parametrize(
    "text", ["", "52:54:00:c4:a1", "52:54:00:c4:a1:0g", "52-54-00-c4-a1-03", "01:00:5e:00:00:01"]
)
def test_a_wrong_mac_is_told(text: str) -> None:
    assert mac_fault(text) is not None


@pytest.mark.parametrize("text", ["", "52:54:00:c4:a1:03", "5", "53:54:00", "zz"])
def test_a_wrong_mac_prefix_is_told(text: str) -> None:
    assert mac_prefix_fault(text) is not None


def test_right_macs_pass() -> None:
    assert mac_fault("52:54:00:C4:a1:03") is None
    assert mac_prefix_fault("0a:58") is None


def test_a_free_mac_has_the_prefix_and_is_nobodys() -> None:
    first = free_mac("52:54:00", (), "ls-int vm1")
    assert mac_fault(first) is None
    assert first.startswith("52:54:00:")
    assert free_mac("52:54:00", (), "ls-int vm1") == first
    second = free_mac("52:54:00", {first}, "ls-int vm1")
    assert second != first
    assert free_mac("52:54:00:00:00", {f"52:54:00:00:00:{n:02x}" for n in range(256)}, "x") == ""


def test_two_router_addresses_make_two_macs() -> None:
    macs = {router_mac(text) for text in ("10.10.10.240/24", "10.10.10.241/24", "fd00::1/64", "fd00::2/64")}
    assert len(macs) == 4
    assert not any(map(mac_fault, macs))
    assert router_mac("nothing") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("172.16.0.1", "prefix length"),
        ("172.16.0/24", "no IP address"),
        ("172.16.0.0/24", "the network"),
        ("172.16.0.255/24", "broadcast"),
        ("172.16.0.1/33", "no IP address"),
    ],
)
def test_a_wrong_interface_is_told(text: str, said: str) -> None:
    assert said in (interface_fault(text) or "")


@pytest.mark.parametrize(
    ("text", "said"),
    [("172.16.0.1/24", "within 172.16.0.0/24"), ("nonsense", "no network"), ("172.16.0.0", "prefix length")],
)
def test_a_wrong_network_is_told(text: str, said: str) -> None:
    assert said in (network_fault(text) or "")


@pytest.mark.parametrize("text", ["172.16.0.1/31", "fd00::1/64", "10.0.0.1/32"])
def test_right_interfaces_pass(text: str) -> None:
    assert interface_fault(text) is None


def test_an_address_is_judged_in_the_networks_of_its_version() -> None:
    assert "outside 172.16.0.0/24" in (host_fault("172.17.0.1", [INNER]) or "")
    assert host_fault("fd00::1", [INNER]) is None
    assert host_fault("172.16.0.9/24", [INNER]) is None
    assert "broadcast" in (host_fault("172.16.0.255", [INNER]) or "")
    assert "no IP address" in (host_fault("172.16.0", [INNER]) or "")
    assert address_fault("172.16.0.1/24") is not None


def test_free_hosts_leave_out_the_taken() -> None:
    taken = {ip_address("172.16.0.1"), ip_address("172.16.0.3")}
    assert [str(ip) for ip in islice(free_hosts(INNER, taken), 2)] == ["172.16.0.2", "172.16.0.4"]
    assert list(free_hosts(ip_network("10.0.0.0/30"), {ip_address("10.0.0.1"), ip_address("10.0.0.2")})) == []


def test_excluded_ranges() -> None:
    excluded = Excluded("172.16.0.1 172.16.0.10..172.16.0.20")
    assert ip_address("172.16.0.15") in excluded
    assert ip_address("172.16.0.21") not in excluded
    assert excluded.outside(INNER) is None
    assert str(Excluded("172.16.1.1").outside(INNER)) == "172.16.1.1"


@pytest.mark.parametrize(
    "text", ["172.16.0", "172.16.0.9..172.16.0.2", "172.16.0.1,172.16.0.2", "172.16.0.0/28"]
)
def test_a_wrong_exclusion_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="172"):
        Excluded(text)
