"""Several hosts are given uplinks one after the other: the first that fails stops those behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.lab import blog
from tests.lab.headless import Commands
from tests.lab.lab import Lab
from tests.lab.operator import Operator


@pytest_asyncio.fixture
async def commands(operator: Operator, tmp_path: Path) -> AsyncIterator[Commands]:
    """The operator's, with the lab's databases open."""
    blog.open_databases(operator.lab)
    before = state(operator.lab)
    yield Commands(tmp_path / "kim", operator.lab.hypervisors)
    assert state(operator.lab) == before
    for database in ("nb", "sb"):
        operator.lab.controller.run(f"ovn-{database}ctl", "del-connection")


def state(lab: Lab) -> dict[str, list[str]]:
    """Where the hosts' addresses are, and what is mapped."""
    asked = (
        ("ip", "-brief", "address", "show", "to", "10.10.10.0/24"),
        ("ip", "route", "show", "default"),
        ("ovs-vsctl", "get", "open_vswitch", ".", "external_ids"),
        ("ovs-vsctl", "list-br"),
    )
    found = {who.name: [lab.hosts[who.name].run(*words) for words in asked] for who in lab.hypervisors}
    return {name: [" ".join(one.split("@")[0].split()[:5]) for one in told] for name, told in found.items()}


async def test_two_hosts_are_done_in_turn_and_undone(commands: Commands, operator: Operator) -> None:
    code, out, err = await commands.run("plan", "add-host-uplink", "--host=kvm1", "--host=kvm2", "--yes")
    assert code == 0, (out, err)
    assert "host by host" in out and "kvm1 and kvm2, one after the other" in out
    told = [err.index(f"{number} of 4: ") for number in range(1, 5)]
    assert told == sorted(told)
    found = state(operator.lab)
    assert all("br-ext" in line[0] and "UPLINK:br-ext" in line[2] for line in found.values()), found
    code, out, err = await commands.run("undo", _last(out), "--yes")
    assert code == 0, (out, err)


async def test_a_wrong_gateway_on_the_second_stops_there(commands: Commands, operator: Operator) -> None:
    """The first stays as it is then, the second is put back; undone is what was done."""
    before = state(operator.lab)
    hosts = ("--host=kvm1", "--host=kvm2")
    wrong = ("--gateway=kvm1 10.10.10.1", "--gateway=kvm2 10.10.10.99")
    code, out, err = await commands.run("plan", "add-host-uplink", *hosts, *wrong, "--yes")
    assert code == 1, (out, err)
    assert "kvm2 put everything back: the gateway 10.10.10.99 does not answer from there" in out
    assert "done: kvm1 · failed: kvm2" in out
    now = state(operator.lab)
    assert now["kvm2"] == before["kvm2"] and "br-ext" in now["kvm1"][0]
    code, out, err = await commands.run("undo", _last(out), "--yes")
    assert code == 0, (out, err)


async def test_a_wrong_gateway_on_the_first_leaves_the_second_untouched(
    commands: Commands, operator: Operator
) -> None:
    before = state(operator.lab)
    hosts = ("--host=kvm1", "--host=kvm2")
    code, out, err = await commands.run("plan", "add-host-uplink", *hosts, "--gateway=10.10.10.99", "--yes")
    assert code == 1, (out, err)
    assert "failed: kvm1 · untouched: kvm2" in out and "done:" not in out
    assert state(operator.lab) == before


def _last(out: str) -> str:
    """The plan that a command says how to undo."""
    return next(line.split()[-1] for line in out.splitlines() if line.startswith("ovntui undo "))
