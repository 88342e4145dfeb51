"""The process that sessions are forked from: it has everything loaded once, and holds no key.

It is forked itself before the server reads its host key or hears from anybody, runs one thread and no
event loop, and does nothing but fork, reap, kill, and say who goes first. What it has loaded its children
share.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias

import msgspec

from ovntui.log import log_to
from ovntui.operators import Operator
from ovntui.serve.orders import LONGEST, Ended, Order, Start
from ovntui.serve.priority import LOOK_EVERY, Priorities, begin_behind
from ovntui.serve.process import (
    default_signals,
    die_with_parent,
    enter_environment,
    enter_terminal,
    no_core,
)

Console: TypeAlias = Callable[[Operator, int], int]
"""Runs the console for somebody on the terminal of this process, with the descriptor of its line to the
server, and gives its exit code."""

_DECODER: Final = msgspec.msgpack.Decoder(Order)
_FAILED: Final = 70  # EX_SOFTWARE of sysexits.h


def fork_nursery(preload: Callable[[], None], console: Console) -> socket.socket:
    """Fork the nursery and return the server's end of the socket to it. preload imports what sessions
    need. The nursery ends, and its sessions with it, when the socket is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        with _leaving():
            die_with_parent()
            no_core()
            preload()
            gc.collect()
            gc.freeze()
            _Nursery(theirs, console).run()
    theirs.close()
    return ours


class _leaving(contextlib.AbstractContextManager[None]):  # noqa: N801  # reads as a statement
    """A fork never comes back to where it was forked from, whatever happens in it."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> NoReturn:
        code = 0
        if isinstance(error, SystemExit):
            code = error.code if isinstance(error.code, int) else 1
        elif error is not None:
            traceback.print_exception(error)
            code = _FAILED
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


class _Nursery:
    def __init__(self, line: socket.socket, console: Console) -> None:
        self._line = line
        self._console = console
        self._children: dict[int, str] = {}
        self._priorities = Priorities()

    def run(self) -> None:
        """Serve until the other end closes."""
        woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's to heed; it closes the socket
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(woken, select.POLLIN)
        poll.register(self._line, select.POLLIN)
        while True:
            ready = {number for number, _ in poll.poll(LOOK_EVERY * 1000 if self._children else None)}
            self._priorities.look()
            if woken in ready:
                os.read(woken, 4096)
                self._reap()
            if self._line.fileno() in ready and not self._serve():
                break
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _serve(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._line, LONGEST, 2)
        if not data:
            return False
        order = _DECODER.decode(data)
        if isinstance(order, Start):
            self._start(order, *descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
        else:
            for pid, session in self._children.items():
                if session == order.session:
                    os.kill(pid, signal.SIGKILL)
        return True

    def _start(self, order: Start, terminal: int, line: int) -> None:
        try:
            pid = os.fork()
        except OSError:
            self._tell(order.session, _FAILED)
            return
        if pid:
            self._children[pid] = order.session
            self._priorities.began(pid)
            return
        with _leaving():
            die_with_parent()
            default_signals()
            self._line.close()
            log, line = enter_terminal(terminal, 2, line)
            begin_behind()
            log_to(os.fdopen(log, "w"), f"%(levelname)s session {order.session} %(name)s: %(message)s")
            enter_environment(order.environment)
            who = Operator(order.name, order.role, order.source, order.session)
            sys.exit(self._console(who, line))

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._priorities.ended(pid)
            if session := self._children.pop(pid, None):
                self._tell(session, os.waitstatus_to_exitcode(status))

    def _tell(self, session: str, code: int) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._line.send(msgspec.msgpack.encode(Ended(session, code)))
