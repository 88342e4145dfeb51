"""The stream of what happened, told from real changes of a cloud."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from ovntui.cloud.cells import Door, Listing
from ovntui.cloud.cloud import Cloud, Source
from ovntui.cloud.events import SINGLY, Event, events
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import NOTHING, Row
from ovntui.safetext import SafeText

from .rows import became, came, raw, some, uuid, went

NOW = 1_800_000_000.0


class World:
    """A cloud of two chassis, one switch with many ports, one router with a gateway."""

    def __init__(self, ports: int = 3) -> None:
        self.cloud = Cloud()
        self.rows: dict[str, Row] = {}
        self.chassis = [uuid("chassis", number) for number in (1, 2)]
        self.ports = [uuid("port", number) for number in range(ports)]
        self.switch, self.router, self.router_port = uuid("switch"), uuid("router"), uuid("router port")
        self.candidate, self.nat, self.binding = uuid("candidate"), uuid("nat"), uuid("binding")
        self.say(
            "sb",
            {key: sb.Chassis(name=f"id{n}", hostname=f"kvm{n}") for n, key in enumerate(self.chassis, 1)},
        )
        self.say("sb", {self.binding: sb.PortBinding(logical_port="cr-out", chassis=some([self.chassis[0]]))})
        self.say("nb", {key: nb.LogicalSwitchPort(name=f"vm{n}") for n, key in enumerate(self.ports)})
        self.say("nb", {self.switch: nb.LogicalSwitch(name="ls", ports=some(self.ports))})
        self.say("nb", {self.candidate: nb.GatewayChassis(chassis_name="id1", priority=100)})
        self.say(
            "nb", {self.router_port: nb.LogicalRouterPort(name="out", gateway_chassis=some([self.candidate]))}
        )
        self.say(
            "nb", {self.nat: nb.NAT(type="snat", logical_ip="172.16.0.0/24", external_ip="10.10.10.240")}
        )
        self.say(
            "nb",
            {self.router: nb.LogicalRouter(name="lr", ports=some([self.router_port]), nat=some([self.nat]))},
        )

    def say(self, source: Source, rows: Mapping[str, Row | None]) -> list[Event]:
        changes = []
        for key, row in rows.items():
            old = self.rows.pop(key, None)
            if row is not None:
                changes.append(came(key, row) if old is None else became(key, old, row))
                self.rows[key] = row
            elif old is not None:
                changes.append(went(key, old))
        self.cloud.apply(source, changes)
        return events(self.cloud, source, changes, NOW)

    def change(self, source: Source, key: str, **columns: Any) -> list[Event]:
        return self.say(source, {key: msgspec.structs.replace(self.rows[key], **columns)})


def texts(found: list[Event]) -> list[str]:
    assert all(isinstance(event.text, SafeText) and event.time == NOW for event in found)
    return [str(event.text) for event in found]


def test_a_port_comes_up_where_it_is_bound() -> None:
    world = World()
    bound = {uuid("b0"): sb.PortBinding(logical_port="vm0", chassis=some([world.chassis[1]]))}
    assert world.say("sb", bound) == []
    (event,) = world.change("nb", world.ports[0], up=True)
    assert event.text == "port vm0 up on kvm2"
    assert event.door == Door("port", world.ports[0])
    assert texts(world.change("nb", world.ports[0], up=False)) == ["port vm0 down"]
    assert texts(world.change("nb", world.ports[0], enabled=False)) == ["port vm0 disabled"]
    assert texts(world.change("sb", uuid("b0"), chassis=some([world.chassis[0]]))) == [
        "port vm0 moved kvm2 → kvm1"
    ]


def test_many_ports_make_one_line() -> None:
    world = World(10_000)
    up = {key: msgspec.structs.replace(world.rows[key], up=True) for key in world.ports}
    (event,) = world.say("nb", up)
    assert event.text == "10,000 ports came up"
    assert event.door == Listing("port", "state=up")
    down = {key: msgspec.structs.replace(world.rows[key], up=False) for key in world.ports}
    assert texts(world.say("nb", down)) == ["10,000 ports went down"]


@pytest.mark.parametrize("count", [SINGLY, SINGLY + 1])
def test_few_ports_are_told_one_by_one_and_one_more_together(count: int) -> None:
    world = World(count)
    up = {key: msgspec.structs.replace(world.rows[key], up=True) for key in world.ports}
    told = world.say("nb", up)
    assert len(told) == (SINGLY if count == SINGLY else 1)
    if count == SINGLY:
        assert {event.door for event in told} == {Door("port", key) for key in world.ports}
    else:
        assert texts(told) == [f"{SINGLY + 1} ports came up"]


def test_a_gateway_moves_is_lost_and_held_again() -> None:
    world = World()
    (moved,) = world.change("sb", world.binding, chassis=some([world.chassis[1]]))
    assert (moved.text, moved.door) == (
        "gateway out moved kvm1 → kvm2",
        Door("router_port", world.router_port),
    )
    assert texts(world.change("sb", world.binding, chassis=NOTHING)) == [
        "gateway out left kvm2: nobody holds it"
    ]
    assert texts(world.change("sb", world.binding, chassis=some([world.chassis[0]]))) == [
        "gateway out held by kvm1"
    ]
    told = world.change("nb", world.candidate, priority=50)
    assert texts(told) == ["gateway out: kvm1 priority 100 → 50"]


def test_a_chassis_that_goes_is_still_named() -> None:
    world = World()
    gone = world.say(
        "sb",
        {
            world.chassis[0]: None,
            world.binding: msgspec.structs.replace(
                world.rows[world.binding], chassis=some([world.chassis[1]])
            ),
        },
    )
    assert texts(gone) == ["chassis kvm1 gone", "gateway out moved kvm1 → kvm2"]
    assert texts(world.say("sb", {uuid("c3"): sb.Chassis(name="id3", hostname="kvm3")})) == [
        "chassis kvm3 registered"
    ]


def test_what_comes_and_goes_says_of_what() -> None:
    world = World()
    nat = uuid("nat 2")
    both = {
        nat: nb.NAT(type="dnat_and_snat", logical_ip="172.16.0.9", external_ip="10.10.10.9"),
        world.router: msgspec.structs.replace(world.rows[world.router], nat=some([world.nat, nat])),
    }
    assert texts(world.say("nb", both)) == ["dnat_and_snat 10.10.10.9 ↔ 172.16.0.9 added to lr"]
    fewer = {
        world.nat: None,
        world.router: msgspec.structs.replace(world.rows[world.router], nat=some([nat])),
        world.ports[0]: None,
        world.switch: msgspec.structs.replace(world.rows[world.switch], ports=some(world.ports[1:])),
    }
    (rule, port) = world.say("nb", fewer)
    assert rule.text == "snat 172.16.0.0/24 → 10.10.10.240 removed from lr"
    assert (port.text, port.door) == ("port vm0 removed from ls", None)


def test_a_host_tells_of_errors_and_tunnels() -> None:
    world = World()
    host: Source = ("host", "kvm1")
    tunnel, tap = uuid("tunnel"), uuid("tap")
    up = vs.Interface(
        name="ovn-0", type="geneve", options=raw({"remote_ip": "10.0.0.2"}), bfd_status=raw({"state": "up"})
    )
    assert world.say(host, {tunnel: up, tap: vs.Interface(name="vnet0")}) == []
    assert texts(world.change(host, tunnel, bfd_status=raw({"state": "down"}))) == [
        "tunnel ovn-0 of kvm1 to 10.0.0.2 down"
    ]
    assert texts(world.change(host, tap, error="no such device")) == ["vnet0 on kvm1: no such device"]
    assert world.change(host, tap, link_state="down") == []


def test_a_stranger_s_name_is_safe_to_show() -> None:
    world = World()
    (event,) = world.say("nb", {uuid("evil"): nb.LogicalSwitch(name="\x1b]52;c;AAAA\x07[red]\u202ename")})
    assert not set(event.text) & {"\x1b", "\x07", "\u202e"}
    assert "[red]" in event.text


def test_tables_that_tell_nothing() -> None:
    change = Change("NB_Global", uuid("g"), nb.NBGlobal(nb_cfg=1), nb.NBGlobal(nb_cfg=2))
    assert events(Cloud(), "nb", [change], NOW) == []


def test_a_port_that_came_and_went_within_one_frame() -> None:
    world = World()
    key, row = uuid("brief"), nb.LogicalSwitchPort(name="brief")
    changes = [came(key, row), went(key, row)]
    world.cloud.apply("nb", changes)
    told = [event.text for event in events(world.cloud, "nb", changes, NOW)]
    assert told == ["port brief added", "port brief removed"]
