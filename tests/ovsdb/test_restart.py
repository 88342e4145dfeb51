"""A database that went and came back: nothing lost, nothing invented, nothing told twice."""

import pytest

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import ConnectError
from ovntui.ovsdb.remote import parse_remotes
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Replica, following, row_types
from tests.servers.ovsdb import standalone
from tests.servers.proxy import proxy
from tests.servers.waiting import until


async def test_what_happened_meanwhile_is_told_and_no_more() -> None:
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        await server.transact(zoo.NAME, *zoo.notes(50))
        async with following(zoo.SCHEMA, line.remote) as replica:
            before = replica.rows("Note")
            reports = replica.observers["Note"].reports
            reports.clear()
            line.refuses = True
            await line.cut()
            await replica.becomes("lost")
            assert replica.rows("Note") == before
            await server.transact(
                zoo.NAME,
                {"op": "delete", "table": "Note", "where": [["at", "<", 5]]},
                {"op": "update", "table": "Note", "where": [["at", "==", 7]], "row": {"text": "new"}},
                *zoo.notes(1),
            )
            await server.restart()
            line.refuses = False
            await until(lambda: len(reports) > 0, "the changes are told")
            await replica.agrees(lambda: server.dump(zoo.NAME))
            after = replica.rows("Note")

            kinds = [(c.old is not None, c.new is not None) for report in reports for c in report]
            assert sorted(kinds) == [(False, True)] + [(True, False)] * 5 + [(True, True)]
            kept = before.keys() & after.keys()
            assert len(kept) == 45
            assert sum(after[uuid] is not before[uuid] for uuid in kept) == 1


async def test_a_restart_with_nothing_new_tells_nothing() -> None:
    """Also of sets and maps that were changed piece by piece: they read as the server writes them."""
    async with (
        standalone(zoo.SCHEMA) as server,
        following(zoo.SCHEMA, server.unix) as replica,
    ):
        odd = ["b", "a", "é", "名", "\x01", "/", '"', "🎈", "e\u0301", "\u2028"]
        await server.transact(
            zoo.NAME, {"op": "insert", "table": "Animal", "row": {"one_or_more": ["set", [3]]}}
        )
        for i, word in enumerate(odd):
            change = [
                ["many_string", "insert", word],
                ["many_integer", "insert", 5 - i],
                ["many_real", "insert", 0.1 * i],
                ["many_uuid", "insert", ["uuid", f"{9 - i:08x}-0000-0000-0000-000000000000"]],
                ["map_string_string", "insert", ["map", [[word, word]]]],
                [
                    "map_uuid_real",
                    "insert",
                    ["map", [[["uuid", f"{i:08x}" + "-0000" * 3 + "-" + "0" * 12], i]]],
                ],
            ]
            await server.transact(
                zoo.NAME, {"op": "mutate", "table": "Animal", "where": [], "mutations": change}
            )
        await replica.agrees(lambda: server.dump(zoo.NAME))
        before = replica.rows("Animal")
        for observer in replica.observers.values():
            observer.reports.clear()
        for _ in range(2):
            server.kill()
            await replica.becomes("lost")
            await server.start()
            await replica.becomes("live")
            await replica.agrees(lambda: server.dump(zoo.NAME))
        assert not [o.reports for o in replica.observers.values() if o.reports]
        assert all(replica.rows("Animal")[uuid] is row for uuid, row in before.items())


async def test_another_file_behind_the_same_address() -> None:
    async with standalone(zoo.SCHEMA) as server:
        await server.transact(zoo.NAME, *zoo.notes(50))
        async with following(zoo.SCHEMA, server.unix) as replica:
            await server.remove(zoo.NAME)
            await replica.becomes("lost")
            assert zoo.NAME in replica.database.link.error
            await server.add(zoo.SCHEMA)
            await replica.becomes("live")
            await until(lambda: not replica.rows("Note"), "the rows of the old file are gone")
            await server.transact(zoo.NAME, *zoo.notes(3))
            await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_many_restarts() -> None:
    async with standalone(zoo.SCHEMA) as server, following(zoo.SCHEMA, server.unix) as replica:
        for i in range(10):
            await server.transact(zoo.NAME, *zoo.notes(5))
            (server.kill if i % 2 else server.stop)()
            await server.start()
        await replica.agrees(lambda: server.dump(zoo.NAME))
        assert len(replica.rows("Note")) == 50


async def test_a_server_that_comes_later() -> None:
    """The console may be there before the server."""
    async with standalone(zoo.SCHEMA) as server:
        await server.transact(zoo.NAME, *zoo.notes(5))
        server.stop()
        async with Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database:
            replica = Replica(database, row_types(zoo.SCHEMA))
            with pytest.raises(ConnectError):
                await database.opened()
            await server.start()
            await replica.loaded()
            await replica.agrees(lambda: server.dump(zoo.NAME))
            await database.opened()
