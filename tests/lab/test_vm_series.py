"""Whatever becomes of libvirtd, or of the room on the disk, at whichever step of making a VM: all of it is
there, or nothing."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from tests.lab import libvirt
from tests.lab.console import Console
from tests.lab.counted import Series
from tests.lab.lab import Lab
from tests.lab.namespaces import Host
from tests.lab.storage import FOLDER, POOL
from tests.lab.vms import SMALL, is_live, left, undoes, virt_of, with_pools
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

pytestmark = pytest.mark.faults
FAULTS: Final = ("libvirtd killed", "libvirtd frozen", "libvirtd frozen and killed")
COPY: Final = {"host": "kvm1", "name": "web-1", **SMALL, "disk": "copy", "image": f"{POOL}/base.qcow2"}
ROOM: Final = 24
"""MiB of the small disk."""


@pytest_asyncio.fixture
async def there(cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    """A console, and an image on kvm1 that takes some time to be copied."""
    host = cloud.hosts["kvm1"]
    before = left(cloud)
    async with with_pools(cloud, tmp_path, monkeypatch) as made:
        host.run("virsh", "-q", "vol-create-as", POOL, "base.qcow2", "64M", "--format", "qcow2")
        host.run("qemu-io", "-c", "write -P 7 0 12M", f"{FOLDER}/base.qcow2")
        await virt_of(made, "kvm1").work(lambda it: it.storage.refresh(POOL))
        pools = made.deployment.cloud.pools
        await until(lambda: "base.qcow2" in str(pools("kvm1")), "the image is known")
        yield made
        host.run("virsh", "-q", "vol-delete", "base.qcow2", "--pool", POOL)
    assert left(cloud) == before


async def test_libvirtd(there: Console, cloud: Lab) -> None:
    host, series = cloud.hosts["kvm1"], Series("libvirtd", 3)
    for number in series.numbers():
        await until(lambda: is_clear(there), "libvirt is live again, and what was undone is gone", 60)
        before = left(cloud)
        plan = await there.make("create-vm", COPY)
        step = number // len(FAULTS) % len(plan.steps) + 1
        lasts = series.chance(number).choice((0.5, 5.0, 15.0))
        case = f"{FAULTS[number % len(FAULTS)]} at step {step} for {lasts:g} s"
        there.told.clear()
        task = asyncio.create_task(there.apply(plan))
        await until(lambda: f"{step} of" in str(there.told) or task.done(), f"{case} begins", 60)  # noqa: B023  # waited for here
        await breaks(host, FAULTS[number % len(FAULTS)], lasts)
        async with asyncio.timeout(180):
            outcome = await task
        assert outcome.verdict in ("applied", "refused"), (case, outcome.reason, there.told)
        if outcome.verdict == "applied":
            await undoes(there, plan)
        assert left(cloud) == before, (case, outcome)
        series.tells(number, case, outcome.verdict)
    print(f"\n{series.sum()}")  # noqa: T201  # for whom runs it


def is_clear(there: Console) -> bool:
    """Whether the console sees kvm1 without the VM and its volumes."""
    return is_live(there, "kvm1") and "web-1" not in str(there.deployment.cloud.pools("kvm1"))


async def breaks(host: Host, fault: str, lasts: float) -> None:
    """Let something become of libvirtd, and be mended."""
    if "frozen" in fault:
        host.signal(libvirt.PID, signal.SIGSTOP)
    if fault == "libvirtd killed":
        libvirt.kill(host)
    await asyncio.sleep(lasts)
    if fault == "libvirtd frozen":
        host.signal(libvirt.PID, signal.SIGCONT)
        return
    if fault == "libvirtd frozen and killed":
        libvirt.kill(host)
    libvirt.restart(host)
    await asyncio.to_thread(libvirt.wait, host)


async def test_disk_full(there: Console, cloud: Lab) -> None:
    """A file system of its own in a loop device, with room for a part of the image, and at times for all."""
    host, series = cloud.hosts["kvm1"], Series("disk", 2)
    with small_disk(host):
        await virt_of(there, "kvm1").work(lambda it: it.storage.refresh("small"))
        pools = there.deployment.cloud.pools
        await until(lambda: any(one.name == "small" for one in pools("kvm1")), "the pool is known")
        for number in series.numbers():
            await until(lambda: is_clear(there), "what was undone is gone", 60)
            before = left(cloud)
            plan = await there.make("create-vm", {**COPY, "pool": "small", "cloud-init": "no"})
            taken = series.chance(number).randrange(8, ROOM)
            host.run("sh", "-c", f"dd if=/dev/zero of=/mnt/other bs=1M count={taken} 2>/dev/null || :")
            outcome = await there.apply(plan)
            case = f"disk full at {taken} of {ROOM} MiB"
            assert outcome.verdict in ("applied", "refused"), (case, outcome.reason)
            if outcome.verdict == "applied":
                await undoes(there, plan)
            else:
                assert "No space left" in outcome.reason, (case, outcome.reason)
            assert left(cloud) == before, case
            assert host.run("ls", "/mnt").split() == ["lost+found", "other"], case
            series.tells(number, case, outcome.verdict)
    print(f"\n{series.sum()}")  # noqa: T201  # for whom runs it


@contextmanager
def small_disk(host: Host) -> Iterator[None]:
    """A pool on it."""
    host.run("truncate", "-s", f"{ROOM}M", "/run/small.img")
    host.run("mkfs.ext4", "-q", "-m", "0", "/run/small.img")
    host.run("mount", "-o", "loop", "/run/small.img", "/mnt")
    host.run("virsh", "-q", "pool-define-as", "small", "dir", "--target", "/mnt")
    host.run("virsh", "-q", "pool-start", "small")
    try:
        yield
    finally:
        host.run("virsh", "-q", "pool-destroy", "small")
        host.run("virsh", "-q", "pool-undefine", "small")
        host.run("umount", "/mnt")
        host.run("rm", "/run/small.img")
