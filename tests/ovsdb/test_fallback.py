"""Servers that do not know the newest monitors: one that refuses a method, and one that has only
RFC 7047's own."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.ovsdb import zoo
from tests.ovsdb.replica import following
from tests.servers.ovsdb import Server, standalone
from tests.servers.proxy import Proxy, proxy
from tests.servers.waiting import until


@asynccontextmanager
async def without_cond_since() -> AsyncIterator[tuple[Server, Proxy]]:
    """A server of OVS 2.6 to 2.11: it answers "unknown method" to what comes under another name."""
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        line.up.replaced = (b'"monitor_cond_since"', b'"monitor_cond_newer"')
        yield server, line


@asynccontextmanager
async def plain() -> AsyncIterator[tuple[Server, Proxy]]:
    """A server of before OVS 2.6, as ovsdb-server can play it for its own tests."""
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        await server.appctl("ovsdb-server/disable-monitor-cond")
        yield server, line


@pytest.mark.parametrize("old", [without_cond_since, plain])
async def test_an_older_server_is_followed_all_the_same(old: object) -> None:
    assert callable(old)
    async with old() as (server, line):
        await server.transact(zoo.NAME, *zoo.notes(20))
        await server.transact(
            zoo.NAME, {"op": "insert", "table": "Animal", "row": {"many_string": ["set", ["a", "b"]]}}
        )
        async with following(zoo.SCHEMA, line.remote) as replica:
            await replica.agrees(lambda: server.dump(zoo.NAME))
            await server.transact(
                zoo.NAME,
                {"op": "delete", "table": "Note", "where": [["at", "<", 5]]},
                {"op": "update", "table": "Note", "where": [["at", "==", 7]], "row": {"text": "new"}},
                {
                    "op": "mutate",
                    "table": "Animal",
                    "where": [],
                    "mutations": [
                        ["many_string", "insert", "c"],
                        ["many_string", "delete", "a"],
                        ["map_string_string", "insert", ["map", [["k", "v"]]]],
                    ],
                },
            )
            await until(lambda: len(replica.rows("Note")) == 15, "the changes arrive")
            await replica.agrees(lambda: server.dump(zoo.NAME))
            before = replica.rows("Note")
            await line.cut()
            await server.transact(zoo.NAME, *zoo.notes(1))
            await until(lambda: len(replica.rows("Note")) == 16, "the changes arrive")
            await replica.agrees(lambda: server.dump(zoo.NAME))
            assert all(replica.rows("Note")[uuid] is row for uuid, row in before.items())
            assert gc.isenabled()
    assert gc.isenabled()
