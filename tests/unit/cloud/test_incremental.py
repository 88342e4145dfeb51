"""A cloud kept through any changes equals one made of the same rows at once, and says what differs."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ovntui.cloud import arrivals
from ovntui.cloud.cloud import Cloud, Source
from ovntui.cloud.delta import KINDS, Delta
from ovntui.cloud.overview import overview
from ovntui.cloud.rows import libvirt as lv
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import southbound as sb
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import NOTHING, Row
from tests.examples import examples

from .drawn import POOL, SOURCES, maybe, one_of_table
from .rows import raw, some, uuid


@pytest.fixture(scope="module", autouse=True, params=[arrivals.MANY, 1], ids=["one by one", "together"])
def many(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rows are taken one by one, since there are few here; or together, as where there are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "MANY", request.param)
        yield


class Turn(Row, frozen=True, gc=False):
    """Stands for the row that is there, in another state."""

    up: bool | tuple[str, list[bool]] = NOTHING
    enabled: bool | tuple[str, list[bool]] = NOTHING


TURNS = st.builds(Turn, up=maybe(st.booleans()), enabled=maybe(st.booleans()))


def turned(old: Row | None, turn: Turn) -> Row | None:
    """The row in that state, as far as rows of its table have one."""
    if old is None:
        return None
    states = {name: getattr(turn, name) for name in ("up", "enabled") if hasattr(old, name)}
    return msgspec.structs.replace(old, **states)


@st.composite
def batches(draw: st.DrawFn) -> tuple[Source, list[tuple[str, str, Row | None]]]:
    source, kinds = draw(st.sampled_from(SOURCES))
    changes = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(list(kinds)))
        row = draw(st.one_of(kinds[kind], kinds[kind], TURNS, st.none()))
        changes.append((kind.TABLE, draw(one_of_table(kind.TABLE)), row))
    return source, changes


REFERRING = [
    ("Logical_Switch", "ports", "Logical_Switch_Port"),
    ("Logical_Router", "ports", "Logical_Router_Port"),
    ("Logical_Router", "nat", "NAT"),
    ("Logical_Router", "static_routes", "Logical_Router_Static_Route"),
    ("Logical_Router_Port", "gateway_chassis", "Gateway_Chassis"),
    ("Logical_Router_Port", "ha_chassis_group", "HA_Chassis_Group"),
    ("Logical_Switch_Port", "dhcpv4_options", "DHCP_Options"),
    ("Logical_Switch_Port", "dhcpv6_options", "DHCP_Options"),
    ("NAT", "gateway_port", "Logical_Router_Port"),
    ("NAT", "allowed_ext_ips", "Address_Set"),
    ("NAT", "exempted_ext_ips", "Address_Set"),
]
"""The references that an index tells of."""


def everything(cloud: Cloud) -> dict[Any, Any]:
    records: dict[Any, Any] = {
        kind: {key: cloud.kinds[kind][key] for key in cloud.kinds[kind]} for kind in KINDS
    }
    return records | {
        "overview": overview(cloud),
        "port counts": dict(cloud.port_counts),
        "down": set(cloud.ports_down),
        "nat counts": dict(cloud.nat_counts),
        "leading": {key: set(cloud.leading_ports(key)) for key in cloud.switches},
        "gateways": set(cloud.gateway_ports()),
        "peerless": set(cloud.ports_without_peer()),
        "labels": set(cloud.chassis_by_label()),
        "other chassis": (set(cloud.remote_chassis), set(cloud.chassis_for_gateways)),
        "tunnels": cloud.encapsulations(),
        "dhcp": {cidr: cloud.dhcp_of_network(cidr) for _, cidr in cloud.dhcp_options()},
        "served": [version for version in (4, 6) if cloud.is_served(version)],
        "referring": {
            (table, column, key): sorted(cloud.referring(table, column, key) or ())
            for table, column, target in REFERRING
            for key in (uuid(target, number) for number in range(POOL))
        },
    }


def differences(before: dict[Any, Any], after: dict[Any, Any], delta: Delta) -> list[str]:
    """What the delta should have said of the records and did not."""
    wrong = []
    for kind in KINDS:
        old, new, keys = before[kind], after[kind], delta[kind]
        if keys.added != new.keys() - old.keys() or keys.removed != old.keys() - new.keys():
            wrong.append(f"{kind}: {keys}")
        unsaid = {key for key in new.keys() & old.keys() if new[key] != old[key]} - keys.changed
        if unsaid or not keys.changed <= new.keys() & old.keys():
            wrong.append(f"{kind} changed unsaid: {unsaid}")
    return wrong


Batch = tuple[Source, list[tuple[str, str, Row | None]]]


def rebuilt(rows: dict[Source, dict[tuple[str, str], Row]]) -> Cloud:
    cloud = Cloud()
    for source, found in rows.items():
        cloud.apply(source, [Change(table, key, None, row) for (table, key), row in found.items()])
    return cloud


def replay(
    work: list[Batch], each: Callable[[dict[Any, Any], dict[Any, Any], Delta], None]
) -> tuple[Cloud, Cloud]:
    cloud = Cloud()
    rows: dict[Source, dict[tuple[str, str], Row]] = {}
    shown = everything(cloud)
    for source, changes in work:
        known = rows.setdefault(source, {})
        reported = []
        for table, key, row in changes:
            old = known.get((table, key))
            new = turned(old, row) if isinstance(row, Turn) else row
            if old is None and new is None:
                continue
            reported.append(Change(table, key, old, new))
            if new is None:
                del known[table, key]
            else:
                known[table, key] = new
        delta = cloud.apply(source, reported)
        now = everything(cloud)
        each(shown, now, delta)
        shown = now
    return cloud, rebuilt(rows)


NAMELESS: list[Batch] = [
    ("nb", [("Logical_Router_Port", uuid("Logical_Router_Port", 0), nb.LogicalRouterPort())]),
    ("nb", [("Logical_Switch_Port", uuid("Logical_Switch_Port", 0), nb.LogicalSwitchPort(type="router"))]),
]

PORT_AFTER_ITS_VM: list[Batch] = [
    ("nb", [("NB_Global", uuid("NB_Global", 0), nb.NBGlobal())]),
    (
        ("host", "h1"),
        [("Domain", uuid("Domain", 0), lv.Domain(name="a", nics=(lv.Nic("", "bridge", "", "", "a", ""),)))],
    ),
    ("nb", [("Logical_Switch_Port", uuid("Logical_Switch_Port", 0), nb.LogicalSwitchPort(name="a"))]),
]


def one_ref(table: str) -> Any:
    return some([uuid(table, 0)])


CANDIDATE_OF_BOTH: Batch = (
    "nb",
    [
        ("Gateway_Chassis", uuid("Gateway_Chassis", 0), nb.GatewayChassis(chassis_name="ch1")),
        (
            "Logical_Router_Port",
            uuid("Logical_Router_Port", 0),
            nb.LogicalRouterPort(
                gateway_chassis=one_ref("Gateway_Chassis"), ha_chassis_group=one_ref("HA_Chassis_Group")
            ),
        ),
    ],
)
CHASSIS: Batch = ("sb", [("Chassis", uuid("Chassis", 0), sb.Chassis(name="ch1"))])
GROUP_COMES: Batch = ("nb", [("HA_Chassis_Group", uuid("HA_Chassis_Group", 0), nb.HAChassisGroup())])
GROUP_GOES: Batch = ("nb", [("HA_Chassis_Group", uuid("HA_Chassis_Group", 0), None)])


PORTS = [uuid("Logical_Switch_Port", number) for number in range(POOL)]
PORTS_ON_A_SWITCH: list[Batch] = [
    ("nb", [("Logical_Switch", uuid("Logical_Switch", 0), nb.LogicalSwitch(ports=some(PORTS)))]),
    ("nb", [("NAT", uuid("NAT", 0), nb.NAT(type="dnat_and_snat", logical_port="a"))]),
    ("nb", [("Logical_Switch_Port", key, nb.LogicalSwitchPort(name="a")) for key in PORTS]),
]


def bound_by(*tunnel_keys: int) -> list[Batch]:
    there = some([uuid("Chassis", 0)])
    rows = [sb.PortBinding(logical_port="a", chassis=there, tunnel_key=key) for key in tunnel_keys]
    found: list[Batch] = [("sb", [("Port_Binding", uuid("Port_Binding", 0), row)]) for row in rows]
    return [CHASSIS, *PORTS_ON_A_SWITCH, *found]


LET_GO: list[Batch] = [
    *bound_by(1),
    ("sb", [("Port_Binding", uuid("Port_Binding", 0), sb.PortBinding(logical_port="a", tunnel_key=1))]),
]


def ports_turn(*turns: Turn) -> list[Batch]:
    found: list[Batch] = [("nb", [("Logical_Switch_Port", key, turn) for key in PORTS]) for turn in turns]
    return [*PORTS_ON_A_SWITCH, *found]


def port_leads_to(*names: str) -> list[Batch]:
    ports = [nb.LogicalSwitchPort(type="router", options=raw({"router-port": name})) for name in names]
    found: list[Batch] = [("nb", [("Logical_Switch_Port", PORTS[0], port)]) for port in ports]
    return [
        ("nb", [("Logical_Router_Port", uuid("Logical_Router_Port", 0), nb.LogicalRouterPort(name="b"))]),
        *found,
    ]


@examples(3)
@example(ports_turn(Turn(up=True)))
@example(ports_turn(Turn(up=True), Turn(up=False)))
@example(ports_turn(Turn(enabled=False)))
@example(bound_by(1, 2))
@example(LET_GO)
@example(port_leads_to("a", "b"))
@example(NAMELESS)
@example([CHASSIS, CANDIDATE_OF_BOTH, GROUP_COMES])
@example([CHASSIS, GROUP_COMES, CANDIDATE_OF_BOTH, GROUP_GOES])
@example(PORT_AFTER_ITS_VM)
@given(st.lists(batches(), max_size=14))
def test_kept_equals_rebuilt(work: list[Batch]) -> None:
    def each(before: dict[Any, Any], after: dict[Any, Any], delta: Delta) -> None:
        assert not differences(before, after, delta)

    kept, anew = replay(work, each)
    assert everything(kept) == everything(anew)


@examples(0.6)
@given(st.lists(batches(), max_size=10))
def test_several_deltas_make_one(work: list[Batch]) -> None:
    total = Delta()
    start = everything(Cloud())
    kept, _ = replay(work, lambda before, after, delta: total.update(delta))
    assert not differences(start, everything(kept), total)


@examples(0.6)
@given(st.lists(batches(), max_size=10))
def test_a_dropped_database_leaves_nothing(work: list[Batch]) -> None:
    kept, _ = replay(work, lambda before, after, delta: None)
    sources: list[Source] = ["nb", "sb", ("host", "h1"), ("host", "h2")]
    for source in sources:
        kept.drop(source)
    assert everything(kept) == everything(Cloud())
