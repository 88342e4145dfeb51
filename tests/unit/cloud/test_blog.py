"""The blog's cloud, as its databases were at the end of the scenario, told in every way there is."""

import json
import re
from itertools import pairwise

import pytest

from ovntui.cloud.cells import Door, Kind, Listing
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns import BY_KIND
from ovntui.cloud.delta import KINDS
from ovntui.cloud.details import details
from ovntui.cloud.export import to_json
from ovntui.cloud.filters import parse
from ovntui.cloud.overview import overview
from ovntui.cloud.records import Port, Router
from ovntui.cloud.tree import tree
from ovntui.safetext import SafeText

from .rows import BLOG, blog


@pytest.fixture
def cloud() -> Cloud:
    return blog()


def port(cloud: Cloud, name: str) -> Port:
    key = cloud.port_named(name)
    assert key is not None
    return cloud.ports[key]


def only_router(cloud: Cloud) -> Router:
    (router,) = cloud.routers.values()
    return router


@pytest.mark.parametrize("show", ["ovn-nbctl_show.txt", "ovn-sbctl_show.txt"])
def test_the_tree_names_all_that_the_show_commands_name(cloud: Cloud, show: str) -> None:
    told = "\n".join(tree(cloud))
    labels = {
        "switch",
        "port",
        "router",
        "nat",
        "Chassis",
        "Encap",
        "Port_Binding",
        "gateway",
        "options",
        "networks",
    }
    labels |= {"addresses", "chassis", "hostname", "type", "ip", "external", "logical", "mac", "router-port"}
    words = set(re.findall(r"[^\s\"(){}\[\],=]+", (BLOG / show).read_text()))
    names = {word for word in words if word.rstrip(":") not in labels}
    assert len(names) > 10
    assert {name for name in names if name not in told} == set()


def test_the_tree_shows_bindings_beside_ports(cloud: Cloud) -> None:
    lines = list(tree(cloud))
    assert all(isinstance(line, SafeText) for line in lines)
    (vm1,) = [line for line in lines if "port c6c32709" in line and "●" in line]
    assert "on kvm1  vnet0 on br-int@kvm1" in vm1
    heads = [line for line in lines[1:] if not line.startswith(" ")]
    assert [head.split("  ")[0] for head in heads if "switch" in head] == [
        "· switch ls-ext",
        "● switch ls-int",
    ]


def test_json_is_plain_and_says_the_same(cloud: Cloud) -> None:
    found = json.loads(json.dumps(to_json(cloud)))
    assert found == to_json(cloud)
    assert set(found) == {
        "control",
        "switches",
        "ports",
        "routers",
        "router_ports",
        "nats",
        "chassis",
        "hosts",
        "vms",
    }
    (bound,) = [one for one in found["ports"] if one["name"].startswith("c6c32709")]
    assert bound["chassis"] == {"uuid": "79f79bc1-b49d-4c7e-88cf-416b75633fff", "name": "kvm1"}
    assert bound["interfaces"] == [{"host": "kvm1", "bridge": "br-int", "interface": "vnet0"}]
    (router,) = found["routers"]
    assert router["static_routes"][0]["nexthop"] == "10.10.10.1"
    for records in (found["switches"], found["ports"], found["router_ports"], found["chassis"]):
        assert all((a["name"], a["uuid"]) < (b["name"], b["uuid"]) for a, b in pairwise(records))


def test_the_active_gateway_is_who_holds_it(cloud: Cloud) -> None:
    (gateway,) = only_router(cloud).gateways
    assert gateway.active is not None
    assert gateway.active.name == "kvm1"
    assert [(one.chassis.name, one.priority) for one in gateway.candidates] == [("kvm1", 100), ("kvm2", 75)]
    (nat,) = cloud.nats.values()
    assert nat.chassis == gateway.active
    kvm1, kvm2 = sorted(cloud.chassis.values(), key=lambda one: one.hostname)
    assert [role.active for role in kvm1.roles] == [True]
    assert [role.active for role in kvm2.roles] == [False]


def test_ports_know_what_is_behind_them(cloud: Cloud) -> None:
    outer = port(cloud, "ls-ext-lr-ext")
    assert (outer.state, outer.peer and outer.peer.name) == ("none", "lr-ext-ls-ext")
    assert outer.router is not None
    assert outer.router.name == "lr-ext"
    assert outer.peer_networks == ("10.10.10.240/24",)
    assert outer.gateway is not None
    assert outer.gateway.name == "kvm1"
    uplink = port(cloud, "ls-ext-br-ext")
    assert (uplink.network, uplink.mapped) == ("UPLINK", 2)


def test_the_overview(cloud: Cloud) -> None:
    found = overview(cloud)
    plane = found.control
    assert (plane.nb_cfg, plane.sb_cfg, plane.hv_cfg, plane.sb_global) == (1, 1, 1, 1)
    assert (plane.in_sync, plane.chassis, plane.behind) == (2, 2, ())
    assert (plane.translated_ms, plane.in_force_ms) == (4, 5)
    assert (found.ports.total, found.ports.up, found.ports.down) == (5, 2, 0)
    assert found.nats == (("snat", 1),)
    assert [line.text for line in found.attention] == [
        "▲ lr-ext-ls-ext: two gateways only, no fail-over",
        "▲ NB listens on ptcp:6641, unencrypted",
        "▲ SB listens on ptcp:6642, unencrypted",
    ]


def test_a_port_tells_its_way_out(cloud: Cloud) -> None:
    _, sections = details(cloud, "port", port(cloud, "c6c32709-bcd2-4585-b321-1606c349767a"))
    fields = {field.label: field for section in sections for field in section.fields}
    assert fields["path"].cell.text == "● vnet0 ─ br-int@kvm1 ─ ls-int ─ ● lr-ext ─ UPLINK"
    assert fields["leaves by"].cell.text == "snat 10.10.10.240 on kvm1"
    assert fields["leaves by"].door == Door("nat", "fd17c96b-d6b7-48a2-9ff6-c661ade86b42")
    assert fields["state"].cell.text == "● up on kvm1"


@pytest.mark.parametrize("kind", KINDS)
def test_every_door_leads_somewhere(cloud: Cloud, kind: Kind) -> None:
    doors = []
    assert cloud.kinds[kind]
    for record in cloud.kinds[kind].values():
        title, sections = details(cloud, kind, record)
        assert isinstance(title, SafeText)
        assert sections
        doors += [field.door for section in sections for field in section.fields]
        doors += [column.door(record) for column in BY_KIND[kind] if column.door]
    found = [door for door in doors if isinstance(door, Door)]
    assert found
    assert all(door.key in cloud.kinds[door.kind] for door in found)


def test_listings_find_what_they_promise(cloud: Cloud) -> None:

    listings = set()
    for kind in KINDS:
        for record in cloud.kinds[kind].values():
            _, sections = details(cloud, kind, record)
            shown = [field.door for section in sections for field in section.fields]
            shown += [column.door(record) for column in BY_KIND[kind] if column.door]
            listings |= {door for door in shown if isinstance(door, Listing)}
    assert Listing("port", 'switch="ls-int"') in listings
    for kind, text in listings:
        assert parse(text, BY_KIND[kind]).select(cloud.kinds[kind].values()), text
