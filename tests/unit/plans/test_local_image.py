"""What the first bytes of a file tell of it."""

from pathlib import Path

import pytest

from ovntui.plans.errors import Refusal
from ovntui.plans.local_image import local_image


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
