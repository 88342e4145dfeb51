"""Remove: plan, printed commands and undo agree, and what it costs is told before."""

import json

import pytest

from ovntui.plans.plan import Plan
from tests.plans.places import CLOUD, nb
from tests.plans.stage import Words, command, stage
from tests.plans.twin import agrees, proves

MORE: tuple[Words, ...] = (
    *CLOUD,
    nb("lr-nat-add lr-ext snat 10.10.10.240 172.16.0.0/24", "lr-route-add lr-ext 0.0.0.0/0 10.10.10.1"),
    nb("lr-nat-add lr-ext dnat_and_snat 10.10.10.241 172.16.0.5 vm1 52:54:00:c4:a1:03"),
    nb("pg-add web vm1", "acl-add ls-int to-lport 1 ip4 drop"),
    nb("static-mac-binding-add lr-ext-ls-int 172.16.0.9 52:54:00:00:00:09"),
    nb("lr-route-add lr-ext 192.0.2.0/24 172.16.0.7 lr-ext-ls-int"),
    ("ovn-nbctl", "create", "DHCP_Options", 'cidr="172.16.0.0/24"', "external_ids:ovn-switch=ls-int"),
    (
        *("ovn-nbctl", "--id=@dns", "create", "DNS", 'records:vm1="172.16.0.5"'),
        *("--", "add", "Logical_Switch", "ls-int", "dns_records", "@dns"),
    ),
    ("ovn-nbctl", "lsp-add", "ls-int", "box", "vm1", "7", "--", "set", "Logical_Switch_Port", "vm1",
     "up=true", 'addresses="52:54:00:c4:a1:03 172.16.0.5"'),
    nb("lr-add lr-b", "lrp-add lr-b b-a 00:00:00:00:0b:01 10.9.0.1/30 peer=a-b"),
    nb("lrp-add lr-ext a-b 00:00:00:00:0b:02 10.9.0.2/30 peer=b-a"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("recipe", "values", "warnings", "confirm"),
    [
        (
            "remove-switch",
            {"switch": "ls-int"},
            [
                "vm1 loses its network",
                "box inside is cut off",
                "ls-int and lr-ext are not joined any more: 172.16.0.0/24",
                "10.10.10.241 is translated where vm1 runs, and vm1 is gone",
                "router port lr-ext-ls-int of lr-ext stays and leads nowhere",
                "MAC binding 172.16.0.9 → 52:54:00:00:00:09 on lr-ext-ls-int stays and serves nobody",
                "DHCP options 172.16.0.0/24 stay and serve nobody",
            ],
            "ls-int",
        ),
        (
            "remove-switch",
            {"switch": "ls-ext", "along": "yes"},
            [
                "ls-ext and lr-ext are not joined any more: 10.10.10.0/24",
                "10.9.0.0/30 has no way out any more",
                "172.16.0.0/24 has no way out any more",
                "ls-ext does not reach UPLINK any more",
            ],
            "ls-ext",
        ),
        (
            "remove-port",
            {"port": "vm1"},
            [
                "vm1 loses its network",
                "box inside is cut off",
                "10.10.10.241 is translated where vm1 runs, and vm1 is gone",
                "DNS leads vm1 to 172.16.0.5 still",
            ],
            "vm1",
        ),
        ("remove-port", {"port": "box"}, [], None),
        (
            "remove-port",
            {"port": "ls-ext-br-ext"},
            [
                "ls-ext does not reach UPLINK any more",
                "10.9.0.0/30 has no way out any more",
                "172.16.0.0/24 has no way out any more",
            ],
            "ls-ext-br-ext",
        ),
        (
            "remove-port",
            {"port": "ls-int-lr-ext\nbox", "along": "yes"},
            ["ls-int and lr-ext are not joined any more: 172.16.0.0/24"],
            "2 ports",
        ),
        (
            "remove-router",
            {"router": "lr-ext", "along": "yes"},
            [
                "lr-b and lr-ext are not joined any more: 10.9.0.0/30",
                "ls-ext and lr-ext are not joined any more: 10.10.10.0/24",
                "ls-int and lr-ext are not joined any more: 172.16.0.0/24",
                "172.16.0.0/24 does not leave as 10.10.10.240 any more",
                "10.10.10.241 does not lead to 172.16.0.5 any more",
            ],
            "lr-ext",
        ),
        ("remove-router", {"router": "lr-ext\nlr-b", "along": "yes"}, None, "2 routers"),
        (
            "remove-router-port",
            {"port": "lr-ext-ls-int", "along": "yes"},
            ["ls-int and lr-ext are not joined any more: 172.16.0.0/24"],
            "lr-ext-ls-int",
        ),
        (
            "remove-router-port",
            {"port": "lr-ext-ls-int"},
            [
                "ls-int and lr-ext are not joined any more: 172.16.0.0/24",
                "port ls-int-lr-ext stays and leads nowhere",
                "MAC binding 172.16.0.9 → 52:54:00:00:00:09 on lr-ext-ls-int stays and serves nobody",
                "route 192.0.2.0/24 over lr-ext-ls-int stays without effect",
            ],
            "lr-ext-ls-int",
        ),
    ],
)
async def test_removing(
    recipe: str, values: dict[str, str], warnings: list[str] | None, confirm: str | None
) -> None:
    """With what stops working, what stays behind, and the name to be typed where it hurts."""
    plan = await proves(recipe, values, *MORE)
    if warnings is not None:
        assert sorted(plan.warnings) == sorted(warnings)
    assert plan.confirm == confirm


async def test_nat_rules_of_several_routers_go_at_once() -> None:
    """By uuid, as they are selected on their page."""
    async with stage(*MORE) as one:
        found = await command(one.server, ("ovn-nbctl", "--format=json", "--columns=_uuid", "list", "NAT"))
        uuids = [row[0][1] for row in json.loads(found)["data"]]
        plan = await agrees(one, "remove-nat-rules", {"nat": "\n".join(uuids)})
        assert sorted(plan.warnings) == [
            "10.10.10.241 does not lead to 172.16.0.5 any more",
            "172.16.0.0/24 does not leave as 10.10.10.240 any more",
        ]
        assert plan.confirm == "2 NAT rules"


async def test_all_that_goes_is_in_the_difference() -> None:
    """Also the rows that nobody named: ports, ACLs, the port group's reference."""
    plan: Plan = await proves("remove-switch", {"switch": "ls-int"}, *MORE)
    gone = sorted(change.table for change in plan.steps[0].changes if change.after is None)
    assert gone == ["ACL", "Logical_Switch", *["Logical_Switch_Port"] * 3]
    assert [change.name for change in plan.steps[0].changes if change.table == "Port_Group"] == ["web"]
