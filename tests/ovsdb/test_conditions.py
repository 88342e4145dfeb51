"""Watching some rows of a table, and changing one's mind about which."""

import asyncio
from functools import partial

import msgspec
import pytest

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.ovsdb.wire import Row
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Observer, row_types
from tests.servers.ovsdb import Server, standalone
from tests.servers.proxy import proxy
from tests.servers.raft import raft
from tests.servers.waiting import until


def numbers(rows: dict[str, Row]) -> list[int]:
    """The `at` of some rows of Note."""
    return sorted(getattr(row, "at") for row in rows.values())  # noqa: B009  # the type is made at run time


def matches(watch: Watch[Row], wanted: list[int]) -> bool:
    """Whether these are the numbers of its rows."""
    return numbers(watch.rows) == wanted


def between(first: int, last: int) -> list[Condition]:
    """Conditions that match any of these numbers."""
    return [["at", "==", number] for number in range(first, last + 1)]


async def until_numbers(watch: Watch[Row], first: int, last: int, when: str = "") -> None:
    await until(lambda: numbers(watch.rows) == list(range(first, last + 1)), f"{first} to {last} {when}")


def watch_notes(database: Database, where: list[Condition] | None) -> tuple[Watch[Row], Observer]:
    observer = Observer()
    [note] = row_types(zoo.SCHEMA, "Note")
    return database.watch(note, observer.take, where), observer


async def renumber(server: Server, number: int, other: int) -> None:
    await server.transact(
        zoo.NAME,
        {"op": "update", "table": "Note", "where": [["at", "==", number]], "row": {"at": other}},
    )


async def test_only_the_rows_that_match() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(10))
        watch, observer = watch_notes(database, between(3, 5))
        await watch.loaded()
        assert numbers(watch.rows) == [3, 4, 5]
        await server.transact(
            zoo.NAME,
            {"op": "update", "table": "Note", "where": [["at", "==", 3]], "row": {"at": 30}},
            {"op": "update", "table": "Note", "where": [["at", "==", 8]], "row": {"at": 4}},
        )
        await until(lambda: numbers(watch.rows) == [4, 4, 5], "rows come and go as they match")
        assert numbers(observer.rows) == [4, 4, 5]
        assert not observer.objections


async def test_no_row_matches() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(10))
        watch, _ = watch_notes(database, [])
        await watch.loaded()
        assert watch.rows == {}
        watch.narrow(between(2, 2))
        await until(lambda: numbers(watch.rows) == [2], "the row arrives")


async def test_another_condition_while_it_is_followed() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(20))
        watch, observer = watch_notes(database, between(0, 9))
        await watch.loaded()
        for first, last in ((5, 14), (0, 0), (0, 19), (19, 19)):
            watch.narrow(between(first, last))
            await until_numbers(watch, first, last)
        watch.narrow(None)
        await until(lambda: len(watch.rows) == 20, "all rows")
        watch.narrow(between(1, 1))
        watch.narrow(between(2, 2))
        watch.narrow(between(3, 3))
        await until(lambda: numbers(watch.rows) == [3], "the last word counts")
        assert observer.rows == watch.rows
        assert not observer.objections


async def test_another_condition_while_the_rows_are_on_their_way() -> None:
    """A row that was listed and matches no longer is found all the same when its uuid is asked for."""
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        Database(zoo.NAME, parse_remotes(line.remote), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(30))
        for pieces in range(24):
            await until(lambda: database.link.state == "live", "the server is there")
            line.down.piece = 100
            line.down.hold()
            watch, observer = watch_notes(database, between(0, 7))
            await line.down.step(pieces)
            watch.narrow(between(5, 11))
            await asyncio.sleep(0.005)
            line.down.piece = 1 << 16
            line.down.release()
            await watch.loaded()
            await until_numbers(watch, 5, 11, f"after {pieces} pieces")
            assert observer.rows == watch.rows
            assert not observer.objections
            watch.close()


async def test_no_condition_any_more_before_the_first_answer() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        Database(zoo.NAME, parse_remotes(line.remote), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(6))
        await until(lambda: database.link.state == "live", "the server is there")
        line.down.hold()
        watch, observer = watch_notes(database, between(0, 2))
        watch.narrow(None)
        await asyncio.sleep(0.05)
        line.down.release()
        await until_numbers(watch, 0, 5)
        assert observer.rows == watch.rows
        assert not observer.objections


async def test_another_condition_while_the_rows_come_anew() -> None:
    """A row is known from before, and the new condition is the one that it matches now."""
    async with (
        standalone(zoo.SCHEMA) as server,
        proxy(server.unix) as line,
        Database(zoo.NAME, parse_remotes(line.remote), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(4))
        for pieces in range(5, 18):
            watch, observer = watch_notes(database, between(0, 3))
            await until_numbers(watch, 0, 3)
            line.refuses = True
            await line.cut()
            await until(lambda: database.link.state == "lost", "the link is lost")
            await renumber(server, 0, 20)
            line.down.piece = 300
            line.down.hold()
            line.connections = 0
            line.refuses = False
            await until(lambda: bool(line.connections), "the next connection")
            await line.down.step(pieces)
            watch.narrow([*between(1, 3), *between(20, 20)])
            await asyncio.sleep(0.005)
            line.down.piece = 1 << 16
            line.down.release()
            await until(lambda: database.link.state == "live", "the link is there")
            await watch.loaded()
            await until(partial(matches, watch, [1, 2, 3, 20]), f"the rows after {pieces} pieces")
            assert observer.rows == watch.rows
            assert not observer.objections
            watch.close()
            await renumber(server, 20, 0)


async def test_the_first_rows_are_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those of a monitor the server would copy every column of every row of the table."""
    first: list[dict[str, Row] | None] = []
    read = Watch.read_since

    def noted(watch: Watch[Row], raw: msgspec.Raw) -> dict[str, Row] | None:
        first.append(read(watch, raw))
        return first[-1]

    monkeypatch.setattr(Watch, "read_since", noted)
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(10))
        watch, _ = watch_notes(database, between(3, 5))
        await watch.loaded()
        one = next(iter(watch.rows))
        same, _ = watch_notes(database, [["_uuid", "==", ["uuid", one]], *between(7, 8)])
        await same.loaded()
        assert same.rows.keys() > {one}
        assert len(same.rows) == 3
        assert first == [{}, {}]


async def test_another_condition_while_the_link_is_down() -> None:
    async with raft(zoo.SCHEMA, size=1) as cluster, proxy(cluster.remotes) as line:
        server = cluster.members[0]
        await server.transact(zoo.NAME, *zoo.notes(20))
        async with Database(zoo.NAME, parse_remotes(line.remote), timing=QUICK) as database:
            watch, observer = watch_notes(database, between(0, 4))
            await watch.loaded()
            line.refuses = True
            await line.cut()
            await until(lambda: database.link.state == "lost", "the link is lost")
            watch.narrow(between(3, 9))
            line.refuses = False
            await until(lambda: numbers(watch.rows) == [3, 4, 5, 6, 7, 8, 9], "as asked")
            assert observer.rows == watch.rows


@pytest.mark.parametrize("way", ["up", "down"])
async def test_a_link_that_breaks_while_the_condition_changes(way: str) -> None:
    """Wherever it breaks: a cluster's member then tells only the difference, and of the new rows the
    old ones must not be missed."""
    async with raft(zoo.SCHEMA, size=1) as cluster, proxy(cluster.remotes) as line:
        server = cluster.members[0]
        await server.transact(zoo.NAME, *zoo.notes(20))
        flow = line.up if way == "up" else line.down
        async with Database(zoo.NAME, parse_remotes(line.remote), timing=QUICK) as database:
            watch, observer = watch_notes(database, between(0, 4))
            await watch.loaded()
            for count in range(0, 1200, 61):
                first = count % 7
                await until(lambda: database.link.state == "live", "the link is there")
                flow.cut_after(count)
                watch.narrow(between(first, first + 5))
                await until_numbers(watch, first, first + 5, f"cut at {count}")
            assert observer.rows == watch.rows
            assert not observer.objections
        assert line.connections > 3


async def test_a_watch_that_is_closed_is_still() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        watch, observer = watch_notes(database, None)
        other, _ = watch_notes(database, None)
        await watch.loaded()
        await other.loaded()
        watch.close()
        await server.transact(zoo.NAME, *zoo.notes(3))
        await until(lambda: len(other.rows) == 3, "the other one goes on")
        assert watch.rows == {}
        assert not observer.reports
        await server.restart()
        await until(lambda: other.is_live, "the other one goes on")
        assert not watch.is_live
        watch.close()  # once more is no error


async def test_watches_come_and_go_all_the_time() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await server.transact(zoo.NAME, *zoo.notes(30))
        for i in range(60):
            watch, _ = watch_notes(database, between(0, i % 30))
            if i % 3:
                await watch.loaded()
                assert len(watch.rows) == i % 30 + 1
            if i % 20 == 19:
                await server.restart()
            watch.close()
        await until(lambda: database.link.state == "live", "the link is there")
        await asyncio.sleep(0.1)
        assert database.link.error == ""
