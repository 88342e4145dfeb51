"""The forms of routers, connections, routes and policies: proposals, and what they say of wrong input."""

import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.northbound import LogicalRouter, LogicalSwitch
from tests.unit.cloud.rows import blog, came, raw, uuid

from .asking import Rows, proposed, wished, wrong

LR_EXT = "e013c092-8065-4340-acf3-b64a9972f969"
POLICIES: Rows = {
    "Logical_Router": {LR_EXT: {"policies": ("set", (("uuid", uuid("a")), ("uuid", uuid("b"))))}},
    "Logical_Router_Policy": {
        uuid("a"): {
            "priority": 100,
            "match": "ip4.src == 172.16.0.7",
            "action": "reroute",
            "nexthops": ("set", ("10.10.10.2",)),
            "nexthop": ("set", ()),
        },
        uuid("b"): {
            "priority": 90,
            "match": "ip4",
            "action": "drop",
            "nexthops": ("set", ()),
            "nexthop": ("set", ()),
        },
    },
}


def wider() -> Cloud:
    """The blog's cloud with one more router and a switch with a subnet."""
    cloud = blog()
    cloud.apply("nb", [came(uuid("lr"), LogicalRouter(name="lr-2"))])
    config = raw({"subnet": "10.7.0.0/24", "ipv6_prefix": "fd00:7::"})
    cloud.apply("nb", [came(uuid("ls"), LogicalSwitch(name="ls-7", other_config=config))])
    return cloud


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"switch": "x"}, "switch", "there is no switch"),
        ({"router": "x"}, "router", "there is no router"),
        ({"switch": "ls-int", "router": "lr-ext"}, "router", "already"),
        ({"networks": "10.7.0.1"}, "networks", "prefix length"),
        ({"networks": "10.7.0.0/24"}, "networks", "the network"),
        ({"networks": "172.16.0.9/24"}, "networks", "overlaps 172.16.0.0/24 of lr-ext-ls-int"),
        ({"networks": "10.7.0.1/24\n10.7.0.2/24"}, "networks", "this port itself"),
        ({"networks": "fe80::1/64"}, "networks", "link-local"),
        ({"networks": ""}, "networks", "needed"),
        ({"switch": "ls-int", "router": "lr-2", "networks": "172.16.0.201/24"}, "networks", "taken by"),
        ({"mac": "x"}, "mac", "no MAC"),
        ({"switch": "ls-int", "router": "lr-2", "mac": "00:00:00:00:00:01"}, "mac", "taken by lr-ext-ls-int"),
        ({"router-port": "lr-ext-ls-ext"}, "router-port", "already"),
        ({"router-port": ""}, "router-port", "needed"),
        ({"switch-port": "ls-ext-br-ext"}, "switch-port", "already"),
        ({"switch": "ls-ext", "router": "lr-2", "announce": "x"}, "announce", "yes or no"),
    ],
)
def test_connect_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    found = wrong("connect", {"switch": "ls-7", "router": "lr-ext", **values}, wider())
    assert said in found[field]


def test_connect_proposes_by_the_houses_scheme() -> None:
    found = proposed("connect", {"switch": "ls-7", "router": "lr-ext"}, wider())
    assert found["networks"] == "10.7.0.1/24\nfd00:7::1/64"
    assert found["mac"] == "0a:58:0a:07:00:01"
    assert (found["router-port"], found["switch-port"]) == ("lr-ext-ls-7", "ls-7-lr-ext")
    second = proposed("connect", {"switch": "ls-int", "router": "lr-2"}, wider())
    assert second["networks"] == "172.16.0.2/24"
    assert (
        "lr-ext routes between ls-7 and ls-ext and ls-int"
        in wished("connect", {"switch": "ls-7", "router": "lr-ext"}, wider()).meaning
    )


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"name": "lr-ext"}, "name", "already"),
        ({"name": ""}, "name", "needed"),
        ({"chassis": "kvm9"}, "chassis", "no chassis kvm9"),
    ],
)
def test_add_router_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    assert said in wrong("add-router", {"name": "lr", **values})[field]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"router": "x"}, "router", "there is no router"),
        ({"prefix": "10.0.0.1/24"}, "prefix", "within"),
        ({"prefix": "10.0.0"}, "prefix", "no IP"),
        ({"prefix": ""}, "prefix", "needed"),
        ({"nexthop": "gw"}, "nexthop", "discard"),
        ({"nexthop": ""}, "nexthop", "needed"),
        ({"nexthop": "10.10.10.240"}, "nexthop", "the router itself"),
        ({"nexthop": "fd00::1"}, "nexthop", "cannot go by an IPv6"),
        ({"port": "nowhere"}, "port", "there is no router port"),
        ({"policy": "mac"}, "policy", "to choose"),
        ({"table": "-x"}, "table", "option"),
        ({"prefix": "0.0.0.0/0"}, "ecmp", "already: say yes"),
        ({"prefix": "0.0.0.0/0", "nexthop": "10.10.10.1", "ecmp": "yes"}, "ecmp", "via 10.10.10.1 already"),
    ],
)
def test_add_route_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    typed = {"router": "lr-ext", "prefix": "10.9.0.0/16", "nexthop": "10.10.10.9", **values}
    assert said in wrong("add-route", typed)[field]


def test_a_port_of_another_router_is_told() -> None:
    cloud = wider()
    typed = {"router": "lr-2", "nexthop": "10.0.0.1", "port": "lr-ext-ls-ext"}
    assert "no port of lr-2" in wrong("add-route", typed, cloud)["port"]


def test_a_next_hop_that_nobody_reaches_is_warned_of() -> None:
    typed = {"router": "lr-ext", "prefix": "10.9.0.0/16", "nexthop": "10.99.0.1"}
    assert any("OVN ignores the route" in one for one in wished("add-route", typed).warnings)
    reached = wished("add-route", typed | {"nexthop": "10.10.10.9"})
    assert reached.warnings == ()
    assert reached.meaning == ("what goes to 10.9.0.0/16 leaves lr-ext via 10.10.10.9 by lr-ext-ls-ext",)


def test_remove_route_takes_one_that_is_there() -> None:
    assert (
        "to choose" in wrong("remove-route", {"router": "lr-ext", "route": "10.0.0.0/8 via 1.1.1.1"})["route"]
    )
    assert wished("remove-route", {"router": "lr-ext", "route": "0.0.0.0/0 via 10.10.10.1"}).acts


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"priority": "32768"}, "priority", "32767"),
        ({"priority": "high"}, "priority", "whole number"),
        ({"match": ""}, "match", "needed"),
        ({"match": "(ip4"}, "match", "is not closed"),
        ({"match": 'inport == "a'}, "match", "no closing quotation mark"),
        ({"match": "ip4", "priority": "90"}, "match", "already"),
        ({"action": "jump"}, "action", "to choose"),
        ({"nexthops": ""}, "nexthops", "needed"),
        ({"nexthops": "gw"}, "nexthops", "no IP"),
        ({"nexthops": "10.0.0.1\nfd00::1"}, "nexthops", "not both"),
        ({"nexthops": "10.0.0.1\n10.0.0.1"}, "nexthops", "twice"),
    ],
)
def test_add_policy_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    typed = {"router": "lr-ext", "match": "ip4.dst == 1.1.1.1", "nexthops": "10.10.10.9", **values}
    found = wrong("add-policy", typed, rows=POLICIES)
    assert said in found.pop(field)
    assert not found


def test_a_policy_goes_behind_the_others() -> None:
    typed = {"router": "lr-ext", "match": "ip4", "nexthops": "10.99.0.1"}
    assert proposed("add-policy", typed, rows=POLICIES)["priority"] == "80"
    wish = wished("add-policy", typed, rows=POLICIES)
    assert "2 of higher priority decide before it" in wish.meaning
    assert any("10.99.0.1" in one for one in wish.warnings)


def test_remove_policy_takes_one_that_is_there() -> None:
    chosen = {"router": "lr-ext", "policy": "90 drop where ip4"}
    assert wished("remove-policy", chosen, rows=POLICIES).acts
    assert "to choose" in wrong("remove-policy", {"router": "lr-ext", "policy": "1"}, rows=POLICIES)["policy"]


@pytest.mark.parametrize(
    ("recipe", "field", "table", "rows"),
    [
        ("remove-route", "route", "routes_of_router", {}),
        ("remove-nat", "nat", "nats_of_router", {}),
        ("remove-policy", "policy", "", POLICIES),
    ],
)
def test_a_row_without_a_name_is_taken_by_its_uuid(recipe: str, field: str, table: str, rows: Rows) -> None:
    """Whether another one says the same or not."""
    cloud = blog()
    (router,) = cloud.called("router", "lr-ext")
    found = list(rows.get("Logical_Router_Policy", {}))[:1]
    if table:
        found = [getattr(one, "key", one) for one in getattr(cloud, table)(router)]
    assert len(found) == 1
    assert wished(recipe, {"router": "lr-ext", field: found[0]}, cloud, rows).acts
    assert field in wrong(recipe, {"router": "lr-ext", field: found[0][:-1]}, cloud, rows)
