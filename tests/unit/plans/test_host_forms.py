"""The forms of joining a host, letting one leave, and giving one an uplink: what they propose and refuse."""

import msgspec
import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.open_vswitch import OpenVSwitch
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.facts import HostFacts, Nic
from ovntui.plans.deeds.placement import BridgeState, Placement, read_placement, write_placement
from ovntui.plans.recipe import View, Wish, faults, settled
from ovntui.plans.recipes.catalogue import RECIPES
from tests.unit.cloud.rows import blog, came, raw, uuid

NETPLAN = "network: {ethernets: {ens2: {addresses: [10.10.10.236/24]}}}\n"
FACTS = HostFacts(
    addresses=("10.10.20.236/24", "10.10.10.236/24"),
    nics=(
        Nic(name="ens3", mac="52:54:00:cc:00:36", addresses=("10.10.20.236/24",)),
        Nic(name="ens2", mac="52:54:00:aa:00:36", addresses=("10.10.10.236/24",), gateway="10.10.10.1"),
    ),
    seen_as="10.10.10.233",
    files={"/etc/netplan/50.yaml": NETPLAN},
)
PLACED = Placement(
    bridge=None,
    addresses=("10.10.10.236/24 on ens2",),
    routes=("default via 10.10.10.1 on ens2", "10.99.0.0/16 via 10.10.10.9 on ens2"),
    files={"/etc/netplan/50.yaml": (NETPLAN.strip(),)},
)


def view(facts: HostFacts | None = FACTS, cloud: Cloud | None = None, *, is_reached: bool = False) -> View:
    """The blog's cloud and a host kvm3 that SSH reaches; is_reached: its Open vSwitch too."""
    cloud = cloud or blog()
    if is_reached:
        row = OpenVSwitch(external_ids=raw({"system-id": "third", "hostname": "kvm3"}))
        cloud.apply(("host", "kvm3"), [came(uuid("h3"), row)])
    found = {Look("kvm3", "facts", ""): msgspec.json.encode(facts).decode()} if facts else {}
    return View(cloud, found=found, sites=("kvm3",))


def values(name: str, seen: View, **typed: str) -> dict[str, str]:
    return settled(RECIPES[name], seen, {"host": "kvm3", **_flags(typed)})


def wrong(name: str, seen: View, **typed: str) -> dict[str, str]:
    return dict(faults(RECIPES[name], seen, values(name, seen, **typed)))


def wished(name: str, seen: View, **typed: str) -> tuple[Wish, list[HostAct]]:
    asked = values(name, seen, **typed)
    assert not dict(faults(RECIPES[name], seen, asked))
    wish = RECIPES[name].wish(seen, asked)
    return wish, [act for act in wish.acts if isinstance(act, HostAct)]


def _flags(typed: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in typed.items()}


REMOTE = "tcp:10.10.10.233:6642"


def test_joining_proposes_what_the_host_and_the_others_tell() -> None:
    found = values("join-host", view(), remote=REMOTE)
    assert (found["encap-ip"], found["encap-type"], found["datapath"]) == ("10.10.10.236", "geneve", "netdev")
    assert (found["network"], found["packages"]) == ("ovs-net", "yes")
    kernel = msgspec.structs.replace(FACTS, has_datapath=True)
    assert values("join-host", view(kernel))["datapath"] == "system"


def test_joining_is_packages_services_settings_network_and_a_wait() -> None:
    wish, acts = wished("join-host", view(), remote=REMOTE)
    assert [act.craft for act in acts] == [
        *("packages", "service", "service", "service", "membership", "network", "joined")
    ]
    assert acts[4].after(None) == (
        "ovn-bridge-datapath-type=netdev\n"
        "ovn-encap-ip=10.10.10.236\n"
        "ovn-encap-type=geneve\n"
        "ovn-nb=tcp:10.10.10.233:6641\n"
        "ovn-remote=tcp:10.10.10.233:6642"
    )
    assert any("userspace datapath" in warning for warning in wish.warnings)
    _, acts = wished("join-host", view(), remote=REMOTE, network="", packages="no")
    assert [act.craft for act in acts] == ["service", "service", "membership", "joined"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"host": ""}, "host", "needed"),
        ({"host": "kvm9"}, "host", "no host kvm9 in the configuration"),
        ({"host": "$(id)"}, "host", "no host"),
        ({"remote": ""}, "remote", "needed"),
        ({"remote": "unix:/run/x"}, "remote", "over the network"),
        ({"remote": "ptcp:6642"}, "remote", "for a server to listen on"),
        ({"remote": "tcp:ovn:6642"}, "remote", "no names"),
        ({"remote": "tcp:10.0.0.1:x"}, "remote", "no valid port"),
        ({"remote": "tcp:10.0.0.1:1\ntcp"}, "remote", "no valid port"),
        ({"northbound": "x"}, "northbound", "is no remote"),
        ({"encap_ip": "1"}, "encap-ip", "no IP address"),
        ({"encap_ip": "10.10.10.99"}, "encap-ip", "has no such address"),
        ({"encap_ip": "10.10.10.234"}, "encap-ip", "cannot share an address"),
        ({"encap_type": "gre"}, "encap-type", "no gre to choose"),
        ({"datapath": "x"}, "datapath", "to choose"),
        ({"network": "-x"}, "network", "begins with -"),
        ({"network": "a/b"}, "network", "holds no /"),
        ({"network": "a\nb"}, "network", "control characters"),
        ({"packages": "perhaps"}, "packages", "yes or no"),
    ],
)
def test_joining_tells_what_is_wrong(typed: dict[str, str], field: str, said: str) -> None:
    assert said in wrong("join-host", view(), **{"remote": REMOTE, **typed})[field]


def test_a_host_that_does_not_answer_is_told_of() -> None:
    assert "does not answer now" in wrong("join-host", view(None))["host"]
    assert "does not answer now" in wrong("add-host-uplink", view(None))["host"]


def test_a_host_without_a_name_of_its_own_is_given_one() -> None:
    cloud = blog()
    cloud.apply(("host", "kvm3"), [came(uuid("h3"), OpenVSwitch())])
    _, acts = wished("join-host", view(cloud=cloud), remote=REMOTE)
    text = next(act for act in acts if act.craft == "membership").after(None) or ""
    assert "hostname=kvm3" in text and "system-id=" in text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"host": "kvm9"}, "host", "no host kvm9"),
        ({"nic": "ens9"}, "nic", "no ens9 to choose"),
        ({"bridge": "br-int"}, "bridge", "ovn-controller's own"),
        ({"bridge": "ens3"}, "bridge", "is a NIC"),
        ({"bridge": "a-name-that-is-long"}, "bridge", "up to 15"),
        ({"bridge": "br ext"}, "bridge", "up to 15"),
        ({"bridge": "-br"}, "bridge", "something else"),
        ({"bridge": "br/x"}, "bridge", "up to 15"),
        ({"network": "UP:LINK"}, "network", "colon"),
        ({"network": "$(id) x"}, "network", "blank"),
        ({"gateway": "gw"}, "gateway", "no IP address"),
        ({"gateway": "10.20.0.1"}, "gateway", "in no network of ens2"),
        ({"gateway": "10.10.10.236"}, "gateway", "the host itself"),
        ({"lasting": "perhaps"}, "lasting", "to choose"),
        ({"nic": "ens3", "lasting": "netplan"}, "lasting", "none of netplan's files tells of ens3"),
    ],
)
def test_an_uplink_tells_what_is_wrong(typed: dict[str, str], field: str, said: str) -> None:
    assert said in wrong("add-host-uplink", view(is_reached=True), **typed)[field]


def test_an_uplink_takes_the_nic_of_the_default_route_with_all_that_is_on_it() -> None:
    seen = view(is_reached=True)
    found = values("add-host-uplink", seen)
    assert (found["nic"], found["gateway"], found["lasting"]) == ("ens2", "10.10.10.1", "netplan")
    wish, (move, mapping) = wished("add-host-uplink", seen)
    assert move.subject == "ens2 br-ext /etc/netplan/50.yaml"
    after = read_placement(move.after(write_placement(PLACED)) or "")
    assert after.bridge == BridgeState(datapath="netdev", mac="56:54:00:aa:00:36", has_nic=True)
    assert after.addresses == ("10.10.10.236/24 on br-ext",)
    assert after.routes == ("default via 10.10.10.1 on br-ext", "10.99.0.0/16 via 10.10.10.9 on br-ext")
    assert any("br-ext" in line for line in after.files["/etc/netplan/50.yaml"] or ())
    assert mapping.after("ovn-bridge-mappings=A:br-a") == "ovn-bridge-mappings=A:br-a,UPLINK:br-ext"
    assert mapping.after(None) == "ovn-bridge-mappings=UPLINK:br-ext"
    assert wish.confirm == "kvm3"


def test_another_gateway_takes_the_place_of_the_one_before() -> None:
    _, (move, _) = wished("add-host-uplink", view(is_reached=True), gateway="10.10.10.2")
    after = read_placement(move.after(write_placement(PLACED)) or "")
    assert after.routes[-1] == "default via 10.10.10.2 on br-ext"
    assert not any("10.10.10.1 " in route for route in after.routes)


def test_what_does_not_last_is_said_to_be_so() -> None:
    bare = msgspec.structs.replace(FACTS, files={})
    wish, (move, _) = wished("add-host-uplink", view(bare, is_reached=True))
    assert move.subject == "ens2 br-ext"
    assert any("does not outlast a reboot of kvm3" in warning for warning in wish.warnings)


def by_dhcp(has_systemd: bool = True) -> HostFacts:
    """kvm3, where ens2 has its address by DHCP."""
    cards = tuple(msgspec.structs.replace(one, is_dynamic=one.name == "ens2") for one in FACTS.nics)
    return msgspec.structs.replace(FACTS, nics=cards, has_systemd=has_systemd)


def test_an_address_by_dhcp_moves_with_whoever_asks_for_it_and_with_nobody_else() -> None:
    seen = view(by_dhcp(), is_reached=True)
    wish, _ = wished("add-host-uplink", seen)
    assert any("br-ext asks for one anew" in warning for warning in wish.warnings)
    for facts, lasting in ((by_dhcp(), "no"), (by_dhcp(has_systemd=False), "netplan")):
        told = wrong("add-host-uplink", view(facts, is_reached=True), lasting=lasting)
        assert told["lasting"].startswith("ens2 has its address by DHCP"), told


def test_where_a_host_that_goes_down_meanwhile_is_not_put_back_it_is_said() -> None:
    bare = msgspec.structs.replace(FACTS, has_systemd=False)
    wish, _ = wished("add-host-uplink", view(bare, is_reached=True))
    assert any("if kvm3 itself goes down" in warning for warning in wish.warnings)
    wish, _ = wished("add-host-uplink", view(is_reached=True))
    assert not any("goes down" in warning for warning in wish.warnings)


def test_leaving_is_for_chassis_that_can_be_worked_on() -> None:
    assert "is no chassis" in wrong("leave-host", view(is_reached=True))["host"]
    assert "no host kvm9" in wrong("leave-host", view(), host="kvm9")["host"]


def two(**facts: HostFacts) -> View:
    """kvm2 and kvm3, each with its own facts where they are given."""
    one = view(is_reached=True)
    row = OpenVSwitch(external_ids=raw({"system-id": "second", "hostname": "kvm2"}))
    one.cloud.apply(("host", "kvm2"), [came(uuid("h2"), row)])
    found = {Look(host, "facts", ""): msgspec.json.encode(of).decode() for host, of in facts.items()}
    return View(one.cloud, found=found, sites=("kvm2", "kvm3"))


def other() -> HostFacts:
    """kvm2: as kvm3, in another network."""
    card = Nic(name="ens2", mac="52:54:00:aa:00:35", addresses=("10.20.0.5/24",), gateway="10.20.0.1")
    return msgspec.structs.replace(FACTS, nics=(card,), files={})


BOTH = "kvm3\nkvm2"


def test_several_hosts_are_done_one_after_the_other_each_with_its_gateway() -> None:
    seen = two(kvm2=other(), kvm3=FACTS)
    found = values("add-host-uplink", seen, host=BOTH, lasting="no", bridge="br-up", network="UP")
    assert found["gateway"] == "kvm3 10.10.10.1\nkvm2 10.20.0.1"
    wish, acts = wished("add-host-uplink", seen, host=BOTH, lasting="no", bridge="br-up", network="UP")
    assert [(act.host, act.craft) for act in acts] == [
        *(("kvm3", "uplink"), ("kvm3", "membership"), ("kvm2", "uplink"), ("kvm2", "membership"))
    ]
    assert wish.apart and wish.confirm == "2 hosts"
    assert any("kvm3 and kvm2, one after the other" in line for line in wish.meaning)
    alike = two(kvm2=FACTS, kvm3=FACTS)
    assert values("add-host-uplink", alike, host=BOTH)["gateway"] == "10.10.10.1"
    assert values("add-host-uplink", alike, host=BOTH)["lasting"] == "netplan"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"host": "kvm3\nkvm3"}, "host", "stands here twice"),
        ({"nic": "ens3"}, "nic", "no ens3 to choose"),
        ({"lasting": "netplan"}, "lasting", "kvm2: none of netplan's files tells of ens2"),
        ({"gateway": "10.10.10.1"}, "gateway", "kvm2: 10.10.10.1 is in no network of ens2"),
        ({"gateway": "kvm9 10.10.10.1"}, "gateway", "kvm9 is none of the hosts"),
        ({"gateway": "10.10.10.1\n10.20.0.1"}, "gateway", "a line for each"),
        ({"gateway": "kvm2 10.20.0.5"}, "gateway", "kvm2: 10.20.0.5 is the host itself"),
    ],
)
def test_what_is_wrong_on_one_of_several_is_told_with_its_name(
    typed: dict[str, str], field: str, said: str
) -> None:
    seen = two(kvm2=other(), kvm3=FACTS)
    more = {"host": BOTH, "lasting": "no", "bridge": "br-up", "network": "UP", **typed}
    assert said in wrong("add-host-uplink", seen, **more)[field]
