"""One lab from the command line, kept until it is taken down. Tests make others, of their own."""

import argparse
import os
import sys
import time

from tests.lab import blog
from tests.lab.lab import Lab, down, is_complete, up
from tests.lab.needs import missing
from tests.servers.process import ToolError

_NAME = "kept"


def main() -> int:
    """Do what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, meaning in (
        ("up", "bring up a controller, hypervisors, and an outside"),
        ("blog", "bring it up with the blog's cloud on it"),
    ):
        command = commands.add_parser(name, help=meaning)
        command.add_argument("--hypervisors", type=int, default=2, choices=(1, 2, 3))
        command.add_argument("--bare", action="store_true", help="as they are before OVN knows of them")
    commands.add_parser("down", help="end it; nothing stays behind")
    inside = commands.add_parser("in", help="run a program in a host")
    inside.add_argument("host")
    inside.add_argument("program", nargs=argparse.REMAINDER)
    guest = commands.add_parser("guest", help="run a program in a guest")
    guest.add_argument("guest")
    guest.add_argument("program", nargs=argparse.REMAINDER)
    said = parser.parse_args()
    if reason := missing():
        return _fail(f"there can be no lab here: {reason}")
    try:
        return _do(said)
    except (ToolError, KeyError, TimeoutError) as error:
        return _fail(str(error))


def _do(said: argparse.Namespace) -> int:
    if said.command == "down":
        down(_NAME)
        return 0
    if said.command == "in":
        os.execv(*_run_in(Lab(_NAME), said.host, said.program))
    if said.command == "guest":
        status, text = Lab(_NAME).guests[said.guest].run(*said.program)
        print(text, end="")
        return status
    began = time.monotonic()
    was_there = is_complete(_NAME)
    lab = up(_NAME, "bare" if said.bare else "uplinked", hypervisors=said.hypervisors, stays=True)
    if said.command == "blog" and not was_there:
        blog.build(lab)
    print(f"{' '.join(lab.hosts)}: {'was up' if was_there else f'up in {time.monotonic() - began:.1f} s'}")
    return 0


def _run_in(lab: Lab, host: str, program: list[str]) -> tuple[str, list[str]]:
    argv = lab.hosts[host].argv(*(program or ["bash"]))
    return argv[0], argv


def _fail(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


sys.exit(main())
