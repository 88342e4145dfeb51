"""Every recipe of the catalogue as a picture: its form with wrong input in every field, and a preview of it
with what an operator would ask for."""

import itertools
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from ovntui.deployment import Deployment
from ovntui.plans.make import Planner
from ovntui.plans.recipe import Recipe, settled
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.screens.wizards.wizard import WizardScreen
from ovntui.widgets.form.line_entry import LineEntry
from ovntui.widgets.form.many_entry import ManyEntry
from ovntui.widgets.form.row import FieldRow
from tests.console import zoo
from tests.console.asked import ASKED, ASKED_OF_HOSTS, ASKED_OF_VMS, northbound
from tests.console.conftest import Picturing
from tests.console.site import Scripted
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still
from tests.console.stage import cloud as serve
from tests.console.wrong import LATER, OTHERWISE, WRONG, spoiled, wrong_in
from tests.servers.waiting import until


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_office() -> AsyncIterator[Cloud]:
    """One of everything that recipes are asked for; nobody changes it."""
    hosts = {name: zoo.host(name) for name in ("kvm1", "kvm2")}
    async with serve(northbound(), zoo.southbound(), **hosts) as served:
        yield served


async def opened(pilot: Pilot[Any], recipe: Recipe, typed: Mapping[str, str]) -> None:
    """Open the form, and look whether it comes to a plan."""
    app = pilot.app
    assert isinstance(app, Shown)
    app.open_wizard(recipe, typed)
    await until(lambda: isinstance(app.screen, PlanScreen) and app.screen.is_mounted, "the form")
    await pilot.pause()
    await pilot.press("f2")
    await pilot.pause()


@pytest.mark.parametrize("name", [pytest.param(name, id=f"{name}-wrong") for name in ASKED])
def test_wrong(the_office: Cloud, picture: Picturing, name: str) -> None:
    """The form says beside each field what is wrong with it, and keeps what was typed."""
    recipe = RECIPES[name]

    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, Shown)
        view = await app.planner.view(recipe, ASKED[name])
        typed = spoiled(recipe, view, ASKED[name])
        changed = {field for field, text in typed.items() if text != ASKED[name].get(field)}
        assert changed
        await opened(pilot, recipe, typed)
        screen = app.screen
        assert isinstance(screen, WizardScreen) and screen.part == "form"
        assert screen.answers.typed == typed
        told = {row.field.name: row for row in screen.query(FieldRow) if row.display}
        for field in changed:
            assert told[field].query_one(".note").has_class("-wrong"), field
            entry = told[field].entry
            assert isinstance(entry, LineEntry | ManyEntry) and entry.input.typed == typed[field]

    picture(Shown(Still(the_office.settings())), WIDE, act)


@pytest.mark.parametrize(
    "name", [pytest.param(name, id=f"{name}-wrong") for name in RECIPES if name not in ASKED]
)
def test_wrong_about_a_host(the_office: Cloud, picture: Picturing, name: str) -> None:
    recipe = RECIPES[name]
    typed = {field.name: WRONG[0] for field in recipe.fields if field.kind not in ("switch", "order")}
    picture(Shown(Still(the_office.settings())), NARROW, lambda pilot: opened(pilot, recipe, typed))


async def test_every_field_finds_something_wrong(the_office: Cloud) -> None:
    """Each field of each recipe of the logical network, those too that are asked only beside others."""
    async with Deployment(the_office.settings()) as deployment:
        await deployment.loaded()
        planner = Planner(deployment)
        for name in ASKED:
            recipe = RECIPES[name]
            left = {field.name for field in recipe.fields}
            for more in ({}, *OTHERWISE.get(name, ())):
                values = {**ASKED[name], **more}
                view = await planner.view(recipe, values)
                asked = settled(recipe, view, values)
                for field in recipe.fields:
                    if field.name in asked and wrong_in(recipe, field, view, values) is not None:
                        left.discard(field.name)
            assert left == {field for other, field in LATER if other == name}, name


def test_every_recipe_is_asked() -> None:
    assert ASKED.keys() | ASKED_OF_HOSTS.keys() | ASKED_OF_VMS == RECIPES.keys()


SMALL: Final = {"Connection", "Meter", "Load_Balancer_Health_Check"}
"""Tables that have a few rows in any cloud."""


async def test_no_recipe_fetches_a_table_once_it_knows_what_it_is_about(the_office: Cloud) -> None:
    """A plan costs the same in a large cloud as in a small one."""
    async with Deployment(the_office.settings()) as deployment:
        await deployment.loaded()
        cloud = deployment.cloud
        met = {key: one.database.schema for key, one in deployment.connections.items()}
        schemas = {key: schema for key, schema in met.items() if schema is not None}
        for name, values in ASKED.items():
            recipe = RECIPES[name]
            queries = [*recipe.queries(cloud, values), *recipe.by_schema(cloud, schemas, values)]
            whole = {one.table for one in queries if not one.where and one.of is None}
            assert whole <= SMALL, name


@pytest.mark.parametrize("name", ASKED)
def test_preview(the_office: Cloud, picture: Picturing, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count(1)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers)))

    async def act(pilot: Pilot[Any]) -> None:
        await opened(pilot, RECIPES[name], ASKED[name])
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        await until(lambda: screen.part == "preview", "the preview")

    picture(Shown(Still(the_office.settings())), WIDE, act)


@pytest.mark.parametrize("name", ["join-host", "add-host-uplink"])
def test_preview_of_work_on_a_host(
    the_office: Cloud, picture: Picturing, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.count(1)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers)))

    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, Shown)
        there = app.deployment.connections
        host = ASKED_OF_HOSTS[name]["host"]
        way: Any = SimpleNamespace(site=Scripted(host), ssh=None, virt=None)
        there[host] = replace(there["kvm2"], key=host, host=way)
        await opened(pilot, RECIPES[name], ASKED_OF_HOSTS[name])
        screen = app.screen
        assert isinstance(screen, PlanScreen)
        await until(lambda: screen.part == "preview", "the preview")

    picture(Shown(Still(the_office.settings())), WIDE, act)


def test_leaving_is_refused_while_something_is_plugged_in(the_office: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, Shown)
        there = app.deployment.connections
        way: Any = SimpleNamespace(site=Scripted("kvm2"), ssh=None, virt=None)
        there["kvm2"] = replace(there["kvm2"], host=way)
        await opened(pilot, RECIPES["leave-host"], ASKED_OF_HOSTS["leave-host"])

    picture(Shown(Still(the_office.settings())), NARROW, act)
