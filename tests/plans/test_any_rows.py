"""Any column of any row, of the northbound, the southbound and a host's database: plan, printed commands and
undo agree."""

import pytest

from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.rows import edit_wish, row_creator, row_editor
from ovntui.plans.rowtext import parse, render
from ovntui.plans.values import Columns, canonical
from tests.plans.stage import Stage, Words, stage
from tests.plans.twin import agrees, proves
from tests.servers.speaker import Speaker

SETUP: tuple[Words, ...] = (
    ("ovn-nbctl", "ls-add", "ls-int", "--", "lsp-add", "ls-int", "vm1", "--", "lsp-add", "ls-int", "vm2"),
    ("ovn-nbctl", "set", "Logical_Switch", "ls-int", "other_config:a=1", "other_config:b=2"),
    ("ovn-nbctl", "lr-add", "lr0", "--", "lr-nat-add", "lr0", "snat", "192.0.2.1", "10.0.0.0/24"),
    ("ovn-nbctl", "acl-add", "ls-int", "to-lport", "1000", "ip4", "drop"),
    ("ovn-nbctl", "create", "Address_Set", "name=office"),
    ("ovn-nbctl", "create", "DHCP_Options", 'cidr="10.0.0.0/24"'),
    ("ovn-sbctl", "chassis-add", "hv1", "geneve", "127.0.0.1"),
    ("ovn-sbctl", "--id=@d", "create", "Datapath_Binding", "tunnel_key=5", "external_ids:name=ls-int"),
    ("ovs-vsctl", "add-br", "br-int", "--", "set", "Open_vSwitch", ".", "external_ids:system-id=hv1"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("recipe", "values"),
    [
        ("set", {"table": "Logical_Switch_Port", "record": "vm1\nvm2",
         "column": "enabled=false\nport_security=a\nport_security=b"}),
        ("set", {"table": "Logical_Switch", "record": "ls-int",
         "column": "other_config:a\nother_config:c=x y\nexternal_ids=k=v"}),
        ("set", {"table": "Logical_Switch", "record": "ls-int", "column": "other_config="}),
        ("set", {"database": "sb", "table": "Chassis", "record": "hv1", "column": "external_ids:x=y"}),
        ("set", {"database": "kvm1", "table": "Open_vSwitch", "record": ".",
         "column": "external_ids:ovn-encap-ip=127.0.0.1"}),
        ("create", {"table": "Address_Set", "column": "name=new\naddresses=10.0.0.1"}),
        ("create", {"table": "ACL", "into": "Logical_Switch ls-int acls",
                    "column": "direction=to-lport\npriority=1\nmatch=ip6\naction=drop"}),
        ("create", {"database": "sb", "table": "Datapath_Binding", "column": "tunnel_key=9"}),
        ("create", {"database": "kvm1", "table": "Interface", "into": "Port br-int interfaces",
         "column": "name=tap0\ntype=internal"}),
        ("destroy", {"table": "Address_Set", "record": "office"}),
        ("destroy", {"table": "Logical_Switch_Port", "record": "vm1\nvm2"}),
        ("destroy", {"table": "Logical_Switch", "record": "ls-int"}),
        ("destroy", {"table": "NAT", "record": "192.0.2.1"}),
        ("destroy", {"database": "sb", "table": "Chassis", "record": "hv1"}),
        ("destroy", {"database": "kvm1", "table": "Bridge", "record": "br-int"}),
    ],
)  # fmt: skip
async def test_bare_rows(recipe: str, values: dict[str, str]) -> None:
    """As ovn-nbctl, ovn-sbctl and ovs-vsctl set, create and destroy them."""
    await proves(recipe, values, *SETUP)


@pytest.mark.parametrize(
    ("database", "table", "typed"),
    [
        ("nb", "Logical_Switch_Port", {"addresses": "dynamic\nunknown", "type": "localport",
         "enabled": "false", "tag_request": "7", "dhcpv4_options": "10.0.0.0/24"}),
        ("nb", "Logical_Switch", {"other_config": "b=3\nc=\"\"", "name": 'a "name" = x'}),
        ("nb", "ACL", {"action": "reject", "priority": "0", "log": "yes", "severity": "info"}),
        ("nb", "NB_Global", {"options": "mac_prefix=0a:0b:0c"}),
        ("sb", "Chassis", {"hostname": "kvm1", "other_config": "ovn-bridge-mappings=UPLINK:br-ext"}),
        ("kvm1", "Bridge", {"fail_mode": "secure", "stp_enable": "yes", "flood_vlans": "1\n4095",
         "other_config": "hwaddr=\"aa:bb\""}),
        ("kvm1", "Open_vSwitch", {"external_ids": ""}),
    ],
)  # fmt: skip
async def test_the_editor(database: str, table: str, typed: dict[str, str]) -> None:
    """Exactly the columns that were typed change."""
    async with stage(*SETUP) as one:
        uuid, row = await some_row(one, database, table)
        plan = await agrees(one, editor(one, database, table, uuid, row), typed)
        (change,) = plan.steps[0].changes
        assert change.after is not None
        assert change.after.keys() == typed.keys()


@pytest.mark.parametrize(
    ("database", "table", "typed"),
    [
        ("nb", "Logical_Switch_Port", {"into": "Logical_Switch ls-int ports", "name": "vm3"}),
        ("nb", "Load_Balancer", {"vips": "10.0.0.1:80=10.0.0.2:80", "protocol": "udp"}),
        ("nb", "DNS", {}),
        ("sb", "Encap", {"into": "Chassis hv1 encaps", "type": "vxlan", "ip": "127.0.0.2"}),
        ("kvm1", "QoS", {"type": "linux-htb", "other_config": "max-rate=1000"}),
    ],
)
async def test_a_new_row(database: str, table: str, typed: dict[str, str]) -> None:
    """Where it lives by another, with that one's reference to it."""
    async with stage(*SETUP) as one:
        schema = one.deployment.connections[database].database.schema
        assert schema is not None
        await agrees(one, row_creator(database, schema, table), typed)


async def test_a_row_is_edited_as_text() -> None:
    """What an editor was given and gave back."""
    async with stage(*SETUP) as one:
        uuid, row = await some_row(one, "nb", "Logical_Switch")
        schema = one.deployment.connections["nb"].database.schema
        assert schema is not None
        table = schema.tables["Logical_Switch"]
        edited = parse(table, render(table, row, "ls-int").replace("  b=2", "  b=3\n  c=4"))
        assert edited.faults == ()
        wish = edit_wish("nb", table, uuid, row, edited.values)
        recipe = Recipe(name="text", title="Text", summary="", fields=(), wish=lambda _view, _values: wish)
        plan = await agrees(one, recipe, {})
        assert plan.steps[0].changes[0].after == {"other_config": ("map", (("b", "3"), ("c", "4")))}


async def test_what_others_put_into_a_map_meanwhile_stays() -> None:
    """The form was opened before; only its own change is made."""
    async with stage(*SETUP) as one:
        uuid, row = await some_row(one, "nb", "Logical_Switch")
        recipe = editor(one, "nb", "Logical_Switch", uuid, row)
        await one.apply("set", {"table": "Logical_Switch", "record": uuid, "column": "other_config:theirs=1"})
        _, outcome = await one.apply(recipe, {"other_config": "a=1\nb=2\nours=1"})
        assert outcome.verdict == "applied"
        _, row = await some_row(one, "nb", "Logical_Switch")
        assert row["other_config"] == ("map", (("a", "1"), ("b", "2"), ("ours", "1"), ("theirs", "1")))


@pytest.mark.parametrize(
    ("recipe", "values", "field", "said"),
    [
        ("set", {"database": "xb"}, "database", "there is no xb to choose"),
        ("set", {"table": "Switch"}, "table", "nb has no table Switch"),
        ("set", {"record": "ls-none"}, "record", "there is no Logical_Switch ls-none"),
        ("set", {"record": ""}, "record", "Rows is needed"),
        ("set", {"column": ""}, "column", "Columns is needed"),
        ("set", {"column": "name"}, "column", "name is no COLUMN=VALUE"),
        ("set", {"column": "size=1"}, "column", "Logical_Switch has no column size"),
        ("set", {"column": "other_config=a=1\nother_config:b=1"}, "column",
         "other_config is given as a whole and by key"),
        ("set", {"column": "name:b=1"}, "column", "name is no map: write name=VALUE"),
        ("set", {"column": "other_config=a"}, "column", "other_config: a is no key=value"),
        ("set", {"database": "kvm1", "table": "Bridge", "record": "br-int", "column": "name=x"},
         "column", "name cannot be changed"),
        ("create", {"table": "ACL", "into": "Logical_Switch none acls"}, "into",
         "there is no Logical_Switch none acls: write TABLE ROW COLUMN"),
        ("create", {"table": "ACL"}, "into", "For is needed"),
        ("create", {"table": "ACL", "column": "options:a=b"}, "column",
         "a new row has no keys to change: write options=KEY=VALUE"),
        ("destroy", {"record": "ls-none"}, "record", "there is no Logical_Switch ls-none"),
    ],
)  # fmt: skip
async def test_wrong_words(recipe: str, values: dict[str, str], field: str, said: str) -> None:
    """In each field, told beside it."""
    good = {"table": "Logical_Switch", "record": "ls-int", "column": "name=x"}
    async with stage(*SETUP) as one:
        with pytest.raises(Refusal) as refused:
            await one.make(recipe, {**good, **values})
        assert refused.value.faults[field] == said


async def test_destroying_asks_for_the_name() -> None:
    """Or for how many."""
    async with stage(*SETUP) as one:
        plan = await one.make("destroy", {"table": "Logical_Switch", "record": "ls-int"})
        assert plan.confirm == "ls-int"
        plan = await one.make("destroy", {"table": "Logical_Switch_Port", "record": "vm1\nvm2"})
        assert plan.confirm == "2 rows"


def editor(one: Stage, database: str, table: str, uuid: str, row: Columns) -> Recipe:
    """The editor of a row as it was."""
    schema = one.deployment.connections[database].database.schema
    assert schema is not None
    return row_editor(database, schema, table, uuid, row)


async def some_row(one: Stage, database: str, table: str) -> tuple[str, Columns]:
    """The first row of a table, and its uuid."""
    connection = one.deployment.connections[database].database
    assert connection.schema is not None
    columns = connection.schema.tables[table].columns
    async with Speaker(one.server.unix) as speaker:
        answer = await speaker.ask(
            "transact", connection.schema.name, {"op": "select", "table": table, "where": []}
        )
    row = answer[0]["rows"][0]
    return row["_uuid"][1], {name: canonical(kind, row[name]) for name, kind in columns.items()}
