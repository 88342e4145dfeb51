"""Every recipe of the catalogue as a picture: its form with wrong input in every field, and a preview of it
with what an operator would ask for."""

import itertools
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
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
from tests.console.stage import WIDE, Cloud, Shown, Still
from tests.console.stage import cloud as serve
from tests.console.wrong import LATER, OTHERWISE, spoiled, wrong_in
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


async def previewed(pilot: Pilot[Any], recipe: Recipe, typed: Mapping[str, str]) -> None:
    """Open the form, and go on to the preview of what it comes to."""
    await opened(pilot, recipe, typed)
    screen = pilot.app.screen
    assert isinstance(screen, PlanScreen)
    await until(lambda: screen.part == "preview", "the preview")


async def spoil(pilot: Pilot[Any], recipe: Recipe, asked: Mapping[str, str]) -> None:
    """The form says beside each field what is wrong with it, and keeps what was typed."""
    app = pilot.app
    assert isinstance(app, Shown)
    view = await app.planner.view(recipe, asked)
    typed = spoiled(recipe, view, asked)
    changed = {field for field, text in typed.items() if text != asked.get(field)}
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


async def never_wrong(
    planner: Planner, recipe: Recipe, asked: Mapping[str, str], otherwise: Sequence[Mapping[str, str]]
) -> set[str]:
    """The fields that find nothing wrong by themselves, under whatever else is asked."""
    left = {field.name for field in recipe.fields}
    for more in ({}, *otherwise):
        values = {**asked, **more}
        view = await planner.view(recipe, values)
        settled_values = settled(recipe, view, values)
        for field in recipe.fields:
            if field.name in settled_values and wrong_in(recipe, field, view, values) is not None:
                left.discard(field.name)
    return left


@pytest.mark.parametrize("name", [pytest.param(name, id=f"{name}-wrong") for name in ASKED])
def test_wrong(the_office: Cloud, picture: Picturing, name: str) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await spoil(pilot, RECIPES[name], ASKED[name])

    picture(Shown(Still(the_office.settings())), WIDE, act)


async def test_every_field_finds_something_wrong(the_office: Cloud) -> None:
    """Each field of each recipe of the logical network, those too that are asked only beside others."""
    async with Deployment(the_office.settings()) as deployment:
        await deployment.loaded()
        planner = Planner(deployment)
        for name in ASKED:
            left = await never_wrong(planner, RECIPES[name], ASKED[name], OTHERWISE.get(name, ()))
            assert left == {field for other, field in LATER if other == name}, name


def test_every_recipe_is_asked() -> None:
    assert ASKED.keys() | ASKED_OF_HOSTS.keys() | ASKED_OF_VMS.keys() == RECIPES.keys()


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

    picture(
        Shown(Still(the_office.settings())),
        WIDE,
        lambda pilot: previewed(pilot, RECIPES[name], ASKED[name]),
    )
