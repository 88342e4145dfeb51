"""Flags over environment over config file."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ovntui.settings import Flags, SettingsError, TlsFlags, config_path, read_config, settle
from tests.servers.process import short_folder


def remotes(flags: Flags, environment: dict[str, str], config: Flags) -> tuple[str, str]:
    """The first northbound and southbound remote."""
    settings = settle(flags, environment, config)
    return str(settings.northbound[0]), str(settings.southbound[0])


def test_the_first_source_that_says_something_counts() -> None:
    flags = Flags(northbound="tcp:10.0.0.1:6641")
    environment = {"OVN_NB_DB": "tcp:10.0.0.2:6641", "OVN_SB_DB": "tcp:10.0.0.2:6642"}
    config = Flags(northbound="tcp:10.0.0.3:6641", southbound="tcp:10.0.0.3:6642")
    assert remotes(flags, environment, config) == ("tcp:10.0.0.1:6641", "tcp:10.0.0.2:6642")
    assert remotes(Flags(), {}, config) == ("tcp:10.0.0.3:6641", "tcp:10.0.0.3:6642")
    nowhere = ("unix:/var/run/ovn/ovnnb_db.sock", "unix:/var/run/ovn/ovnsb_db.sock")
    assert remotes(Flags(), {}, Flags()) == nowhere
    assert remotes(Flags(), {"OVN_RUNDIR": "/r"}, Flags()) == (
        "unix:/r/ovnnb_db.sock",
        "unix:/r/ovnsb_db.sock",
    )
    assert remotes(Flags(), {"OVN_NB_DB": "", "OVN_SB_DB": "", "OVN_RUNDIR": ""}, Flags()) == nowhere


def test_a_clusters_members_are_separated_by_commas() -> None:
    settings = settle(Flags(northbound="ssl:a:6641,tcp:[fd00::1]:6641,unix:/x"), {}, Flags())
    assert [str(remote) for remote in settings.northbound] == ["ssl:a:6641", "tcp:[fd00::1]:6641", "unix:/x"]


@pytest.mark.parametrize(
    ("flags", "environment", "config", "source"),
    [
        (Flags(northbound="x"), {}, Flags(), "--nb"),
        (Flags(southbound="x"), {}, Flags(), "--sb"),
        (Flags(), {"OVN_SB_DB": "x"}, Flags(), "OVN_SB_DB"),
        (Flags(), {}, Flags(northbound="x"), "config file"),
        (Flags(hosts={"kvm1": "x"}), {}, Flags(), "kvm1"),
    ],
)
def test_a_wrong_remote_is_named_with_its_source(
    flags: Flags, environment: dict[str, str], config: Flags, source: str
) -> None:
    with pytest.raises(SettingsError, match=source):
        settle(flags, environment, config)


def test_what_macs_begin_with_is_the_config_files_to_say() -> None:
    assert settle(Flags(), {}, Flags()).mac_prefix == "52:54:00"
    assert settle(Flags(), {}, Flags(mac_prefix="0a:1b")).mac_prefix == "0a:1b"
    with pytest.raises(SettingsError, match="mac-prefix in the config file: 53:54:00 begins multicast"):
        settle(Flags(), {}, Flags(mac_prefix="53:54:00"))


@pytest.fixture
def run_dir() -> Iterator[Path]:
    """A folder with Open vSwitch's socket in it."""
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "db.sock"))
        yield folder


def test_this_machines_own_open_vswitch(run_dir: Path, tmp_path: Path) -> None:
    environment = {"OVS_RUNDIR": str(run_dir)}
    assert list(settle(Flags(), environment, Flags()).hosts) == ["this machine"]
    assert not settle(Flags(local_host=False), environment, Flags()).hosts
    assert not settle(Flags(), environment, Flags(local_host=False)).hosts
    assert list(settle(Flags(hosts={"kvm1": "tcp:h:6640"}), environment, Flags()).hosts) == ["kvm1"]
    assert not settle(Flags(), {"OVS_RUNDIR": str(tmp_path)}, Flags()).hosts


def test_hosts_and_keys_of_both_sources_are_joined() -> None:
    flags = Flags(hosts={"kvm1": "tcp:new:6640"}, keys={"a": "x"})
    config = Flags(hosts={"kvm1": "tcp:old:6640", "kvm2": "tcp:h:6640"}, keys={"a": "y", "b": "z"})
    settings = settle(flags, {}, config)
    assert {name: str(found[0]) for name, found in settings.hosts.items()} == {
        "kvm1": "tcp:new:6640",
        "kvm2": "tcp:h:6640",
    }
    assert settings.keys == {"a": "x", "b": "z"}


def test_tls_is_joined_field_by_field() -> None:
    config = Flags(tls=TlsFlags(private_key="~/k", certificate="c", ca_cert="ca", host_check=False))
    tls = settle(Flags(tls=TlsFlags(ca_cert="other")), {}, config).tls
    assert tls is not None
    assert tls.private_key == Path("~/k").expanduser()
    assert (tls.certificate, tls.ca_cert) == (Path("c"), Path("other"))
    assert not tls.check_host and not tls.bootstrap
    assert settle(Flags(), {}, Flags()).tls is None
    bootstrap = settle(Flags(tls=TlsFlags(bootstrap_ca_cert="b")), {}, Flags()).tls
    assert bootstrap is not None and bootstrap.bootstrap and bootstrap.check_host


@pytest.mark.parametrize(
    "tls",
    [TlsFlags(private_key="k"), TlsFlags(certificate="c"), TlsFlags(ca_cert="a", bootstrap_ca_cert="b")],
)
def test_half_of_what_tls_needs_is_refused(tls: TlsFlags) -> None:
    with pytest.raises(SettingsError):
        settle(Flags(tls=tls), {}, Flags())


def test_every_key_of_the_documentation_is_understood(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    file = tmp_path / "config.toml"
    file.write_text(page.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    config = read_config(file)
    settings = settle(Flags(), {}, config)
    assert settings.name == "blog cloud"
    assert str(settings.northbound[0]) == "tcp:10.10.10.233:6641"
    assert settings.tls is not None and settings.tls.server_name == "ovn.example.net"
    assert settings.keys == {"table.sort": "s,f2"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colour = 1", "colour"),
        ("[tls]\nprivate_key = 'underscore'", "private_key"),
        ("hosts = 1", "hosts"),
        ("name = [", "not TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=word) as raised:
        read_config(file)
    assert str(file) in str(raised.value)


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_config(tmp_path / "none.toml") == Flags()
    with pytest.raises(SettingsError, match="cannot read"):
        read_config(tmp_path)


def test_the_files_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/x")
    assert config_path() == Path("/x/ovntui/config.toml")
