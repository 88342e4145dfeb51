"""The forms of uplinks, gateways, NAT, listeners and the way to the internet."""

from collections.abc import Iterable

import pytest
from msgspec import structs

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.facts import Facts
from ovntui.cloud.joins.chassis import join_chassis
from ovntui.cloud.records import RouterPort
from ovntui.cloud.rows.northbound import NAT, NORTHBOUND, LogicalRouter, LogicalRouterPort
from ovntui.cloud.rows.open_vswitch import OPEN_VSWITCH, Interface
from ovntui.cloud.rows.southbound import SOUTHBOUND, Chassis
from ovntui.ovsdb.wire import NOTHING
from ovntui.plans.acts.gateways import priorities
from ovntui.plans.recipe import View
from ovntui.plans.recipes.catalogue import RECIPES
from tests.unit.cloud.rows import BLOG, blog, came, dump, raw, uuid

from .asking import proposed, wished, wrong

PORT = "a4de9d77-1180-48d2-92be-755c7dd368b3"
GATEWAYS = {
    "Logical_Router_Port": {PORT: {"gateway_chassis": ("set", ()), "ha_chassis_group": ("set", ())}},
}
VM1 = "c6c32709-bcd2-4585-b321-1606c349767a"


def wider() -> Cloud:
    """The blog's cloud with one more router, a chassis without the mapping, and a floating address."""
    cloud = blog()
    cloud.apply("sb", [came(uuid("c"), Chassis(name="third", hostname="kvm3"))])
    cloud.apply("nb", [came(uuid("lr"), LogicalRouter(name="lr-2"))])
    return cloud


def test_priorities_fall_with_room_between() -> None:
    assert priorities(3) == (100, 75, 50)
    assert priorities(5) == (125, 100, 75, 50, 25)
    many = priorities(2000)
    assert max(many) <= 32767
    assert min(many) > 0
    assert len(set(many)) == 2000


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"router": "x"}, "router", "there is no router"),
        ({"outer": "ls-int"}, "outer", "already"),
        ({"outer": ""}, "outer", "needed"),
        ({"network": ""}, "network", "needed"),
        ({"network": "UP:LINK"}, "network", "colon"),
        ({"vlan": "4096"}, "vlan", "4095"),
        ({"vlan": "0"}, "vlan", "from 1"),
        ({"localnet": "ls-ext-br-ext"}, "localnet", "already"),
        ({"address": "10.20.0.9"}, "address", "prefix length"),
        ({"address": ""}, "address", "needed"),
        ({"router": "lr-ext", "address": "10.10.10.9/24", "nexthop": ""}, "address", "overlaps"),
        ({"mac": "1"}, "mac", "no MAC"),
        ({"nexthop": "10.30.0.1"}, "nexthop", "outside"),
        ({"nexthop": "10.20.0.9"}, "nexthop", "the router itself"),
        ({"nexthop": "gw"}, "nexthop", "no IP"),
        ({"router": "lr-ext"}, "nexthop", "default route via 10.10.10.1 already"),
        ({"gateways": "kvm1\nkvm1"}, "gateways", "twice"),
        ({"gateways": "kvm9"}, "gateways", "to choose"),
        ({"announce": "x"}, "announce", "yes or no"),
    ],
)
def test_add_uplink_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    typed = {"router": "lr-2", "outer": "ls-out", "address": "10.20.0.9/24", **values}
    assert said in wrong("add-uplink", typed, wider())[field]


def test_add_uplink_proposes_and_says_who_reaches_the_network() -> None:
    typed = {"router": "lr-2", "address": "10.20.0.9/24"}
    found = proposed("add-uplink", typed, wider())
    assert (found["outer"], found["network"], found["localnet"]) == ("ls-ext-2", "UPLINK", "ls-ext-2-br-ext")
    assert (found["nexthop"], found["gateways"]) == ("10.20.0.1", "kvm1\nkvm2")
    wish = wished("add-uplink", typed, wider())
    assert "kvm1 and kvm2 have a bridge mapping for UPLINK" in wish.meaning
    assert "kvm3 has none and can be no gateway there" in wish.meaning
    assert "what lr-2 has no other route for leaves via 10.20.0.1 on kvm1" in wish.meaning
    unknown = wished("add-uplink", typed | {"network": "OTHER", "gateways": ""}, wider())
    assert any("no chassis has a bridge mapping for OTHER" in one for one in unknown.warnings)
    assert any("every chassis answers" in one for one in unknown.warnings)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"port": "x"}, "port", "there is no router port"),
        ({"chassis": ""}, "chassis", "needed"),
        ({"chassis": "kvm1\nkvm1"}, "chassis", "twice"),
        ({"chassis": "kvm9"}, "chassis", "to choose"),
        ({"by": "both"}, "by", "to choose"),
        ({"by": "group", "group": ""}, "group", "needed"),
        ({"by": "group", "group": "-g"}, "group", "option"),
    ],
)
def test_gateway_priorities_tell_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    assert said in wrong("gateway-priorities", {"port": "lr-ext-ls-ext", **values}, rows=GATEWAYS)[field]


def test_gateway_priorities_propose_what_is_and_say_what_becomes() -> None:
    assert proposed("gateway-priorities", {"port": "lr-ext-ls-ext"}, rows=GATEWAYS)["chassis"] == "kvm1\nkvm2"
    wish = wished("gateway-priorities", {"port": "lr-ext-ls-ext", "chassis": "kvm2\nkvm1"}, rows=GATEWAYS)
    assert "kvm2 becomes the active gateway of lr-ext-ls-ext" in wish.meaning
    assert "172.16.0.0/24 leaves through 10.10.10.240 on kvm2" in wish.meaning
    assert any("no fail-over" in one for one in wish.warnings)


def test_what_speaks_against_a_gateway_is_warned_of() -> None:
    typed = {"port": "lr-ext-ls-ext", "chassis": "kvm3\nkvm1\nkvm2"}
    assert wished("gateway-priorities", typed, wider(), GATEWAYS).warnings[0] == (
        "kvm3 has no bridge mapping for UPLINK"
    )
    alone = wished("gateway-priorities", typed | {"chassis": "kvm1"}, wider(), GATEWAYS)
    assert any("no other chassis" in one for one in alone.warnings)
    gone = blog()
    gone.drop("sb")
    typed = {"port": "lr-ext-ls-ext", "chassis": "23e299e3-da54-457d-a8e7-850dfeaebfb7"}
    assert "not registered" in wished("gateway-priorities", typed, gone, GATEWAYS).warnings[0]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"router": "x"}, "router", "there is no router"),
        ({"type": "masquerade"}, "type", "to choose"),
        ({"external": "10.10.10"}, "external", "no IP"),
        ({"external": ""}, "external", "needed"),
        ({"logical": "172.16.0"}, "logical", "no IP"),
        ({"logical": "172.16.0.7/24"}, "logical", "the network itself"),
        ({"logical": "fd00::/64"}, "logical", "not translated"),
        ({"logical": "172.16.0.0/24"}, "logical", "translated to 10.10.10.240 already"),
        ({"type": "dnat", "logical": "172.16.0.0/24"}, "logical", "no IP"),
        ({"ports": "a-b"}, "ports", "no range"),
        ({"ports": "9-1"}, "ports", "before it begins"),
        ({"ports": "0-70000"}, "ports", "65535"),
        ({"type": "dnat_and_snat", "distributed": "yes"}, "logical-port", "needed"),
        ({"type": "dnat_and_snat", "distributed": "x"}, "distributed", "yes or no"),
        ({"type": "dnat_and_snat", "distributed": "yes", "logical-port": "x"}, "logical-port", "no port x"),
        (
            {"type": "dnat_and_snat", "distributed": "yes", "logical-port": VM1, "external-mac": "1"},
            "external-mac",
            "no MAC",
        ),
    ],
)
def test_add_nat_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    typed = {"router": "lr-ext", "external": "10.10.10.241", "logical": "172.16.0.7", **values}
    assert said in wrong("add-nat", typed)[field]


def test_a_floating_address_is_given_once() -> None:
    cloud = blog()
    float_ = NAT(type="dnat_and_snat", external_ip="10.10.10.250", logical_ip="172.16.0.201")
    row = LogicalRouter(name="lr-3", nat=("uuid", uuid("f")))
    cloud.apply("nb", [came(uuid("f"), float_), came(uuid("lr3"), row)])
    typed = {"router": "lr-3", "type": "dnat_and_snat", "external": "10.10.10.250", "logical": "172.16.0.9"}
    assert "leads to 172.16.0.201 already" in wrong("add-nat", typed, cloud)["logical"]
    typed |= {"external": "10.10.10.251", "logical": "172.16.0.201"}
    assert "has 10.10.10.250 already" in wrong("add-nat", typed, cloud)["logical"]


def test_add_nat_proposes() -> None:
    found = proposed("add-nat", {"router": "lr-ext"})
    assert (found["external"], found["logical"]) == ("10.10.10.240", "172.16.0.0/24")
    typed = {"router": "lr-ext", "type": "dnat_and_snat", "logical": "172.16.0.201", "distributed": "yes"}
    found = proposed("add-nat", typed)
    assert (found["logical-port"], found["external-mac"]) == (VM1, "52:54:00:c4:a1:03")


def test_nat_says_where_and_warns() -> None:
    typed = {"router": "lr-ext", "external": "10.10.10.241", "logical": "172.16.0.128/25"}
    wish = wished("add-nat", typed)
    assert wish.meaning == ("172.16.0.128/25 leaves through 10.10.10.241 on kvm1",)
    assert wish.warnings == ()
    far = wished("add-nat", typed | {"external": "9.9.9.9", "logical": "10.50.0.0/24"})
    assert any("9.9.9.9 is in no network of lr-ext-ls-ext" in one for one in far.warnings)
    assert any("10.50.0.0/24 is in no network of lr-ext" in one for one in far.warnings)
    nobody = wished("add-nat", typed | {"type": "dnat", "logical": "172.16.0.99"})
    assert any("no port behind lr-ext has 172.16.0.99" in one for one in nobody.warnings)
    bare = wished("add-nat", {"router": "lr-2", "external": "9.9.9.9", "logical": "10.0.0.0/8"}, wider())
    assert any("OVN ignores the rule" in one for one in bare.warnings)


def test_remove_nat() -> None:
    typed = {"router": "lr-ext", "nat": "snat 10.10.10.240 172.16.0.0/24"}
    assert wished("remove-nat", typed).meaning == ("172.16.0.0/24 leaves through 10.10.10.240 no more",)
    assert "no rule snat" in wrong("remove-nat", {"router": "lr-ext", "nat": "snat 1.1.1.1 2.2.2.2"})["nat"]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"database": "ovs"}, "database", "to choose"),
        ({"protocol": "tcp"}, "protocol", "to choose"),
        ({"port": "0"}, "port", "65535"),
        ({"port": "x"}, "port", "whole number"),
        ({"protocol": "ptcp"}, "port", "listens on ptcp:6641 already"),
        ({"address": "here"}, "address", "no IP"),
        ({"private-key": "key.pem"}, "private-key", "whole path"),
        ({"certificate": "/c.pem"}, "certificate", "all three"),
        ({"ca-cert": "/ca.pem", "certificate": "/c.pem"}, "ca-cert", "all three"),
        ({"probe": "soon"}, "probe", "whole number"),
    ],
)
def test_add_listener_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    assert said in wrong("add-listener", {"port": "6699" if field != "port" else "6641", **values})[field]


def test_a_plain_listener_is_warned_of_unless_nobody_else_reaches_it() -> None:
    plain = {"protocol": "ptcp", "port": "6699"}
    assert any("unencrypted" in one for one in wished("add-listener", plain).warnings)
    assert wished("add-listener", plain | {"address": "127.0.0.1"}).warnings == ()
    assert any("certificate" in one for one in wished("add-listener", {"port": "6699"}).warnings)


def test_the_last_listener_goes_only_by_its_name() -> None:
    rows = {"Connection": {uuid("l"): {"target": "ptcp:6641"}}}
    wish = wished("remove-listener", {"target": "ptcp:6641"}, rows=rows)
    assert wish.confirm == "ptcp:6641"
    assert any("nowhere else" in one for one in wish.warnings)
    assert "to choose" in wrong("remove-listener", {"target": "ptcp:1"}, rows=rows)["target"]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"inner": "ls-int"}, "inner", "already"),
        ({"inner-address": "172.20.0.1"}, "inner-address", "prefix length"),
        ({"inner-address": "fd00::1/64"}, "inner-address", "no NAT"),
        ({"inner-mac": "x"}, "inner-mac", "no MAC"),
        ({"ports": "vm"}, "ports", "needs its MAC"),
        ({"ports": "vm 52:54"}, "ports", "no MAC"),
        ({"ports": f"{VM1} 52:54:00:00:00:01"}, "ports", "already"),
        ({"ports": "vm 52:54:00:00:00:01 10.0.0.1"}, "ports", "outside"),
        ({"ports": "vm 52:54:00:00:00:01 172.20.0.1"}, "ports", "twice"),
        ({"ports": "a 52:54:00:00:00:01\nb 52:54:00:00:00:01"}, "ports", "twice"),
        ({"dhcp": "x"}, "dhcp", "yes or no"),
        ({"dns": "x"}, "dns", "no IP"),
        ({"router": "lr-ext"}, "router", "already"),
        ({"outer": "ls-new"}, "outer", "inner switch"),
        ({"outer": "ls-ext"}, "outer", "already"),
        ({"address": "172.20.0.9/16"}, "address", "overlaps"),
        ({"external": "x"}, "external", "no IP"),
        ({"external": "fd00::1"}, "external", "IPv6"),
    ],
)
def test_internet_tells_what_is_wrong(values: dict[str, str], field: str, said: str) -> None:
    typed = {"inner": "ls-new", "inner-address": "172.20.0.1/24", "address": "10.20.0.9/24", **values}
    assert said in wrong("internet", typed)[field]


def test_internet_proposes_names_that_are_free() -> None:
    found = proposed("internet", {"address": "10.20.0.9/24"})
    assert (found["inner"], found["outer"], found["router"]) == ("ls-int-2", "ls-ext-2", "lr-ext-2")
    empty = Cloud()
    config = raw({"ovn-bridge-mappings": "UPLINK:br-ext"})
    empty.apply("sb", [came(uuid("c"), Chassis(name="one", hostname="kvm1", other_config=config))])
    found = proposed("internet", {"address": "10.10.10.240/24"}, empty)
    assert (found["inner"], found["outer"], found["router"]) == ("ls-int", "ls-ext", "lr-ext")
    assert (found["localnet"], found["nexthop"], found["gateways"]) == ("ls-ext-br-ext", "10.10.10.1", "kvm1")
    assert found["external"] == "10.10.10.240"


def test_the_list_of_gateways_says_who_is_active_and_how_the_others_are() -> None:
    cloud = wider()
    rows = list(dump(BLOG / "kvm1.ovs.json", OPEN_VSWITCH))
    for change in rows:
        if isinstance(change.new, Interface) and change.new.type == "geneve":
            watched = structs.replace(change.new, bfd_status=raw({"state": "up"}))
            cloud.apply(("host", "kvm1"), [change._replace(old=change.new, new=watched)])
    (field,) = [field for field in RECIPES["gateway-priorities"].fields if field.name == "chassis"]
    found = {
        offer.value: offer.said for offer in field.offers(View(cloud, GATEWAYS), {"port": "lr-ext-ls-ext"})
    }
    assert found == {"kvm1": "active", "kvm2": "BFD up", "kvm3": "does not map UPLINK"}


def test_nat_of_a_router_on_one_chassis_is_done_where_it_leads_outside() -> None:
    cloud = Cloud()
    rows = list(dump(BLOG / "nb.json", NORTHBOUND))
    for at, change in enumerate(rows):
        if isinstance(change.new, LogicalRouter):
            pinned = structs.replace(change.new, options=raw({"chassis": "kvm1"}))
            rows[at] = change._replace(new=pinned)
        elif isinstance(change.new, LogicalRouterPort):
            rows[at] = change._replace(new=structs.replace(change.new, gateway_chassis=NOTHING))
    cloud.apply("nb", rows)
    cloud.apply("sb", dump(BLOG / "sb.json", SOUTHBOUND))
    found = proposed("add-nat", {"router": "lr-ext"}, cloud)
    assert (found["external"], found["logical"]) == ("10.10.10.240", "172.16.0.0/24")


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ({"type": "dnat_and_snat", "logical-port": VM1}, "distributed", "yes"),
        ({"type": "dnat_and_snat"}, "distributed", "no"),
    ],
)
def test_what_is_typed_already_decides_what_is_proposed(
    typed: dict[str, str], field: str, value: str
) -> None:
    assert proposed("add-nat", {"router": "lr-ext", **typed})[field] == value


def test_three_gateways_are_proposed_and_no_sentence_names_all_of_a_large_cloud() -> None:
    config = raw({"ovn-bridge-mappings": "UPLINK:br-ext"})
    rows = [Chassis(name=f"c{n}", hostname=f"host{n:03}", other_config=config) for n in range(100)]
    cloud = blog()
    cloud.apply("sb", [came(uuid("many", row.name), row) for row in rows])
    wish = wished("internet", {"address": "10.20.0.9/24"}, cloud)
    assert proposed("internet", {"address": "10.20.0.9/24"}, cloud)["gateways"] == "host000\nhost001\nhost002"
    assert "host000, host001, host002 and 99 others have a bridge mapping for UPLINK" in wish.meaning


@pytest.mark.parametrize(
    ("recipe", "typed"),
    [
        ("internet", {"address": "10.20.0.9/24", "gateways": "host001\nhost002"}),
        ("add-uplink", {"router": "lr-ext", "address": "10.20.0.9/24", "nexthop": ""}),
        ("gateway-priorities", {"port": "lr-ext-ls-ext", "chassis": "host003\nkvm2"}),
    ],
)
def test_only_the_chassis_that_a_plan_is_about_are_joined(
    recipe: str, typed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be a thousand."""
    cloud = blog()
    joined: list[str] = []

    def join(facts: Facts, key: str, held: Iterable[RouterPort]) -> object:
        joined.append(key)
        return join_chassis(facts, key, held)

    monkeypatch.setattr("ovntui.cloud.cloud.join_chassis", join)
    config = raw({"ovn-bridge-mappings": "UPLINK:br-ext"})
    rows = [Chassis(name=f"c{n}", hostname=f"host{n:03}", other_config=config) for n in range(100)]
    cloud.apply("sb", [came(uuid("many", row.name), row) for row in rows])
    assert wished(recipe, typed, cloud, GATEWAYS).acts
    assert len(set(joined)) <= 2
