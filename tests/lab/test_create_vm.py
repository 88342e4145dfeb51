"""VMs made by the wizard's plans on real hosts, and taken back whole."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ovntui.hosts.osinfo import FOLDERS
from ovntui.hosts.seed import read_seed
from ovntui.plans.errors import Refusal
from tests.lab import libvirt
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.openvswitch import CONTROLLER_PID
from tests.lab.storage import FOLDER, POOL
from tests.lab.vms import SMALL, does, left, undoes, virt_of, vm_of
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

BASE = {"host": "kvm1", "name": "web-1", **SMALL}
EMPTY = {**BASE, "disk": "empty", "size": "1 GiB"}
MIB = 2**20


@pytest_asyncio.fixture
async def image(there: tuple[Console, Lab]) -> AsyncIterator[str]:
    """An image in the pool of kvm1."""
    host = there[1].hosts["kvm1"]
    host.run("virsh", "-q", "vol-create-as", POOL, "base.qcow2", "64M", "--format", "qcow2")
    cloud = there[0].deployment.cloud
    await virt_of(there[0], "kvm1").work(lambda libvirtd: libvirtd.storage.refresh(POOL))
    await until(lambda: "base.qcow2" in str(cloud.pools("kvm1")), "the image is known")
    yield f"{POOL}/base.qcow2"
    host.run("virsh", "-q", "vol-delete", "base.qcow2", "--pool", POOL)


async def test_a_vm_is_made_up_on_its_switch_and_taken_back_without_a_trace(
    there: tuple[Console, Lab],
) -> None:
    console, lab = there
    before = left(lab)
    plan = await does(console, "create-vm", EMPTY)
    vm = vm_of(console, "web-1")
    assert vm is not None, "what a plan has done is seen when it has ended"
    assert vm.state == "running" and vm.disks[0].source == f"{FOLDER}/web-1.qcow2"
    (nic,) = vm.nics
    assert nic.port is not None and nic.switch is not None and nic.switch.name == "ls-int"

    def broken() -> str | None:
        now = vm_of(console, "web-1")
        return now.broken if now is not None else "it is gone"

    await until(lambda: not broken(), "the chain is whole")
    await undoes(console, plan)
    assert left(lab) == before


@pytest.mark.parametrize("disk", ["thin", "copy"])
async def test_a_disk_begins_with_an_image_and_cloud_init_is_told_all(
    there: tuple[Console, Lab], image: str, disk: str
) -> None:
    console, lab = there
    key = "ssh-ed25519 AAAAC3Nza 'quoted' \"twice\" $(id) \\ kim"
    plan = await does(
        console,
        "create-vm",
        {
            **BASE,
            "machine": "q35",
            "disk": disk,
            "image": image,
            "size": "128 MiB",
            "cloud-init": "yes",
            "user": "kim",
            "keys": key,
            "nics": "ls-int 172.16.0.77\nls-int",
            "dns": "8.8.8.8",
        },
    )
    host = lab.hosts["kvm1"]
    told = json.loads(host.run("qemu-img", "info", "-U", "--output=json", f"{FOLDER}/web-1.qcow2"))
    assert told["virtual-size"] == 128 * MIB
    assert ("backing-filename" in told) == (disk == "thin")
    seed = await virt_of(console, "kvm1").ask(lambda it: it.storage.find(POOL, "web-1-seed.iso"))
    assert seed is not None
    assert host.run("blkid", "-o", "value", "-s", "LABEL", seed.path).strip() == "cidata"
    read = read_seed((host.root / seed.path.lstrip("/")).read_bytes())
    assert read is not None
    (user,) = json.loads(read["user-data"].removeprefix("#cloud-config\n"))["users"]
    assert (user["name"], user["ssh_authorized_keys"]) == ("kim", [key])
    ethernets = json.loads(read["network-config"])["ethernets"]
    assert ethernets["nic0"]["addresses"] == ["172.16.0.77/24"]
    assert ethernets["nic0"]["routes"] == [{"to": "0.0.0.0/0", "via": "172.16.0.1"}]
    vm = vm_of(console, "web-1")
    assert vm is not None and [nic.mac for nic in vm.nics] == [
        ethernets[name]["match"]["macaddress"] for name in ("nic0", "nic1")
    ]
    await undoes(console, plan)


@pytest.mark.skipif(not Path(FOLDERS[0], "os").is_dir(), reason="no osinfo database is installed: osinfo-db")
@pytest.mark.parametrize(
    ("variant", "key", "told"),
    [
        ("debian11", "http://debian.org/debian/11", ["bus='virtio'", "type='virtio'", "offset='utc'"]),
        ("winxp", "http://microsoft.com/win/xp", ["bus='ide'", "type='e1000'", "offset='localtime'"]),
    ],
)
async def test_a_vm_has_the_devices_that_its_system_knows(
    there: tuple[Console, Lab], variant: str, key: str, told: list[str]
) -> None:
    console, lab = there
    before = left(lab)
    plan = await does(console, "create-vm", {**EMPTY, "os-variant": variant})
    xml = lab.hosts["kvm1"].run("virsh", "dumpxml", "web-1")
    assert f'<libosinfo:os id="{key}"/>' in xml
    for word in told:
        assert word in xml
    await until(lambda: (vm := vm_of(console, "web-1")) is not None and not vm.broken, "the chain is whole")
    await undoes(console, plan)
    assert left(lab) == before


async def test_a_vm_that_libvirt_refuses_leaves_nothing_behind(there: tuple[Console, Lab]) -> None:
    console, lab = there
    before = left(lab)
    plan = await console.make("create-vm", {**EMPTY, "iso": "/nowhere/there is.iso"})
    outcome = await console.apply(plan)
    assert outcome.verdict == "refused"
    assert "/nowhere/there is.iso" in outcome.reason
    assert "was undone" in outcome.reason
    assert left(lab) == before


async def test_a_port_that_never_comes_up_takes_everything_back(
    there: tuple[Console, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    console, lab = there
    before = left(lab)
    monkeypatch.setattr("ovntui.plans.deeds.nic._PATIENCE", 2.0)
    plan = await console.make("create-vm", EMPTY)
    lab.hosts["kvm1"].signal(CONTROLLER_PID, signal.SIGSTOP)
    try:
        outcome = await console.apply(plan)
    finally:
        lab.hosts["kvm1"].signal(CONTROLLER_PID, signal.SIGCONT)
    assert outcome.verdict == "refused"
    assert "was not up on kvm1" in outcome.reason
    assert left(lab) == before


async def test_a_pool_without_room_takes_everything_back(there: tuple[Console, Lab], image: str) -> None:
    console, lab = there
    host = lab.hosts["kvm1"]
    host.run("mount", "-t", "tmpfs", "-o", "size=16M", "none", "/mnt")
    host.run("virsh", "-q", "pool-define-as", "small", "dir", "--target", "/mnt")
    host.run("virsh", "-q", "pool-start", "small")
    try:
        host.run("qemu-io", "-c", "write -P 7 0 8M", f"{FOLDER}/base.qcow2")
        await virt_of(console, "kvm1").work(lambda it: it.storage.refresh("small"))
        pools = console.deployment.cloud.pools
        await until(lambda: any(pool.name == "small" for pool in pools("kvm1")), "the pool is known")
        before = left(lab)
        plan = await console.make(
            "create-vm", {**BASE, "disk": "copy", "image": image, "pool": "small", "cloud-init": "no"}
        )
        host.run("dd", "if=/dev/zero", "of=/mnt/other", "bs=1M", "count=14")
        outcome = await console.apply(plan)
        assert outcome.verdict == "refused", outcome.reason
        assert "No space left" in outcome.reason
        assert left(lab) == before
        assert host.run("ls", "/mnt").split() == ["other"]
    finally:
        host.run("virsh", "-q", "pool-destroy", "small")
        host.run("virsh", "-q", "pool-undefine", "small")
        host.run("umount", "/mnt")


async def test_a_libvirtd_that_is_killed_meanwhile_leaves_all_or_nothing(there: tuple[Console, Lab]) -> None:
    console, lab = there
    host, before = lab.hosts["kvm1"], left(lab)
    plan = await console.make("create-vm", EMPTY)
    task = asyncio.create_task(console.apply(plan))
    await until(lambda: any("define" in said for said in console.told) or task.done(), "it is under way", 60)
    libvirt.kill(host)
    libvirt.restart(host)
    libvirt.wait(host)
    async with asyncio.timeout(180):
        outcome = await task
    assert outcome.verdict in ("applied", "refused"), (outcome.reason, console.told)
    if outcome.verdict == "applied":
        await undoes(console, plan)
    assert left(lab) == before, outcome.reason


async def test_what_is_wrong_is_said_beside_the_field(there: tuple[Console, Lab]) -> None:
    console, _ = there
    for values, field, said in (
        ({"name": "vm1"}, "name", "there is a VM vm1 on kvm1 already"),
        ({"name": "-x"}, "name", "would be taken for an option"),
        ({"host": "kvm9"}, "host", "kvm9"),
        ({"memory": "much"}, "memory", "is no size"),
        ({"nics": "ls-none"}, "nics", "there is no switch ls-none"),
        ({"nics": "ls-int 172.16.0.201"}, "nics", "is taken by"),
        ({"nics": "network nothing"}, "nics", "no active network nothing"),
        ({"keys": "hello", "cloud-init": "yes"}, "keys", "no SSH public key"),
        ({"disk": "file", "file": "relative"}, "file", "the whole path"),
        ({"os-variant": "debian99"}, "os-variant", "debian99"),
    ):
        with pytest.raises(Refusal) as refused:
            await console.make("create-vm", {**EMPTY, **values})
        assert said in refused.value.faults[field]
