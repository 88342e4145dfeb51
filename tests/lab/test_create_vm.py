"""VMs made by the wizard's plans on real hosts, and taken back whole."""

from pathlib import Path

import pytest

from tests.lab.console import console
from tests.lab.lab import Lab
from tests.lab.storage import FOLDER
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")

SMALL = {"memory": "64 MiB", "kind": "qemu", "machine": "pc"}


async def test_a_vm_is_made_up_on_its_switch_and_taken_back_without_a_trace(
    cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(cloud, tmp_path, monkeypatch) as there:
        before = there.left()
        plan = await there.does(
            "create-vm", {"host": "kvm1", "name": "web-1", "disk": "empty", "size": "1 GiB", **SMALL}
        )
        await until(lambda: there.vm("web-1") is not None, "it is seen")
        vm = there.vm("web-1")
        assert vm is not None and vm.state == "running" and vm.disks[0].source == f"{FOLDER}/web-1.qcow2"
        (nic,) = vm.nics
        assert nic.port is not None and nic.switch is not None and nic.switch.name == "ls-int"
        await until(lambda: not there.vm("web-1").broken, "the chain is whole")
        outcome = await there.undoes(plan)
        assert outcome.verdict == "applied", outcome.reason
        assert there.left() == before
