"""After any disturbance the replica equals the server.

Another client commits random transactions; meanwhile the link is cut at any byte, members and servers
are killed and come back, the schema is converted and the history compacted. At the end three accounts
must agree: `ovsdb-client dump`, the rows that the watches hold, and what an observer makes of the
reported changes alone. `pytest --hypothesis-profile=thorough` looks longer.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.rows import raw_row_type
from ovntui.ovsdb.schema import parse_schema
from ovntui.ovsdb.slices import Listed, Numbered, Plan, ReferredBy
from ovntui.ovsdb.watch import Condition
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Observer, Replica, row_types
from tests.servers.dump import Tables, dump
from tests.servers.ovsdb import SchemaJson, Server, standalone
from tests.servers.process import ToolError
from tests.servers.proxy import Proxy, proxy
from tests.servers.raft import Cluster, raft
from tests.servers.speaker import transact

Step: TypeAlias = tuple[Any, ...]

_AT = (0, 1, -1, 2**63 - 1)
"""The values of Note.at that conditions are made of; half of the notes have one of them."""

_SLICES: tuple[dict[str, Plan], ...] = (
    {
        "Animal": Listed(later="keepers"),
        "Keeper": ReferredBy("Animal", "keepers"),
        "Note": Numbered("at", 0, 20),
    },
    {"Animal": Listed(later="map_string_string"), "Note": ReferredBy("Nobody", "notes"), "Keeper": Listed()},
)
"""Each way of fetching a table in slices; notes are numbered far outside of the range that is expected."""

_common = st.one_of(
    st.tuples(st.just("transact"), st.integers(1, 3)),
    st.tuples(st.just("transact"), st.integers(1, 3)),
    st.tuples(st.just("cut after"), st.sampled_from(["up", "down"]), st.integers(0, 4000)),
    st.tuples(st.just("cut")),
    st.tuples(st.just("in pieces"), st.sampled_from([1, 7, 100, 1 << 16])),
    st.tuples(st.just("narrow"), st.one_of(st.none(), st.lists(st.sampled_from(_AT), max_size=3))),
    st.tuples(st.just("convert")),
    st.tuples(st.just("wait"), st.sampled_from(["live", "a moment"])),
)
_standalone = st.one_of(_common, st.tuples(st.sampled_from(["restart", "kill", "refuse"])))
_cluster = st.one_of(
    _common, st.tuples(st.sampled_from(["compact", "start"])), st.tuples(st.just("kill"), st.integers(0, 2))
)


class Trial:
    """One database followed over one or several bad lines, and what can be done to them."""

    def __init__(self, database: Database, lines: list[Proxy], seed: int) -> None:
        self.database = database
        self.lines = lines
        self.chaos = zoo.Chaos(random.Random(seed))
        self.converted = False
        self.where: list[int] | None = None
        # the later schema's types also ask for what the earlier one lacks, and the other way round
        self.typed = Replica(database, row_types(zoo.CONVERTED))
        self.raw = Replica(database, [raw_row_type(t) for t in parse_schema(zoo.SCHEMA).tables.values()])
        self.sliced = [Replica(database, row_types(zoo.SCHEMA, slices=slices)) for slices in _SLICES]
        self.some = Observer()
        [note] = row_types(zoo.SCHEMA, "Note")
        self.narrowed = database.watch(note, self.some.take)

    @property
    def schema(self) -> SchemaJson:
        """The schema to convert to next."""
        self.converted = not self.converted
        return zoo.CONVERTED if self.converted else zoo.SCHEMA

    def narrow(self, where: list[int] | None) -> None:
        """Watch other notes."""
        self.where = where
        conditions: list[Condition] | None = None if where is None else [["at", "==", at] for at in where]
        self.narrowed.narrow(conditions)

    async def wait(self, what: str) -> None:
        """Give the client time, so that not every disturbance falls into the one before."""
        if what == "live":
            for _ in range(100):
                if self.database.link.state == "live":
                    break
                await asyncio.sleep(0.01)
        else:
            await asyncio.sleep(0.01)

    async def disturb(self, step: Step) -> bool:
        """Do what can be done to any kind of server. False where it is something else."""
        match step:
            case ("cut after", way, count):
                for line in self.lines:
                    (line.up if way == "up" else line.down).cut_after(count)
            case ("cut",):
                for line in self.lines:
                    await line.cut()
            case ("in pieces", size):
                for line in self.lines:
                    line.down.piece = size
            case ("narrow", where):
                self.narrow(where)
            case ("wait", what):
                await self.wait(what)
            case _:
                return False
        return True

    async def end(self, dump: Callable[[], Any]) -> None:
        """All disturbance ends, and all accounts must agree."""
        for line in self.lines:
            line.refuses = False
            line.up.cut_at = line.down.cut_at = None
            line.down.piece = 1 << 16
        await self.typed.agrees(dump)
        await self.raw.agrees(dump)
        for sliced in self.sliced:
            await sliced.agrees(dump)
        truth: Tables = await dump()
        wanted = {
            uuid
            for uuid, row in truth.get("Note", {}).items()
            if self.where is None or row["at"] & frozenset(self.where)
        }
        for _ in range(500):
            if self.narrowed.rows.keys() == wanted:
                break
            await asyncio.sleep(0.01)
        assert self.narrowed.rows.keys() == wanted
        assert self.some.rows == self.narrowed.rows
        assert not self.some.objections


_WIPE: list[dict[str, Any]] = [{"op": "delete", "table": table, "where": []} for table in ("Animal", "Note")]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with standalone(zoo.SCHEMA) as server:
        yield server


@pytest.fixture
async def cluster() -> AsyncIterator[Cluster]:
    async with raft(zoo.SCHEMA) as cluster:
        yield cluster


# The server is kept from example to example, and emptied each time: starting one takes longer than
# most examples.
_keeps_its_server = settings(suppress_health_check=list(HealthCheck))
_less = settings(_keeps_its_server, max_examples=settings().max_examples // 3)


@_keeps_its_server
@given(steps=st.lists(_standalone, max_size=15), seed=st.integers(0, 2**32))
async def test_a_standalone_server(server: Server, steps: list[Step], seed: int) -> None:
    if not server.daemon.running:
        await server.start()  # an example before was broken off
    await server.convert(zoo.SCHEMA)
    await server.transact(zoo.NAME, *_WIPE)
    async with (
        proxy(server.unix) as line,
        Database(zoo.NAME, parse_remotes(line.remote), timing=QUICK) as database,
    ):
        trial = Trial(database, [line], seed)
        for step in steps:
            match step:
                case ("transact", count):
                    for _ in range(count):
                        await server.transact(zoo.NAME, *trial.chaos.transaction(trial.converted))
                case ("convert",):
                    await server.convert(trial.schema)
                case ("restart",):
                    await server.restart()
                case ("kill",):
                    server.kill()
                    await server.start()
                case ("refuse",):
                    line.refuses = not line.refuses
                    await line.cut()
                case _:
                    assert await trial.disturb(step)
        await trial.end(lambda: server.dump(zoo.NAME))


@_less
@given(steps=st.lists(_cluster, max_size=15), seed=st.integers(0, 2**32))
async def test_a_cluster(cluster: Cluster, steps: list[Step], seed: int) -> None:
    await start_all(cluster)
    await convert(cluster, zoo.SCHEMA)
    await commit(cluster, *_WIPE)
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(proxy(member.unix)) for member in cluster.members]
        remotes = parse_remotes(",".join(line.remote for line in lines))
        database = await stack.enter_async_context(Database(zoo.NAME, remotes, timing=QUICK))
        trial = Trial(database, lines, seed)
        for step in steps:
            match step:
                case ("transact", count):
                    for _ in range(count):
                        await commit(cluster, *trial.chaos.transaction(trial.converted))
                case ("convert",):
                    await convert(cluster, trial.schema)
                case ("kill", number):
                    if len(cluster.running) == 3:  # two of three are a cluster
                        cluster.members[number].kill()
                case ("start",):
                    await start_all(cluster)
                case ("compact",):
                    for member in cluster.running:
                        await member.compact(zoo.NAME)
                case _:
                    assert await trial.disturb(step)
        await start_all(cluster)
        await commit(cluster, {"op": "insert", "table": "Note", "row": {"text": "the last"}})
        await trial.end(lambda: tell(cluster))


async def tell(cluster: Cluster) -> Tables:
    """What the cluster holds, by the first member that says: after a change of leader one may keep a
    transaction waiting for ever."""
    why = ""
    for member in [await cluster.leader(), *cluster.members] * 3:
        try:
            return await dump(member.unix, zoo.NAME, seconds=3)
        except ToolError as error:
            why = str(error)
    raise AssertionError(f"no member tells what the cluster holds: {why}")


async def start_all(cluster: Cluster) -> None:
    for member in cluster.members:
        if not member.daemon.running:
            await member.start()


async def convert(cluster: Cluster, schema: SchemaJson) -> None:
    """Convert to another schema. It may be refused when the leader changes in this moment: a
    transaction that needs the schema is then refused too, and nothing is lost by that."""
    leader = await cluster.leader()
    try:
        await leader.convert(schema)
    except ToolError:
        return


async def commit(cluster: Cluster, *operations: dict[str, Any]) -> None:
    """One transaction, given to the leader. It may be lost when the leader changes in this moment:
    what counts is what the cluster has in the end."""
    leader = await cluster.leader()
    try:
        await transact(leader.unix, zoo.NAME, *operations)
    except (AssertionError, OSError):
        return
