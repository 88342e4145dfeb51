"""The forms of switches and ports: proposals, and what they say of wrong input."""

import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.northbound import LogicalSwitch, LogicalSwitchPort
from ovntui.cloud.rows.open_vswitch import Bridge, Interface, OpenVSwitch, Port
from ovntui.plans.act import Act
from tests.unit.cloud.rows import blog, came, raw, some, uuid

from .asking import proposed, wished, wrong

VM1 = "c6c32709-bcd2-4585-b321-1606c349767a"
DHCP = {
    "DHCP_Options": {
        uuid("dhcp"): {
            "cidr": "172.16.0.0/24",
            "options": ("map", (("dns_server", "{9.9.9.9, 1.1.1.1}"),)),
            "external_ids": ("map", (("ovn-switch", "ls-int"),)),
        }
    }
}


def managed() -> Cloud:
    """The blog's cloud with a switch that hands out addresses, and a VM that waits for a port on kvm2."""
    cloud = blog()
    config = {"subnet": "10.7.0.0/24", "exclude_ips": "10.7.0.2..10.7.0.4", "ipv6_prefix": "fd00:7::"}
    taken = LogicalSwitchPort(name="taken", addresses="52:54:00:00:00:07 10.7.0.5", tag=42, parent_name="vm")
    cloud.apply("nb", [came(uuid("p"), taken)])
    ports = some([uuid("p")])
    cloud.apply("nb", [came(uuid("ls"), LogicalSwitch(name="ls-7", other_config=raw(config), ports=ports))])
    waits = raw({"iface-id": "waiting", "attached-mac": "52:54:00:AA:00:01", "vm-name": "vm9"})
    cloud.apply(
        ("host", "kvm2"),
        [
            came(uuid("o"), OpenVSwitch(bridges=some([uuid("b")]))),
            came(uuid("b"), Bridge(name="br-int", ports=some([uuid("vp")]))),
            came(uuid("vp"), Port(name="vnet7", interfaces=some([uuid("if")]))),
            came(uuid("if"), Interface(name="vnet7", external_ids=waits)),
        ],
    )
    return cloud


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"name": ""}, "name", "needed"),
        ({"name": "ls-int"}, "name", "already"),
        ({"name": "-x"}, "name", "option"),
        ({"name": 'a"b'}, "name", "quotes"),
        ({"name": "a\x1bb"}, "name", "control"),
        ({"subnet": "10.0.0.1/24"}, "subnet", "within"),
        ({"subnet": "fd00::/64"}, "subnet", "IPv4"),
        ({"subnet": "10.0.0.0/31"}, "subnet", "no room"),
        ({"subnet": "10.0.0.0/24", "gateway": "10.0.1.1"}, "gateway", "outside"),
        ({"subnet": "10.0.0.0/24", "gateway": "10.0.0"}, "gateway", "no IP"),
        ({"subnet": "10.0.0.0/24", "gateway": ""}, "gateway", "needed"),
        ({"subnet": "10.0.0.0/24", "exclude": "10.0.1.1"}, "exclude", "outside"),
        ({"subnet": "10.0.0.0/24", "exclude": "a..b"}, "exclude", "neither"),
        ({"ipv6-prefix": "10.0.0.0"}, "ipv6-prefix", "no IPv6"),
        ({"ipv6-prefix": "fd00::/56"}, "ipv6-prefix", "/64"),
        ({"subnet": "10.0.0.0/24", "dhcp": "perhaps"}, "dhcp", "yes or no"),
        ({"subnet": "10.0.0.0/24", "dns": "8.8.8.8, dns.example"}, "dns", "no IP"),
        ({"subnet": "10.0.0.0/24", "mtu": "big"}, "mtu", "whole number"),
        ({"subnet": "10.0.0.0/24", "mtu": "100"}, "mtu", "576"),
        ({"subnet": "10.0.0.0/24", "lease": "1"}, "lease", "60"),
        ({"subnet": "10.0.0.0/24", "server-mac": "01:00:00:00:00:01"}, "server-mac", "multicast"),
    ],
)
def test_add_switch_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    found = wrong("add-switch", {"name": "ls-new", **values})
    assert said in found.pop(field)
    assert not found


def test_add_switch_proposes() -> None:
    found = proposed("add-switch", {"name": "n", "subnet": "10.0.0.0/24"}, rows=DHCP)
    assert found["gateway"] == found["exclude"] == "10.0.0.1"
    assert (found["mtu"], found["dns"]) == ("1442", "9.9.9.9, 1.1.1.1")
    assert set(proposed("add-switch", {"name": "n"})) == {"name", "subnet", "ipv6-prefix"}


def test_an_mtu_that_does_not_fit_is_warned_of() -> None:
    wish = wished("add-switch", {"name": "n", "subnet": "10.0.0.0/24", "mtu": "1500"})
    assert any("geneve" in warning and "1442" in warning for warning in wish.warnings)
    assert any("58" in line for line in wished("add-switch", {"name": "n", "subnet": "10.0.0.0/24"}).meaning)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"switch": "nowhere"}, "switch", "there is no switch"),
        ({"name": VM1}, "name", "already"),
        ({"name": ""}, "name", "needed"),
        ({"addressing": "guess"}, "addressing", "to choose"),
        ({"switch": "ls-ext", "addressing": "dynamic"}, "addressing", "no subnet"),
        ({"mac-prefix": "zz", "mac": "52:54:00:00:00:09"}, "mac-prefix", "begins no MAC"),
        ({"mac": "52:54"}, "mac", "no MAC"),
        ({"mac": "52:54:00:00:00:07"}, "mac", "taken by taken"),
        ({"addresses": "10.7.0"}, "addresses", "no IP"),
        ({"addresses": "10.8.0.9"}, "addresses", "outside"),
        ({"addresses": "10.7.0.5"}, "addresses", "taken by taken"),
        ({"addresses": "10.7.0.9\n10.7.0.9/24"}, "addresses", "twice"),
        ({"addresses": "10.7.0.255"}, "addresses", "broadcast"),
        ({"addresses": ""}, "addresses", "needed"),
        ({"security": "some"}, "security", "yes or no"),
        ({"parent": "nobody"}, "parent", "there is no port"),
        ({"parent": VM1, "tag": "4096"}, "tag", "4095"),
        ({"parent": VM1, "tag": "x"}, "tag", "whole number"),
    ],
)
def test_attach_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    found = wrong("attach-port", {"switch": "ls-7", "name": "new", **values}, managed())
    assert said in found.pop(field)
    assert not found


def test_the_vm_that_waits_is_proposed_with_its_own_mac() -> None:
    found = proposed("attach-port", {"switch": "ls-7"}, managed())
    assert (found["name"], found["mac"]) == ("waiting", "52:54:00:AA:00:01")
    assert found["addresses"] == "10.7.0.6\nfd00:7::2"
    wish = wished("attach-port", {"switch": "ls-7"}, managed())
    assert "vm9 (vnet7 on kvm2) comes up on ls-7" in wish.meaning
    other = wished("attach-port", {"switch": "ls-7", "mac": "52:54:00:00:00:99"}, managed())
    assert any("52:54:00:AA:00:01" in warning for warning in other.warnings)


def test_a_free_mac_with_the_prefix_is_proposed() -> None:
    found = proposed("attach-port", {"switch": "ls-7", "name": "x", "mac-prefix": "0a:00"}, managed())
    assert found["mac"].startswith("0a:00:")


def test_a_switch_without_networks_gets_ports_without_ip() -> None:
    assert proposed("attach-port", {"switch": "ls-ext", "name": "x"})["addressing"] == "static"
    cloud = blog()
    cloud.apply("nb", [came(uuid("bare"), LogicalSwitch(name="bare"))])
    assert proposed("attach-port", {"switch": "bare", "name": "x"}, cloud)["addressing"] == "mac"


def test_dhcp_is_asked_where_there_is_some() -> None:
    assert "dhcp" not in proposed("attach-port", {"switch": "ls-int", "name": "x"})
    assert proposed("attach-port", {"switch": "ls-int", "name": "x"}, rows=DHCP)["dhcp"] == "yes"


def test_of_two_switches_of_a_name_the_uuid_decides() -> None:
    cloud = blog()
    cloud.apply("nb", [came(uuid(n), LogicalSwitch(name="twice")) for n in (1, 2)])
    assert "2 of that name" in wrong("attach-port", {"switch": "twice", "name": "x"}, cloud)["switch"]
    assert not wrong("attach-port", {"switch": uuid(1), "name": "x"}, cloud)
    act = wished("attach-port", {"switch": uuid(1), "name": "x"}, cloud).acts[0]
    assert isinstance(act, Act) and act.words[0][1] == uuid(1)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"port": "nobody"}, "port", "there is no port"),
        ({"addresses": "52:54"}, "addresses", "no MAC"),
        ({"addresses": "52:54:00:5f:d5:6f 172.16.0.9"}, "addresses", "taken by"),
        ({"addresses": "52:54:00:c4:a1:03 172.16.0.202"}, "addresses", "taken by"),
        ({"addresses": "52:54:00:c4:a1:03 172.17.0.2"}, "addresses", "outside"),
        ({"addresses": "unknown 172.16.0.9"}, "addresses", "beside unknown"),
        ({"addresses": "dynamic"}, "addresses", ""),
        ({"addresses": "52:54:00:c4:a1:03 dynamic"}, "addresses", "no subnet"),
        ({"addresses": "unknown\nunknown"}, "addresses", "twice"),
        ({"security": "172.16.0.201"}, "security", "no MAC"),
        ({"security": "52:54:00:c4:a1:03 x"}, "security", "no IP"),
        ({"dhcpv4": "10.0.0.0/8"}, "dhcpv4", "to choose"),
        ({"enabled": "maybe"}, "enabled", "yes or no"),
    ],
)
def test_edit_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    found = wrong("edit-port", {"port": VM1, **values}, rows=DHCP)
    if not said:
        assert not found
        return
    assert said in found[field]


def test_edit_proposes_what_is_there_and_then_does_nothing() -> None:
    found = proposed("edit-port", {"port": VM1}, rows=DHCP)
    assert found == {
        "port": VM1,
        "addresses": "52:54:00:c4:a1:03 172.16.0.201/24",
        "security": "",
        "dhcpv4": "none",
        "enabled": "yes",
    }
    assert wished("edit-port", {"port": VM1}, rows=DHCP).acts == ()


def test_security_that_shuts_the_port_out_is_warned_of() -> None:
    wish = wished("edit-port", {"port": VM1, "security": "52:54:00:c4:a1:03 172.16.0.9"})
    assert any("172.16.0.201" in warning for warning in wish.warnings)


def test_disabling_a_routers_port_says_what_stops() -> None:
    wish = wished("set-port-enabled", {"port": "ls-int-lr-ext", "state": "disabled"})
    assert "ls-int-lr-ext joins ls-int to lr-ext: all that goes between the two stops" in wish.warnings
    assert "there is no port x" in wrong("set-port-enabled", {"port": f"{VM1}\nx"})["port"]
    assert "to choose" in wrong("set-port-enabled", {"port": VM1, "state": "off"})["state"]
