"""The rows ask for columns that exist, and old databases are read as well as new ones."""

import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import southbound as sb
from ovntui.cloud.rows.northbound import NORTHBOUND
from ovntui.cloud.rows.open_vswitch import OPEN_VSWITCH
from ovntui.cloud.rows.southbound import SOUTHBOUND
from ovntui.ovsdb.rows import Codec
from ovntui.ovsdb.schema import parse_schema
from ovntui.ovsdb.slices import Numbered, plan_of
from ovntui.ovsdb.wire import Row
from tests.servers.ovsdb import installed_schema

from .rows import came, raw, some, uuid

NEWER = {("NAT", "match"), ("NAT", "priority"), ("Datapath_Binding", "nb_uuid")}
"""Columns that came after some OVN that is still in use."""


@pytest.mark.parametrize(
    ("database", "types"),
    [("OVN_Northbound", NORTHBOUND), ("OVN_Southbound", SOUTHBOUND), ("Open_vSwitch", OPEN_VSWITCH)],
)
def test_every_column_is_in_the_schema_in_that_shape(database: str, types: tuple[type[Row], ...]) -> None:
    schema = parse_schema(installed_schema(database))
    missing = {
        (one.TABLE, column) for one in types for column in Codec(one, schema.tables[one.TABLE]).missing
    }
    assert missing <= NEWER


def test_nothing_large_or_volatile_is_asked_for() -> None:
    tables = {one.TABLE for one in (*NORTHBOUND, *SOUTHBOUND, *OPEN_VSWITCH)}
    assert not tables & {"Logical_Flow", "MAC_Binding", "FDB", "Multicast_Group", "ACL"}
    columns = {
        (one.TABLE, column)
        for one in (*NORTHBOUND, *SOUTHBOUND, *OPEN_VSWITCH)
        for column in one.__struct_fields__
    }
    assert not {column for _, column in columns} & {"statistics", "status", "is_connected"}


@pytest.mark.parametrize("row_type", [sb.DatapathBinding, sb.PortBinding])
def test_what_a_large_southbound_has_many_of_is_asked_for_in_slices(row_type: type[Row]) -> None:
    """By ranges of tunnel keys, over all that the schema allows."""
    schema = installed_schema("OVN_Southbound")
    key = schema["tables"][row_type.TABLE]["columns"]["tunnel_key"]["type"]["key"]
    plan = plan_of(row_type, row_type.__struct_fields__)
    assert plan == Numbered("tunnel_key", key["minInteger"], key["maxInteger"])


def test_a_chassis_of_before_chassis_private() -> None:
    cloud = Cloud()
    key, encap = uuid("c"), uuid("e")
    row = sb.Chassis(
        name="id1",
        nb_cfg=7,
        encaps=some([encap]),
        external_ids=raw({"ovn-bridge-mappings": "phys:br-ex, b:br-b"}),
    )
    cloud.apply("sb", [came(key, row), came(uuid("sg"), sb.SBGlobal(nb_cfg=7))])
    found = cloud.chassis[key]
    assert (found.nb_cfg, found.target, found.in_sync, found.timestamp) == (7, 7, True, 0)
    assert found.label == "id1"
    assert found.encaps == ()
    assert [tuple(one) for one in found.mappings] == [("b", "br-b"), ("phys", "br-ex")]
    cloud.apply("nb", [came(uuid("g"), nb.NBGlobal(nb_cfg=8))])
    assert not cloud.chassis[key].in_sync


def test_a_datapath_of_before_and_since_nb_uuid() -> None:
    cloud = Cloud()
    old, new, router = uuid("old"), uuid("new"), uuid("router")
    cloud.apply("nb", [came(old, nb.LogicalSwitch(name="a")), came(new, nb.LogicalSwitch(name="b"))])
    cloud.apply("nb", [came(router, nb.LogicalRouter(name="r"))])
    cloud.apply(
        "sb",
        [
            came(uuid(1), sb.DatapathBinding(tunnel_key=1, external_ids=raw({"logical-switch": old}))),
            came(uuid(2), sb.DatapathBinding(tunnel_key=2, nb_uuid=("uuid", new))),
            came(uuid(3), sb.DatapathBinding(tunnel_key=3, external_ids=raw({"logical-router": router}))),
        ],
    )
    assert [cloud.switches[old].tunnel_key, cloud.switches[new].tunnel_key] == [1, 2]
    assert cloud.routers[router].tunnel_key == 3


def test_a_bare_uuid_is_called_by_the_name_that_people_gave() -> None:
    cloud = Cloud()
    bare, unknown = uuid("bare"), uuid("q")
    named = nb.LogicalSwitch(name=f"neutron-{bare}", external_ids=raw({"neutron:network_name": "net"}))
    cloud.apply("nb", [came(uuid("s"), named), came(unknown, nb.LogicalRouter(name=bare))])
    assert (cloud.switches[uuid("s")].label, cloud.switches[uuid("s")].name) == ("net", f"neutron-{bare}")
    assert cloud.routers[unknown].label == bare
