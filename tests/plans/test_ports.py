"""Ports: plan, printed commands and undo agree."""

import pytest

from ovntui.plans.acts.ports import NewPort, add_port, join_groups
from ovntui.plans.recipe import Query, Recipe, Values, View, Wish
from ovntui.plans.values import elements
from tests.plans.places import CLOUD, INNER, ROUTER, VM1, nb, plugged
from tests.plans.stage import stage
from tests.plans.twin import agrees, proves

DHCP = (
    *("ovn-nbctl", "create", "DHCP_Options", 'cidr="172.16.0.0/24"'),
    *('external_ids:ovn-switch="ls-int"', 'options:server_id="172.16.0.1"'),
)
SERVED = (
    *("ovn-nbctl", "--id=@d", "create", "DHCP_Options", 'cidr="172.16.0.0/24"'),
    *("--", "set", "Logical_Switch_Port", "vm1", "dhcpv4_options=@d"),
)


async def test_a_vm_that_waits_is_picked_by_itself() -> None:
    plan = await proves(
        "attach-port", {"switch": "ls-int"}, INNER, plugged("vnet0", VM1[0], "52:54:00:00:00:09")
    )
    (port,) = [change.after for change in plan.steps[0].changes if change.before is None]
    assert port is not None
    assert port["name"] == VM1[0]
    assert port["addresses"] == ("set", ("52:54:00:00:00:09 172.16.0.2",))
    assert port["port_security"] == port["addresses"]


@pytest.mark.parametrize(
    "values",
    [
        {"addresses": "172.16.0.201/24", "security": "no"},
        {"addresses": "172.16.0.9\nfd00::9"},
        {"addressing": "dynamic"},
        {"addressing": "unknown"},
        {"addressing": "mac", "mac": "0A:00:00:00:00:01"},
        {"addressing": "mac", "parent": "vm1", "tag": "0"},
        {"addressing": "mac", "parent": "vm1", "tag": "42"},
        {"dhcp": "yes"},
    ],
)
async def test_attach(values: dict[str, str]) -> None:
    await proves("attach-port", {"switch": "ls-int", "name": "vm2", **values}, INNER, ROUTER, DHCP)


async def test_new_ports_join_port_groups() -> None:
    """As those of a clone do."""

    def wish(view: View, _: Values) -> Wish:
        groups = {uuid: str(row["name"]) for uuid, row in view.rows["Port_Group"].items()}
        first = {uuid: name for uuid, name in groups.items() if name == "pg_web"}
        return Wish(
            acts=(
                add_port("ls-int", NewPort(name="vm2")),
                add_port("ls-int", NewPort(name=VM1[0])),
                join_groups("vm2", groups, "port1"),
                join_groups(VM1[0], first, "port2"),
            )
        )

    recipe = Recipe(
        name="clones",
        title="Clones",
        summary="Ports that are like others.",
        fields=(),
        wish=wish,
        queries=lambda _, __: [Query("Port_Group", ("name",))],
    )
    plan = await proves(recipe, {}, INNER, nb("pg-add pg_web vm1", "pg-add pg_all"))
    rows = [change for change in plan.steps[0].changes if change.table == "Port_Group"]
    assert sorted(len(elements(row.after["ports"])) for row in rows if row.after) == [1, 2]


async def test_attach_to_one_of_two_switches_of_a_name() -> None:
    setup = (
        "ovn-nbctl",
        "--id=@a",
        "create",
        "Logical_Switch",
        "name=twice",
        "--",
        "create",
        "Logical_Switch",
        "name=twice",
    )
    async with stage(setup) as one:
        key = min(one.deployment.cloud.switches)
        await agrees(one, "attach-port", {"switch": key, "name": "p"})


@pytest.mark.parametrize(
    "values",
    [
        {"addresses": "52:54:00:c4:a1:03 172.16.0.7"},
        {"addresses": "dynamic 172.16.0.7\nunknown"},
        {"addresses": ""},
        {"security": "52:54:00:c4:a1:03 172.16.0.0/24"},
        {"dhcpv4": "none"},
        {"enabled": "no"},
        {
            "addresses": "52:54:00:c4:a1:03 dynamic",
            "security": "52:54:00:c4:a1:03\n52:54:00:c4:a1:04",
            "enabled": "no",
        },
    ],
)
async def test_edit(values: dict[str, str]) -> None:
    await proves("edit-port", {"port": "vm1", **values}, *CLOUD, SERVED)


async def test_edit_chooses_dhcp() -> None:
    await proves("edit-port", {"port": "vm1", "dhcpv4": "172.16.0.0/24"}, INNER, DHCP)


async def test_many_are_disabled_at_once() -> None:
    setup = nb("ls-add a", "lsp-add a p1", "lsp-add a p2", "lsp-add a p3", "lsp-set-enabled p3 disabled")
    plan = await proves("set-port-enabled", {"port": "p1\np2\np3", "state": "disabled"}, setup)
    assert plan.sentences == ("disable port p1", "disable port p2")
    await proves("set-port-enabled", {"port": "p3", "state": "enabled"}, setup)
