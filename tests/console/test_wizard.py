"""Every part of the wizard and the history, as pictures on a small and a large terminal."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from textual.pilot import Pilot

from ovntui.plans.entry import Entry
from ovntui.plans.plan import Difference, Outcome, Plan, RowChange, Step
from ovntui.screens.wizards.plan_screen import PlanScreen
from ovntui.widgets.plan.run import Run
from tests.console import recipes, zoo
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still, cloud
from tests.servers.waiting import until


def sizes(name: str) -> pytest.MarkDecorator:
    """A picture of that name on a small terminal, and one on a large."""
    return pytest.mark.parametrize("size", [NARROW, WIDE], ids=[f"{name}-narrow", f"{name}-wide"])


class Changes(Shown):
    """A console with the tests' recipes."""

    recipes = recipes.ALL


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_zoo_to_change() -> AsyncIterator[Cloud]:
    """A cloud like the pictures'; nothing is applied to it."""
    async with cloud(zoo.northbound(), zoo.southbound()) as served:
        yield served


def shown(served: Cloud, screen: str = "switches") -> Changes:
    """A console that begins with the switches."""
    return Changes(Still(served.settings()), screen=screen)


async def part(pilot: Pilot[Any], wanted: str) -> None:
    """Wait until a part of the wizard is to be seen."""

    def there() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, PlanScreen) and screen.is_mounted and screen.part == wanted

    await until(there, f"the {wanted}")
    await pilot.pause()


async def form(pilot: Pilot[Any], *keys: str) -> None:
    """Open the form, and type into it."""
    await pilot.press("a")
    await part(pilot, "form")
    await pilot.press(*keys)


@sizes("form")
def test_form(the_zoo_to_change: Cloud, picture: Picturing, size: tuple[int, int]) -> None:
    picture(shown(the_zoo_to_change), size, form)


@sizes("form-wrong")
def test_form_wrong(the_zoo_to_change: Cloud, picture: Picturing, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await form(pilot, *"ls-db", "tab", *"10.0", "tab", *"nowhere", "tab", *"a", "enter", *"b", "enter")
        await pilot.press(*"c", "enter", *"d", "shift+tab", "f2")

    picture(shown(the_zoo_to_change), size, act)


def test_form_offers(the_zoo_to_change: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await form(pilot, *"web", "tab", *"10.0.0.1", "down", "down")

    picture(shown(the_zoo_to_change), NARROW, act)


def test_form_left(the_zoo_to_change: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await form(pilot, "w", "escape")

    picture(shown(the_zoo_to_change), NARROW, act)


@sizes("preview")
def test_preview(the_zoo_to_change: Cloud, picture: Picturing, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await form(pilot, *"web", "tab", "tab", *"ls-int", "enter", "tab", "tab", "n", "f2")
        await part(pilot, "preview")

    picture(shown(the_zoo_to_change), size, act)


def test_preview_asks(the_zoo_to_change: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("down", "D")
        await part(pilot, "form")
        await pilot.press("f2")
        await part(pilot, "preview")
        await pilot.press(*"ls-")

    picture(shown(the_zoo_to_change), NARROW, act)


def test_menu(the_zoo_to_change: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("plus")
        await pilot.press("down")

    picture(shown(the_zoo_to_change), NARROW, act)


def test_selected(the_zoo_to_change: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("space", "space", "down", "shift+down")

    picture(shown(the_zoo_to_change, "ports"), NARROW, act)


PLAN = Plan(
    id="0b6f1a52-8c1f-4f6e-9d55-3a8f1c9f2e11",
    recipe="gateway-priorities",
    title="Order the gateways",
    operator="kim@kvm1",
    values={"port": "lrp-ext"},
    sentences=("make kvm2 the first gateway of lrp-ext", "set the priority of kvm1 to 75"),
    steps=(
        Step(
            "nb",
            (
                RowChange("Gateway_Chassis", "1" * 36, {"priority": 75}, {"priority": 100}, "kvm2"),
                RowChange("Gateway_Chassis", "2" * 36, {"priority": 100}, {"priority": 75}, "kvm1"),
            ),
            (),
            (("lrp-set-gateway-chassis", "lrp-ext", "kvm2", "100"),),
        ),
    ),
    shows=("router_port", "lrp-ext"),
)

OUTCOMES = {
    "sent": None,
    "doubt": "no answer yet (the connection was lost): it is being found out what became of it",
    "applied": Outcome("applied", seconds=0.0006, nb_cfg=42),
    "refused": Outcome("refused", "the database does not allow it: priority must be between 0 and 32767"),
    "moved": Outcome(
        "moved",
        "what the plan was made from has changed since",
        (
            Difference("Gateway_Chassis", "kvm1", "priority", 100, 50),
            Difference("Gateway_Chassis", "kvm3", "", "there", "gone"),
        ),
    ),
    "unknown": Outcome("unknown", "somebody has changed the same rows since: it cannot be told"),
}


def run_of(outcome: Outcome | str | None) -> Run:
    """A plan that has come so far."""
    run = Run(PLAN, zoo.NOW)
    if isinstance(outcome, str):
        run.doubt = outcome
    else:
        run.outcome, run.ended = outcome, zoo.NOW
    return run


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("name", list(OUTCOMES))
def test_result(the_zoo_to_change: Cloud, picture: Picturing, name: str, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, Changes)
        screen = PlanScreen(app.deployment, PLAN, lambda _: run_of(OUTCOMES[name]), "switches")
        await app.push_screen(screen)
        await pilot.press("enter")
        await part(pilot, "result")

    picture(shown(the_zoo_to_change), size, act)


def entries() -> list[Entry]:
    """A day's work."""
    told = [(name, outcome) for name, outcome in OUTCOMES.items() if isinstance(outcome, Outcome)]
    found = [
        Entry(PLAN, zoo.NOW - 7200 * number, "kvm1 4711 x", outcome.verdict, outcome)
        for number, (_, outcome) in enumerate(told)
    ]
    return [
        msgspec.structs.replace(
            entry,
            plan=msgspec.structs.replace(PLAN, id=f"{number}{PLAN.id[1:]}"),
            undone_by="x" if number == 3 else None,
        )
        for number, entry in enumerate(found)
    ]


@sizes("history")
def test_history(
    the_zoo_to_change: Cloud,
    picture: Picturing,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ovntui.plans.journal.Journal.entries", lambda _: entries())
    picture(shown(the_zoo_to_change, "history"), size)


def test_history_details(
    the_zoo_to_change: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ovntui.plans.journal.Journal.entries", lambda _: entries())

    async def act(pilot: Pilot[Any]) -> None:
        await pilot.press("down", "down", "d")

    picture(shown(the_zoo_to_change, "history"), NARROW, act)
