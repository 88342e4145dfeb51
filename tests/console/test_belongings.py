"""What belongs to a switch, a router or a port, in its place: a list of it, live, narrowed to its own."""

from collections.abc import AsyncIterator

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from ovntui.app import Console
from ovntui.cloud.belongings import BELONGINGS, OWNERS
from ovntui.cloud.raw import parse_row_key
from ovntui.ovsdb.schema import parse_schema
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.screens.wizards.wizard import WizardScreen
from ovntui.settings import NORTHBOUND
from ovntui.widgets.dialogs.belongings import BelongingsDialog
from tests.console.rows import Rows, row_uuid
from tests.console.stage import (
    WIDE,
    Cloud,
    cloud,
    console,
    names,
    page,
    records,
    schema,
    screen_text,
    table,
    total,
)
from tests.console.test_changing import Desk, desk
from tests.servers.process import run
from tests.servers.waiting import until


def rows() -> Rows:
    """Two switches with ACLs of their own, a router with routes, a port in a group."""
    north = Rows()
    north.add("NB_Global", "")
    acls = [
        north.add("ACL", str(priority), direction="to-lport", priority=priority, match="ip4", action="drop")
        for priority in (100, 200)
    ]
    other = north.add("ACL", "other", direction="to-lport", priority=300, match="ip6", action="allow")
    port = north.add("Logical_Switch_Port", "vm1", name="vm1")
    balancer = north.add("Load_Balancer", "lb", name="lb0", vips={"10.0.0.1": "10.0.0.2"})
    north.add("Logical_Switch", "ls-int", name="ls-int", ports=[port], acls=acls, load_balancer=[balancer])
    north.add("Logical_Switch", "ls-ext", name="ls-ext", acls=[other])
    north.add("Port_Group", "web", name="web", ports=[port])
    north.add("Port_Group", "db", name="db")
    route = north.add("Logical_Router_Static_Route", "r", ip_prefix="0.0.0.0/0", nexthop="10.0.0.1")
    router_port = north.add(
        "Logical_Router_Port", "rp", name="lr0-int", mac="0a:00:00:00:00:01", networks=["10.0.0.254/24"]
    )
    north.add("Logical_Router", "lr0", name="lr0", static_routes=[route], ports=[router_port])
    for name, ip in (("lr0-int", "10.0.0.1"), ("else", "10.0.0.2")):
        north.add("Static_MAC_Binding", name, logical_port=name, ip=ip, mac="0a:00:00:00:00:09")
    return north


@pytest.fixture
async def place() -> AsyncIterator[Cloud]:
    """A cloud of these rows."""
    async with cloud(rows()) as found:
        yield found


async def choose(app: Console, pilot: Pilot[None], title: str) -> None:
    """Open the list of that title."""
    await pilot.press("b")
    await until(lambda: isinstance(app.screen, BelongingsDialog), "the question is there")
    await pilot.pause()
    options = app.screen.query_one(OptionList)
    prompts = [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]
    options.highlighted = next(at for at, prompt in enumerate(prompts) if prompt.startswith(title))
    await pilot.press("enter")
    await until(lambda: not isinstance(app.screen, BelongingsDialog), "answered")


@pytest.mark.parametrize(
    ("mode", "record", "title", "heading", "column", "found"),
    [
        ("switches", ("Logical_Switch", "ls-int"), "ACLs", "NB ACLs of ls-int", "priority", ["100", "200"]),
        ("switches", ("Logical_Switch", "ls-ext"), "ACLs", "NB ACLs of ls-ext", "priority", ["300"]),
        ("switches", ("Logical_Switch", "ls-int"), "Load balancers", "NB Load balancers of ls-int",
         "name", ["lb0"]),
        ("switches", ("Logical_Switch", "ls-ext"), "QoS", "NB QoS rules of ls-ext", "priority", []),
        ("ports", ("Logical_Switch_Port", "vm1"), "Port groups", "NB Port groups of vm1", "name", ["web"]),
        ("routers", ("Logical_Router", "lr0"), "Static routes", "NB Static routes of lr0", "ip_prefix",
         ["0.0.0.0/0"]),
        ("router_ports", ("Logical_Router_Port", "rp"), "Static MAC", "NB Static MAC bindings of lr0-int",
         "ip", ["10.0.0.1"]),
    ],
)  # fmt: skip
async def test_its_own_and_no_others(
    place: Cloud, mode: str, record: tuple[str, str], title: str, heading: str, column: str, found: list[str]
) -> None:
    """Whether the owner refers to them, they to it, or they hold its name."""
    async with console(place.settings(), WIDE, screen=mode) as (app, pilot):
        records(app).visit_key(row_uuid(*record))
        await choose(app, pilot, title)
        await until(lambda: total(app, heading) == len(found), "the list is there", seconds=10)
        assert names(app, column) == found
        await pilot.press("escape")
        await until(lambda: mode == page(app).MODE, "back")
        assert table(app).cursor_key == row_uuid(*record)


async def test_it_is_told_how_many_there_are(place: Cloud) -> None:
    """Before one is opened."""
    async with console(place.settings(), WIDE, screen="switches") as (app, pilot):
        records(app).visit_key(row_uuid("Logical_Switch", "ls-int"))
        await pilot.press("b")
        await until(lambda: isinstance(app.screen, BelongingsDialog), "the question is there")
        await pilot.pause()
        lines = [line.strip(" │║|") for line in screen_text(app).splitlines()]
        shown = {" ".join(line.split()) for line in lines}
        assert any("ACLs 2" in line for line in shown)
        assert any("QoS rules 0" in line for line in shown)
        assert any("Load balancers 1" in line for line in shown)


async def test_the_list_lives(place: Cloud) -> None:
    """An ACL that another operator adds is there, one that goes is gone."""
    async with console(place.settings(), WIDE, screen="switches") as (app, pilot):
        records(app).visit_key(row_uuid("Logical_Switch", "ls-int"))
        await choose(app, pilot, "ACLs")
        await until(lambda: total(app, "NB ACLs of ls-int") == 2, "the list is there", seconds=10)
        db = f"--db={place.central.unix}"
        await run("ovn-nbctl", db, "acl-add", "ls-int", "to-lport", "400", "ip6", "drop")
        await until(lambda: names(app, "priority") == ["100", "200", "400"], "the new one", seconds=10)
        await run("ovn-nbctl", db, "acl-del", "ls-int", "to-lport", "100", "ip4")
        await until(lambda: names(app, "priority") == ["200", "400"], "without the old one", seconds=10)


async def test_what_one_reads_stands_first(place: Cloud) -> None:
    """The rest can be chosen."""
    async with console(place.settings(), WIDE, screen="switches") as (app, pilot):
        records(app).visit_key(row_uuid("Logical_Switch", "ls-int"))
        await choose(app, pilot, "ACLs")
        await until(lambda: total(app, "NB ACLs of ls-int") == 2, "the list is there", seconds=10)
        assert table(app).visible_columns == (
            "name",
            "direction",
            "priority",
            "match",
            "action",
            "log",
            "severity",
        )


def test_the_schema_has_all_of_it() -> None:
    """Tables and columns are called as OVN calls them."""
    tables = parse_schema(schema(NORTHBOUND)).tables
    for kind, belongings in BELONGINGS.items():
        for one in belongings:
            assert one.table in tables
            owner = OWNERS[kind] if one.how == "held" else one.table
            assert one.column in tables[owner].columns, one


async def test_acls_are_added_edited_and_removed_from_their_list() -> None:
    """Each form knows the switch, or the ACL under the cursor."""
    async with desk(WIDE, filled=rows()) as at:
        at.app.recipes = RECIPES
        records(at.app).visit_key(row_uuid("Logical_Switch", "ls-int"))
        await choose(at.app, at.pilot, "ACLs")
        await until(lambda: total(at.app, "NB ACLs of ls-int") == 2, "the list is there", seconds=10)
        await at.open("a")
        assert form(at) == ("add-acl", {"switch": "ls-int"})
        await at.press("escape")
        await until(lambda: total(at.app, "NB ACLs of ls-int") == 2, "back at the list")
        await at.pilot.pause()
        cursor = table(at.app).cursor_key
        assert cursor is not None
        await at.open("e")
        assert form(at) == ("edit-acl", {"acl": parse_row_key(cursor)[2]})
        await at.press("escape")
        await until(lambda: total(at.app, "NB ACLs of ls-int") == 2, "back at the list")
        await at.pilot.pause()
        await at.press("space", "space")
        await at.open("D")
        await at.press("f2")
        await at.part("preview")
        await at.press("enter")
        await at.sees("● applied")
        left = {row["priority"] for row in await at.rows("ACL")}
        assert left == {300}, "both of this switch, and none of another"


async def test_a_port_group_is_made_of_the_ports_that_are_selected() -> None:
    """By the key that adds."""
    async with desk(WIDE, filled=rows(), screen="ports") as at:
        at.app.recipes = {"add-port-group": RECIPES["add-port-group"]}
        await at.open("a")
        assert form(at) == ("add-port-group", {"ports": "vm1"})


def form(at: Desk) -> tuple[str, dict[str, str]]:
    """The recipe whose form is on top, and what it was filled in with."""
    assert isinstance(at.app.screen, WizardScreen)
    answers = at.app.screen.answers
    return answers.recipe.name, dict(answers.typed)
