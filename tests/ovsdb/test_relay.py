"""A relay stands between: what it tells is as good as its own connection."""

import asyncio
import time

import pytest

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import ConnectError
from ovntui.ovsdb.remote import parse_remotes
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Replica, following, row_types
from tests.servers.ovsdb import relay, standalone
from tests.servers.raft import raft
from tests.servers.waiting import until


async def test_a_relay_of_a_standalone_server() -> None:
    async with standalone(zoo.SCHEMA) as source, relay(zoo.NAME, source.unix) as server:
        await source.transact(zoo.NAME, *zoo.notes(20))
        async with following(zoo.SCHEMA, server.unix) as replica:
            assert replica.database.link.role == "relay"
            await replica.agrees(lambda: source.dump(zoo.NAME))
            await source.transact(zoo.NAME, *zoo.notes(1))
            await until(lambda: len(replica.rows("Note")) == 21, "the change arrives")
            await server.transact(zoo.NAME, *zoo.notes(1))
            await replica.agrees(lambda: source.dump(zoo.NAME))


async def test_a_relay_of_a_cluster() -> None:
    async with (
        raft(zoo.SCHEMA) as cluster,
        relay(zoo.NAME, cluster.remotes) as server,
        following(zoo.SCHEMA, server.unix) as replica,
    ):
        await (await cluster.leader()).transact(zoo.NAME, *zoo.notes(20))
        await until(lambda: len(replica.rows("Note")) == 20, "the rows arrive")
        await replica.agrees(lambda: cluster.members[0].dump(zoo.NAME))


async def test_a_relay_whose_source_went_down_and_came_back() -> None:
    """A relay hides it for half a minute, so that a restart of its source is nothing to its clients."""
    async with standalone(zoo.SCHEMA) as source, relay(zoo.NAME, source.unix) as server:
        await source.transact(zoo.NAME, *zoo.notes(5))
        async with following(zoo.SCHEMA, server.unix) as replica:
            await replica.agrees(lambda: source.dump(zoo.NAME))
            before = replica.rows("Note")
            source.kill()
            await source.start()
            await source.transact(zoo.NAME, *zoo.notes(1))
            await until(lambda: len(replica.rows("Note")) == 6, "rows arrive again")
            await replica.agrees(lambda: source.dump(zoo.NAME))
            assert all(replica.rows("Note")[uuid] is row for uuid, row in before.items())


async def test_a_relay_without_a_source_is_left_for_a_better_server() -> None:
    async with standalone(zoo.SCHEMA) as source, standalone(zoo.SCHEMA) as nothing:
        nothing.stop()
        async with relay(zoo.NAME, nothing.unix) as server:
            for _ in range(3):
                async with following(zoo.SCHEMA, f"{server.unix},{source.unix}") as replica:
                    assert str(replica.database.link.remote) == source.unix


async def test_a_relay_that_never_had_a_source() -> None:
    async with standalone(zoo.SCHEMA) as source:
        await source.transact(zoo.NAME, *zoo.notes(5))
        source.stop()
        async with (
            relay(zoo.NAME, source.unix) as server,
            Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
        ):
            replica = Replica(database, row_types(zoo.SCHEMA))
            began = time.monotonic()
            with pytest.raises(ConnectError) as caught:
                await database.opened()
            assert time.monotonic() - began < 5
            assert "\n" not in str(caught.value)
            await asyncio.sleep(0.2)
            assert not replica.watches["Note"].is_loaded
            await source.start()
            await replica.loaded(20)
            await until(lambda: len(replica.rows("Note")) == 5, "the rows arrive", 20)
            await replica.agrees(lambda: source.dump(zoo.NAME))
