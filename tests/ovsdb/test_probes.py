"""Signs of life: a peer that is silent is noticed on every kind of link, one that is slow is let be."""

import asyncio
import time

import pytest

from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.link import Timing
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, following
from tests.servers.ovsdb import standalone
from tests.servers.proxy import proxy
from tests.servers.waiting import until

PATIENT = Timing(probe=0.2, give_up=2.0, connect=2.0, first_wait=0.02, longest_wait=0.2, steady=1.0)
"""The proportions of the console's own timing: ten probes' time before a link is given up."""


@pytest.mark.parametrize("timing", [QUICK, PATIENT], ids=["quick", "patient"])
@pytest.mark.parametrize("transport", ["unix", "tcp"])
async def test_a_frozen_server_is_noticed_and_comes_back(transport: str, timing: Timing) -> None:
    async with standalone(zoo.SCHEMA) as server:
        await server.transact(zoo.NAME, *zoo.notes(5))
        remote = server.unix if transport == "unix" else server.tcp
        async with following(zoo.SCHEMA, remote, timing=timing) as replica:
            server.daemon.freeze()
            began = time.monotonic()
            await replica.becomes("lost", timing.give_up + 1.5)
            assert time.monotonic() - began > timing.give_up - timing.probe - 0.1
            assert "no sign of life" in replica.database.link.error
            assert len(replica.rows("Note")) == 5
            server.daemon.thaw()
            await replica.becomes("live")
            await server.transact(zoo.NAME, *zoo.notes(1))
            await until(lambda: len(replica.rows("Note")) == 6, "rows arrive again")


async def test_replies_that_never_come_are_noticed() -> None:
    """The server reads and answers, and something on the way loses the answers."""
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        following(zoo.SCHEMA, line.remote) as replica,
    ):
        line.down.swallows = True
        with pytest.raises(LinkLost):
            await replica.database.commit(zoo.notes(1))
        await replica.becomes("lost")
        line.down.swallows = False
        await replica.becomes("live")
        await replica.agrees(lambda: server.dump(zoo.NAME))
        assert len(replica.rows("Note")) == 1  # it was applied, although the answer said nothing


@pytest.mark.parametrize("way", ["up", "down", "both"])
async def test_a_black_hole_is_noticed(way: str) -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        following(zoo.SCHEMA, line.remote) as replica,
    ):
        flows = {"up": [line.up], "down": [line.down], "both": [line.up, line.down]}[way]
        for flow in flows:
            flow.hold()
        await replica.becomes("lost", QUICK.give_up + 1.5)
        await server.transact(zoo.NAME, *zoo.notes(3))
        for flow in flows:
            flow.release()
        await replica.becomes("live")
        await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_a_quiet_server_that_answers_is_let_be() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        following(zoo.SCHEMA, line.remote) as replica,
    ):
        heard = replica.database.heard
        await asyncio.sleep(QUICK.give_up + 1)
        assert replica.database.heard != heard
        assert line.connections == 1
        assert replica.state == "live"


async def test_a_slow_server_is_let_be() -> None:
    """A reply that takes longer than give_up is no reason to drop the link, as long as bytes come."""
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        await server.transact(zoo.NAME, *zoo.notes(1, length=100_000))
        line.down.piece, line.down.pause = 2_500, 0.05
        began = time.monotonic()
        async with following(zoo.SCHEMA, line.remote) as replica:
            assert time.monotonic() - began > QUICK.give_up
            assert line.connections == 1
            assert len(replica.rows("Note")) == 1


async def test_our_own_sleep_is_not_held_against_the_server() -> None:
    """After ctrl-z or a suspended laptop, what the server has sent is still there to be read."""
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        following(zoo.SCHEMA, line.remote) as replica,
    ):
        time.sleep(QUICK.give_up + 1.5)  # noqa: ASYNC251  # the whole process is away
        await asyncio.sleep(QUICK.give_up + 0.5)
        assert line.connections == 1
        assert replica.state == "live"
