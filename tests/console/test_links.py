"""Databases that go away, come back, or become others, under the eyes of the console."""

import asyncio
from typing import Any

import msgspec

from ovntui.app import Console
from ovntui.deployment import Deployment
from ovntui.ovsdb.link import Timing
from ovntui.ovsdb.remote import parse_remotes
from ovntui.settings import NORTHBOUND
from ovntui.widgets.record_table import RecordTable
from ovntui.widgets.status_line import StatusLine
from tests.console import zoo
from tests.console.rows import row_uuid
from tests.console.stage import WIDE, Cloud, cloud, console, names, schema, screen_text, settled, table, texts
from tests.servers.waiting import until


def status(app: Console) -> str:
    """The line that tells of the connections."""
    return texts(app.screen.query_one(StatusLine))[0]


async def add_port(own: Cloud, name: str) -> None:
    """What another client does: a port of ls-web."""
    operations: list[dict[str, Any]] = [
        {"op": "insert", "table": "Logical_Switch_Port", "uuid-name": "new", "row": {"name": name}},
        {
            "op": "mutate",
            "table": "Logical_Switch",
            "where": [["name", "==", "ls-web"]],
            "mutations": [["ports", "insert", ["named-uuid", "new"]]],
        },
    ]
    await own.central.transact(NORTHBOUND, *operations)


async def test_a_killed_server_is_told_of_and_comes_back_by_itself() -> None:
    async with (
        cloud(zoo.northbound(), zoo.southbound()) as own,
        console(own.settings(), WIDE, screen="ports") as (app, pilot),
    ):
        key = row_uuid("Logical_Switch_Port", "web-3")
        assert table(app).move_to(key)
        before = names(app)
        own.central.kill()
        await until(lambda: "NB ✗ lost" in status(app) and "SB ✗ lost" in status(app), "both are told of")
        await until(lambda: table(app).stale, "what is shown is greyed")
        assert names(app) == before and table(app).cursor_key == key
        await until(lambda: "lost 1." in status(app), "its age is told")
        await pilot.press("1", "2", "4", "down", "up")
        assert names(app) == before
        await own.central.start()
        await add_port(own, "web-99")
        await until(lambda: "NB ●" in status(app) and "SB ●" in status(app), "both are back")
        await until(lambda: "web-99" in names(app), "what was missed is there")
        assert not table(app).stale and table(app).cursor_key == key


async def test_a_silent_server_is_told_of() -> None:
    async with (
        cloud(zoo.northbound(), zoo.southbound()) as own,
        console(own.settings(), WIDE, screen="ports") as (app, _),
    ):
        own.central.daemon.freeze()
        try:
            await until(lambda: "NB ✗ lost" in status(app) or "NB ▲ silent" in status(app), "it is told of")
            await until(lambda: table(app).stale, "what is shown is greyed")
        finally:
            own.central.daemon.thaw()
        await until(lambda: "NB ●" in status(app), "it is back")
        await until(lambda: not table(app).stale, "what is shown is fresh")


async def test_a_quiet_cloud_is_never_called_silent() -> None:
    timing = Timing(probe=0.2, give_up=10.0)
    async with (
        cloud(zoo.northbound(), zoo.southbound()) as own,
        Deployment(own.settings(), timing=timing) as held,
    ):
        await held.loaded()
        end = asyncio.get_running_loop().time() + 3
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)
            ages = [held.age(key) for key in held.connections]
            assert all(age is not None and age < 2.0 for age in ages), ages


async def test_a_schema_converted_under_the_console() -> None:
    async with (
        cloud(zoo.northbound(), zoo.southbound()) as own,
        console(own.settings(), WIDE, screen="ports") as (app, _),
    ):
        before = names(app)
        other = schema(NORTHBOUND)
        other["version"] = "99.0.0"
        other["tables"]["Logical_Switch_Port"]["columns"]["mood"] = {"type": "string"}
        other["tables"]["Invention"] = {"columns": {"name": {"type": "string"}}, "isRoot": True}
        await own.central.convert(other)
        await until(
            lambda: _version(app) == "99.0.0" and "NB ●" in status(app), "the console has seen the new schema"
        )
        await add_port(own, "web-99")
        await until(lambda: "web-99" in names(app), "a change arrives")
        assert set(names(app)) == {*before, "web-99"}
        await app.run_action("go('database')")
        await until(lambda: isinstance(app.screen.query("#table").first(), RecordTable), "the page is there")
        await until(lambda: "Invention" in names(app), "the new table is listed")


def _version(app: Console) -> str:
    known = app.deployment.connections["nb"].database.schema
    return known.version if known else ""


async def test_a_host_is_listed_whether_it_is_reached_or_not_and_why_not() -> None:
    async with cloud(zoo.northbound(), zoo.southbound(), kvm1=zoo.host("kvm1")) as own:
        hosts = {"bare": parse_remotes("unix:/nowhere"), **own.settings().hosts}
        async with console(own.settings(hosts=hosts), WIDE, screen="hosts") as (app, pilot):
            await until(lambda: names(app, "link") == ["lost", "up"], "both are told of")
            assert names(app) == ["bare", "kvm1"] and names(app, "sign") == ["✗", "●"]
            assert "/nowhere" in screen_text(app), "the details of the one under the cursor tell why"
            await pilot.press("f")
            await until(lambda: bool(app._notifications), "it has no flows to show")
            own.hosts["kvm1"].kill()
            await until(lambda: names(app, "link") == ["lost", "lost"], "the loss is told")
            assert names(app, "ovs") == ["", "3.1.0"], "what was known stays"
            await own.hosts["kvm1"].start()
            await until(lambda: names(app, "link") == ["lost", "up"], "it is back")


async def test_one_database_alone() -> None:
    """With --anyway, or a post-mortem of one file."""
    async with cloud(zoo.northbound(), zoo.southbound()) as own:
        alone = msgspec.structs.replace(own.settings(), southbound=())
        async with console(alone, WIDE, screen="ports") as (app, pilot):
            assert len(names(app)) == 34
            assert "SB" not in status(app)
            await settled(pilot)
            for key in "15794":
                await pilot.press(key)
                await settled(pilot)
