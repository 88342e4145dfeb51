"""Sessions start one after another, each key in its turn, and those that take much come after the others."""

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from ovntui.serve.priority import can_be_put
from tests.console.stage import Cloud
from tests.serve.serving import Served, made_key, public, served
from tests.serve.test_limits import Sleeper, client
from tests.serve.test_login import come_in
from tests.servers.waiting import until

WAITS = "yours is waiting for its turn"


@asynccontextmanager
async def on_one_processor(cloud: Cloud) -> AsyncIterator[tuple[Served, Path]]:
    """A server that starts one session at a time, and the key of lee, who may come in beside kim."""
    all_of_them = os.sched_getaffinity(0)
    async with AsyncExitStack() as stack:
        os.sched_setaffinity(0, {min(all_of_them)})
        try:
            server = await stack.enter_async_context(served(cloud))
        finally:
            os.sched_setaffinity(0, all_of_them)
        lee = made_key(server.folder, "lee")
        server.authorize(f'role="admin" {public(server.kim)}', f'role="admin" {public(lee)}')
        yield server, lee


@contextmanager
def nothing_starts(server: Served) -> Iterator[None]:
    """The process that sessions are forked from is stopped: who has a place to start in keeps it for now."""
    (nursery,) = server.children()
    os.kill(nursery, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(nursery, signal.SIGCONT)


def started(server: Served) -> list[str]:
    """Whose sessions were started, in order."""
    return re.findall(r" session \d+: (\w+),", server.logged)


async def test_who_starts_many_does_not_keep_another_waiting(the_zoo: Cloud) -> None:
    async with on_one_processor(the_zoo) as (server, lee), AsyncExitStack() as stack:
        with nothing_starts(server):
            connection = await client(server, stack)
            for _ in range(8):
                await connection.create_session(Sleeper, term_type="xterm", encoding=None)
            await until(lambda: started(server), "the first of kim's")
            lees = stack.enter_context(server.terminal(key=lee))
            lees.until(lambda: WAITS in lees.text, "lee is told to wait")
            before = len(started(server))
        come_in(lees)
        await until(lambda: len(started(server)) == 9, "all have started", 60)
        # one of kim's may have had its turn already when lee came
        assert started(server).index("lee") <= before + 1


async def test_who_goes_while_waiting_gives_the_place_back(the_zoo: Cloud) -> None:
    async with on_one_processor(the_zoo) as (server, lee), AsyncExitStack() as stack:
        with nothing_starts(server):
            kims = await client(server, stack)
            _, kim = await kims.create_session(Sleeper, term_type="xterm", encoding=None)
            assert isinstance(kim, Sleeper)
            await until(lambda: started(server), "kim's is starting")
            lees = [await client(server, stack, lee) for _ in range(2)]
            for connection in lees:  # together more than may be started at once with one key
                for _ in range(9):
                    await connection.create_session(Sleeper, term_type="xterm", encoding=None)
            for connection in lees:
                connection.abort()
        await until(lambda: kim.received > 2000, "kim's first screen", 60)
        with server.terminal(key=lee) as again:
            come_in(again)
            assert WAITS not in again.text
        assert started(server) == ["kim", "lee"]


async def test_a_start_that_does_not_come_to_its_end_holds_nobody_up(the_zoo: Cloud) -> None:
    async with on_one_processor(the_zoo) as (server, lee), AsyncExitStack() as stack:
        connection = await client(server, stack)
        await connection.create_session(Sleeper, term_type="xterm", encoding=None)
        await until(server.sessions, "kim's process")
        os.kill(server.sessions()[0], signal.SIGSTOP)
        with server.terminal(key=lee) as lees:
            come_in(lees)


@pytest.mark.skipif(not can_be_put(), reason="no root here, and no limit on nice that lets processes back")
async def test_who_takes_much_comes_after_the_others_until_it_takes_little(the_zoo: Cloud) -> None:
    async with served(the_zoo) as server:
        with server.terminal() as terminal:
            come_in(terminal)
            (session,) = server.sessions()
            await until(lambda: nice(session) == 0, "it has started, and comes level", 120)
            end = time.monotonic() + 120
            while nice(session) == 0 and time.monotonic() < end:
                terminal.press("41")
                await asyncio.sleep(0.02)
                terminal.read()
            assert nice(session) > 0
            await until(lambda: nice(session) == 0, "it rests, and comes level again", 120)


def nice(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)
