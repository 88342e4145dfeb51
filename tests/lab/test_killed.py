"""A console that is killed while it makes a VM: the next one knows how far it came, and clears it away or
finishes it."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ovntui.plans.settle import settle
from tests.lab.command import command
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.storage import FOLDER
from tests.lab.vms import left, undoes, with_pools
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

pytestmark = pytest.mark.faults
WEB = ("--name=web-1", "--disk=empty", "--size=1 GiB", "--memory=64 MiB", "--kind=qemu", "--machine=pc")


def has_disk(lab: Lab) -> bool:
    return (lab.hosts["kvm1"].root / FOLDER.lstrip("/") / "web-1.qcow2").exists()


def is_defined(lab: Lab) -> bool:
    return "web-1" in lab.hosts["kvm1"].run("virsh", "-q", "list", "--all", "--name").split()


@pytest.mark.parametrize("again", [False, True], ids=["cleared", "finished"])
@pytest.mark.parametrize("moment", [has_disk, is_defined])
async def test_what_a_killed_console_left_is_known(
    cloud: Lab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: Callable[[Lab], bool],
    again: bool,
) -> None:
    before = left(cloud)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    async with with_pools(cloud, tmp_path, monkeypatch) as there:
        killed = command(cloud, tmp_path, "create-vm", "--host=kvm1", *WEB)
        try:
            await until(lambda: moment(cloud) or killed.poll() is not None, "it came that far", 60)
            assert killed.poll() is None, killed.stderr and killed.stderr.read()
        finally:
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
        await asyncio.sleep(3)  # what was on its way to libvirtd is done, or not, by then
        journal = tmp_path / "state/ovntui/journal.jsonl"
        console = Console(there.deployment, journal)
        (entry,) = await settle(console.deployment, console.journal)
        assert entry.standing in ("unknown", "applied")
        if again:
            outcome = await console.writer.apply(entry.plan, again=True)
            assert outcome.verdict == "applied", outcome.reason
            assert is_defined(cloud)
        await undoes(console, entry.plan)
        assert left(cloud) == before
