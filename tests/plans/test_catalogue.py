"""The rows that belong to switches, routers and port groups: plan, printed commands and undo agree."""

import json

import pytest

from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Plan
from tests.plans.stage import Stage, Words, command, stage
from tests.plans.twin import agrees, proves

SETUP: tuple[Words, ...] = (
    ("ovn-nbctl", "ls-add", "ls-int", "--", "lsp-add", "ls-int", "vm1", "--", "lsp-add", "ls-int", "vm2"),
    ("ovn-nbctl", "ls-add", "ls-ext"),
    ("ovn-nbctl", "lr-add", "lr0", "--", "lrp-add", "lr0", "lr0-int", "0a:58:ac:10:00:01", "172.16.0.1/24"),
    ("ovn-nbctl", "pg-add", "web", "vm1"),
    ("ovn-nbctl", "acl-add", "ls-int", "to-lport", "1000", "ip4", "drop"),
    ("ovn-nbctl", "--log", "--name=in", "acl-add", "web", "from-lport", "5", "ip6", "allow"),
    ("ovn-nbctl", "qos-add", "ls-int", "from-lport", "7", "ip4", "rate=1000", "dscp=3"),
    ("ovn-nbctl", "create", "Address_Set", "name=office", 'addresses="192.0.2.0/24"'),
    ("ovn-nbctl", "lb-add", "lb0", "10.0.0.10:80", "172.16.0.2:80", "--", "ls-lb-add", "ls-int", "lb0"),
    ("ovn-nbctl", "create", "DHCP_Options", 'cidr="172.16.0.0/24"', 'options:router="172.16.0.1"'),
    ("ovn-nbctl", "--id=@d", "create", "DNS", 'records:vm1="172.16.0.2"',
     "--", "add", "Logical_Switch", "ls-int", "dns_records", "@d"),
    ("ovn-nbctl", "meter-add", "slow", "drop", "1", "pktps"),
    ("ovn-nbctl", "static-mac-binding-add", "lr0-int", "172.16.0.9", "52:54:00:00:00:09"),
)  # fmt: skip

ACL = {
    "direction": "to-lport",
    "priority": "900",
    "match": 'inport == "vm1" && tcp.dst == 22',
    "action": "drop",
}
LB0 = {"load-balancer": "lb0"}
VIPS = "10.0.0.10:80=172.16.0.2:80,172.16.0.3:80\n[fd00::1]:80=[fd00::2]:80\n10.0.0.12=172.16.0.4"
CHECKS = {"checked": "10.0.0.10:80", "timing": "interval=3\nfailure_count=2"}


@pytest.mark.parametrize(
    ("recipe", "values"),
    [
        ("add-acl", {"switch": "ls-int", **ACL}),
        ("add-acl", {"port-group": "web", **ACL, "name": 'a "name"'}),
        (
            "add-acl",
            {"switch": "ls-ext", **ACL, "log": "yes", "severity": "info", "meter": "slow", "name": "ssh in"},
        ),
        ("add-qos", {"switch": "ls-int", "match": "ip4", "rate": "500", "burst": "100"}),
        ("add-qos", {"switch": "ls-int", "direction": "to-lport", "match": "1", "dscp": "46"}),
        ("add-port-group", {"name": "db", "ports": "vm1\nvm2"}),
        ("edit-port-group", {"port-group": "web", "ports": "vm2"}),
        ("edit-port-group", {"port-group": "web", "name": "www"}),
        ("remove-port-group", {"port-group": "web"}),
        ("add-address-set", {"name": "v6", "addresses": "fd00::/64\nfd01::1"}),
        ("edit-address-set", {"address-set": "office", "addresses": "192.0.2.0/24\n198.51.100.7"}),
        ("edit-address-set", {"address-set": "office", "addresses": ""}),
        ("remove-address-set", {"address-set": "office"}),
        ("add-load-balancer", {"name": "lb1", "vips": "10.0.0.11:53=172.16.0.2:53", "protocol": "udp"}),
        (
            "add-load-balancer",
            {
                "name": "lb1",
                "vips": VIPS,
                "mappings": "172.16.0.2=vm1:172.16.0.254\n172.16.0.3=vm2:172.16.0.254",
                "options": "skip_snat=true",
                "switches": "ls-int\nls-ext",
                "routers": "lr0",
                **CHECKS,
            },
        ),
        ("edit-load-balancer", {**LB0, "switches": "ls-ext", "routers": "lr0", "protocol": "udp"}),
        ("edit-load-balancer", {**LB0, "vips": "10.0.0.10:80=172.16.0.3:80\n10.0.0.11:80=", **CHECKS}),
        ("remove-load-balancer", LB0),
        (
            "add-dhcp-options",
            {
                "cidr": "10.1.0.0/24",
                "router": "10.1.0.1",
                "server-id": "10.1.0.1",
                "server-mac": "0a:58:0a:01:00:01",
                "dns-server": "{10.1.0.2, 10.1.0.3}",
                "mtu": "1442",
                "options": 'domain_name="example.org"',
            },
        ),
        ("add-dhcp-options", {"cidr": "fd00::/64", "server-duid": "0a:58:0a:01:00:01"}),
        ("edit-dhcp-options", {"dhcp-options": "172.16.0.0/24", "router": "", "lease-time": "60"}),
        ("remove-dhcp-options", {"dhcp-options": "172.16.0.0/24"}),
        ("add-dns", {"records": "a.example=10.0.0.1 fd00::1\nb=10.0.0.2", "switches": "ls-int\nls-ext"}),
        ("add-mac-binding", {"port": "lr0-int", "ip": "fd00::8", "mac": "52:54:00:00:00:08"}),
    ],
)  # fmt: skip
async def test_plan_commands_and_undo_agree(recipe: str, values: dict[str, str]) -> None:
    """For each recipe that is done to something with a name."""
    await proves(recipe, values, *SETUP)


@pytest.mark.parametrize(
    ("recipe", "table", "values"),
    [
        ("edit-acl", "ACL", {"priority": "1", "match": "ip6", "log": "yes", "severity": "debug"}),
        ("remove-acl", "ACL", {}),
        ("edit-qos", "QoS", {"rate": "", "dscp": "9", "priority": "8"}),
        ("edit-qos", "QoS", {"rate": "2000", "burst": "50"}),
        ("remove-qos", "QoS", {}),
        ("edit-dns", "DNS", {"records": "vm1=172.16.0.2\nvm2=172.16.0.3", "switches": "ls-ext"}),
        ("remove-dns", "DNS", {}),
        ("edit-mac-binding", "Static_MAC_Binding", {"mac": "52:54:00:00:00:0a", "override": "yes"}),
        ("remove-mac-binding", "Static_MAC_Binding", {}),
    ],
)
async def test_rows_without_a_name_are_named_by_uuid(recipe: str, table: str, values: dict[str, str]) -> None:
    """All rows of the table for what takes several, one of them for what takes one."""
    async with stage(*SETUP) as one:
        uuids = await rows_of(one, table)
        word = recipe.partition("-")[2]
        chosen = "\n".join(uuids) if recipe.startswith("remove") else min(uuids)
        await agrees(one, recipe, {word: chosen, **values})


async def test_what_is_edited_stays_where_it_is_used() -> None:
    """Whether it is named by its name or by its uuid."""
    async with stage(*SETUP) as one:
        for named in ("lb0", *await rows_of(one, "Load_Balancer")):
            plan = await one.make("edit-load-balancer", {"load-balancer": named, "vips": VIPS})
            assert [change.table for step in plan.steps for change in step.changes] == ["Load_Balancer"]


async def test_several_are_removed_in_one_transaction() -> None:
    """Two ACLs of different owners."""
    async with stage(*SETUP) as one:
        plan = await agrees(one, "remove-acl", {"acl": "\n".join(await rows_of(one, "ACL"))})
        assert len(plan.steps) == 1
        assert sum(change.table == "ACL" for change in plan.steps[0].changes) == 2


async def test_an_acl_is_told_to_ovn_nbctl_in_its_own_words() -> None:
    """acl-add where it can say it; otherwise by columns."""
    assert [
        words[0] for words in (await proves("add-acl", {"switch": "ls-int", **ACL}, *SETUP)).steps[0].words
    ] == ["acl-add"]
    plan = await proves("add-acl", {"switch": "ls-int", **ACL, "name": "quiet"}, *SETUP)
    assert [words[:2] for words in plan.steps[0].words] == [
        ("--id=@new", "create"),
        ("add", "Logical_Switch"),
    ]


async def test_what_is_there_already_is_refused() -> None:
    """As ovn-nbctl refuses it, and as the database would."""
    async with stage(*SETUP) as one:
        twice = {"priority": "1000", "match": "ip4", "action": "allow"}
        binding = {"port": "lr0-int", "ip": "172.16.0.9", "mac": "52:54:00:00:00:01"}
        for recipe, values, fault in (
            (
                "add-acl",
                {"switch": "ls-int", **twice},
                "switch ls-int has one of that direction, priority and match already",
            ),
            ("add-address-set", {"name": "office"}, "there is address set office already"),
            (
                "add-mac-binding",
                binding,
                "there is MAC binding 172.16.0.9 → 52:54:00:00:00:09 on lr0-int already",
            ),
        ):
            with pytest.raises(Refusal) as refused:
                await one.make(recipe, values)
            assert fault in refused.value.faults.values()
        assert isinstance(await one.make("add-acl", {"switch": "ls-ext", **twice}), Plan)


async def rows_of(one: Stage, table: str) -> list[str]:
    """The uuids of a table's rows."""
    found = await command(one.server, ("ovn-nbctl", "--format=json", "--columns=_uuid", "list", table))
    return [row[0][1] for row in json.loads(found)["data"]]
