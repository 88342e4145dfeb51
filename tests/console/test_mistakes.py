"""A mistake in a recipe: the form says what failed and keeps what was typed, and the console goes on."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from textual.app import App
from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.plans.act import Act
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish
from ovntui.screens.wizards.wizard import WizardScreen
from ovntui.widgets.form.row import FieldRow
from tests.console import recipes
from tests.console.stage import NARROW, WIDE, Cloud, console, screen_text
from tests.servers.waiting import until


def mistaken(*_: Any) -> Any:
    """What no recipe should do."""
    raise ZeroDivisionError("by mistake")


def once_typed(good: Any) -> Callable[..., Any]:
    """A mistake that is made only when a name has been typed."""

    def make(*given: Any) -> Any:
        return mistaken() if given[-1].get("name") else good

    return make


def _acts(_: View, __: Values) -> Wish:
    return Wish(acts=(Act("add it", mistaken, ()),))


def with_field(**broken: Any) -> Recipe:
    """A recipe with a name, and a field that makes a mistake."""
    name = Field(name="name", label="Name", help="what it is called", required=True)
    note = replace(Field(name="note", label="Note", help="a word"), **broken)
    return replace(recipes.ADD, fields=(name, note))


BROKEN: Final = {
    "check": with_field(check=mistaken, default=lambda *_: "x"),
    "default": with_field(default=once_typed("x")),
    "default from the start": with_field(default=mistaken),
    "applies": with_field(applies=once_typed(True)),
    "offers": with_field(kind="choice", offers=mistaken, default=lambda *_: "x"),
    "an order's offers": with_field(kind="order", offers=mistaken, default=lambda *_: "x"),
    "is_offered": with_field(kind="choice", is_offered=mistaken, default=lambda *_: "x"),
    "wish": replace(with_field(), wish=mistaken),
    "the acts": replace(with_field(), wish=_acts),
    "queries": replace(with_field(), queries=once_typed(())),
    "by_schema": replace(with_field(), by_schema=once_typed(())),
}


async def ask(app: Console, pilot: Pilot[None], recipe: Recipe) -> None:
    """Open the form, type a name and ask for the preview."""
    app.open_wizard(recipe, {})
    await until(lambda: isinstance(app.screen, WizardScreen) and app.screen.is_mounted, "the form")
    await pilot.pause()
    while not name_row(app).has_class("-here"):
        await pilot.press("tab")
    await pilot.press(*"ls-x", "f2")
    await until(lambda: "mistake in ovntui (ZeroDivisionError)" in flowing(app), "what failed")


def name_row(app: App[Any]) -> FieldRow:
    """The row of the field that a name is typed in."""
    return next(row for row in app.screen.query(FieldRow) if row.field.name == "name")


def flowing(app: App[Any]) -> str:
    """The text on the screen, with its lines joined."""
    return " ".join(screen_text(app).split())


@pytest.mark.parametrize("what", BROKEN)
async def test_a_mistake_is_told_and_nothing_typed_is_lost(
    the_zoo: Cloud, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with console(the_zoo.settings(), WIDE) as (app, pilot):
        await ask(app, pilot, BROKEN[what])
        text = flowing(app)
        assert "nothing was sent, and the log file has the details" in text
        assert isinstance(app.screen, WizardScreen) and app.screen.part == "form"
        assert app.screen.answers.typed["name"] == "ls-x"
        assert "ls-x" in text and name_row(app).display
        await pilot.press("escape", "y")
        await until(lambda: not isinstance(app.screen, WizardScreen), "the page again")
    assert any(record.exc_info for record in caplog.records if record.levelno == logging.ERROR)


async def test_a_small_terminal_has_room_for_it(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), NARROW) as (app, pilot):
        await ask(app, pilot, BROKEN["check"])
        assert "the log file has the details" in flowing(app)
