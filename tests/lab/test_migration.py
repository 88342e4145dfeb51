"""A guest that runs goes to another host and back, with its disk, and the cloud follows."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ovntui.plans.errors import Refusal
from ovntui.plans.settle import settle
from tests.lab.command import command
from tests.lab.console import Console
from tests.lab.guests import Guest
from tests.lab.lab import Lab
from tests.lab.vms import SMALL, does, left, undoes, virt_of, vm_of
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

WEB = {"host": "kvm1", "name": "web-1", "disk": "empty", "size": "1 GiB", **SMALL}


async def on(console: Console, name: str, host: str) -> None:
    """Until a VM is on a host, known there whole, and its port is bound there."""

    def bound() -> bool:
        vm = vm_of(console, name)
        if vm is None or vm.host.key != host or vm.state != "running" or vm.nics[0].port is None:
            return False
        port = console.deployment.cloud.ports.get(vm.nics[0].port.key)
        chassis = console.deployment.cloud.hosts[host].chassis
        paths = {one.path for pool in console.deployment.cloud.pools(host) for one in pool.volumes}
        disks = {disk.source for disk in vm.disks if disk.source} <= paths
        return disks and port is not None and port.up is True and port.chassis == chassis is not None

    await until(bound, f"{name} is on {host}", 60)


def options(lab: Lab) -> str:
    """The options of all ports."""
    return lab.controller.run("ovn-nbctl", "--bare", "--columns=options", "list", "Logical_Switch_Port")


async def test_a_guest_moves_while_it_works_and_comes_back(there: tuple[Console, Lab]) -> None:
    console, lab = there
    await on(console, "vm1", "kvm1")
    guest = lab.guests["vm1"]
    assert guest.run("sh", "-c", "echo kept > /kept").status == 0
    plan = await does(console, "migrate-vm", {"vm": "vm1"})
    assert any("to kvm2" in one and "%" in one for one in console.told), console.told
    await on(console, "vm1", "kvm2")
    assert lab.hosts["kvm1"].run("virsh", "-q", "list", "--all", "--name").split() == []
    assert "running" in lab.hosts["kvm2"].run("virsh", "domstate", "vm1")
    assert lab.guests["vm2"].run("ping", "-c", "1", "-w", "20", "172.16.0.201").status == 0
    there_now = Guest(lab.hosts["kvm2"], guest.vm)
    there_now.moved()
    assert there_now.run("cat", "/kept").text.strip() == "kept", "it is the very guest"
    await undoes(console, plan)
    await on(console, "vm1", "kvm1")
    guest.moved()
    assert guest.run("cat", "/kept").text.strip() == "kept", "it is the very guest"
    assert guest.run("ping", "-c", "1", "-w", "20", "172.16.0.202").status == 0


async def test_its_disk_and_its_start_go_along(there: tuple[Console, Lab]) -> None:
    console, lab = there
    before = left(lab)
    made = await does(console, "create-vm", {**WEB, "autostart": "yes"})
    await on(console, "web-1", "kvm1")
    virt = virt_of(console, "kvm1")
    vm = vm_of(console, "web-1")
    assert vm is not None
    with pytest.raises(Refusal, match="there is no kvm1 to choose"):
        await console.make("migrate-vm", {"vm": "web-1", "to": "kvm1"})
    whole = left(lab)
    plan = await does(console, "migrate-vm", {"vm": "web-1"})
    await on(console, "web-1", "kvm2")
    # libvirt tells nobody that a VM starts with its host; the next look at all of its host shows that
    await until(lambda: (one := vm_of(console, "web-1")) is not None and one.autostart, "it starts there")
    moved = vm_of(console, "web-1")
    assert moved is not None and moved.nics[0].iface_id == vm.nics[0].iface_id
    assert "web-1.qcow2" in left(lab)["volumes of kvm2"]
    assert await virt.ask(lambda it: it.domains.state(vm.uuid)) is None
    await undoes(console, plan)
    await on(console, "web-1", "kvm1")
    assert left(lab) == whole
    assert await virt.ask(lambda it: it.domains.has_autostart(vm.uuid))
    await undoes(console, made)
    assert left(lab) == before


async def test_what_is_given_up_half_way_leaves_all_as_it_was(there: tuple[Console, Lab]) -> None:
    console, lab = there
    made = await does(console, "create-vm", WEB)
    await on(console, "web-1", "kvm1")
    whole = left(lab)
    # By one MiB/s, so that it is given up half-way for sure.
    lab.hosts["kvm1"].run("virsh", "migrate-setspeed", "web-1", "1")
    plan = await console.make("migrate-vm", {"vm": "web-1"})
    told: list[str] = []

    def stop() -> bool:
        return any("move web-1" in one and ": to kvm2" in one for one in told)

    outcome = await console.writer.apply(plan, on_progress=lambda one: told.append(str(one)), given_up=stop)
    assert (outcome.verdict, outcome.stands) == ("refused", ()), outcome
    assert "it was given up" in outcome.reason
    assert left(lab) == whole
    await on(console, "web-1", "kvm1")
    await undoes(console, made)


async def test_where_the_other_host_is_not_reached_it_stays(there: tuple[Console, Lab]) -> None:
    console, lab = there
    await on(console, "vm1", "kvm1")
    outcome = await console.apply(await console.make("migrate-vm", {"vm": "vm1", "address": "127.0.0.1"}))
    assert outcome.verdict == "refused", outcome
    await on(console, "vm1", "kvm1")
    assert lab.guests["vm1"].run("ping", "-c", "1", "-w", "20", "172.16.0.202").status == 0


@pytest.mark.faults
async def test_a_console_that_is_killed_while_it_moves_leaves_a_vm_that_runs(
    there: tuple[Console, Lab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, lab = there
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    await on(console, "vm1", "kvm1")
    kvm1, kvm2 = lab.hosts["kvm1"], lab.hosts["kvm2"]
    kvm1.run("virsh", "migrate-setspeed", "vm1", "4")  # MiB/s, so that there is time to be killed
    killed = command(lab, tmp_path, "migrate-vm", "--vm=vm1")
    try:
        await until(lambda: "vm1" in kvm2.run("virsh", "-q", "list", "--name"), "it is on its way", 60)
        await asyncio.sleep(2)
        assert killed.poll() is None, killed.stderr and killed.stderr.read()
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    await until(lambda: "vm1" not in kvm2.run("virsh", "-q", "list", "--name"), "the other host lets go", 60)
    console = Console(console.deployment, tmp_path / "state/ovntui/journal.jsonl")
    (entry,) = await settle(console.deployment, console.journal)
    assert entry.standing == "unknown", entry.outcome
    await undoes(console, entry.plan)
    assert "requested-chassis" not in options(lab)
    await on(console, "vm1", "kvm1")
    await until(lambda: lab.guests["vm1"].reaches("172.16.0.202"), "it is reached", 60)
    kvm1.run("virsh", "migrate-setspeed", "vm1", "0")


async def test_it_is_reached_all_the_while(there: tuple[Console, Lab]) -> None:
    console, lab = there
    await on(console, "vm1", "kvm1")
    lab.hosts["kvm1"].run("virsh", "migrate-setspeed", "vm1", "8")
    moves = asyncio.create_task(does(console, "migrate-vm", {"vm": "vm1"}))
    reached = [await asyncio.to_thread(lab.guests["vm2"].reaches, "172.16.0.201")]
    while not moves.done():
        reached.append(await asyncio.to_thread(lab.guests["vm2"].reaches, "172.16.0.201"))
    plan = await moves
    assert len(reached) > 5 and reached.count(False) <= 2, reached
    await on(console, "vm1", "kvm2")
    assert "requested-chassis" not in options(lab)
    await undoes(console, plan)
    await on(console, "vm1", "kvm1")
    lab.guests["vm1"].moved()


async def test_a_console_that_is_left_while_a_vm_moves_ends_well(there: tuple[Console, Lab]) -> None:
    console, lab = there
    await on(console, "vm1", "kvm1")
    kvm1, vm = lab.hosts["kvm1"], vm_of(console, "vm1")
    assert vm is not None
    kvm1.run("virsh", "migrate-setspeed", "vm1", "1")  # MiB/s, so that it is under way
    hosts = [f"{who.name}=ssh:{who.public}" for who in lab.hypervisors]
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.lab.left_moving", vm.uuid, lab.hypervisors[1].public, *hosts],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "left\n"), ended
    await until(lambda: "vm1" not in lab.hosts["kvm2"].run("virsh", "-q", "list", "--name"), "it lets go", 60)
    kvm1.run("virsh", "migrate-setspeed", "vm1", "0")
    await on(console, "vm1", "kvm1")
    await until(lambda: lab.guests["vm1"].reaches("172.16.0.202"), "it is reached", 60)
