"""What plans change about VMs that are there: power, name, autostart, NICs, and their end."""

import pytest

from ovntui.cloud.records import Vm
from ovntui.plans.errors import Refusal
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.vms import SMALL, does, left, undoes, vm_of
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

WEB = {"host": "kvm1", "name": "web-1", "disk": "empty", "size": "1 GiB", **SMALL}


def known(console: Console, name: str) -> Vm:
    vm = vm_of(console, name)
    assert vm is not None
    return vm


async def becomes(console: Console, name: str, state: str) -> None:
    await until(lambda: (vm := vm_of(console, name)) is not None and vm.state == state, f"it is {state}", 30)


async def is_plugged(console: Console, name: str) -> None:
    await until(
        lambda: (vm := vm_of(console, name)) is not None and vm.nics[0].switch is not None,
        "its port is known",
    )


async def test_power_autostart_and_name(there: tuple[Console, Lab]) -> None:
    console, _ = there
    made = await does(console, "create-vm", WEB)
    paused = await does(console, "pause-vm", {"vm": "web-1"})
    await becomes(console, "web-1", "paused")
    with pytest.raises(Refusal, match="web-1 is paused: it cannot be shut down now"):
        await console.make("shutdown-vm", {"vm": "web-1"})
    await undoes(console, paused)
    await becomes(console, "web-1", "running")
    with pytest.raises(Refusal, match="libvirt gives another name only to a VM that is off"):
        await console.make("rename-vm", {"vm": "web-1", "name": "web-2"})
    off = await does(console, "force-off-vm", {"vm": "web-1"})
    await becomes(console, "web-1", "off")
    with pytest.raises(Refusal, match="cannot be undone"):
        await console.undo(off)
    started = await does(console, "autostart-vm", {"vm": "web-1"})
    await until(lambda: known(console, "web-1").autostart, "it starts with its host")
    await undoes(console, started)
    await until(lambda: not known(console, "web-1").autostart, "it does not")
    renamed = await does(console, "rename-vm", {"vm": "web-1", "name": "web 'two' $(id)"})
    await until(lambda: vm_of(console, "web 'two' $(id)") is not None, "it has another name")
    await undoes(console, renamed)
    await until(lambda: vm_of(console, "web-1") is not None, "it has its name again")
    await does(console, "start-vm", {"vm": "web-1"})
    await becomes(console, "web-1", "running")
    await does(console, "force-off-vm", {"vm": "web-1"})
    await undoes(console, made)


async def test_a_guest_that_does_not_listen_stays_on_and_that_is_told(
    there: tuple[Console, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    console, _ = there
    made = await does(console, "create-vm", WEB)
    monkeypatch.setattr("ovntui.plans.deeds.power._PATIENCE", 1.0)
    outcome = await console.apply(await console.make("shutdown-vm", {"vm": "web-1"}))
    assert outcome.verdict == "refused" and "its guest did not shut down" in outcome.reason
    assert known(console, "web-1").state == "running"
    await undoes(console, made)


async def test_a_vm_is_deleted_with_all_that_is_its_own(there: tuple[Console, Lab]) -> None:
    console, lab = there
    before = left(lab)
    await does(console, "create-vm", WEB)
    await is_plugged(console, "web-1")
    plan = await console.make("delete-vm", {"vm": "web-1", "disks": "yes"})
    assert plan.confirm == "web-1"
    outcome = await console.apply(plan)
    assert outcome.verdict == "applied", outcome.reason
    assert left(lab) == before
    with pytest.raises(Refusal):
        await console.undo(plan)


async def test_a_vm_that_was_deleted_without_its_disks_comes_back(there: tuple[Console, Lab]) -> None:
    console, lab = there
    made = await does(console, "create-vm", {**WEB, "start": "no"})
    await is_plugged(console, "web-1")
    whole = left(lab)
    gone = await does(console, "delete-vm", {"vm": "web-1"})
    assert left(lab) != whole
    await undoes(console, gone)
    assert left(lab) == whole
    await undoes(console, made)


async def test_a_vm_that_was_deleted_while_it_ran_comes_back_and_runs(there: tuple[Console, Lab]) -> None:
    console, lab = there
    made = await does(console, "create-vm", {**WEB, "autostart": "yes"})
    await is_plugged(console, "web-1")
    await becomes(console, "web-1", "running")
    whole = left(lab)
    plan = await console.make("delete-vm", {"vm": "web-1"})
    assert any("undo starts it anew" in one for one in plan.warnings)
    outcome = await console.apply(plan)
    assert outcome.verdict == "applied", outcome.reason
    await until(lambda: vm_of(console, "web-1") is None, "it is gone")
    await undoes(console, plan)
    await becomes(console, "web-1", "running")
    await until(lambda: known(console, "web-1").autostart, "it starts with its host")
    assert left(lab) == whole
    await undoes(console, made)


async def test_what_undo_does_not_bring_back_is_said_before(there: tuple[Console, Lab]) -> None:
    console, _ = there
    made = await does(console, "create-vm", {**WEB, "start": "no"})
    await is_plugged(console, "web-1")
    await does(console, "create-snapshot", {"vm": "web-1", "name": "old"})
    plan = await console.make("delete-vm", {"vm": "web-1", "disks": "yes"})
    told = " ".join(plan.warnings)
    assert "undo does not bring back old" in told and "none of this can be undone" in told
    await does(console, "delete-snapshot", {"vm": "web-1", "name": "old"})
    await undoes(console, made)


async def test_a_nic_is_plugged_into_a_guest_that_runs_and_out_again(there: tuple[Console, Lab]) -> None:
    console, lab = there
    guest = lab.guests["vm1"]
    guest.run("true")
    before = left(lab)
    had = guest.run("cat", "/proc/net/dev")
    assert had.text.count("eth") == 1
    await does(console, "attach-nic", {"vm": "vm1", "nic": "ls-int 172.16.0.99"})
    await until(lambda: len(known(console, "vm1").nics) == 2, "it has two")
    new = known(console, "vm1").nics[1]
    await until(lambda: guest.run("cat", "/proc/net/dev").text.count("eth") == 2, "the guest sees it", 30)
    assert guest.run("ip", "address", "add", "172.16.0.99/24", "dev", "eth1").status == 0
    await does(console, "detach-nic", {"vm": "vm1", "mac": new.mac})
    await until(lambda: len(known(console, "vm1").nics) == 1, "it has one")
    assert guest.run("cat", "/proc/net/dev").text.count("eth") == 1
    assert left(lab) == before


async def test_a_vm_goes_back_to_a_snapshot(there: tuple[Console, Lab]) -> None:
    console, _ = there
    made = await does(console, "create-vm", {**WEB, "start": "no"})
    await is_plugged(console, "web-1")
    taken = await does(console, "create-snapshot", {"vm": "web-1"})
    await undoes(console, taken)
    for name in ("first 'one'", "second"):
        await does(console, "create-snapshot", {"vm": "web-1", "name": name})
    with pytest.raises(Refusal, match="there is a snapshot second already"):
        await console.make("create-snapshot", {"vm": "web-1", "name": "second"})
    back = await does(console, "revert-vm", {"vm": "web-1", "name": "first 'one'"})
    with pytest.raises(Refusal, match="cannot be undone"):
        await console.undo(back)
    for name in ("second", "first 'one'"):
        await does(console, "delete-snapshot", {"vm": "web-1", "name": name})
    await undoes(console, made)
