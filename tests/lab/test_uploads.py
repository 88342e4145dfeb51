"""Files of the controller become volumes of a host, by themselves and as a new VM's disk."""

import subprocess
from pathlib import Path

import pytest

from ovntui.plans.errors import Refusal
from tests.lab.console import Console
from tests.lab.lab import Lab
from tests.lab.storage import FOLDER
from tests.lab.vms import SMALL, does, undoes, virt_of

pytest.importorskip("libvirt", reason="libvirt-python is not installed")


def image(path: Path, size: int = 2**20) -> Path:
    subprocess.run(
        ["qemu-img", "create", "-q", "-f", "qcow2", str(path), str(size)], check=True, capture_output=True
    )
    return path


@pytest.mark.parametrize("kind", ["qcow2", "raw", "iso"])
async def test_a_file_is_uploaded_and_goes_again(
    there: tuple[Console, Lab], tmp_path: Path, kind: str
) -> None:
    console, lab = there
    file = tmp_path / f"it's {kind}.img"
    data = b"\0" * 32769 + b"CD001" + bytes(range(256)) * 512 * 64 if kind == "iso" else b"raw" * 1024 * 999
    if kind == "qcow2":
        image(file, 2**30)
    else:
        file.write_bytes(data.ljust(-(-len(data) // 4096) * 4096, b"\0"))
    plan = await does(console, "upload-image", {"host": "kvm1", "file": str(file)})
    arrived = lab.hosts["kvm1"].root / FOLDER.lstrip("/") / file.name
    assert arrived.read_bytes() == file.read_bytes()
    found = await virt_of(console, "kvm1").ask(lambda it: it.storage.find("images", file.name))
    assert found is not None and found.format == kind
    await undoes(console, plan)
    assert not arrived.exists()


async def test_an_upload_tells_how_far_it_is_and_can_be_stopped(
    there: tuple[Console, Lab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, _ = there
    monkeypatch.setattr("ovntui.plans.deeds.volumes._LOOK", 0.01)
    file = tmp_path / "large.raw"
    file.write_bytes(b"\1" * 96 * 2**20)
    plan = await console.make("upload-image", {"host": "kvm1", "file": str(file)})
    told: list[float] = []

    def heard(progress: object) -> None:
        part = getattr(progress, "fraction", None)
        told.extend([part] if part is not None else [])

    outcome = await console.writer.apply(plan, on_progress=heard, given_up=lambda: max(told, default=0) > 0)
    assert (outcome.verdict, outcome.stands) == ("refused", ()), outcome
    assert "it was given up" in outcome.reason and any(0 < one < 1 for one in told)


async def test_a_vm_is_made_of_a_file_that_is_here(there: tuple[Console, Lab], tmp_path: Path) -> None:
    console, lab = there
    file = image(tmp_path / "base.qcow2", 2**20)
    values = {"host": "kvm1", "name": "web-1", "disk": "upload", "upload": str(file), "start": "no", **SMALL}
    with pytest.raises(Refusal, match="there is no file"):
        await console.make("create-vm", {**values, "upload": str(tmp_path / "no")})
    made = await does(console, "create-vm", {**values, "size": "8 MiB", "cloud-init": "no"})
    told = lab.hosts["kvm1"].run("qemu-img", "info", f"{FOLDER}/web-1.qcow2")
    assert "virtual size: 8 MiB" in told
    await undoes(console, made)
