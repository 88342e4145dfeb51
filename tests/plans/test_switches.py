"""Switches: plan, printed commands and undo agree."""

import pytest

from tests.plans.twin import proves


async def test_add_switch() -> None:
    plan = await proves("add-switch", {"name": "ls-int"})
    assert plan.sentences == ("add switch ls-int",)
    assert plan.shows == ("switch", "ls-int")


async def test_with_subnet_and_dhcp() -> None:
    plan = await proves(
        "add-switch", {"name": "ls-int", "subnet": "172.16.0.0/24", "dns": "8.8.8.8, 1.1.1.1"}
    )
    rows = {change.table: change.after or {} for change in plan.steps[0].changes}
    assert dict(rows["Logical_Switch"]["other_config"][1]) == {
        "subnet": "172.16.0.0/24",
        "exclude_ips": "172.16.0.1",
    }
    assert dict(rows["DHCP_Options"]["options"][1]) == {
        "server_id": "172.16.0.1",
        "server_mac": "0a:58:ac:10:00:01",
        "lease_time": "3600",
        "router": "172.16.0.1",
        "mtu": "1442",
        "dns_server": "{8.8.8.8, 1.1.1.1}",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"name": "net 1", "ipv6-prefix": "fd00:172:16::"},
        {"name": "a", "subnet": "10.0.0.0/8", "exclude": "10.0.0.1..10.0.0.99  10.9.9.9", "dhcp": "no"},
    ],
)
async def test_other_kinds(values: dict[str, str]) -> None:
    await proves("add-switch", values)
