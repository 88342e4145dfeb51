"""No verdict is ever wrong: whatever becomes of the line, the server or the cluster's leader while a plan is
on its way, it is applied once or not at all, and the outcome says which.

Half of the plans make a switch of a name of their own, half count one up in a row that is there, which can
be told from doing it twice. At the end the database is counted.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from ovntui.ovsdb.link import Timing
from ovntui.plans.acts.switches import add_switch
from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Plan, Verdict
from tests.plans.acts import count_up, wish
from tests.plans.stage import Stage, cloud, command, console
from tests.servers.ovsdb import Server, installed_schema
from tests.servers.proxy import proxy
from tests.servers.raft import Cluster, raft

ANSWERS_LOST, SERVERS_KILLED, LEADERS_KILLED = 400, 350, 250
"""Plans under each fault."""

TIMING = Timing(first_wait=0.002, longest_wait=0.03)
"""Servers die so often here that waiting longer each time would take minutes."""

SETUP = (
    ("ovn-nbctl", "ls-add", "ls", "--", "lsp-add", "ls", "vm1"),
    ("ovn-nbctl", "lsp-set-options", "vm1", "count=0"),
)


async def test_answers_are_lost(tmp_path: Path) -> None:
    """The line is cut at any byte of what the server answers, from the first on."""
    dice = random.Random(1)
    async with cloud(*SETUP) as server, proxy(server.unix) as line:
        async with console(server, tmp_path / "journal", northbound=line.remote, timing=TIMING) as one:

            async def cut() -> None:
                line.down.cut_after(dice.randrange(600))

            told = await _many(one, ANSWERS_LOST, cut)
            line.down.cut_at = None
        await _count(server, told)
        assert line.connections > ANSWERS_LOST / 4, "lines must have been cut"


async def test_the_server_is_killed_in_mid_commit(tmp_path: Path) -> None:
    """Killed as by a power cut while a plan is on its way, and started again."""
    dice = random.Random(2)
    async with cloud(*SETUP) as server, cloud() as south:
        async with console(south, tmp_path / "journal", northbound=server.unix, timing=TIMING) as one:
            kills = _Kills(lambda: _restart(server), dice, 0.004, every=2)
            told = await _many(one, SERVERS_KILLED, kills.now_and_then)
            await kills.done()
        await _count(server, told)
        assert kills.count > SERVERS_KILLED / 20


async def test_the_leader_is_killed(tmp_path: Path) -> None:
    """A cluster of three loses its leader again and again; the console is at any of the three."""
    dice = random.Random(3)
    async with _cluster() as cluster, cloud() as south:
        async with console(south, tmp_path / "journal", northbound=cluster.remotes, timing=TIMING) as one:
            kills = _Kills(lambda: _depose(cluster), dice, 0.02, every=8)
            told = await _many(one, LEADERS_KILLED, kills.now_and_then)
            await kills.done()
        await _count(await cluster.leader(), told)
        assert kills.count > LEADERS_KILLED / 50


class _Kills:
    """Something dies while a plan is on its way, at a moment that nobody chose. One at a time."""

    def __init__(
        self, kill: Callable[[], Awaitable[None]], dice: random.Random, within: float, every: int
    ) -> None:
        self.count = 0
        self._kill = kill
        self._dice = dice
        self._within = within
        self._every = every
        self._under_way: asyncio.Task[None] | None = None

    async def now_and_then(self) -> None:
        if (self._under_way is None or self._under_way.done()) and self._dice.randrange(self._every) == 0:
            await self.done()
            self.count += 1
            self._under_way = asyncio.create_task(self._soon(self._dice.uniform(0, self._within)))

    async def done(self) -> None:
        """Wait until all is up again."""
        if self._under_way is not None:
            await self._under_way

    async def _soon(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._kill()


async def _many(one: Stage, count: int, fault: Callable[[], Awaitable[None]]) -> dict[str, list[Verdict]]:
    """Apply so many plans, a fault before each; the verdicts by what was planned."""
    told: dict[str, list[Verdict]] = {"count": []}
    for number in range(count):
        name = f"ls-{number}" if number % 2 else "count"
        plan = await _planned(one, name)
        await fault()
        outcome = await one.writer.apply(plan)
        assert outcome.verdict != "unknown", outcome
        told.setdefault(name, []).append(outcome.verdict)
    return told


async def _planned(one: Stage, name: str) -> Plan:
    """A plan can only be made where there is a server: wait for one."""
    act = count_up("vm1") if name == "count" else add_switch(name)
    while True:
        await one.deployment.connections["nb"].database.welcomed()
        try:
            return await one.planner.plan(wish(act), name, name, {})
        except Refusal as refusal:
            assert "cannot be made now" in str(refusal)


async def _count(server: Server, told: dict[str, list[Verdict]]) -> None:
    """The database holds what was told to be applied, once, and nothing else."""
    listed = ("ovn-nbctl", "--no-leader-only", "--bare", "--columns=name", "list", "Logical_Switch")
    switches = (await command(server, listed)).split()
    applied = [name for name, verdicts in told.items() if name != "count" and verdicts == ["applied"]]
    assert sorted(switches) == sorted([*applied, "ls"])
    count = await command(
        server, ("ovn-nbctl", "--no-leader-only", "get", "Logical_Switch_Port", "vm1", "options:count")
    )
    assert int(count.strip().strip('"')) == told["count"].count("applied")


async def _restart(server: Server) -> None:
    server.kill()
    await server.start()


async def _depose(cluster: Cluster) -> None:
    """Kill the leader, let the others choose another, and let it come back."""
    leader = await cluster.leader()
    leader.kill()
    await cluster.leader()
    await leader.start()


@asynccontextmanager
async def _cluster() -> AsyncIterator[Cluster]:
    async with raft(installed_schema("OVN_Northbound")) as cluster:
        leader = await cluster.leader()
        for words in (("ovn-nbctl", "init"), *SETUP):
            await command(leader, words)
        yield cluster
