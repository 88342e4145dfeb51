"""Large tables fetched in slices, while others commit, links break and servers fall silent."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from ovntui.ovsdb import filling
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.filling import SLICE, WINDOW
from ovntui.ovsdb.link import Link
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.rows import Codec
from ovntui.ovsdb.slices import Listed, Numbered, Plan, ReferredBy
from ovntui.ovsdb.turns import LONGEST, Turns
from ovntui.ovsdb.unpacking import PART, Unpacking
from ovntui.ovsdb.watch import Watch
from ovntui.ovsdb.wire import NOTHING, Refs, Row, Texts
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Observer, Replica, row_types
from tests.servers.ovsdb import Server, standalone
from tests.servers.proxy import Proxy, proxy
from tests.servers.waiting import until

MANY = 3 * SLICE * WINDOW
"""So many rows that not all can be asked for at once."""

PLANS: dict[str, dict[str, Plan | None]] = {
    "in one answer": {"Note": None, "Animal": None},
    "listed": {"Note": Listed()},
    "listed, one column later": {"Note": Listed(later="text")},
    "referred by nobody": {"Note": ReferredBy("Nobody", "notes")},
    "numbered": {"Note": Numbered("at", 0, 300)},
    "numbered otherwise": {"Note": Numbered("at", 400, 401)},
    "referred": {"Animal": Listed(later="keepers"), "Keeper": ReferredBy("Animal", "keepers")},
}


def animals(count: int) -> list[dict[str, Any]]:
    """Inserts of so many animals with a keeper each."""
    return [
        operation
        for i in range(count)
        for operation in (
            {"op": "insert", "table": "Keeper", "row": {"name": str(i)}, "uuid-name": f"k{i}"},
            {
                "op": "insert",
                "table": "Animal",
                "row": {"keepers": ["named-uuid", f"k{i}"], "one_integer": i},
            },
        )
    ]


@asynccontextmanager
async def slicing(
    line: Proxy,
    plans: dict[str, Plan | None],
    on_link: Callable[[Link], None] = lambda _: None,
    turns: Turns | None = None,
) -> AsyncIterator[Replica]:
    """A replica of the tables with a plan, over a line, just begun."""
    async with Database(
        zoo.NAME, parse_remotes(line.remote), timing=QUICK, on_link=on_link, turns=turns
    ) as database:
        yield Replica(database, row_types(zoo.SCHEMA, *plans, slices=plans))


@asynccontextmanager
async def full_zoo() -> AsyncIterator[tuple[Server, Proxy]]:
    """A server with many rows in each table, and a line to it."""
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        await server.transact(zoo.NAME, *zoo.notes(MANY))
        await server.transact(zoo.NAME, *animals(MANY // 2))
        yield server, line


async def stir(server: Server, number: int) -> None:
    """Change, insert and delete some rows."""
    await server.transact(
        zoo.NAME,
        {"op": "delete", "table": "Note", "where": [["at", "==", 3 * number]]},
        {"op": "update", "table": "Note", "where": [["at", "==", 5 * number]], "row": {"text": "new"}},
        {"op": "update", "table": "Note", "where": [["at", "==", MANY - number]], "row": {"at": number}},
        {"op": "delete", "table": "Animal", "where": [["one_integer", "==", 7 * number]]},
        {
            "op": "mutate",
            "table": "Animal",
            "where": [["one_integer", "<", 2 * number]],
            "mutations": [["many_integer", "insert", number]],
        },
        {
            "op": "update",
            "table": "Animal",
            "where": [["one_integer", "==", 5]],
            "row": {"keepers": ["set", []]},
        },
        *animals(2),
        *zoo.notes(2),
    )


@pytest.mark.parametrize("plans", PLANS.values(), ids=PLANS)
async def test_somebody_presses_keys_meanwhile(plans: dict[str, Plan | None]) -> None:
    """Nothing is taken in until the key is painted, and all the same all of it in the end."""
    turns = Turns()
    async with full_zoo() as (server, line), slicing(line, plans, turns=turns) as replica:
        for key in itertools.count():
            turns.hold()
            await asyncio.sleep(LONGEST * 2 / 3 if key % 3 else 0.002)
            if key % 3 == 0:
                turns.release()
            if all(watch.is_loaded for watch in replica.watches.values()):
                break
        await replica.agrees(lambda: server.dump(zoo.NAME))


@pytest.mark.parametrize("plans", PLANS.values(), ids=PLANS)
async def test_others_commit_meanwhile(
    plans: dict[str, Plan | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "LISTED", 50)  # many turns to look at what was named
    async with full_zoo() as (server, line), slicing(line, plans) as replica:
        line.down.piece = 500
        line.down.hold()
        for number in range(140):
            if number % 5 == 4:
                await stir(server, number // 5)
            line.down.release()
            line.down.hold()  # one piece passes
            await asyncio.sleep(0.002)
        assert not all(watch.is_loaded for watch in replica.watches.values())  # it was meanwhile
        line.down.piece = 1 << 16
        line.down.release()
        await replica.agrees(lambda: server.dump(zoo.NAME))


@pytest.mark.parametrize("plans", PLANS.values(), ids=PLANS)
async def test_a_link_that_breaks_in_the_middle(plans: dict[str, Plan | None]) -> None:
    async with full_zoo() as (server, line), slicing(line, plans) as replica:
        numbers = itertools.count(1)
        for count in range(2_000, 50_000, 6_000):
            line.down.cut_after(count)
            async with asyncio.timeout(15):
                while (
                    line.down.cut_at is not None
                ):  # all may be there already: then the updates bring the cut
                    await stir(server, next(numbers))
        await replica.agrees(lambda: server.dump(zoo.NAME))
        assert line.connections > 8


@pytest.mark.parametrize("name", ["listed", "referred by nobody", "referred"])
async def test_how_many_there_will_be_is_known_while_they_come(name: str) -> None:
    plans = PLANS[name]
    async with full_zoo() as (_, line), slicing(line, plans) as replica:
        line.down.piece = 500
        known: dict[str, int] = {}
        while not all(watch.is_loaded for watch in replica.watches.values()):
            line.down.release()
            line.down.hold()  # one piece passes
            await asyncio.sleep(0.001)
            for table, watch in replica.watches.items():
                if not watch.is_loaded and len(watch.rows) < watch.count:
                    known[table] = watch.count
        assert known == {table: len(watch.rows) for table, watch in replica.watches.items()}
        assert all(watch.count == len(watch.rows) for watch in replica.watches.values())


async def test_a_reload_tells_only_what_is_new() -> None:
    """Rows that come anew as they were stay the same objects."""
    async with full_zoo() as (server, line), slicing(line, {"Note": Listed(later="text")}) as replica:
        await replica.agrees(lambda: server.dump(zoo.NAME))
        before = replica.rows("Note")
        replica.observers["Note"].reports.clear()
        await line.cut()
        await replica.becomes("lost")
        await replica.becomes("live")
        assert not replica.observers["Note"].reports
        assert all(replica.rows("Note")[uuid] is row for uuid, row in before.items())


@pytest.mark.parametrize("number", [b"4", b"5", b"6"], ids=["the monitor's", "a list", "a slice"])
async def test_an_answer_that_never_comes(number: bytes) -> None:
    """All others come, and signs of life: the answer reads as one to a question that was never asked."""
    errors: list[str] = []  # of all states of the link: the next follows at once
    async with (
        full_zoo() as (server, line),
        slicing(
            line, {"Note": ReferredBy("Nobody", "notes")}, lambda link: errors.append(link.error)
        ) as replica,
    ):
        line.down.replaced = (b'{"id":%b,' % number, b'{"id":0,')
        await until(lambda: any("gave no answer" in error for error in errors), "the first link has ended")
        line.down.replaced = None
        await replica.agrees(lambda: server.dump(zoo.NAME))


@pytest.mark.parametrize("old_protocol", [False, True])
async def test_a_change_while_one_answer_is_taken_in(old_protocol: bool) -> None:
    """A row changes, one goes and one comes when the answer has been read and not all of it taken in."""
    [note] = row_types(zoo.SCHEMA, "Note")
    observer = Observer()
    watch = Watch("w1", note, observer.take, None, lambda _: None, lambda _: None)
    watch.begin(Codec(note, None))
    names = [f"row{i}" for i in range(2 * PART + 1)]
    ended = asyncio.Event()

    def done() -> None:
        watch.end_filling()
        ended.set()

    unpacking = Unpacking(
        watch, {name: msgspec.convert({"text": name, "at": 1}, note) for name in names}, Turns(), done
    )
    watch.begin_filling(unpacking)
    unpacking.go_on()
    assert len(watch.rows) == PART
    first, last = names[0], names[-1]
    if old_protocol:
        new = {"text": "new", "at": 2}
        update = {last: {"new": new}, first: {"old": {}}, "another": {"new": new}}
        watch.take_old_update(msgspec.Raw(msgspec.json.encode({"Note": update})))
    else:
        update = {
            last: {"modify": {"text": "new", "at": 2}},
            first: {"delete": None},
            "another": {"insert": {"text": "new", "at": 2}},
        }
        watch.take_update(msgspec.Raw(msgspec.json.encode({"Note": update})), None)
    await ended.wait()
    assert watch.rows.keys() == {*names[1:], "another"}
    assert watch.rows[last] == watch.rows["another"] == msgspec.convert({"text": "new", "at": 2}, note)
    assert observer.rows == watch.rows
    assert not observer.objections


async def test_what_is_held_waits_for_release() -> None:
    async with full_zoo() as (server, line), slicing(line, {"Note": Numbered("at", 0, 300)}) as replica:
        replica.database.hold()
        await until(lambda: replica.state == "loading", "the server is reached")
        await server.transact(zoo.NAME, *zoo.notes(1))
        await until(lambda: len(replica.rows("Note")) == 1, "what comes anew is there")
        await asyncio.sleep(0.2)
        assert not replica.watches["Note"].is_loaded
        replica.database.release()
        await replica.agrees(lambda: server.dump(zoo.NAME))


def test_rows_hold_together_what_they_have_in_common() -> None:
    """Tens of thousands of ports are on a few hundred chassis."""

    class Port(Row, frozen=True, gc=False):
        addresses: Texts = NOTHING
        port_security: Texts = NOTHING
        chassis: Refs = NOTHING

    text = {"addresses": "0a:00:00:00:00:01 10.0.0.1", "port_security": "0a:00:00:00:00:01 10.0.0.1"}
    one, other = ({**text, "chassis": ("uuid", "c")}, {"addresses": ("set", ["a", "b"])})
    answers = [msgspec.Raw(msgspec.json.encode([{"rows": [row]}])) for row in (one, one, other)]
    (first,), (second,), (third,) = Codec(Port, None).read_selected(answers)
    assert first == second
    assert first.chassis is second.chassis
    assert first.port_security is first.addresses
    assert third == Port(addresses=("set", ["a", "b"]))
