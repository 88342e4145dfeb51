"""What the first bytes of a file tell of it."""

from pathlib import Path

import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.libvirt import Pool
from ovntui.plans.errors import Refusal
from ovntui.plans.local_image import local_image
from ovntui.plans.recipe import View
from ovntui.plans.recipes.upload_files import upload_fault


def qcow2(size: int, backing: int = 0) -> bytes:
    head = b"QFI\xfb" + (3).to_bytes(4) + backing.to_bytes(8) + (0).to_bytes(4) + (16).to_bytes(4)
    return (head + size.to_bytes(8)).ljust(104, b"\0")


def iso() -> bytes:
    return b"\0" * 32769 + b"CD001" + b"\0" * 100


@pytest.mark.parametrize(
    ("data", "form", "size"),
    [(qcow2(2**30), "qcow2", 2**30), (iso(), "iso", len(iso())), (b"\0" * 700, "raw", 700), (b"x", "raw", 1)],
)
def test_a_file_tells_what_it_is(tmp_path: Path, data: bytes, form: str, size: int) -> None:
    file = tmp_path / "an image.img"
    file.write_bytes(data)
    found = local_image(str(file))
    assert (found.path, found.format, found.size, found.taken) == (file, form, size, len(data))


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("none", None, "there is no file"),
        ("empty", b"", "is empty"),
        ("thin", qcow2(1, backing=112), "thin over another image"),
        ("cut", qcow2(1)[:50], "ends at once"),
        (".", None, "is no file"),
        ("a\nb", None, "give the path"),
    ],
)
def test_what_cannot_be_uploaded_is_told(tmp_path: Path, name: str, data: bytes | None, fault: str) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(Refusal, match=fault):
        local_image(str(file))


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "disk").write_bytes(b"x")
    assert local_image("~/disk").path == tmp_path / "disk"
    with pytest.raises(Refusal, match="cannot be read"):
        local_image("~no-such-user-here/disk")


def test_whoever_came_in_over_ssh_uploads_nothing_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "disk").write_bytes(b"x")
    path, pool = str(tmp_path / "disk"), Pool(name="images", capacity=10, available=1)
    assert upload_fault(View(Cloud()), path, pool) is None
    told = upload_fault(View(Cloud(), at_home=False), path, pool)
    assert told is not None and "only from the console of the machine" in told
    full = upload_fault(View(Cloud()), path, Pool(name="images"))
    assert full is not None and full.startswith("pool images has ") and "the file takes 1" in full
