"""A clustered database: read from any member, and lose no row with one."""

import asyncio
from contextlib import AsyncExitStack

from tests.ovsdb import zoo
from tests.ovsdb.replica import Replica, following
from tests.servers.ovsdb import Server
from tests.servers.proxy import Proxy, proxy
from tests.servers.raft import Cluster, raft
from tests.servers.waiting import until


def member_of(cluster: Cluster, replica: Replica) -> Server:
    """The member that a replica reads from."""
    return next(m for m in cluster.members if m.unix == str(replica.database.link.remote))


async def insert(cluster: Cluster, count: int) -> None:
    leader = await cluster.leader()
    for _ in range(0, count, 100):
        await leader.transact(cluster.database, *zoo.notes(min(count, 100), length=200))


async def test_any_member_will_do() -> None:
    async with raft(zoo.SCHEMA) as cluster:
        await insert(cluster, 20)
        roles = []
        for member in cluster.members:
            async with following(zoo.SCHEMA, member.unix) as replica:
                roles.append(replica.database.link.role)
                await replica.agrees(lambda: cluster.members[0].dump(zoo.NAME))
        assert sorted(roles) == ["follower", "follower", "leader"]


async def test_a_killed_member_costs_only_what_was_missed() -> None:
    """The next member tells the difference by the last transaction's id, not all rows again."""
    async with raft(zoo.SCHEMA) as cluster, AsyncExitStack() as stack:
        await insert(cluster, 500)
        lines: list[Proxy] = [await stack.enter_async_context(proxy(m.unix)) for m in cluster.members]
        remotes = ",".join(line.remote for line in lines)
        async with following(zoo.SCHEMA, remotes) as replica:
            await insert(cluster, 500)  # these come one by one, and are known no less
            await until(lambda: len(replica.rows("Note")) == 1000, "all is there")
            before = replica.rows("Note")
            first = next(
                i for i, line in enumerate(lines) if str(replica.database.link.remote) == line.remote
            )
            whole = lines[first].down.passed
            cluster.members[first].kill()
            await insert(cluster, 1)
            await until(lambda: len(replica.rows("Note")) == 1001, "the missed row is there")
            await replica.agrees(lambda: cluster.running[0].dump(zoo.NAME))
            after = replica.rows("Note")
            assert all(after[uuid] is row for uuid, row in before.items())
            again = sum(line.down.passed for line in lines) - whole
            assert again < whole / 10, f"{whole} bytes at first, {again} after the loss"


async def test_a_member_without_the_history_tells_all_and_nothing_seems_changed() -> None:
    async with raft(zoo.SCHEMA) as cluster:
        await insert(cluster, 100)
        async with following(zoo.SCHEMA, cluster.remotes) as replica:
            before = replica.rows("Note")
            member = member_of(cluster, replica)
            member.stop()
            await insert(cluster, 1)
            for other in cluster.running:
                await other.compact(zoo.NAME)
                await other.restart()
            await insert(cluster, 1)
            await until(lambda: len(replica.rows("Note")) == 102, "the missed rows are there")
            assert all(replica.rows("Note")[uuid] is row for uuid, row in before.items())
            await replica.agrees(lambda: cluster.running[0].dump(zoo.NAME))


async def test_the_leader_is_killed() -> None:
    async with raft(zoo.SCHEMA) as cluster:
        leader = await cluster.leader()
        async with following(zoo.SCHEMA, cluster.remotes) as replica:
            leader.kill()
            await insert(cluster, 10)
            await until(lambda: len(replica.rows("Note")) == 10, "the new leader's rows arrive")
            # a role that changes is told too, without a new connection
            new = await cluster.leader()
            role = "leader" if member_of(cluster, replica) is new else "follower"
            await until(lambda: replica.database.link.role == role, f"the link tells of a {role}")
            await replica.agrees(lambda: new.dump(zoo.NAME))


async def test_members_come_and_go() -> None:
    async with raft(zoo.SCHEMA) as cluster, following(zoo.SCHEMA, cluster.remotes) as replica:
        for member in cluster.members:
            member.kill()
            await insert(cluster, 10)
            await member.start()
        await until(lambda: len(replica.rows("Note")) == 30, "all rows arrive")
        await replica.agrees(lambda: member_of(cluster, replica).dump(zoo.NAME))


async def test_a_member_cut_off_is_used_only_for_want_of_better() -> None:
    async with raft(zoo.SCHEMA) as cluster:
        await insert(cluster, 10)
        async with following(zoo.SCHEMA, cluster.remotes) as replica:
            left = member_of(cluster, replica)
            others = [member for member in cluster.members if member is not left]
            for other in others:
                other.kill()
            await until(lambda: replica.state == "live" and replica.database.link.cut_off, "it is told")
            assert len(replica.rows("Note")) == 10
            for other in others:
                await other.start()
            await until(lambda: not replica.database.link.cut_off, "the cluster is whole again")
            await insert(cluster, 10)
            await until(lambda: len(replica.rows("Note")) == 20, "rows arrive again")
            await replica.agrees(lambda: left.dump(zoo.NAME))


async def test_a_member_that_was_removed_is_left() -> None:
    async with raft(zoo.SCHEMA) as cluster, following(zoo.SCHEMA, cluster.remotes) as replica:
        gone = member_of(cluster, replica)
        leader = await cluster.leader()
        server_id = (await cluster.status(gone))["Server ID"].split()[0]
        await leader.appctl("cluster/kick", zoo.NAME, server_id)
        await until(
            lambda: replica.state == "live" and member_of(cluster, replica) is not gone,
            "it has gone on to a member",
        )
        stayed = member_of(cluster, replica)
        await stayed.transact(zoo.NAME, *zoo.notes(3))
        await until(lambda: len(replica.rows("Note")) == 3, "rows arrive")


async def test_a_frozen_cluster_is_waited_for() -> None:
    async with raft(zoo.SCHEMA) as cluster:
        await insert(cluster, 10)
        async with following(zoo.SCHEMA, cluster.remotes) as replica:
            for member in cluster.members:
                member.daemon.freeze()
            await replica.becomes("lost")
            assert len(replica.rows("Note")) == 10
            for member in cluster.members:
                member.daemon.thaw()
            await replica.becomes("live")
            await insert(cluster, 1)
            await until(lambda: len(replica.rows("Note")) == 11, "rows arrive again")


async def test_another_cluster_is_not_taken_for_ours() -> None:
    """Two clouds' databases have one name; a list of remotes that mixes them up is caught."""
    async with raft(zoo.SCHEMA, size=1) as one, raft(zoo.SCHEMA, size=1) as other:
        await insert(one, 1)
        await insert(other, 2)
        async with following(zoo.SCHEMA, f"{one.remotes},{other.remotes}") as replica:
            ours = one if str(replica.database.link.remote) == one.remotes else other
            rows = replica.rows("Note")
            ours.members[0].kill()
            await until(lambda: "another cluster" in replica.database.link.error, "it is told")
            await asyncio.sleep(0.5)  # some rounds more: it must not come round to it
            assert replica.state == "lost"
            assert replica.rows("Note") == rows
            await ours.members[0].start()
            await replica.becomes("live")
            await replica.agrees(lambda: ours.members[0].dump(zoo.NAME))
