"""Bare rows: what the row editor and bulk edits do."""

import json
from collections.abc import Iterator

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.acts.rows import Cell, create_row, destroy_row, set_columns
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Recipe, Wish
from ovntui.plans.undo import undo
from tests.plans.stage import Stage, Words, command, stage
from tests.plans.twin import agrees

SETUP: tuple[Words, ...] = (
    ("ovn-nbctl", "ls-add", "ls-int", "--", "lsp-add", "ls-int", "vm1"),
    ("ovn-nbctl", "lsp-set-addresses", "vm1", "52:54:00:00:00:01 10.0.0.2", "dynamic"),
    ("ovn-nbctl", "pg-add", "web", "vm1"),
    ("ovn-nbctl", "lr-add", "lr0", "--", "set", "Logical_Router", "lr0", 'options:a="x y"', "options:b=2"),
)


async def test_columns_become_so() -> None:
    async with stage(*SETUP) as one:
        port, router = (
            await _uuid(one, "Logical_Switch_Port", "vm1"),
            await _uuid(one, "Logical_Router", "lr0"),
        )
        plan = await _agree(
            one,
            set_columns(
                "Logical_Switch_Port",
                port,
                {
                    "addresses": ("set", ("dynamic", "unknown")),
                    "port_security": ("set", ("52:54:00:00:00:01 10.0.0.2",)),
                    "enabled": ("set", (False,)),
                    "options": ("map", (("requested-chassis", 'a "quoted" name'), ("x", "ü, [y] = {z}"))),
                    "type": "localport",
                },
            ),
            set_columns("Logical_Router", router, {"options": ("map", (("b", "3"), ("c", "")))}),
        )
        changed = {change.name: change for change in plan.steps[0].changes}
        assert changed["vm1"].before is not None and changed["vm1"].after is not None
        assert changed["vm1"].before["addresses"] == ("set", ("52:54:00:00:00:01 10.0.0.2",))
        assert changed["vm1"].after["addresses"] == ("set", ("unknown",)), "only the elements that differ"
        assert changed["lr0"].before == {"options": ("map", (("a", "x y"), ("b", "2")))}
        assert changed["lr0"].after == {"options": ("map", (("b", "3"), ("c", "")))}


async def test_columns_are_cleared() -> None:
    async with stage(*SETUP) as one:
        port = await _uuid(one, "Logical_Switch_Port", "vm1")
        await _agree(one, set_columns("Logical_Switch_Port", port, {"addresses": ("set", ())}))


async def test_a_row_comes_into_a_column() -> None:
    async with stage(*SETUP) as one:
        router = await _uuid(one, "Logical_Router", "lr0")
        row = {"type": "snat", "external_ip": "192.0.2.1", "logical_ip": "10.0.0.0/24"}
        await _agree(one, create_row("NAT", row, into=Cell("Logical_Router", router, "nat")))


async def test_a_row_that_is_no_root_goes_with_its_last_reference() -> None:
    async with stage(*SETUP) as one:
        port, switch = (
            await _uuid(one, "Logical_Switch_Port", "vm1"),
            await _uuid(one, "Logical_Switch", "ls-int"),
        )
        plan = await _agree(
            one, destroy_row("Logical_Switch_Port", port, out_of=[Cell("Logical_Switch", switch, "ports")])
        )
        assert {(change.table, change.after is None) for change in plan.steps[0].changes} == {
            ("Logical_Switch", False),
            ("Logical_Switch_Port", True),
            ("Port_Group", False),
        }


async def test_a_root_takes_all_along_that_it_kept() -> None:
    async with stage(*SETUP) as one:
        switch = await _uuid(one, "Logical_Switch", "ls-int")
        plan = await _agree(one, destroy_row("Logical_Switch", switch))
        gone = [change.table for change in plan.steps[0].changes if change.after is None]
        assert sorted(gone) == ["Logical_Switch", "Logical_Switch_Port"]


async def test_what_is_new_goes_with_the_row_that_it_is_for() -> None:
    """A gateway is set on a port whose router goes in the same plan, and a port is given DHCP options that
    go as well."""
    setup: tuple[Words, ...] = (
        *SETUP,
        ("ovn-nbctl", "lrp-add", "lr0", "out", "00:00:00:00:00:01", "10.0.0.1/24"),
        ("ovn-nbctl", "create", "DHCP_Options", "cidr=10.0.0.0/24"),
    )

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lrp_set_gateway_chassis("out", "kvm1", 10)
        (options,) = nb.tables["DHCP_Options"].rows.values()
        yield nb.lsp_set_dhcpv4_options("vm1", options.uuid)
        yield nb.dhcp_options_del(options.uuid)
        yield nb.lr_del("lr0")

    async with stage(*setup) as one:
        plan = await one.planner.plan(Wish(acts=(Act("x", commands, ()),)), "x", "X", {})
        original = await one.contents()
        assert (await one.writer.apply(plan)).verdict == "applied"
        tables = sorted(change.table for change in plan.steps[0].changes)
        assert tables == ["DHCP_Options", "Logical_Router", "Logical_Router_Port"]
        assert (
            await one.writer.apply(await undo(one.planner, one.journal.entry(plan.id)))
        ).verdict == "applied"
        assert await one.contents() == original


async def _agree(one: Stage, *acts: Act) -> Plan:
    recipe = Recipe(
        name="rows", title="Rows", summary="", fields=(), wish=lambda _view, _values: Wish(acts=acts)
    )
    return await agrees(one, recipe, {})


async def _uuid(one: Stage, table: str, name: str) -> str:
    found = await command(
        one.server, ("ovn-nbctl", "--format=json", "--columns=_uuid", "find", table, f"name={name}")
    )
    uuid: str = json.loads(found)["data"][0][0][1]
    return uuid
