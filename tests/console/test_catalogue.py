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

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.screens.wizards.plan_screen import PlanScreen
from tests.console import zoo
from tests.console.asked import ASKED, ASKED_OF_HOSTS, ASKED_OF_VMS, northbound
from tests.console.conftest import Picturing
from tests.console.site import Scripted
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still
from tests.console.stage import cloud as serve
from tests.servers.waiting import until

WRONG: Final = "?! ’"
"""No name, no address, no number, no list of anything."""


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


@pytest.mark.parametrize("name", [pytest.param(name, id=f"{name}-wrong") for name in RECIPES])
def test_wrong(the_zoo: Cloud, picture: Picturing, name: str) -> None:
    recipe = RECIPES[name]
    typed = {field.name: WRONG for field in recipe.fields if field.kind not in ("switch", "order")}
    picture(Shown(Still(the_zoo.settings())), NARROW, lambda pilot: opened(pilot, recipe, typed))


def test_every_recipe_is_asked() -> None:
    assert ASKED.keys() | ASKED_OF_HOSTS.keys() | ASKED_OF_VMS == RECIPES.keys()


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
