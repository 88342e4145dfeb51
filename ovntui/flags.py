"""The flags that may stand before a command or behind it, and what they come to."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from ovntui.settings import Flags, Settings, SettingsError, TlsFlags, config_path, read_config, settle


class LateParser(argparse.ArgumentParser):
    """A parser that is filled in when it is used."""

    fill: Callable[["LateParser"], None] | None = None

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]  # as argparse has it
        """Parse, filled in."""
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)
        return super().parse_known_args(args, namespace)


def common_flags(*, console: bool = True) -> LateParser:
    """A parser to be the parent of others; console: also of those that show one. A flag that was not given
    leaves nothing in the namespace."""
    flags = LateParser(add_help=False, argument_default=argparse.SUPPRESS)
    where = flags.add_argument_group("where the cloud is")
    where.add_argument(
        "--nb",
        "--ovnnb-db",
        metavar="REMOTES",
        help="northbound: unix:PATH, tcp:HOST:PORT, ssl:HOST:PORT, several by commas",
    )
    where.add_argument("--sb", "--ovnsb-db", metavar="REMOTES", help="southbound, likewise")
    where.add_argument(
        "--host",
        "--reach",
        action="append",
        metavar="NAME=REMOTE",
        help="a host, by the way to it; may be given again; behind plans that ask for a host: --reach",
    )
    where.add_argument("--name", "--cloud-name", metavar="NAME", help="what to call this cloud on screen")
    where.add_argument("--read-only", action="store_true", help="change nothing, whatever is asked for")
    where.add_argument("--anyway", action="store_true", help="open even if a database cannot be reached")
    where.add_argument("--config", type=Path, metavar="FILE", help="another config file")
    where.add_argument(
        "-t", "--timeout", type=float, metavar="SECONDS", help="give up printing after so long (default 30)"
    )
    tls = flags.add_argument_group("TLS, for ssl: remotes")
    tls.add_argument("-p", "--private-key", metavar="FILE", help="our private key")
    tls.add_argument("-c", "--certificate", metavar="FILE", help="our certificate")
    tls.add_argument(
        "-C", "--ca-cert", metavar="FILE", help="the authority that signed the servers' certificates"
    )
    tls.add_argument(
        "--bootstrap-ca-cert", metavar="FILE", help="the same, fetched from the server the first time"
    )
    tls.add_argument(
        "--tls-server-name", metavar="NAME", help="the name that the server's certificate carries"
    )
    tls.add_argument(
        "--no-host-check", action="store_true", help="do not check the name in the server's certificate"
    )
    if console:
        _add_console_flags(flags)
    return flags


def _add_console_flags(flags: LateParser) -> None:
    look = flags.add_argument_group("the console")
    look.add_argument("--theme", metavar="NAME", help="a theme; the palette (ctrl+p) lists them")
    look.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        help="draw the console to an SVG file instead of the terminal",
    )
    look.add_argument(
        "--screen", metavar="NAME", help="the screen to begin with: overview, chassis, switches, ports …"
    )
    look.add_argument(
        "--size", type=_size, metavar="WxH", help="the screenshot's size in cells (default 140x40)"
    )


def _size(text: str) -> tuple[int, int]:
    width, x, height = text.partition("x")
    if not (
        x and width.isdigit() and height.isdigit() and 0 < int(width) <= 1000 and 0 < int(height) <= 1000
    ):
        raise argparse.ArgumentTypeError(f"'{text}' is no size; say for example 140x40")
    return int(width), int(height)


def settings_of(args: argparse.Namespace, found: Flags | None = None) -> Settings:
    """What the flags, the environment and the config file come to. found says what a command itself
    has brought up, in the place of where flags would say to look."""

    def flag(name: str) -> str | None:
        value: str | None = getattr(args, name, None)
        return value

    where = found or Flags(northbound=flag("nb"), southbound=flag("sb"), hosts=_hosts(args))
    flags = msgspec.structs.replace(
        where,
        name=flag("name") or where.name,
        read_only=getattr(args, "read_only", None),
        theme=flag("theme"),
        tls=TlsFlags(
            private_key=flag("private_key"),
            certificate=flag("certificate"),
            ca_cert=flag("ca_cert"),
            bootstrap_ca_cert=flag("bootstrap_ca_cert"),
            server_name=flag("tls_server_name"),
            host_check=False if getattr(args, "no_host_check", False) else None,
        ),
    )
    return settle(flags, os.environ, config_of(args))


def config_of(args: argparse.Namespace) -> Flags:
    """The config file that was named, or the one that is where it belongs, if any."""
    named: Path | None = getattr(args, "config", None)
    if named is not None and not named.exists():
        raise SettingsError(f"there is no config file {named}")
    return read_config(named or config_path())


def _hosts(args: argparse.Namespace) -> dict[str, str]:
    hosts = {}
    for text in getattr(args, "host", []):
        name, equals, remote = text.partition("=")
        if not (name and equals and remote):
            raise SettingsError(f"--host {text}: say NAME=REMOTE, as in --reach kvm1=ssh:kvm1")
        hosts[name] = remote
    return hosts
