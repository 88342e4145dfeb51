"""Uplinks, gateways and NAT: plan, printed commands and undo agree."""

import pytest

from tests.plans.places import CLOUD, HOSTS, INNER, KVM1, KVM2, KVM3, OUTER, ROUTER, chassis, nb
from tests.plans.twin import proves

GROUP = nb(
    "ha-chassis-group-add g",
    f"ha-chassis-group-add-chassis g {KVM1} 20",
    f"ha-chassis-group-add-chassis g {KVM2} 10",
)
HELD = (
    *("ovn-nbctl", "--id=@g", "create", "HA_Chassis_Group", "name=g"),
    *("--", "ha-chassis-group-add-chassis", "g", KVM1, "20"),
    *("--", "set", "Logical_Router_Port", "lr-ext-ls-ext", "ha_chassis_group=@g"),
)
NEUTRON = (
    *("ovn-nbctl", "--id=@g", "create", "Gateway_Chassis", f"name=lr-ext-ls-ext_{KVM1}"),
    *(f'chassis_name="{KVM1}"', "priority=2", "--"),
    *("add", "Logical_Router_Port", "lr-ext-ls-ext", "gateway_chassis", "@g"),
)


async def test_add_uplink() -> None:
    values = {"router": "lr-ext", "address": "10.10.10.240/24"}
    plan = await proves("add-uplink", values, *HOSTS, INNER, ROUTER)
    assert "kvm1 and kvm2 have a bridge mapping for UPLINK" in plan.meaning
    assert ("lrp-set-gateway-chassis", "lr-ext-ls-ext", KVM2, "75") in plan.steps[0].words
    assert ("lr-route-add", "lr-ext", "0.0.0.0/0", "10.10.10.1") in plan.steps[0].words


async def test_add_uplink_on_a_vlan_without_route_and_gateways() -> None:
    values = {
        "router": "lr-ext",
        "address": "10.9.0.2/24",
        "vlan": "42",
        "gateways": "",
        "nexthop": "",
        "announce": "no",
    }
    await proves("add-uplink", values, *HOSTS, INNER, ROUTER)


@pytest.mark.parametrize(
    "values",
    [
        {"chassis": "kvm2\nkvm1"},
        {"chassis": "kvm3\nkvm1\nkvm2"},
        {"chassis": "kvm2"},
        {"chassis": "kvm1\nkvm2", "by": "group"},
        {"chassis": "kvm1\nkvm2", "by": "group", "group": "g"},
        {"chassis": "kvm2\nkvm3", "by": "group", "group": "g"},
    ],
)
async def test_gateway_priorities(values: dict[str, str]) -> None:
    setup = (*CLOUD, GROUP, chassis(KVM3, "kvm3", "10.10.10.236", ""))
    await proves("gateway-priorities", {"port": "lr-ext-ls-ext", **values}, *setup)


@pytest.mark.parametrize("values", [{"chassis": "kvm2\nkvm1"}, {"chassis": "kvm1", "by": "own"}])
async def test_gateway_priorities_of_a_group(values: dict[str, str]) -> None:
    await proves(
        "gateway-priorities", {"port": "lr-ext-ls-ext", **values}, *HOSTS, INNER, ROUTER, OUTER, HELD
    )


async def test_a_candidate_that_another_program_named_keeps_its_row() -> None:
    values = {"port": "lr-ext-ls-ext", "chassis": "kvm2\nkvm1"}
    plan = await proves("gateway-priorities", values, *HOSTS, INNER, ROUTER, OUTER, NEUTRON)
    assert [c.table for c in plan.steps[0].changes if c.before is None] == ["Gateway_Chassis"]
    assert [c.name for c in plan.steps[0].changes if c.after is None] == []


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"external": "10.10.10.241", "logical": "172.16.0.7", "ports": "1024-30000"},
        {"type": "dnat", "external": "10.10.10.241", "logical": "172.16.0.7"},
        {"type": "dnat_and_snat", "external": "10.10.10.241", "logical": "172.16.0.7"},
        {
            "type": "dnat_and_snat",
            "external": "10.10.10.241",
            "logical": "172.16.0.7",
            "distributed": "yes",
            "logical-port": "vm1",
            "external-mac": "0A:00:00:00:00:0F",
            "ports": "1024",
        },
        {"external": "FD00::7", "logical": "FD01::/64"},
    ],
)
async def test_add_nat(values: dict[str, str]) -> None:
    await proves("add-nat", {"router": "lr-ext", **values}, *CLOUD)


async def test_add_nat_at_one_of_two_gateways() -> None:
    second = nb(
        "lrp-add lr-ext lr-ext-ls-2 00:00:00:00:00:03 10.20.0.1/24",
        f"lrp-set-gateway-chassis lr-ext-ls-2 {KVM2} 100",
    )
    plan = await proves(
        "add-nat", {"router": "lr-ext", "external": "10.20.0.9", "logical": "172.16.0.0/24"}, *CLOUD, second
    )
    assert "--gateway-port=lr-ext-ls-2" in plan.steps[0].words[0]


async def test_remove_nat() -> None:
    rules = nb(
        "lr-nat-add lr-ext snat 10.10.10.240 172.16.0.0/24",
        "lr-nat-add lr-ext dnat_and_snat 10.10.10.241 172.16.0.7",
    )
    await proves("remove-nat", {"router": "lr-ext", "nat": "snat 10.10.10.240 172.16.0.0/24"}, *CLOUD, rules)
    both = "snat 10.10.10.240 172.16.0.0/24\ndnat_and_snat 10.10.10.241 172.16.0.7"
    await proves("remove-nat", {"router": "lr-ext", "nat": both}, *CLOUD, rules)
