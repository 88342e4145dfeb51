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
from ovntui.flags import common_flags, settings_of
from ovntui.ovsdb.errors import ConnectError, OvsdbError
from ovntui.safetext import SafeText
from ovntui.settings import Flags, Settings, SettingsError

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

    common = common_flags()
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


def _console(args: argparse.Namespace) -> int:
    return _open_console(args, settings_of(args))


def _open_console(args: argparse.Namespace, settings: Settings) -> int:
    screenshot: Path | None = getattr(args, "screenshot", None)
    screen: str | None = getattr(args, "screen", None)
    if screenshot is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _complain("the console needs a terminal; to print the cloud there is: ovntui show")

    async def run(deployment: "Deployment") -> int:
        # The rows are on their way meanwhile, and wait in the socket.
        from ovntui.app import Console
        from ovntui.log import log_to_file
        from ovntui.screens import SCREENS
        from ovntui.screenshot import take_screenshot

        if screen not in (None, *SCREENS):
            raise SettingsError(f"there is no screen {screen}; there are {', '.join(SCREENS)}")
        console = Console(deployment, screen=screen)
        if screenshot is not None:
            await deployment.loaded()
            drawn = await take_screenshot(console, getattr(args, "size", (140, 40)))
            try:
                await asyncio.to_thread(screenshot.write_text, drawn, encoding="utf-8")
            except OSError as error:
                return _complain(f"cannot write {screenshot}: {error.strerror}")
            return 0
        log_to_file()
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
                way_out = (
                    "with --anyway the console opens on the other database"
                    if deployment.is_reached
                    else "give --nb and --sb for a cloud elsewhere, or try one out with: ovntui sandbox"
                )
                raise ConnectError(f"{error}; {way_out}") from error
        return await run(deployment)


def _show(args: argparse.Namespace) -> int:
    return _print_cloud(args, settings_of(args))


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
            settings = settings_of(args, found)
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
    return _open_console(args, settings_of(args, found))
