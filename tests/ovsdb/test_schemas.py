"""Every release's schema opens, and a hundred that never were, with rows in them."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.northbound import NORTHBOUND
from ovntui.cloud.rows.southbound import SOUTHBOUND
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.rows import raw_row_type
from ovntui.ovsdb.schema import parse_schema
from ovntui.ovsdb.wire import Row
from tests.ovsdb import zoo
from tests.ovsdb.mutilated import mutilated, some_row
from tests.ovsdb.releases import RELEASES, release_schema
from tests.ovsdb.replica import QUICK, Replica, row_types
from tests.servers.ovsdb import SchemaJson, Server, standalone
from tests.servers.speaker import Speaker

CONSOLE: dict[str, tuple[type[Row], ...]] = {"OVN_Northbound": NORTHBOUND, "OVN_Southbound": SOUTHBOUND}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that serves one database after another."""
    async with standalone(zoo.SCHEMA) as server:  # it must have one to begin with
        yield server


async def fill(server: Server, schema: SchemaJson, chance: random.Random) -> None:
    """Rows for as many tables as take them: one of defaults, some of random values. A table whose
    rows must refer to others refuses."""
    async with Speaker(server.unix) as speaker:
        for table in schema["tables"]:
            for row in ({}, *(some_row(schema, table, chance) for _ in range(3))):
                operation = {"op": "insert", "table": table, "row": row}
                await speaker.ask("transact", schema["name"], operation)


async def opens(server: Server, schema: SchemaJson) -> dict[str, Replica]:
    """Serve, fill and follow a database of this schema in the three ways there are: as the console
    does, with every column typed, and with every column raw. All must tell what the server has."""
    name = schema["name"]
    await server.add(schema)
    await fill(server, schema, random.Random(0))
    async with Database(name, parse_remotes(server.unix), timing=QUICK) as database:
        replicas = {
            "console": Replica(database, CONSOLE[name]),
            "typed": Replica(database, row_types(schema)),
            "raw": Replica(database, [raw_row_type(t) for t in parse_schema(schema).tables.values()]),
        }
        await database.opened()
        for replica in replicas.values():
            await replica.loaded()
        for replica in replicas.values():
            await replica.agrees(lambda: server.dump(name))
        assert database.link.state == "live"
        assert database.link.error == ""
    await server.remove(name)
    return replicas


def missing(replica: Replica) -> dict[str, list[str]]:
    """Which columns of which tables a replica had to do without."""
    return {table: sorted(watch.missing) for table, watch in replica.watches.items() if watch.missing}


def join(replica: Replica, name: str) -> int:
    """Join what the console read into a cloud and look at every record; returns how many there are."""
    cloud = Cloud()
    for observer in replica.observers.values():
        for report in observer.reports:
            cloud.apply("nb" if name == "OVN_Northbound" else "sb", report)
    return sum(1 for records in cloud.kinds.values() for key in records if records[key])


@pytest.mark.parametrize("name", ["OVN_Northbound", "OVN_Southbound"])
async def test_every_release(server: Server, name: str) -> None:
    for release in RELEASES:
        replicas = await opens(server, release_schema(name, release))
        assert not missing(replicas["typed"]), release
        assert replicas["raw"].held(), release
        records = join(replicas["console"], name)
        # southbound records hang on a chassis, which needs an encap, which fill() does not make
        assert records > 3 or name == "OVN_Southbound", release
        if release == RELEASES[-1]:
            assert not missing(replicas["console"]), release


@pytest.mark.parametrize("ten", range(10))
async def test_what_never_was(server: Server, ten: int) -> None:
    lacking = 0
    for seed in range(ten * 10, ten * 10 + 10):
        schema = mutilated(seed)
        try:
            replicas = await opens(server, schema)
        except AssertionError as error:
            error.add_note(f"mutilated({seed})")
            raise
        assert not missing(replicas["typed"]), f"mutilated({seed})"
        lacking += bool(missing(replicas["console"]))
        join(replicas["console"], schema["name"])
    assert lacking > 3  # they were mutilated indeed


async def test_a_table_of_the_console_that_is_another_table(server: Server) -> None:
    """Every column there, and each of a type that nobody could foresee."""
    schema: dict[str, Any] = {
        "name": "OVN_Northbound",
        "version": "99.0.0",
        "tables": {
            row_type.TABLE: {
                "isRoot": True,
                "columns": {
                    column: {"type": {"key": "real", "value": "real", "min": 0, "max": 3}}
                    for column in row_type.__struct_fields__
                },
            }
            for row_type in NORTHBOUND
        },
    }
    replicas = await opens(server, schema)
    assert missing(replicas["console"]).keys() == schema["tables"].keys()
    await asyncio.sleep(0)
