"""What this console is asked to do: flags over environment over config file, then frozen.

The environment is OVN's own: OVN_NB_DB, OVN_SB_DB, OVN_RUNDIR (ovn-nbctl(8), ovn-sbctl(8)) and
OVS_RUNDIR (ovs-vsctl(8)). The file is $XDG_CONFIG_HOME/ovntui/config.toml; docs/configuration.md has
every key.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from ovntui.cloud.mac_prefix import VM_PREFIX, mac_prefix_fault
from ovntui.operators import Operator, Role
from ovntui.ovsdb.errors import RemoteError
from ovntui.ovsdb.remote import Remote, parse_remotes
from ovntui.ovsdb.tls import Tls

NORTHBOUND: Final = "OVN_Northbound"
SOUTHBOUND: Final = "OVN_Southbound"
OPEN_VSWITCH: Final = "Open_vSwitch"


class SettingsError(Exception):
    """Something said in a flag, the environment or the config file cannot be meant. One sentence."""


class _Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of the config file; a key that we do not know is a mistake and not to be passed over."""


class TlsFlags(_Closed, frozen=True):
    """[tls] of the config file, and the flags of the same names."""

    private_key: str | None = None
    certificate: str | None = None
    ca_cert: str | None = None
    bootstrap_ca_cert: str | None = None
    server_name: str | None = None
    host_check: bool | None = None


class ServeFlags(_Closed, frozen=True):
    """[serve] of the config file, and the flags of `ovntui serve` that have the same names."""

    listen: str | None = None
    port: int | None = None
    state: str | None = None
    authorized_keys: str | None = None
    login_grace: float | None = None
    idle: float | None = None
    stall: float | None = None
    keepalive: float | None = None
    sessions: int | None = None
    unauthenticated: int | None = None
    record: bool | None = None


class Flags(_Closed, frozen=True):
    """One source of settings: the config file as it is written, or what the command line said."""

    name: str | None = None
    northbound: str | None = None
    southbound: str | None = None
    hosts: dict[str, str] = {}
    local_host: bool | None = None
    read_only: bool | None = None
    mac_prefix: str | None = None
    theme: str | None = None
    keys: dict[str, str] = {}
    tls: TlsFlags = TlsFlags()
    serve: ServeFlags = ServeFlags()


class Settings(msgspec.Struct, frozen=True):
    """hosts maps a name to where that host's Open_vSwitch database is served. keys maps the id of a
    key binding to the keys that shall do it. theme is None where the console's own shall be taken.
    read_only: nothing is written, whatever is asked for. mac_prefix is what the MAC addresses that are
    proposed begin with. operator is who came in over SSH; None at this
    machine's own terminal. audit is where all that is written is told of first, where that is wanted;
    presence the folder in which consoles of one server see each other; server_line the descriptor of the
    line on which this one and its server talk (see watching)."""

    northbound: tuple[Remote, ...]
    southbound: tuple[Remote, ...]
    hosts: Mapping[str, tuple[Remote, ...]] = {}
    tls: Tls | None = None
    name: str = ""
    theme: str | None = None
    keys: Mapping[str, str] = {}
    read_only: bool = False
    mac_prefix: str = VM_PREFIX
    operator: Operator | None = None
    audit: Path | None = None
    presence: Path | None = None
    server_line: int | None = None

    @property
    def may_change_hosts(self) -> bool:
        """Whether anything on a host could be changed from here; an admin alone may (see plans.rights)."""
        return not self.read_only and (self.operator is None or self.operator.role is Role.ADMIN)


def config_path() -> Path:
    """Where the config file belongs, whether or not it is there."""
    return Path(platformdirs.user_config_dir("ovntui")) / "config.toml"


def read_config(path: Path) -> Flags:
    """The config file, or nothing where there is none. Raises SettingsError for what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Flags()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read {path}: {error}") from error
    try:
        return msgspec.convert(tomllib.loads(text), Flags)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}") from error


def settle(flags: Flags, environment: Mapping[str, str], config: Flags) -> Settings:
    """Join the three sources. Raises SettingsError, naming the source, for a remote that is none."""
    ovn = environment.get("OVN_RUNDIR") or "/var/run/ovn"
    northbound = _remotes(
        ("--nb", flags.northbound),
        ("OVN_NB_DB", environment.get("OVN_NB_DB")),
        ("northbound in the config file", config.northbound),
        ("the default", f"unix:{ovn}/ovnnb_db.sock"),
    )
    southbound = _remotes(
        ("--sb", flags.southbound),
        ("OVN_SB_DB", environment.get("OVN_SB_DB")),
        ("southbound in the config file", config.southbound),
        ("the default", f"unix:{ovn}/ovnsb_db.sock"),
    )
    hosts = {name: _host(name, remote) for name, remote in {**config.hosts, **flags.hosts}.items()}
    if not hosts and flags.local_host is not False and config.local_host is not False:
        hosts = _local_host(environment)
    return Settings(
        northbound=northbound,
        southbound=southbound,
        hosts=hosts,
        tls=_tls(flags.tls, config.tls),
        name=flags.name or config.name or "",
        theme=flags.theme or config.theme,
        keys={**config.keys, **flags.keys},
        # Either may close the console; a flag is no way past what the config file has closed.
        read_only=bool(flags.read_only or config.read_only),
        mac_prefix=_mac_prefix(config.mac_prefix),
    )


def _mac_prefix(text: str | None) -> str:
    if text is None:
        return VM_PREFIX
    if fault := mac_prefix_fault(text):
        raise SettingsError(f"mac-prefix in the config file: {fault}")
    return text


def _remotes(*sources: tuple[str, str | None]) -> tuple[Remote, ...]:
    """The first source that says something."""
    source, remotes = _first(*sources)
    for remote in remotes:
        if remote.scheme == "ssh":
            raise SettingsError(
                f"{source}: '{remote}' leads to a host's Open vSwitch; say unix:, tcp: or ssl:"
            )
    return remotes


def _host(name: str, text: str) -> tuple[Remote, ...]:
    """Where a host is: its database's remotes, or one way to it by SSH."""
    source, remotes = _first((f"host {name}", text))
    if len(remotes) > 1 and any(remote.scheme == "ssh" for remote in remotes):
        raise SettingsError(
            f"{source}: '{text}' has SSH among other remotes; there is one way to a host by SSH"
        )
    return remotes


def _first(*sources: tuple[str, str | None]) -> tuple[str, tuple[Remote, ...]]:
    """The first source that says something, and what it says."""
    source, text = next(((source, text) for source, text in sources if text), (sources[0][0], ""))
    try:
        return source, parse_remotes(text)
    except RemoteError as error:
        raise SettingsError(f"{source}: {error}") from error


def _local_host(environment: Mapping[str, str]) -> dict[str, tuple[Remote, ...]]:
    """This machine's own Open vSwitch, where it has one that we may open."""
    socket = Path(environment.get("OVS_RUNDIR") or "/var/run/openvswitch") / "db.sock"
    if socket.is_socket() and os.access(socket, os.R_OK | os.W_OK):
        return {"this machine": (Remote("unix", path=str(socket)),)}
    return {}


def _tls(flags: TlsFlags, config: TlsFlags) -> Tls | None:
    merged = {name: getattr(flags, name) for name in flags.__struct_fields__}
    for name in config.__struct_fields__:
        if merged[name] is None:
            merged[name] = getattr(config, name)
    if all(value is None for value in merged.values()):
        return None
    certificate, key = _path(merged["certificate"]), _path(merged["private_key"])
    if (certificate is None) != (key is None):
        raise SettingsError("TLS needs --private-key and --certificate together, or neither")
    bootstrap = merged["bootstrap_ca_cert"]
    if bootstrap and merged["ca_cert"]:
        raise SettingsError("--ca-cert and --bootstrap-ca-cert exclude each other")
    return Tls(
        private_key=key,
        certificate=certificate,
        ca_cert=_path(merged["ca_cert"] or bootstrap),
        bootstrap=bootstrap is not None,
        server_name=merged["server_name"],
        check_host=merged["host_check"] is not False,
    )


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
