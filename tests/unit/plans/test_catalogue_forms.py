"""The forms of ACLs, port groups, address sets, load balancers, DHCP options, DNS, QoS and MAC bindings: what
they say of wrong input in every field, what they propose, and what they warn of."""

from collections.abc import Mapping

import pytest

from ovntui.ovsdb.schema import parse_schema
from ovntui.plans.recipe import View, settled
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.values import Columns, mapping_value, set_value
from tests.unit.cloud.rows import blog
from tests.unit.plans.asking import proposed, wished, wrong

ACL = "1f0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a12"
LB = "2f0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a13"
CHECK = "3f0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a14"
ROWS: Mapping[str, Mapping[str, Columns]] = {
    "ACL": {
        ACL: {
            "name": set_value([]),
            "direction": "to-lport",
            "priority": 7,
            "match": "ip4",
            "action": "drop",
            "log": True,
            "tier": 0,
            "severity": set_value(["info"]),
            "meter": set_value([]),
        }
    },
    "Port_Group": {"p": {"name": "web", "ports": set_value([]), "acls": set_value([("uuid", ACL)])}},
    "Meter": {"m": {"name": "slow"}},
    "Address_Set": {"a": {"name": "office", "addresses": set_value(["192.0.2.0/24"])}},
    "Load_Balancer": {
        LB: {
            "name": "lb0",
            "vips": mapping_value([("10.0.0.1:80", "10.0.0.2:80")]),
            "protocol": set_value([]),
            "ip_port_mappings": mapping_value([]),
            "options": mapping_value([]),
            "health_check": set_value([("uuid", CHECK)]),
        }
    },
    "Load_Balancer_Health_Check": {
        CHECK: {"vip": "10.0.0.1:80", "options": mapping_value([("interval", "3")])}
    },
    "DHCP_Options": {
        "d": {"cidr": "10.0.0.0/24", "options": mapping_value([("router", "10.0.0.1"), ("x", "y")])}
    },
    "DNS": {"n": {"records": mapping_value([("vm1", "10.0.0.2")])}},
    "Logical_Switch": {},
}
"""Rows as a server has them, of each family one."""

NAMING = "letters, digits, _ and . only, and no digit first: match expressions have to name it"

GOOD: Mapping[str, Mapping[str, str]] = {
    "add-acl": {"switch": "ls-int", "match": "ip4"},
    "add-qos": {"switch": "ls-int", "match": "ip4", "rate": "1000"},
    "add-address-set": {"name": "as1"},
    "add-port-group": {"name": "pg1"},
    "add-dns": {"records": "vm1=10.0.0.1"},
    "add-dhcp-options": {"cidr": "10.1.0.0/24"},
    "add-load-balancer": {"name": "lb1", "vips": "10.0.0.1:80=10.0.0.2:80"},
    "add-mac-binding": {"port": "lr-ext-ls-int", "ip": "172.16.0.9", "mac": "52:54:00:00:00:01"},
    "edit-load-balancer": {"load-balancer": "lb0"},
    "edit-acl": {"acl": ACL},
    "remove-acl": {"acl": ACL},
    "edit-dhcp-options": {"dhcp-options": "10.0.0.0/24"},
}


@pytest.mark.parametrize("recipe", sorted(GOOD))
def test_what_is_right_is_let_through(recipe: str) -> None:
    """Every form with the least that it takes."""
    assert wrong(recipe, GOOD[recipe], rows=ROWS) == {}


@pytest.mark.parametrize(
    ("recipe", "field", "text", "said"),
    [
        ("add-acl", "on", "router", "there is no router to choose"),
        ("add-acl", "switch", "", "Switch is needed"),
        ("add-acl", "switch", "ls-none", "there is no switch ls-none"),
        ("add-acl", "direction", "up", "there is no up to choose"),
        ("add-acl", "priority", "32768", "32768 is more than 32767"),
        ("add-acl", "priority", "-1", "-1 is less than 0"),
        ("add-acl", "priority", "high", "high is no whole number"),
        ("add-acl", "match", "", "Match is needed"),
        ("add-acl", "match", "(ip4", "( is not closed"),
        ("add-acl", "action", "permit", "there is no permit to choose"),
        ("add-acl", "tier", "4", "4 is more than 3"),
        ("add-acl", "log", "maybe", "say yes or no"),
        ("add-acl", "name", "x" * 64, "64 characters, and no more than 63 fit"),
        ("remove-acl", "acl", f"{ACL}\nother", "there is no ACL other"),
        ("edit-acl", "acl", "other", "there is no ACL other"),
        ("edit-acl", "acl", "", "ACL is needed"),
        ("edit-acl", "severity", "loud", "there is no loud to choose"),
        ("edit-acl", "meter", "fast", "there is no meter fast"),
        ("add-qos", "switch", "ls-none", "there is no switch ls-none"),
        ("add-qos", "direction", "up", "there is no up to choose"),
        ("add-qos", "priority", "1.5", "1.5 is no whole number"),
        ("add-qos", "match", "ipv4", "OVN has no field ipv4"),
        ("add-qos", "rate", "0", "0 is less than 1"),
        ("add-qos", "burst", "4294967296", "4294967296 is more than 4294967295"),
        ("add-qos", "dscp", "64", "64 is more than 63"),
        ("add-address-set", "name", "1st", NAMING),
        ("add-address-set", "name", "office", "there is address set office already"),
        ("add-address-set", "addresses", "10.0.0.300", "10.0.0.300 is no IP address, network or MAC address"),
        ("add-address-set", "addresses", "10.0.0.1\n10.0.0.1", "10.0.0.1 is there twice"),
        ("add-port-group", "name", "a-b", NAMING),
        ("add-port-group", "name", "web", "there is port group web already"),
        ("add-port-group", "ports", "vm-none", "there is no port vm-none"),
        ("add-dns", "records", "", "Records is needed"),
        ("add-dns", "records", "vm1", "vm1 is no key=value"),
        ("add-dns", "records", "VM1=10.0.0.1", "VM1: only names in small letters are found (ovn-nb(5), DNS)"),
        ("add-dns", "records", "a b=10.0.0.1", "a b is no host name"),
        ("add-dns", "records", "vm1=", "vm1 needs an address"),
        ("add-dns", "records", "vm1=10.0.0.1,10.0.0.2",
         "10.0.0.1,10.0.0.2 is no IP address; several are separated by blanks"),
        ("add-dns", "switches", "ls-int\nls-none", "there is no switch ls-none"),
        ("add-dhcp-options", "cidr", "10.1.0.1/24",
         "10.1.0.1/24 is an address within 10.1.0.0/24: write the network itself"),
        ("add-dhcp-options", "cidr", "10.1.0.0", "10.1.0.0 needs a prefix length, as in 172.16.0.0/24"),
        ("add-dhcp-options", "router", "here", "here is no IP address"),
        ("add-dhcp-options", "router", "fd00::1", "fd00::1 is no IPv4 address, as the network is"),
        ("add-dhcp-options", "server-id", "{10.1.0.1}", "{10.1.0.1} is no IP address"),
        ("add-dhcp-options", "server-mac", "01",
         "01 is no MAC address: write six pairs of hex digits, as in 52:54:00:c4:a1:03"),
        ("add-dhcp-options", "lease-time", "0", "a lease is a whole number from 1 to 4294967295"),
        ("add-dhcp-options", "dns-server", "10.1.0.1, 10.1.0.2",
         "10.1.0.1, 10.1.0.2 is no IP address; several are written {A, B}"),
        ("add-dhcp-options", "mtu", "65536", "an MTU is a whole number from 68 to 65535"),
        ("add-dhcp-options", "options", "tftp", "tftp is no key=value"),
        ("add-load-balancer", "name", "", "Name is needed"),
        ("add-load-balancer", "protocol", "icmp", "there is no icmp to choose"),
        ("add-load-balancer", "vips", "10.0.0.1", "10.0.0.1 is no key=value"),
        ("add-load-balancer", "vips", "web:80=10.0.0.2:80",
         "web:80 is no address: write 10.0.0.1:80, or [fd00::1]:80"),
        ("add-load-balancer", "vips", "10.0.0.1:0=10.0.0.2:80", "0 is no port: 1 to 65535"),
        ("add-load-balancer", "vips", "10.0.0.1:80=10.0.0.2",
         "10.0.0.1:80 and 10.0.0.2: both with a port, or both without"),
        ("add-load-balancer", "vips", "10.0.0.1:80=[fd00::1]:80",
         "[fd00::1]:80 is of another IP version than 10.0.0.1:80"),
        ("add-load-balancer", "mappings", "10.0.0.2=vm1",
         "10.0.0.2=vm1: write BACKEND=PORT:SOURCE, as in 10.0.0.2=vm1:10.0.0.254"),
        ("add-load-balancer", "mappings", "10.0.0.2=:10.0.0.254", "10.0.0.2=:10.0.0.254 names no port"),
        ("add-load-balancer", "options", "reject", "reject is no key=value"),
        ("add-load-balancer", "switches", "ls-none", "there is no switch ls-none"),
        ("add-load-balancer", "routers", "lr-none", "there is no router lr-none"),
        ("add-load-balancer", "checked", "10.0.0.9:80", "there is no VIP 10.0.0.9:80 above"),
        ("edit-load-balancer", "timing", "interval=0", "interval is a whole number above 0"),
        ("edit-load-balancer", "timing", "often=1",
         "often is none of interval, timeout, success_count, failure_count"),
        ("add-mac-binding", "port", "lr-none", "there is no router port lr-none"),
        ("add-mac-binding", "ip", "172.16.0", "172.16.0 is no IP address"),
        ("add-mac-binding", "mac", "01:00:00:00:00:01",
         "01:00:00:00:00:01 is a multicast address: the first pair of a port's MAC is even"),
        ("add-mac-binding", "override", "always", "say yes or no"),
    ],
)  # fmt: skip
def test_wrong_input_is_told_beside_its_field(recipe: str, field: str, text: str, said: str) -> None:
    """In the operator's words."""
    assert wrong(recipe, {**GOOD[recipe], field: text}, rows=ROWS) == {field: said}


def test_a_burst_needs_a_rate() -> None:
    """A burst alone is taken by no switch."""
    typed = {"switch": "ls-int", "match": "ip4", "burst": "10"}
    assert wrong("add-qos", typed) == {"burst": "a burst means nothing without a rate"}


def test_a_form_asks_for_the_owner_that_is_named() -> None:
    """Opened from a port group it is about that."""
    assert proposed("add-acl", {"port-group": "web"}, rows=ROWS)["on"] == "port group"
    assert wrong("add-acl", {"port-group": "db", "match": "1"}, rows=ROWS) == {
        "port-group": "there is no port group db"
    }


def test_what_a_server_lacks_is_not_asked_for() -> None:
    """Tiers came with OVN 23.09; before they are known the form does not speak of them."""
    columns = {"direction": {"type": "string"}, "action": {"type": "string"}}
    schema = parse_schema({"name": "OVN_Northbound", "tables": {"ACL": {"columns": columns}}})
    recipe = RECIPES["add-acl"]
    assert "tier" in settled(recipe, View(blog(), ROWS), {})
    assert "tier" not in settled(recipe, View(blog(), ROWS, {"nb": schema}), {})


def test_an_edit_begins_with_what_is_there() -> None:
    """Maps without the keys that have fields of their own."""
    acl = proposed("edit-acl", {"acl": ACL}, rows=ROWS)
    assert (acl["priority"], acl["match"], acl["log"], acl["severity"]) == ("7", "ip4", "yes", "info")
    dhcp = proposed("edit-dhcp-options", {"dhcp-options": "10.0.0.0/24"}, rows=ROWS)
    assert (dhcp["router"], dhcp["options"]) == ("10.0.0.1", "x=y")
    balancer = proposed("edit-load-balancer", {"load-balancer": "lb0"}, rows=ROWS)
    assert (balancer["checked"], balancer["timing"]) == ("10.0.0.1:80", "interval=3")


def test_an_edit_that_changes_nothing_does_nothing() -> None:
    """However often the form is opened."""
    for recipe in ("edit-acl", "edit-load-balancer", "edit-dhcp-options"):
        assert wished(recipe, GOOD[recipe], rows=ROWS).acts == ()


@pytest.mark.parametrize(
    ("recipe", "typed", "said"),
    [
        (
            "add-acl",
            {"direction": "from-lport", "match": 'outport == "vm1"'},
            "outport is not known yet where from-lport rules are looked at (ovn-nb(5), ACL)",
        ),
        ("add-qos", {"rate": ""}, "without a rate and a DSCP mark the rule does nothing"),
        (
            "add-address-set",
            {"addresses": "10.0.0.1\nfd00::1"},
            "IPv4 and IPv6 in one set: an expression compares a field of one kind only",
        ),
        (
            "add-dhcp-options",
            {"server-id": "10.1.0.1"},
            "without server_mac OVN answers no request (ovn-nb(5), DHCP_Options)",
        ),
        ("add-dhcp-options", {}, "without router the machines get no way out"),
        ("add-load-balancer", {"vips": "10.0.0.1:80="},
         "10.0.0.1:80 has nothing behind it: what comes is dropped"),
        (
            "add-load-balancer",
            {"checked": "10.0.0.1:80"},
            "10.0.0.2 cannot be probed: no line under Probed from",
        ),
        (
            "add-mac-binding",
            {"ip": "192.0.2.1"},
            "192.0.2.1 is in none of the networks of lr-ext-ls-int: 172.16.0.1/24",
        ),
        ("remove-acl", {}, "what to-lport 7 ip4 → drop kept out comes through from then on"),
    ],
)  # fmt: skip
def test_what_speaks_against_it_is_said(recipe: str, typed: dict[str, str], said: str) -> None:
    """Before it is done, and without forbidding it."""
    assert said in wished(recipe, {**GOOD[recipe], **typed}, rows=ROWS).warnings


@pytest.mark.parametrize(
    ("recipe", "typed", "said"),
    [
        ("remove-port-group", {"port-group": "web"},
         ("match expressions that name @web match nothing any more", "its 1 ACL goes with it")),
        ("remove-address-set", {"address-set": "office"},
         ("match expressions that name $office match nothing any more",)),
        ("remove-load-balancer", {"load-balancer": LB}, ("nobody answers at 10.0.0.1:80 any more",)),
        ("remove-dhcp-options", {"dhcp-options": "d"},
         ("ports that are served by 10.0.0.0/24 get no address by DHCP any more",)),
    ],
)  # fmt: skip
def test_what_stops_working_is_said(recipe: str, typed: dict[str, str], said: tuple[str, ...]) -> None:
    """Before it is removed."""
    assert wished(recipe, typed, rows=ROWS).warnings == said
