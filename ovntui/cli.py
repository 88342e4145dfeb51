"""The commands. Everything heavy is imported late, so that `ovntui show` never pays for a screen."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import msgspec

from ovntui import __version__
from ovntui.flags import LateParser, common_flags, settings_of
from ovntui.operators import Operator
from ovntui.ovsdb.errors import ConnectError, OvsdbError
from ovntui.safetext import SafeText
from ovntui.settings import Flags, Settings, SettingsError

if TYPE_CHECKING:
    from ovntui.deployment import Deployment
    from ovntui.hosts.asking import Ask
    from ovntui.sandbox.sandbox import Sandbox

WRONG = 2
"""The exit code for what the operator has to put right: one sentence on stderr says what."""

COLLECT: Final = (10_000, 20, 20)
"""How many new objects, and collections of younger ones, bring on a garbage collection of each generation.
A drawn page is some thousands of objects that nearly all go by themselves: with the interpreter's own 700 a
key in a table of fifty thousand ports waited for collections half of its time."""


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
    return _guarded(lambda: args.run(args))


def _guarded(run: Callable[[], int]) -> int:
    try:
        return run()
    except (SettingsError, OvsdbError) as error:
        return _complain(str(error))


def _complain(sentence: str) -> int:
    sys.stderr.write(f"ovntui: {SafeText(sentence)}\n")
    return WRONG


def _parser() -> argparse.ArgumentParser:
    from ovntui.sandbox.commands import add_parser as add_sandbox
    from ovntui.serve.commands import add_audit_parser
    from ovntui.serve.commands import add_parser as add_serve

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
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=LateParser)

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

    plan = commands.add_parser(
        "plan",
        parents=[common],
        help="change something: show the plan, apply it, tell what became of it",
        description="Make a plan, show it, and apply it once it is confirmed. "
        "`ovntui plan` alone lists the plans there are; `ovntui plan NAME --help` tells what one asks for.",
    )
    plan.set_defaults(run=_plans)
    plan.fill = _fill_plan

    log = commands.add_parser(
        "log",
        help="what was changed with ovntui, by whom, and what became of it",
        description="Print the journal.",
    )
    log.add_argument("--json", action="store_true", help="as JSON, an entry a line")
    log.set_defaults(run=_log)

    undo = commands.add_parser(
        "undo",
        parents=[common],
        help="undo a change that is in the journal",
        description="Undo a change of the journal, unless its rows have changed since; an undo too.",
    )
    undo.add_argument("id", metavar="ID", help="its id in the journal, or how that begins")
    undo.set_defaults(run=_undo)
    undo.fill = _fill_undo

    add_sandbox(commands, _sandbox_console, parents=[common])
    add_serve(commands, _preload, _session, parents=[common])
    add_audit_parser(commands, common)
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


def _preload() -> None:
    """Load all that a session's console will need, which would cost each of them as much as its start."""
    import ovntui.app
    import ovntui.deployment
    import ovntui.hosts.asking
    import ovntui.log
    import ovntui.screenshot  # noqa: F401  # for the sessions forked from here
    from ovntui.screens import import_all

    import_all()


def _session(settings: Settings, operator: Operator) -> int:
    """The console for somebody who came in over SSH."""
    served = msgspec.structs.replace(settings, operator=operator)
    return _guarded(lambda: _open_console(argparse.Namespace(anyway=True), served))


def _open_console(args: argparse.Namespace, settings: Settings) -> int:
    screenshot: Path | None = getattr(args, "screenshot", None)
    screen: str | None = getattr(args, "screen", None)
    if screenshot is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _complain("the console needs a terminal; to print the cloud there is: ovntui show")
    from ovntui.hosts.asking import Asking

    async def run(deployment: "Deployment") -> int:
        # The rows are on their way meanwhile, and wait in the socket.
        from ovntui.app import Console
        from ovntui.log import log_to_file
        from ovntui.screens import SCREENS

        if screen not in (None, *SCREENS):
            raise SettingsError(f"there is no screen {screen}; there are {', '.join(SCREENS)}")
        console = Console(deployment, screen=screen, asking=asking)
        if screenshot is not None:
            from ovntui.screenshot import take_screenshot

            await deployment.loaded()
            drawn = await take_screenshot(console, getattr(args, "size", (140, 40)))
            try:
                await asyncio.to_thread(screenshot.write_text, drawn, encoding="utf-8")
            except OSError as error:
                return _complain(f"cannot write {screenshot}: {error.strerror}")
            return 0
        if settings.operator is None:  # a session's log is the server's
            log_to_file()
        gc.set_threshold(*COLLECT)
        await console.run_async()
        return console.return_code or 0

    # Nobody is asked for a key of this machine who came in over SSH.
    asking = Asking() if settings.operator is None and screenshot is None else None
    anyway: bool = getattr(args, "anyway", False)
    return asyncio.run(_with_deployment(settings, run, anyway=anyway, ask=asking))


async def _with_deployment(
    settings: Settings,
    run: Callable[["Deployment"], Awaitable[int]],
    *,
    anyway: bool,
    ask: "Ask | None" = None,
) -> int:
    from ovntui.deployment import Deployment

    async with Deployment(settings, ask=ask) as deployment:
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


def _fill_plan(parser: LateParser) -> None:
    from ovntui.plans.commands import fill_plan

    fill_plan(parser, partial(common_flags, console=False), _plan)


def _fill_undo(parser: LateParser) -> None:
    from ovntui.plans.commands import add_sending_flags

    add_sending_flags(parser)


def _plans(_: argparse.Namespace) -> int:
    from ovntui.plans.recipes.catalogue import RECIPES

    width = max(map(len, RECIPES))
    sys.stdout.writelines(f"{recipe.name:{width}}  {recipe.summary}\n" for recipe in RECIPES.values())
    return 0


def _plan(args: argparse.Namespace) -> int:
    async def run(deployment: "Deployment") -> int:
        from ovntui.plans.headless import run_plan

        return await run_plan(args, deployment)

    return asyncio.run(_with_deployment(settings_of(args), run, anyway=getattr(args, "anyway", False)))


def _undo(args: argparse.Namespace) -> int:
    async def run(deployment: "Deployment") -> int:
        from ovntui.plans.headless import run_undo

        return await run_undo(args, deployment)

    return asyncio.run(_with_deployment(settings_of(args), run, anyway=getattr(args, "anyway", False)))


def _log(args: argparse.Namespace) -> int:
    from ovntui.plans.errors import JournalError
    from ovntui.plans.log import print_log

    try:
        print_log(as_json=args.json)
    except JournalError as error:
        return _complain(str(error))
    return 0


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
            settings = msgspec.structs.replace(
                settings,
                northbound=settings.northbound if files.northbound else nowhere,
                southbound=settings.southbound if files.southbound else nowhere,
                read_only=True,  # what is served is a copy
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
