"""While changes rain several messages are read at a time; whoever waits for something is not kept waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ovntui.ovsdb import pace
from ovntui.ovsdb.pace import Pace
from ovntui.ovsdb.session import Session
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Replica, following
from tests.ovsdb.test_transports import as_tls
from tests.servers.ovsdb import Server, standalone
from tests.servers.tls import Authority
from tests.servers.waiting import until

_DROPS = 300


class Reads:
    """How many messages each read of a replica brought while it waited for none, and whether it rests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, replica: Replica) -> None:
        self.counts: list[int] = []
        self.is_resting = False
        read, read_on = Pace.read, Pace._read_on
        monkeypatch.setattr(pace, "SPARSE", 5)  # on a busy machine it only drizzles
        assert replica.database._session is not None
        watched = replica.database._session._pace

        def noted(one: Pace, messages: int, transport: asyncio.ReadTransport) -> None:
            read(one, messages, transport)
            if one is watched:
                self.counts.append(messages)
                self.is_resting = one._resting is not None

        def noted_on(one: Pace, transport: asyncio.ReadTransport) -> None:
            self.is_resting = self.is_resting and one is not watched
            read_on(one, transport)

        monkeypatch.setattr(Pace, "read", noted)
        monkeypatch.setattr(Pace, "_read_on", noted_on)


async def rain(source: Replica, drops: int = _DROPS) -> None:
    """So many transactions of one row each, one after another."""
    for _ in range(drops):
        await source.database.commit(zoo.notes(1))


@pytest.mark.parametrize("transport", ["unix", "tcp", "ssl"])
async def test_rain_is_read_several_messages_at_a_time_and_none_is_lost(
    transport: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1")) as server:
        remote = {"unix": server.unix, "tcp": server.tcp, "ssl": server.ssl}[transport]
        tls = as_tls(authority.issue("console"))
        async with (
            following(zoo.SCHEMA, remote, tls=tls) as replica,
            following(zoo.SCHEMA, server.unix) as source,
        ):
            reads = Reads(monkeypatch, replica)
            await rain(source)
            await until(lambda: len(replica.rows("Note")) == _DROPS, "all of it arrives")
            assert sum(reads.counts) == _DROPS
            assert max(reads.counts) > 1
            assert len(reads.counts) < _DROPS
            await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_a_burst_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        following(zoo.SCHEMA, server.unix) as replica,
        following(zoo.SCHEMA, server.unix) as source,
    ):
        reads, drops = Reads(monkeypatch, replica), 60
        monkeypatch.setattr(pace, "SPARSE", drops)
        monkeypatch.setattr(pace, "REST", 3600.0)
        await rain(source, drops)
        await until(lambda: len(replica.rows("Note")) == drops, "all of it arrives")
        assert not reads.is_resting


@asynccontextmanager
async def rained_on(monkeypatch: pytest.MonkeyPatch, rest: float) -> AsyncIterator[tuple[Server, Replica]]:
    """A server and a replica of it that rests for so many seconds, because changes have rained."""
    monkeypatch.setattr(pace, "REST", rest)
    async with (
        standalone(zoo.SCHEMA) as server,
        following(zoo.SCHEMA, server.unix) as replica,
        following(zoo.SCHEMA, server.unix) as source,
    ):
        reads = Reads(monkeypatch, replica)
        await rain(source)
        assert reads.is_resting
        yield server, replica


async def test_who_asks_in_the_rain_is_answered_at_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    async with rained_on(monkeypatch, 3600.0) as (_, replica):
        assert len(replica.rows("Note")) < _DROPS
        (found,) = await replica.database.read([{"op": "select", "table": "Note", "where": []}])
        assert len(replica.rows("Note")) == len(found["rows"]) == _DROPS


async def test_a_server_that_goes_in_the_rain_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with rained_on(monkeypatch, QUICK.give_up * 3) as (server, replica):
        server.kill()
        await replica.becomes("lost")  # the probe asks, and whoever asks reads
        await server.restart()
        await replica.becomes("live")
        await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_who_leaves_in_the_rain_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions: list[Session] = []
    monkeypatch.setattr(pace, "REST", 0.01)
    async with standalone(zoo.SCHEMA) as server, following(zoo.SCHEMA, server.unix) as source:
        async with following(zoo.SCHEMA, server.unix) as replica:
            reads = Reads(monkeypatch, replica)
            await rain(source)
            await until(
                lambda: reads.is_resting or len(replica.rows("Note")) == _DROPS, "it rests, or is through"
            )
            assert replica.database._session is not None
            sessions.append(replica.database._session)
        await asyncio.sleep(0.05)  # a timer that was left would read from what is closed, and be logged
        assert sessions[0].lost.done()
