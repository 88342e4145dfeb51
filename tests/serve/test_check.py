"""ovntui serve --check: what is wrong before anybody comes."""

from pathlib import Path

import pytest

from tests.console.program import Ended, ovntui
from tests.serve.serving import made_key, public


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A file that lets kim in, beside an empty config file."""
    (tmp_path / "config.toml").touch(0o600)
    path = tmp_path / "authorized_keys"
    path.write_text(f'role="admin" {public(made_key(tmp_path, "kim"))}\n')
    path.chmod(0o600)
    return path


def check(folder: Path, *more: str) -> Ended:
    config, state = str(folder / "config.toml"), str(folder / "state")
    return ovntui("serve", "--check", "--config", config, "--state", state, *more)


def test_nothing_is_wrong_and_nothing_is_made(keys: Path) -> None:
    found = check(keys.parent)
    assert found.code == 0, found.out + found.err
    assert found.out.splitlines() == [
        "listens on 127.0.0.1 port 8022, open to this machine only",
        f"host key {keys.parent}/state/host_key, made at the first start",
        f"audit {keys.parent}/state/audit.jsonl",
        "viewers: none",
        "operators: none",
        "admins: kim",
    ]
    assert not (keys.parent / "state").exists()
    assert "open to the network" in check(keys.parent, "--listen", "0.0.0.0").out


def test_all_that_is_wrong_at_once(keys: Path) -> None:
    with keys.open("a") as file:
        file.write(f'command="sh" {public(keys.with_name("kim"))}\nnonsense\n')
    keys.chmod(0o664)
    state = keys.parent / "state"
    state.mkdir(mode=0o700)
    (state / "host_key").write_text("nothing")
    (state / "host_key").chmod(0o644)
    (state / "audit.jsonl").write_text("nothing\n")
    found = check(keys.parent)
    assert found.code == 2
    wrong = [line for line in found.out.splitlines() if line.startswith("wrong: ")]
    assert len(wrong) == 5, found.out
    for said in (
        "can be read by others: chmod 600",
        "can be changed by others: chmod go-w",
        "line 2: the option command is not known here",
        "line 3: ",
        "line 1 is none that ovntui wrote",
    ):
        assert any(said in line for line in wrong), said


def test_no_file_of_keys(keys: Path) -> None:
    keys.unlink()
    found = check(keys.parent)
    assert found.code == 2
    assert "No such file or directory; nobody can come in" in found.out


def test_settings_that_cannot_be_meant(keys: Path) -> None:
    found = check(keys.parent, "--port", "99999")
    assert found.code == 2
    assert found.err == "ovntui: port is 99999; say from 0 to 65535\n"


def test_an_address_that_is_not_ours(keys: Path) -> None:
    config, state = str(keys.parent / "config.toml"), str(keys.parent / "state")
    found = ovntui("serve", "--config", config, "--state", state, "--listen", "192.0.2.1")
    assert found.code == 2
    assert "cannot listen on 192.0.2.1 port 8022" in found.err
