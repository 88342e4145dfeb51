"""Two bare hosts become chassis and leave again, and are then as they were."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ovntui.plans.errors import Refusal
from ovntui.plans.preview import preview
from tests.lab import blog, libvirt
from tests.lab.console import Console, console
from tests.lab.lab import Lab
from tests.lab.operator import Operator
from tests.servers.waiting import until

VALUES = {"host": "kvm1", "remote": "tcp:10.10.10.233:6642", "northbound": "tcp:10.10.10.233:6641"}


@pytest.fixture(params=["root", "kim"])
async def one(request: pytest.FixtureRequest, operator: Operator, tmp_path: Path) -> AsyncIterator[Console]:
    """A console at two bare hosts, kvm1 entered as root or as a user with sudo."""
    blog.open_databases(operator.lab)
    ways = {"kvm1": f"ssh:{request.param}@10.10.10.234"}
    before = [_state(operator.lab, name) for name in ("kvm1", "kvm2")]
    async with console(operator.lab, tmp_path / "journal.jsonl", ways) as made:
        yield made
    assert [_state(operator.lab, name) for name in ("kvm1", "kvm2")] == before
    for database in ("nb", "sb"):
        operator.lab.controller.run(f"ovn-{database}ctl", "del-connection")


def _state(lab: Lab, name: str) -> tuple[str, ...]:
    """What a host is, as far as joining changes it."""
    host = lab.hosts[name]
    return (
        host.run("ovs-vsctl", "--columns=external_ids", "list", "open_vswitch"),
        host.run("virsh", "-q", "net-list", "--all", "--name"),
        host.run("ovs-vsctl", "--bare", "--columns=name", "find", "interface", "type=geneve"),
        lab.controller.run("ovn-sbctl", "--bare", "--columns=name", "list", "chassis"),
    )


async def test_two_bare_hosts_become_chassis_and_are_as_they_were_when_it_is_undone(
    one: Console, operator: Operator
) -> None:
    lab = operator.lab
    plan = await one.make("join-host", VALUES)
    told = [line.text for line in preview(plan)]
    assert "external_ids:ovn-encap-ip" in " ".join(told)
    assert "ovn-bridge-datapath-type=netdev" in told
    assert '  <bridge name="br-int" />' in told
    assert "virsh net-define --file /dev/stdin" in told
    outcome = await one.apply(plan)
    assert (outcome.verdict, outcome.reason) == ("applied", "")
    host = lab.hosts["kvm1"]
    assert "kvm1" in lab.controller.run("ovn-sbctl", "show")
    assert host.run("ovs-vsctl", "get", "bridge", "br-int", "datapath_type").strip() == "netdev"
    assert "ovs-net" in host.run("virsh", "-q", "net-list", "--autostart", "--name")

    # the second one knows from the first where southbound is, and makes a tunnel to it
    second = await one.make("join-host", {"host": "kvm2"})
    assert second.steps[-1].deed is not None and second.steps[-1].deed.subject == "10.10.10.234"
    outcome = await one.apply(second)
    assert (outcome.verdict, outcome.reason) == ("applied", "")
    assert "geneve" in lab.hosts["kvm2"].run("ovs-vsctl", "--bare", "--columns=type", "list", "interface")
    assert one.told[0] == "1 of 3: let kvm1 join tcp:10.10.10.233:6642"
    with pytest.raises(Refusal, match="chassis already"):
        await one.make("join-host", VALUES)
    with pytest.raises(Refusal, match="no host kvm9 in the configuration"):
        await one.make("join-host", VALUES | {"host": "kvm9"})

    for joined in (second, plan):
        _, undone = await one.undo(joined)
        assert (undone.verdict, undone.reason) == ("applied", "")


async def test_a_host_that_cannot_reach_southbound_is_left_as_it_was(
    one: Console, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ovntui.plans.deeds.joined._REGISTERED", 2.0)
    plan = await one.make("join-host", VALUES | {"remote": "tcp:10.10.10.99:6642"})
    outcome = await one.apply(plan)
    assert outcome.verdict == "refused"
    assert "kvm1 is no chassis after 2 s: ovn-controller there is not connected" in outcome.reason
    assert "what was done before was undone" in outcome.reason


async def test_what_libvirt_had_is_shown_and_comes_back(one: Console, operator: Operator) -> None:
    """Somebody made a network of that name, for another bridge."""
    host = operator.lab.hosts["kvm1"]
    host.run("virsh", "-q", "net-define", "/dev/stdin", text=libvirt.OVS_NET.replace("br-int", "br-mine"))
    try:
        plan = await one.make("join-host", VALUES)
        marks = [(line.sort, line.text) for line in preview(plan)]
        assert ("less", '  <bridge name="br-mine" />') in marks
        assert ("more", '  <bridge name="br-int" />') in marks
        assert ("less", "not started") in marks and ("more", "started") in marks
        assert (await one.apply(plan)).verdict == "applied"
        assert "br-int" in host.run("virsh", "net-dumpxml", "ovs-net")
        assert (await one.undo(plan))[1].verdict == "applied"
        assert "br-mine" in host.run("virsh", "net-dumpxml", "ovs-net")
        assert "ovs-net" not in host.run("virsh", "-q", "net-list", "--name")
    finally:
        host.run("virsh", "-q", "net-undefine", "ovs-net")


async def test_a_host_leaves_once_nothing_is_plugged_in_and_comes_back_when_that_is_undone(
    one: Console, operator: Operator
) -> None:
    controller, host = operator.lab.controller, operator.lab.hosts["kvm1"]
    joined = [await one.make("join-host", VALUES)]
    assert (await one.apply(joined[0])).verdict == "applied"
    joined.append(await one.make("join-host", {"host": "kvm2"}))
    assert (await one.apply(joined[1])).verdict == "applied"
    kvm1, kvm2 = (who.system_id for who in operator.lab.hypervisors[:2])
    for words in (
        ("lr-add", "lr"),
        ("lrp-add", "lr", "out", "00:00:00:00:00:01", "10.9.9.1/24"),
        ("lrp-set-gateway-chassis", "out", kvm1, "100"),
        *(("ls-add", "ls"), ("lsp-add", "ls", "vm")),
    ):
        controller.run("ovn-nbctl", *words)
    interface = ("set", "interface", "vm", "type=internal", "external_ids:iface-id=vm")
    host.run("ovs-vsctl", "add-port", "br-int", "vm", "--", *interface)
    controller.run("ovn-nbctl", "--timeout=60", "wait-until", "logical_switch_port", "vm", "up=true")
    cloud = one.deployment.cloud
    await until(lambda: any(chassis.bound for chassis in cloud.chassis.values()), "the console knows")
    with pytest.raises(Refusal, match="vm is plugged in there: shut down or move the VMs first"):
        await one.make("leave-host", {"host": "kvm1"})

    host.run("ovs-vsctl", "del-port", "br-int", "vm")
    await until(lambda: not any(chassis.bound for chassis in cloud.chassis.values()), "it is unplugged", 30)
    plan = await one.make("leave-host", {"host": "kvm1"})
    assert [step.database for step in plan.steps] == ["nb", "kvm1", "kvm1"]
    assert plan.confirm == "kvm1"
    assert plan.warnings == ("nothing passes out any more: no other chassis may hold it",)
    outcome = await one.apply(plan)
    assert (outcome.verdict, outcome.reason) == ("applied", "")
    assert controller.run("ovn-sbctl", "--bare", "--columns=name", "list", "chassis").split() == [kvm2]
    assert not controller.run("ovn-nbctl", "lrp-get-gateway-chassis", "out")
    assert not host.run("virsh", "-q", "net-list", "--all", "--name").strip()

    assert (await one.undo(plan))[1].verdict == "applied"
    await until(lambda: kvm1 in controller.run("ovn-sbctl", "list", "chassis"), "it is a chassis again", 30)
    assert kvm1 in controller.run("ovn-nbctl", "lrp-get-gateway-chassis", "out")
    for words in (("lr-del", "lr"), ("ls-del", "ls")):
        controller.run("ovn-nbctl", *words)
    for plan in reversed(joined):
        assert (await one.undo(plan))[1].verdict == "applied"
