"""ovntui sandbox: the console on a sandbox of its own; up, down, status and env for scripts."""

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ovntui.safetext import SafeText
from ovntui.sandbox.errors import SandboxError

if TYPE_CHECKING:
    from ovntui.sandbox.sandbox import Sandbox

Run: TypeAlias = Callable[[argparse.Namespace], int]
"""Carries a command out and gives its exit code. The parser leaves it in the namespace as `run`."""


def add_parser(
    commands: "argparse._SubParsersAction[Any]",
    console: Callable[["Sandbox", argparse.Namespace], int],
    parents: Sequence[argparse.ArgumentParser] = (),
) -> None:
    """Add the command `sandbox`. Without a further word it runs console on a sandbox that is gone when
    console returns or this process ends. parents have the flags that console understands."""
    about = "a real OVN in one folder, without root"
    described = f"{about.capitalize()}."
    sandbox = commands.add_parser("sandbox", help=about, description=described, parents=list(parents))
    sandbox.add_argument("--chassis", type=int, default=3, metavar="N", help="simulated chassis (default 3)")
    sandbox.add_argument(
        "--empty", action="store_true", help="start without the cloud of two VMs and a router"
    )
    sandbox.set_defaults(run=partial(_guided, partial(_console, console)))
    actions = sandbox.add_subparsers(title="for scripts and tests", metavar="ACTION")

    up = _action(actions, "up", _up, "start a sandbox that stays until it is taken down")
    up.add_argument("--chassis", type=int, default=argparse.SUPPRESS, metavar="N", help="simulated chassis")
    up.add_argument("--empty", action="store_true", default=argparse.SUPPRESS, help="start without a cloud")
    up.add_argument(
        "--wait", action="store_true", help="wait until the first gateway chassis has taken over, too"
    )
    _action(actions, "down", _down, "end a sandbox and remove its folder")
    _action(actions, "status", _status, "list the daemons; exit code 1 unless all of them run")
    _action(actions, "env", _env, "print OVN_NB_DB and OVN_SB_DB for the shell")


def _action(
    actions: "argparse._SubParsersAction[Any]", name: str, run: Run, about: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(
        name, help=about, description=f"{about.capitalize()}."
    )
    parser.add_argument("--dir", type=Path, required=True, metavar="D", help="the sandbox's folder")
    parser.set_defaults(run=partial(_guided, run))
    return parser


def _guided(run: Run, args: argparse.Namespace) -> int:
    try:
        return run(args)
    except SandboxError as error:
        sys.stderr.write(f"ovntui: {error}\n")
        return 2


def _console(console: Callable[["Sandbox", argparse.Namespace], int], args: argparse.Namespace) -> int:
    from ovntui.sandbox.sandbox import Sandbox

    with Sandbox.owned(args.chassis, args.empty, stand_ins=True) as sandbox:
        return console(sandbox, args)


def _up(args: argparse.Namespace) -> int:
    from ovntui.sandbox.sandbox import Sandbox

    sandbox = Sandbox(args.dir, args.chassis, args.empty, stand_ins=True)
    outcome = sandbox.up()
    if args.wait:
        sandbox.wait_for_gateway()
    _say(f"{outcome}: {sandbox.folder}, {sandbox}")
    return 0


def _down(args: argparse.Namespace) -> int:
    from ovntui.sandbox.sandbox import Sandbox

    if not Sandbox(args.dir).down():
        _say(f"{args.dir} stays: it holds files that are not the sandbox's")
    return 0


def _status(args: argparse.Namespace) -> int:
    from ovntui.sandbox.sandbox import Sandbox

    sandbox = Sandbox.found(args.dir)
    if sandbox is None:
        _say(f"no sandbox in {args.dir}")
        return 1
    daemons = sandbox.status()
    for daemon in daemons:
        state = f"● running, pid {daemon.pid}" if daemon.pid else "○ not running"
        _say(f"{daemon.room:<8}  {daemon.name:<23}  {state}")
    return 0 if all(daemon.pid for daemon in daemons) else 1


def _env(args: argparse.Namespace) -> int:
    from ovntui.sandbox.sandbox import Sandbox

    sandbox = Sandbox.found(args.dir)
    if sandbox is None:
        raise SandboxError(f"No sandbox in {args.dir}; start one with: ovntui sandbox up --dir {args.dir}")
    _say(f"export OVN_NB_DB={shlex.quote(sandbox.northbound)}")
    _say(f"export OVN_SB_DB={shlex.quote(sandbox.southbound)}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{SafeText(line)}\n")
