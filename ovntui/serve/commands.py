"""ovntui serve: the console for a team, over SSH."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ovntui.flags import config_of, settings_of
from ovntui.operators import Operator
from ovntui.safetext import SafeText
from ovntui.settings import ServeFlags, Settings, SettingsError

if TYPE_CHECKING:  # what only a server needs is imported where one is started
    from ovntui.serve.settings import ServeSettings

Console = Callable[[Settings, Operator], int]
"""Runs the console for an operator, on the terminal that this process has."""

_NURSERY_LOST: Final = 70  # EX_SOFTWARE of sysexits.h


def add_parser(
    commands: "argparse._SubParsersAction[Any]",
    preload: Callable[[], None],
    console: Console,
    parents: Sequence[argparse.ArgumentParser] = (),
) -> None:
    """Add the command `serve`. preload imports what console needs, once for all sessions."""
    serve = commands.add_parser(
        "serve",
        parents=list(parents),
        help="serve the console over SSH",
        description="Serve the console over SSH to whoever has a key in the file of authorized keys. "
        "docs/serve.md tells all about it.",
    )
    serve.add_argument(
        "--listen", metavar="ADDRESS", help="the address to listen on (default 127.0.0.1, this machine only)"
    )
    serve.add_argument("--port", type=int, metavar="PORT", help="the port (default 8022)")
    serve.add_argument("--state", metavar="DIR", help="the folder of the host key")
    serve.add_argument(
        "--authorized-keys",
        metavar="FILE",
        help="who may come in (default authorized_keys beside the config file)",
    )
    serve.add_argument(
        "--check", action="store_true", help="print what is wrong with keys, files and modes, and exit"
    )
    serve.set_defaults(run=lambda args: _serve(args, preload, console))


def add_audit_parser(commands: "argparse._SubParsersAction[Any]", common: argparse.ArgumentParser) -> None:
    """Add the command `audit`."""
    audit = commands.add_parser(
        "audit",
        help="what the server's audit says of itself",
        description="Look after the server's audit: who came in, who was refused, and what was changed.",
    )
    actions = audit.add_subparsers(title="what to do", metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        parents=[common],
        help="find any edit, cut or other order; exit code 1 where there is one",
        description="Read the audit from its first line on and compare its checksums.",
    )
    verify.add_argument("--state", metavar="DIR", help="the server's folder")
    verify.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="another file than the server's own"
    )
    verify.set_defaults(run=_verify, listen=None, port=None, authorized_keys=None)


def _verify(args: argparse.Namespace) -> int:
    from ovntui.plans.errors import JournalError
    from ovntui.plans.verify import verify

    try:
        found = verify(args.file or serve_settings(args).audit)
    except JournalError as error:
        raise SettingsError(str(error)) from error
    sys.stdout.write(f"{SafeText(str(found))}\n")
    return 1 if found.wrong else 0


def serve_settings(args: argparse.Namespace) -> "ServeSettings":
    """What the server is asked to do by its flags and the config file."""
    from ovntui.serve.settings import ServeSettings

    flags = ServeFlags(
        listen=args.listen, port=args.port, state=args.state, authorized_keys=args.authorized_keys
    )
    named: Path | None = getattr(args, "config", None)
    return ServeSettings.settle(flags, config_of(args).serve, os.environ, named)


def _serve(args: argparse.Namespace, preload: Callable[[], None], console: Console) -> int:
    settings, served = settings_of(args), serve_settings(args)
    if args.check:
        return _check(served)
    from ovntui.log import log_to
    from ovntui.serve.nursery import fork_nursery
    from ovntui.serve.process import no_core

    no_core()
    log_to(sys.stderr, "%(levelname)s %(name)s: %(message)s")
    logging.getLogger("ovntui.serve").setLevel(logging.INFO)
    # Before there is a key in memory, a thread, or a word from anybody.
    settings = msgspec.structs.replace(settings, audit=served.audit, presence=served.presence)
    nursery = fork_nursery(
        preload, lambda who, line: console(msgspec.structs.replace(settings, server_line=line), who)
    )
    return asyncio.run(_run(served, nursery))


def _check(settings: "ServeSettings") -> int:
    from ovntui.serve.check import told, wrong

    found = list(wrong(settings))
    for line in (*told(settings), *(f"wrong: {sentence}" for sentence in found)):
        sys.stdout.write(f"{SafeText(line)}\n")
    return 2 if found else 0


async def _run(settings: "ServeSettings", nursery: socket.socket) -> int:
    from ovntui.serve.house import House
    from ovntui.serve.keys import host_key
    from ovntui.serve.sessions import Sessions

    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    code = 0

    def lost() -> None:
        nonlocal code
        code = _NURSERY_LOST
        logging.getLogger(__name__).error("the process that sessions are started from has ended")
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    sessions = Sessions(nursery, lost)
    try:
        await House(settings, host_key(settings.host_key), sessions, dict(os.environ)).serve()
    except asyncio.CancelledError:
        return code
    except SettingsError as error:
        raise SettingsError(f"cannot serve: {error}") from error
    finally:
        sessions.close()
    return code
