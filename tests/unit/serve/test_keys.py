"""Files that must be nobody else's."""

import os
from pathlib import Path

import pytest

from ovntui.serve.keys import AuthorizedFile, host_key
from ovntui.serve.modes import unsafe
from ovntui.settings import SettingsError
from tests.unit.serve.test_authorized import KEY, OTHER, public


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A safe file with one key. pytest's folders are ours alone."""
    path = tmp_path / "authorized_keys"
    path.write_text(public(KEY))
    path.chmod(0o600)
    return path


def test_a_host_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "host_key"
    made = host_key(path)
    assert host_key(path).public_data == made.public_data
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_host_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "state" / "host_key"
    host_key(path)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="can be read by others: chmod 600"):
        host_key(path)


def test_a_host_key_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "host_key"
    path.write_text("nothing")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="the host key"):
        host_key(path)


def test_a_change_is_seen_at_the_next_look(keys: Path) -> None:
    file = AuthorizedFile(keys)
    assert (held := file.current()) is not None
    assert file.current() is held
    keys.write_text(f"{public(KEY)}\n{public(OTHER)}")
    assert (changed := file.current()) is not None
    assert len(changed.lines) == 2


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_change_admits_nobody(
    keys: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    file = AuthorizedFile(keys)
    assert file.current() is not None
    keys.chmod(mode)
    assert file.current() is None
    assert file.current() is None
    assert caplog.text.count("can be changed by others: chmod go-w") == 1, "said once"
    keys.chmod(0o600)
    assert file.current() is not None


def test_a_folder_that_others_can_change_is_as_bad(keys: Path) -> None:
    keys.parent.chmod(0o770)
    assert AuthorizedFile(keys).current() is None


def test_a_link_is_judged_by_where_it_leads(keys: Path) -> None:
    link = keys.with_name("link")
    link.symlink_to(keys)
    assert AuthorizedFile(link).current() is not None
    keys.chmod(0o666)
    assert AuthorizedFile(link).current() is None


def test_a_missing_file_and_a_folder_admit_nobody(tmp_path: Path) -> None:
    assert AuthorizedFile(tmp_path / "none").current() is None
    assert AuthorizedFile(tmp_path).current() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user(keys: Path) -> None:
    os.chown(keys, 12_345, -1)
    assert "belongs to another user" in next(unsafe(keys))
