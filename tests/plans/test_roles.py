"""What each role may change: every recipe and every action that there is, tried under each of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from ovntui.app import Console
from ovntui.deployment import Deployment
from ovntui.operators import Operator, Role
from ovntui.plans.acts.rows import create_row, set_columns
from ovntui.plans.gate import Gate, GateClosed
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.recipe import Wish
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.rights import against, written
from ovntui.plans.values import mapping_value
from ovntui.plans.writer import Writer
from ovntui.screens import SCREENS
from ovntui.settings import NORTHBOUND, OPEN_VSWITCH, SOUTHBOUND, Settings
from tests.console import zoo
from tests.console.asked import ASKED, northbound
from tests.console.rows import row_uuid
from tests.console.stage import Cloud
from tests.console.stage import cloud as console_cloud
from tests.servers.dump import Tables
from tests.servers.waiting import until

OPENING = ("go", "wizard", "plan", "ask", "show")
"""The work of the console that may yet open a page, a form or a dialog."""

OPTIONS = {"options": mapping_value([("tried", "yes")])}


@pytest_asyncio.fixture
async def the_cloud() -> AsyncIterator[Cloud]:
    async with console_cloud(northbound(), zoo.southbound(), kvm1=zoo.host("kvm1")) as found:
        yield found


def under(cloud: Cloud, role: Role) -> Settings:
    return msgspec.structs.replace(cloud.settings(), operator=Operator("kim", role, "192.0.2.7", "1"))


async def everything(cloud: Cloud) -> list[Tables]:
    found = [await cloud.central.dump(name) for name in (NORTHBOUND, SOUTHBOUND)]
    return [*found, *[await host.dump(OPEN_VSWITCH) for host in cloud.hosts.values()]]


@pytest.mark.parametrize("name", ASKED)
async def test_a_viewer_is_refused_every_recipe(the_cloud: Cloud, name: str, tmp_path: Path) -> None:
    settings = under(the_cloud, Role.VIEWER)
    async with Deployment(settings) as deployment:
        await deployment.loaded()
        planner, journal = Planner(deployment), Journal(tmp_path / "journal")
        writer = Writer(deployment, Gate.of(settings), journal)
        plan = await planner.make(RECIPES[name], ASKED[name])
        assert plan.steps and plan.operator == "kim"
        before = await everything(the_cloud)
        outcome = await writer.apply(plan, "hv")
        assert (outcome.verdict, outcome.reason) == (
            "refused",
            "your role is viewer: you may look at everything and change nothing; nothing was sent",
        )
        for step in plan.steps:
            with pytest.raises(GateClosed):
                await writer.gate.commit(
                    deployment.connections[step.database].database,
                    [{"op": "delete", "table": change.table, "where": []} for change in step.changes],
                )
        assert await everything(the_cloud) == before
        assert not journal.entries()


async def test_an_operator_changes_the_logical_network_and_an_admin_all(
    the_cloud: Cloud, tmp_path: Path
) -> None:
    acts = {
        "a switch": create_row("Logical_Switch", {"name": "new"}, database="nb"),
        "the cloud": set_columns("NB_Global", row_uuid("NB_Global"), {"name": "renamed"}, database="nb"),
        "the southbound": set_columns("SB_Global", row_uuid("SB_Global"), OPTIONS, database="sb"),
    }
    allowed: dict[tuple[Role, str], str] = {}
    for role in Role:
        settings = under(the_cloud, role)
        async with Deployment(settings) as deployment:
            await deployment.loaded()
            planner = Planner(deployment)
            writer = Writer(deployment, Gate.of(settings), Journal(tmp_path / "journal"))
            for name, act in acts.items():
                plan = await planner.plan(Wish(acts=(act,)), "edit-row", name, {})
                allowed[role, name] = (await writer.apply(plan)).verdict
    assert {key for key, verdict in allowed.items() if verdict == "applied"} == {
        (Role.OPERATOR, "a switch"),
        (Role.ADMIN, "a switch"),
        (Role.ADMIN, "the cloud"),
        (Role.ADMIN, "the southbound"),
    }


async def test_a_plan_of_which_a_part_is_not_allowed_is_not_begun(the_cloud: Cloud, tmp_path: Path) -> None:
    settings = under(the_cloud, Role.OPERATOR)
    async with Deployment(settings) as deployment:
        await deployment.loaded()
        acts = (
            create_row("Logical_Switch", {"name": "half"}, called="a switch", database="nb"),
            set_columns("SB_Global", row_uuid("SB_Global"), OPTIONS, database="sb"),
        )
        plan = await Planner(deployment).plan(Wish(acts=acts), "edit-row", "both", {})
        before = await everything(the_cloud)
        journal = Journal(tmp_path / "journal")
        outcome = await Writer(deployment, Gate.of(settings), journal).apply(plan)
        assert outcome.verdict == "refused"
        assert outcome.reason == f"your role is operator: SB_Global of {SOUTHBOUND} is for an admin to change"
        assert await everything(the_cloud) == before
        assert not journal.entries()


@pytest.mark.parametrize("role", list(Role))
async def test_every_action_of_every_page(
    the_cloud: Cloud, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each key's action, and each entry of the palette. For somebody who came in over SSH none of them
    writes a file here, and for a viewer none changes a row."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    before = await everything(the_cloud)
    settings = under(the_cloud, role)
    done: set[str] = set()
    async with Deployment(settings) as deployment:
        await deployment.loaded()
        app = Console(deployment, mark_seconds=0)
        async with app.run_test(size=(140, 40)) as pilot:
            for mode in SCREENS:
                await app.run_action(f"go('{mode}')")
                await until(lambda mode=mode: app.current_mode == mode, mode)  # type: ignore[misc]  # bound now
                await until(lambda: app.screen.query("StatusLine") and app.screen.is_mounted, "its widgets")
                await pilot.pause()
                for active in tuple(app.screen.active_bindings.values()):
                    await act(app, pilot, active.binding.action, active.node, done)
                for command in app.get_system_commands(app.screen):
                    assert command.title in ("Theme", "Quit", "Who is here")
            assert app.is_running
            await app.run_action("screenshot")
            assert f" {role.word} " in app.screen._compositor.render_strips()[0].text
    assert {"filter", "sort", "copy", "details", "columns"} <= {name.partition("(")[0] for name in done}
    assert not exports(tmp_path)
    if role is Role.VIEWER:
        assert await everything(the_cloud) == before


def exports(folder: Path) -> list[Path]:
    """Files that a page was written to."""
    return [path for path in folder.rglob("*") if path.suffix in (".csv", ".json", ".svg")]


async def act(app: Console, pilot: Any, action: str, node: Any, done: set[str]) -> None:
    """Do what a key does, confirm whatever that asks, and come back."""
    if action.partition("(")[0].removeprefix("app.") in ("quit", "go", "back", "help_quit"):
        return
    page = app.screen
    await app.run_action(action, node)
    done.add(action)
    await pilot.pause()
    # Which entry of the palette comes first depends on which provider answers first; one of them quits.
    confirming = () if action.endswith("command_palette") else ("enter", "enter")
    for key in (*confirming, "escape"):
        if app.screen is page:
            break
        await pilot.press(key)

    def is_left() -> bool:
        while app.screen is not page and len(app.screen_stack) > 1:
            app.pop_screen()
        return not any(worker.group in OPENING and worker.is_running for worker in app.workers)

    await until(is_left, f"what {action} opened is left")
    await pilot.pause()
    assert app.is_running, f"{action} ended the console"


def test_counting_is_no_writing() -> None:
    count = {"op": "mutate", "table": "NB_Global", "where": [], "mutations": [["nb_cfg", "+=", 1]]}
    more = {**count, "mutations": [["nb_cfg", "+=", 1], ["options", "insert", ["map", []]]]}
    assert not list(written([count, {"op": "select", "table": "SSL"}, {"op": "wait", "table": "SSL"}]))
    assert list(written([more])) == ["NB_Global"]
    assert list(written([{"op": "update", "table": "NB_Global", "row": {"nb_cfg": 1}}])) == ["NB_Global"]
    assert not against(Role.OPERATOR, NORTHBOUND, ["ACL", "NAT"])
    assert against(Role.OPERATOR, NORTHBOUND, ["ACL", "SSL"])


@pytest.mark.parametrize("role", Role)
async def test_no_editor_is_opened_on_the_server_for_somebody_who_came_in(
    role: Role, the_cloud: Cloud
) -> None:
    async with Deployment(under(the_cloud, role)) as deployment:
        await deployment.loaded()
        app = Console(deployment, screen="ports")
        async with app.run_test():
            assert not app.check_action("edit_text", ())
    async with Deployment(the_cloud.settings()) as deployment:
        await deployment.loaded()
        app = Console(deployment, screen="ports")
        async with app.run_test():
            assert app.check_action("edit_text", ()), "at this machine's own terminal there is one"
