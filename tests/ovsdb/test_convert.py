"""`ovsdb-client convert` while somebody looks: the rows stay, columns and tables come and go."""

from tests.ovsdb import zoo
from tests.ovsdb.releases import RELEASES, release_schema
from tests.ovsdb.replica import following
from tests.servers.ovsdb import SchemaJson, installed_schema, standalone
from tests.servers.proxy import proxy
from tests.servers.raft import raft
from tests.servers.waiting import until


async def test_to_a_newer_schema_and_back() -> None:
    async with standalone(zoo.SCHEMA) as server:
        await server.transact(zoo.NAME, *zoo.notes(20))
        await server.transact(zoo.NAME, {"op": "insert", "table": "Animal", "row": {}})
        # the row types are the newer schema's: Animal.wings and Cage are not there yet
        async with following(zoo.CONVERTED, server.unix) as replica:
            assert list(replica.watches["Animal"].missing) == ["wings"]
            assert replica.watches["Cage"].is_loaded
            before = replica.rows("Note")
            for observer in replica.observers.values():
                observer.reports.clear()

            await server.convert(zoo.CONVERTED)
            await until(lambda: replica.database.link.schema_version == "2.0.0", "the schema is new")
            await server.transact(
                zoo.NAME,
                {"op": "update", "table": "Animal", "where": [], "row": {"wings": 2}},
                {"op": "insert", "table": "Cage", "row": {"name": "new"}},
            )
            await until(lambda: len(replica.rows("Cage")) == 1, "the new table's row arrives")
            await replica.agrees(lambda: server.dump(zoo.NAME))
            assert not list(replica.watches["Animal"].missing)
            assert all(replica.rows("Note")[uuid] is row for uuid, row in before.items())
            assert not replica.observers["Note"].reports

            await server.convert(zoo.SCHEMA)
            await until(lambda: replica.database.link.schema_version == "1.0.0", "the schema is old")
            await until(lambda: not replica.rows("Cage"), "the old schema has no cages")
            await server.transact(zoo.NAME, *zoo.notes(1))
            await until(lambda: len(replica.rows("Note")) == 21, "changes arrive")
            await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_when_no_table_is_there_yet() -> None:
    """No monitor is cancelled then, because there is none."""
    async with standalone(zoo.SCHEMA) as server, following(zoo.CONVERTED, server.unix, "Cage") as replica:
        await server.convert(zoo.CONVERTED)
        await server.transact(zoo.NAME, {"op": "insert", "table": "Cage", "row": {"name": "new"}})
        await until(lambda: len(replica.rows("Cage")) == 1, "the new table's row arrives")
        await server.convert(zoo.SCHEMA)
        await until(lambda: not replica.rows("Cage"), "the old schema has no cages")
        await replica.becomes("live")
        await server.convert(zoo.CONVERTED)
        await until(lambda: replica.watches["Cage"].codec is not None, "it is noticed again")


async def test_while_the_link_is_down() -> None:
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        await server.transact(zoo.NAME, *zoo.notes(20))
        async with following(zoo.CONVERTED, line.remote) as replica:
            line.refuses = True
            await line.cut()
            await replica.becomes("lost")
            await server.convert(zoo.CONVERTED)
            await server.transact(zoo.NAME, {"op": "insert", "table": "Cage", "row": {"name": "new"}})
            line.refuses = False
            await until(lambda: len(replica.rows("Cage")) == 1, "the new table's row arrives")
            await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_a_cluster_is_converted() -> None:
    async with raft(zoo.SCHEMA) as cluster:
        leader = await cluster.leader()
        await leader.transact(zoo.NAME, *zoo.notes(20))
        async with following(zoo.CONVERTED, cluster.remotes) as replica:
            await leader.convert(zoo.CONVERTED)
            await leader.transact(zoo.NAME, {"op": "insert", "table": "Cage", "row": {"name": "new"}})
            await until(lambda: len(replica.rows("Cage")) == 1, "the new table's row arrives")
            await replica.agrees(lambda: leader.dump(zoo.NAME))
            assert not [
                change
                for report in replica.observers["Note"].reports[1:]
                for change in report
                if change.new is None
            ]


async def test_through_every_release() -> None:
    """An upgrade from the oldest release to the newest, a console watching all the while."""
    newest: SchemaJson = release_schema("OVN_Northbound", RELEASES[-1])
    first = {**release_schema("OVN_Northbound", RELEASES[0]), "version": "0.0.1"}
    switch = {"op": "insert", "table": "Logical_Switch", "row": {"name": "ls-int"}}
    async with standalone(first) as server:
        await server.transact("OVN_Northbound", switch)
        async with following(newest, server.unix) as replica:
            for i, release in enumerate(RELEASES[1:], 2):
                await server.convert({**release_schema("OVN_Northbound", release), "version": f"0.0.{i}"})
                await server.transact("OVN_Northbound", switch)
                await replica.agrees(lambda: server.dump("OVN_Northbound"))
            assert len(replica.rows("Logical_Switch")) == len(RELEASES)
            assert not any(watch.missing for table, watch in replica.watches.items())
    assert installed_schema("OVN_Northbound")["tables"].keys() <= newest["tables"].keys()
