"""What is missing is named, with the package that brings it; a plain user's PATH is no hindrance."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ovntui.sandbox import programs
from ovntui.sandbox.errors import SandboxError
from ovntui.sandbox.sandbox import Sandbox


def test_daemons_are_found_beyond_a_plain_users_path(tmp_path: Path) -> None:
    found = programs.find(["ovsdb-server", "ovn/ovn-nb.ovsschema"], path=str(tmp_path))
    assert Path(found["ovsdb-server"]).is_file()
    assert '"OVN_Northbound"' in Path(found["ovn/ovn-nb.ovsschema"]).read_text()


def test_an_own_installation_brings_its_own_schema(tmp_path: Path) -> None:
    for name in ("bin/ovn-northd", "share/ovn/ovn-nb.ovsschema"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.touch(mode=0o755)
    found = programs.find(["ovn-northd", "ovn/ovn-nb.ovsschema"], path=str(tmp_path / "bin"))
    assert found["ovn/ovn-nb.ovsschema"] == str(tmp_path / "share/ovn/ovn-nb.ovsschema")


def test_missing_daemons_are_named_with_their_packages(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError) as told:
        Sandbox(folder).up()
    words = str(told.value).replace(",", "").replace(";", "").split()
    for word in ("ovn-northd", "ovn-central", "ovn-controller", "ovn-host", "ovn-nbctl", "ovn-common"):
        assert word in words
    assert not folder.exists()


@pytest.mark.skipif(not shutil.which("dpkg"), reason="only Debian's own index can confirm Debian's packages")
@pytest.mark.parametrize("name", programs.PACKAGES)
def test_the_packages_named_are_debians(name: str) -> None:
    path = Path(programs.find([name])[name]).resolve()
    owner = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True, check=True).stdout
    assert owner.partition(":")[0] == programs.PACKAGES[name]
