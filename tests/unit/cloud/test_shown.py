"""What columns, details and the overview make of a cloud that is not well."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.cloud.addresses import parse_addresses
from ovntui.cloud.attention import SHOWN
from ovntui.cloud.cells import Kind, Listing
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns import BY_KIND
from ovntui.cloud.delta import KINDS
from ovntui.cloud.details import details
from ovntui.cloud.export import to_json
from ovntui.cloud.filters import parse
from ovntui.cloud.joined import Records
from ovntui.cloud.overview import overview
from ovntui.cloud.rows import libvirt as lv
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.cloud.tree import tree
from ovntui.ovsdb.wire import NOTHING
from ovntui.safetext import SafeText

from .rows import blog, came, raw, some, uuid, went

EVIL = "\x1b[2J[red]\u202e\x9d0;x\x07 {}\n"


def hostile() -> Cloud:
    """Every text that a stranger can set is hostile, and most references lead nowhere."""
    cloud = Cloud()
    port, router_port, chassis = uuid("p"), uuid("rp"), uuid("c")
    cloud.apply(
        "nb",
        [
            came(uuid("g"), nb.NBGlobal(name=EVIL, nb_cfg=3)),
            came(uuid("cn"), nb.Connection(target=f"ptcp:{EVIL}")),
            came(
                uuid("s"),
                nb.LogicalSwitch(
                    name=EVIL, ports=some([port, uuid("lost")]), other_config=raw({"subnet": EVIL})
                ),
            ),
            came(
                port,
                nb.LogicalSwitchPort(
                    name=EVIL,
                    type="router",
                    addresses=EVIL,
                    port_security=("set", [EVIL, "x"]),
                    options=raw({"router-port": EVIL}),
                    parent_name=EVIL,
                    dynamic_addresses=EVIL,
                ),
            ),
            came(
                uuid("p2"),
                nb.LogicalSwitchPort(name=EVIL, type="localnet", options=raw({"network_name": EVIL})),
            ),
            came(
                uuid("p3"), nb.LogicalSwitchPort(name="x", addresses=EVIL, dhcpv4_options=("uuid", uuid("d")))
            ),
            came(uuid("d"), nb.DHCPOptions(cidr=EVIL)),
            came(
                router_port,
                nb.LogicalRouterPort(name=EVIL, mac=EVIL, networks=EVIL, gateway_chassis=some([uuid("gc")])),
            ),
            came(uuid("gc"), nb.GatewayChassis(chassis_name=EVIL, priority=5)),
            came(
                uuid("r"),
                nb.LogicalRouter(
                    name=EVIL,
                    ports=some([router_port]),
                    nat=some([uuid("n")]),
                    static_routes=some([uuid("rt")]),
                ),
            ),
            came(uuid("rt"), nb.LogicalRouterStaticRoute(ip_prefix=EVIL, nexthop=EVIL, output_port=EVIL)),
            came(
                uuid("n"),
                nb.NAT(
                    type=EVIL,
                    external_ip=EVIL,
                    logical_ip=EVIL,
                    logical_port=EVIL,
                    external_mac=EVIL,
                    match=EVIL,
                ),
            ),
        ],
    )
    cloud.apply(
        "sb",
        [
            came(
                chassis,
                sb.Chassis(
                    name=EVIL,
                    hostname=EVIL,
                    encaps=some([uuid("e")]),
                    other_config=raw({"ovn-bridge-mappings": f"{EVIL}:{EVIL}", "datapath-type": EVIL}),
                    transport_zones=EVIL,
                ),
            ),
            came(uuid("e"), sb.Encap(type=EVIL, ip=EVIL, options=raw({EVIL: EVIL}))),
            came(uuid("pb"), sb.PortBinding(logical_port=EVIL, chassis=some([chassis]))),
        ],
    )
    cloud.apply(
        ("host", EVIL),
        [
            came(
                uuid("o"),
                vs.OpenVSwitch(
                    bridges=some([uuid("b")]),
                    ovs_version=EVIL,
                    external_ids=raw({"system-id": EVIL, "hostname": EVIL}),
                ),
            ),
            came(
                uuid("b"), vs.Bridge(name=EVIL, datapath_type=EVIL, fail_mode=EVIL, ports=some([uuid("op")]))
            ),
            came(uuid("op"), vs.Port(name=EVIL, interfaces=some([uuid("i"), uuid("t")]))),
            came(
                uuid("i"),
                vs.Interface(name=EVIL, type=EVIL, error=EVIL, external_ids=raw({"iface-id": EVIL})),
            ),
            came(
                uuid("t"), vs.Interface(name=EVIL, type="geneve", error=EVIL, bfd_status=raw({"state": EVIL}))
            ),
            came(uuid("h"), lv.Hypervisor(libvirt=EVIL, qemu=EVIL, hostname=EVIL, architecture=EVIL)),
            came(
                uuid("d"),
                lv.Domain(
                    name=EVIL,
                    state=EVIL,
                    nics=(lv.Nic(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL),),
                    disks=(lv.Disk(EVIL, EVIL, EVIL),),
                ),
            ),
        ],
    )
    return cloud


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_hostile_reaches_a_screen(kind: Kind) -> None:
    cloud = hostile()
    assert cloud.kinds[kind]
    texts: list[str] = []
    for record in cloud.kinds[kind].values():
        cells = [column.cell(record) for column in BY_KIND[kind]]
        for column in BY_KIND[kind]:
            if column.sort is not None:
                assert column.sort(record) == column.sort(record)
            if column.door is not None:
                column.door(record)
        title, sections = details(cloud, kind, record)
        cells += [field.cell for section in sections for field in section.fields]
        assert all(isinstance(cell.text, SafeText) for cell in cells)
        texts += [title, *(cell.text for cell in cells)]
    assert any("[red]" in text for text in texts)
    assert not set("".join(texts)) & set("\x1b\x07\x9d\u202e\n")


def test_no_line_of_tree_or_overview_is_hostile() -> None:
    cloud = hostile()
    lines = [*tree(cloud), *(line.text for line in overview(cloud).attention)]
    assert all(isinstance(line, SafeText) for line in lines)
    assert not set("".join(lines)) & set("\x1b\x07\x9d\u202e\n")
    assert msgspec.json.encode(to_json(cloud))


@pytest.mark.parametrize("kind", KINDS)
def test_the_essential_columns_fit_80_cells(kind: Kind) -> None:
    columns = BY_KIND[kind]
    essential = [column for column in columns if not column.optional]
    assert sum(column.width for column in essential) + len(essential) - 1 <= 80
    assert len({column.key for column in columns}) == len(columns)
    assert sum(column.grow for column in essential) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_sort_keys_of_all_records_compare(kind: Kind) -> None:
    records = [*blog().kinds[kind].values(), *hostile().kinds[kind].values()]
    for column in BY_KIND[kind]:
        if column.sort is not None:
            assert len(sorted(records, key=column.sort)) == len(records)


def gateways(count: int, chassis: int, held: str | None) -> Cloud:
    """Gateway ports with two candidates each, kvm0 before kvm1, held by one chassis or by none."""
    cloud = Cloud()
    for number in range(chassis):
        cloud.apply("sb", [came(uuid("c", number), sb.Chassis(name=f"id{number}", hostname=f"kvm{number}"))])
    for number in range(count):
        both = [uuid("gc", number, one) for one in (0, 1)]
        row: Any = nb.LogicalRouterPort(name=f"out{number}", gateway_chassis=some(both))
        cloud.apply("nb", [came(uuid("rp", number), row)])
        cloud.apply(
            "nb", [came(key, nb.GatewayChassis(f"id{one}", 100 - one)) for one, key in enumerate(both)]
        )
        bound = some([uuid("c", held)]) if held else NOTHING
        cloud.apply(
            "sb",
            [came(uuid("cr", number), sb.PortBinding(f"cr-out{number}", "chassisredirect", chassis=bound))],
        )
    return cloud


def attention(cloud: Cloud) -> list[str]:
    return [str(line.text) for line in overview(cloud).attention]


def test_gateways_that_want_attention() -> None:
    assert attention(gateways(1, 3, "0")) == []
    assert attention(gateways(1, 3, "1")) == ["▲ gateway out0 is on kvm1, not on kvm0"]
    assert attention(gateways(1, 3, None)) == ["✗ gateway out0 is held by no chassis"]
    assert attention(gateways(1, 2, "0")) == ["▲ out0: two gateways only, no fail-over"]
    cloud = gateways(5, 3, None)
    (line,) = overview(cloud).attention
    assert line.text == "✗ 5 gateways are held by no chassis"
    assert isinstance(line.door, Listing)
    assert len(parse(line.door.filter, BY_KIND[line.door.kind]).select(cloud.router_ports.values())) == 5
    cloud = gateways(5, 3, "1")
    (line,) = overview(cloud).attention
    assert isinstance(line.door, Listing)
    assert len(parse(line.door.filter, BY_KIND[line.door.kind]).select(cloud.router_ports.values())) == 5


def test_of_many_that_want_attention_none_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The overview of a large cloud that is being loaded counts them at each picture."""
    cloud = Cloud()
    options = raw({"router-port": "nowhere"})
    rows = [nb.LogicalSwitchPort(f"p{i}", type="router", options=options) for i in range(SHOWN + 1)]
    cloud.apply("nb", [came(uuid(row.name), row) for row in reversed(rows)])
    looked: list[str] = []
    get = Records.__getitem__

    def look(records: Records[Any], key: str) -> Any:
        looked.append(key)
        return get(records, key)

    monkeypatch.setattr(Records, "__getitem__", look)
    assert attention(cloud) == ["▲ 4 ports name a router port that does not exist"]
    assert not looked
    cloud.apply("nb", [went(uuid(rows[-1].name), rows[-1])])
    assert attention(cloud) == [
        f"▲ port p{i} names router port nowhere, which does not exist" for i in range(SHOWN)
    ]


def test_ports_and_chassis_that_want_attention() -> None:
    cloud = Cloud()
    cloud.apply(
        "nb", [came(uuid("g"), nb.NBGlobal(nb_cfg=5, sb_cfg=5, nb_cfg_timestamp=9, sb_cfg_timestamp=4))]
    )
    cloud.apply(
        "sb",
        [
            came(uuid("c"), sb.Chassis(name="id", hostname="kvm")),
            came(uuid("cp"), sb.ChassisPrivate("id", 4)),
        ],
    )
    cloud.apply("nb", [came(uuid("p"), nb.LogicalSwitchPort(name="web-3"))])
    cloud.apply(
        "nb",
        [came(uuid("q"), nb.LogicalSwitchPort(name="q", type="router", options=raw({"router-port": "x"})))],
    )
    assert attention(cloud) == [
        "▲ chassis kvm is behind",
        "▲ port q names router port x, which does not exist",
        "○ port web-3 is bound nowhere",
    ]
    found = overview(cloud)
    assert (found.control.in_sync, [one.name for one in found.control.behind]) == (0, ["kvm"])
    assert found.control.translated_ms is None, "a clock that runs backwards measures nothing"
    cloud.apply("nb", [came(uuid("p", n), nb.LogicalSwitchPort(name=f"p{n}")) for n in range(9)])
    down = overview(cloud).attention[-1]
    assert down.text == "○ 10 ports are down"
    assert isinstance(down.door, Listing)
    assert len(parse(down.door.filter, BY_KIND["port"]).select(cloud.ports.values())) == 10


def test_a_long_list_is_cut_and_leads_on() -> None:
    cloud = Cloud()
    ports = [uuid("p", number) for number in range(1000)]
    cloud.apply(
        "nb", [came(key, nb.LogicalSwitchPort(name=f"p{number}")) for number, key in enumerate(ports)]
    )
    cloud.apply("nb", [came(uuid("s"), nb.LogicalSwitch(name="big net", ports=some(ports)))])
    _, sections = details(cloud, "switch", cloud.switches[uuid("s")])
    shown = sections[-1]
    assert shown.title == "Ports (1,000)"
    assert shown.fields[-1].cell.text == "… and 800 more"
    assert shown.fields[-1].door == Listing("port", 'switch="big net"')


@given(st.text())
def test_addresses_are_read_whatever_they_are(text: str) -> None:
    (found,) = parse_addresses([text])
    assert sorted((found.mac, *found.ips, *found.words.split())) == sorted(
        (*text.split(), *([] if found.mac else [""]))
    )


def test_addresses_are_taken_apart() -> None:
    both, dynamic, word = parse_addresses(["0:0:0:0:0:1 10.0.0.1/24 fe80::1", "dynamic 10.0.0.5", "unknown"])
    assert (both.mac, both.ips, both.words) == ("0:0:0:0:0:1", ("10.0.0.1/24", "fe80::1"), "")
    assert (dynamic.mac, dynamic.ips, dynamic.words) == ("", ("10.0.0.5",), "dynamic")
    assert (word.mac, word.ips, word.words) == ("", (), "unknown")
