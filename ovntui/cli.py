"""The commands. Everything heavy is imported late, so that `ovntui show` never pays for a screen."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

from ovntui import __version__
from ovntui.ovsdb.errors import ConnectError, OvsdbError
from ovntui.safetext import SafeText
from ovntui.settings import Flags, Settings, SettingsError, TlsFlags, config_path, read_config, settle

if TYPE_CHECKING:
    from ovntui.deployment import Deployment
    from ovntui.sandbox.sandbox import Sandbox

WRONG = 2
"""The exit code for what the operator has to put right: one sentence on stderr says what."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The console script: run one command and leave with its exit code."""
    try:
        code = _run(_parser().parse_args(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # Whoever read our output has had enough. Keep the interpreter's own flush from saying so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code)


def _run(args: argparse.Namespace) -> int:
    try:
        code: int = args.run(args)
    except (SettingsError, OvsdbError) as error:
        return _complain(str(error))
    return code


def _complain(sentence: str) -> int:
    sys.stderr.write(f"ovntui: {SafeText(sentence)}\n")
    return WRONG


def _parser() -> argparse.ArgumentParser:
    from ovntui.sandbox.commands import add_parser as add_sandbox

    common = _common_flags()
    parser = argparse.ArgumentParser(
        prog="ovntui",
        description="A live console for OVN. Without a command it opens on the databases that "
        "OVN_NB_DB and OVN_SB_DB name, or on this machine's own.",
        parents=[common],
    )
    parser.set_defaults(run=_console)
    parser.add_argument(
        "-V",
        "--version",
        action="store_const",
        dest="run",
        const=_version,
        help="print the versions and exit",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    show = commands.add_parser(
        "show",
        parents=[common],
        help="print the whole cloud as a tree, with bindings",
        description="Print the whole cloud.",
    )
    show.add_argument("--json", action="store_true", help="as JSON")
    show.set_defaults(run=_show)

    opened = commands.add_parser(
        "open",
        parents=[common],
        help="look at copies of database files, read-only",
        description="Serve copies of database files read-only and open the console on them. "
        "The files are told apart by their schema, so their order does not matter.",
    )
    opened.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="ovnnb_db.db, ovnsb_db.db, a host's conf.db"
    )
    opened.add_argument("--show", action="store_true", help="print the cloud instead of opening the console")
    opened.add_argument("--json", action="store_true", help="print the cloud as JSON instead")
    opened.set_defaults(run=_open)

    add_sandbox(commands, _sandbox_console, parents=[common])
    return parser


def _common_flags() -> argparse.ArgumentParser:
    """Flags that may stand before a command or behind it."""
    flags = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
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
        action="append",
        metavar="NAME=REMOTE",
        help="a host's Open_vSwitch database; may be given again",
    )
    where.add_argument("--name", metavar="NAME", help="what to call this cloud on screen")
    where.add_argument("--anyway", action="store_true", help="open even if a database cannot be reached")
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
    look = flags.add_argument_group("the console")
    look.add_argument("--theme", metavar="NAME", help="a theme; the palette (ctrl+p) lists them")
    look.add_argument("--config", type=Path, metavar="FILE", help="another config file")
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
    return flags


def _size(text: str) -> tuple[int, int]:
    width, x, height = text.partition("x")
    if not (
        x and width.isdigit() and height.isdigit() and 0 < int(width) <= 1000 and 0 < int(height) <= 1000
    ):
        raise argparse.ArgumentTypeError(f"'{text}' is no size; say for example 140x40")
    return int(width), int(height)


def _version(_: argparse.Namespace) -> int:
    """Our version, and those of the parts that an error report has to name."""
    from importlib.metadata import PackageNotFoundError, version

    lines = [f"ovntui {__version__}", f"Python {sys.version.split()[0]}"]
    lines += [f"{package} {version(package)}" for package in ("textual", "rich", "msgspec")]
    try:
        lines.append(f"libvirt-python {version('libvirt-python')}")
    except PackageNotFoundError:
        lines.append("libvirt-python not installed; hosts' VMs need it: pip install 'ovntui[libvirt]'")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _settings(args: argparse.Namespace, found: Flags | None = None) -> Settings:
    """What the flags, the environment and the config file come to. found says what a command itself
    has brought up, in the place of where flags would say to look."""

    def flag(name: str) -> str | None:
        value: str | None = getattr(args, name, None)
        return value

    where = found or Flags(northbound=flag("nb"), southbound=flag("sb"), hosts=_hosts(args))
    flags = msgspec.structs.replace(
        where,
        name=flag("name") or where.name,
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
    named: Path | None = getattr(args, "config", None)
    if named is not None and not named.exists():
        raise SettingsError(f"there is no config file {named}")
    return settle(flags, os.environ, read_config(named or config_path()))


def _hosts(args: argparse.Namespace) -> dict[str, str]:
    hosts = {}
    for text in getattr(args, "host", []):
        name, equals, remote = text.partition("=")
        if not (name and equals and remote):
            raise SettingsError(f"--host {text}: say NAME=REMOTE, as in --host kvm1=tcp:10.10.10.234:6640")
        hosts[name] = remote
    return hosts


def _console(args: argparse.Namespace) -> int:
    return _open_console(args, _settings(args))


def _open_console(args: argparse.Namespace, settings: Settings) -> int:
    screenshot: Path | None = getattr(args, "screenshot", None)
    screen: str | None = getattr(args, "screen", None)

    async def run(deployment: "Deployment") -> int:
        # The rows are already on their way while Textual is being imported.
        from ovntui.app import Console
        from ovntui.screenshot import take_screenshot

        console = Console(deployment, screen=screen)
        if screenshot is not None:
            await deployment.loaded()
            drawn = await take_screenshot(console, getattr(args, "size", (140, 40)))
            try:
                await asyncio.to_thread(screenshot.write_text, drawn, encoding="utf-8")
            except OSError as error:
                return _complain(f"cannot write {screenshot}: {error.strerror}")
            return 0
        await console.run_async()
        return console.return_code or 0

    return asyncio.run(_with_deployment(settings, run, anyway=getattr(args, "anyway", False)))


async def _with_deployment(
    settings: Settings, run: Callable[["Deployment"], Awaitable[int]], *, anyway: bool
) -> int:
    from ovntui.deployment import Deployment

    async with Deployment(settings) as deployment:
        try:
            await deployment.opened()
        except ConnectError as error:
            if not anyway:
                raise ConnectError(f"{error}; with --anyway the console opens on what there is") from error
        return await run(deployment)


def _show(args: argparse.Namespace) -> int:
    return _print_cloud(args, _settings(args))


def _print_cloud(args: argparse.Namespace, settings: Settings) -> int:

    timeout: float = getattr(args, "timeout", 30.0)

    async def run(deployment: "Deployment") -> int:
        from ovntui.cloud.tree import to_json, tree

        try:
            async with asyncio.timeout(timeout):
                await deployment.loaded()
        except TimeoutError:
            raise ConnectError(f"the databases did not answer in full within {timeout:g} s") from None
        if args.json:
            sys.stdout.buffer.write(
                msgspec.json.format(msgspec.json.encode(to_json(deployment.cloud)), indent=2) + b"\n"
            )
        else:
            sys.stdout.writelines(f"{line}\n" for line in tree(deployment.cloud))
        return 0

    return asyncio.run(_with_deployment(settings, run, anyway=getattr(args, "anyway", False)))


def _open(args: argparse.Namespace) -> int:
    from ovntui.sandbox.errors import SandboxError
    from ovntui.sandbox.postmortem import served

    try:
        with served(args.files) as files:
            for note in files.notes:
                sys.stderr.write(f"ovntui: {note}\n")
            found = Flags(
                name=args.files[0].name,
                northbound=files.northbound,
                southbound=files.southbound,
                hosts=dict(files.hosts),
                local_host=False,
            )
            settings = _settings(args, found)
            # A file that was not given is nowhere, not by chance on this machine.
            nowhere = ()
            settings = replace(
                settings,
                northbound=settings.northbound if files.northbound else nowhere,
                southbound=settings.southbound if files.southbound else nowhere,
            )
            return _print_cloud(args, settings) if args.show or args.json else _open_console(args, settings)
    except SandboxError as error:
        return _complain(str(error))


def _sandbox_console(sandbox: "Sandbox", args: argparse.Namespace) -> int:
    found = Flags(
        name="sandbox",
        northbound=sandbox.northbound,
        southbound=sandbox.southbound,
        hosts=dict(sandbox.hosts),
    )
    return _open_console(args, _settings(args, found))
