"""The form: what is proposed, typed, chosen, and said to be wrong."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from ovntui.plans.recipe import Field, Offer, Recipe, Wish
from ovntui.widgets.form.answers import OFFERS_SHOWN, Answers
from ovntui.widgets.form.form import Form
from ovntui.widgets.form.row import FieldRow
from ovntui.widgets.form.typed_entry import LONGEST
from tests.widgets.recipes import EVIL, SAMPLE, nothing


class Desk(App[None]):
    """An app that holds one form."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, answers: Answers) -> None:
        self.form = Form(answers)
        self.finished = 0
        super().__init__()

    def compose(self) -> ComposeResult:
        """The form."""
        yield self.form

    def on_mount(self) -> None:
        """Ready to be typed in."""
        self.form.begin()

    def on_form_finished(self, _: Message) -> None:
        """Count."""
        self.finished += 1


@asynccontextmanager
async def desk(
    typed: Mapping[str, str] | None = None, recipe: Recipe = SAMPLE, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Desk, Pilot[None]]]:
    """A form on a small screen."""
    app = Desk(Answers(recipe, nothing(), typed or {}))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def screen(app: App[Any]) -> str:
    """All that is on the screen."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def line(app: App[Any], label: str) -> str:
    """The line of a field."""
    return next(one for one in screen(app).split("\n") if one.startswith(f" {label}"))


async def test_it_opens_on_the_first_field_that_needs_a_value() -> None:
    async with desk() as (app, pilot):
        await pilot.press(*"web")
        await pilot.pause()
        assert app.form.answers.typed == {"name": "web"}
    async with desk({"name": "web"}) as (app, pilot):
        await pilot.press(*"ls-i")
        await pilot.pause()
        assert app.form.answers.typed == {"name": "web", "switch": "ls-i"}


async def test_proposals_follow_what_is_typed_until_they_are_typed_over() -> None:
    async with desk() as (app, pilot):
        assert line(app, "Address").split() == ["Address", "10.0.0.5", "proposed"]
        await pilot.press(*"web")
        await pilot.pause()
        assert line(app, "Address").split() == ["Address", "10.0.0.8", "proposed"]
        await pilot.press("enter", *"192.0.2.9", "enter", "shift+tab", "shift+tab", "backspace")
        await pilot.pause()
        assert line(app, "Address").split() == ["Address", "192.0.2.9"]
        assert app.form.answers.values["address"] == "192.0.2.9"


async def test_a_proposal_is_taken_up_and_edited_or_refused() -> None:
    async with desk() as (app, pilot):
        await pilot.press("tab", "right", "backspace", *"77")
        await pilot.pause()
        assert app.form.answers.typed == {"address": "10.0.0.77"}
        await pilot.press("ctrl+u")
        await pilot.pause()
        assert app.form.answers.typed == {"address": ""}, "erased is not the same as never typed"
        assert line(app, "Address").split()[1] == "none"
        await pilot.press("backspace")
        await pilot.pause()
        assert app.form.answers.typed == {}
        assert line(app, "Address").split()[1:] == ["10.0.0.5", "proposed"]


async def test_what_is_wrong_is_said_beside_the_field_while_typing() -> None:
    async with desk() as (app, pilot):
        assert line(app, "Name").split() == ["Name", "needed"]
        assert "✗" not in screen(app), "nobody has done anything wrong yet"
        await pilot.press("tab", *"10.0")
        await pilot.pause()
        assert line(app, "Address").endswith("✗ 10.0 is no address")
        assert "\n ✗ 10.0 is no address\n Address  its address" in screen(app), "in full, with the help"
        await pilot.press(*".0.1")
        await pilot.pause()
        assert "✗" not in screen(app)


async def test_finishing_leads_to_what_is_missing() -> None:
    async with desk() as (app, pilot):
        await pilot.press("f2")
        await pilot.pause()
        assert app.finished == 0
        assert line(app, "Name").endswith("✗ Name is needed")
        assert line(app, "Switch").endswith("✗ Switch is needed")
        await pilot.press(*"web", "ctrl+j", *"ls-e", "enter", "ctrl+j")
        await pilot.pause()
        assert app.finished == 1
        assert app.form.answers.values["switch"] == "ls-ext"


async def test_enter_goes_through_all_fields_to_the_end() -> None:
    async with desk() as (app, pilot):
        await pilot.press(*"web", "enter", "enter", *"int", "enter", "enter", "enter", "enter", "enter")
        await pilot.pause()
        assert app.finished == 1
        assert app.form.answers.typed == {"name": "web", "switch": "ls-int"}


async def test_a_choice_is_narrowed_by_typing_and_picked_with_arrows() -> None:
    async with desk({"name": "web"}) as (app, pilot):
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert app.form.answers.typed["switch"] == "ls-ext"
        await pilot.press("shift+tab", "ctrl+u", *"stranger", "tab")
        await pilot.pause()
        assert app.form.answers.typed["switch"] == EVIL, "the value is its own, whatever is shown"
        assert "\x1b" not in screen(app)
        await pilot.press("shift+tab", "ctrl+u", *"nowhere")
        await pilot.pause()
        assert line(app, "Switch").endswith("✗ there is no nowhere to choose")


async def test_a_text_keeps_what_was_typed_beside_its_offers() -> None:
    async with desk() as (app, pilot):
        await pilot.press("tab", *"10.0.0.9", "enter")
        await pilot.pause()
        assert app.form.answers.typed == {"address": "10.0.0.9"}
        await pilot.press("shift+tab", "ctrl+u", *"10.0.0.9", "down", "down", "enter")
        await pilot.pause()
        assert app.form.answers.typed == {"address": "10.0.0.90"}


async def test_escape_closes_the_offers_and_keeps_what_was_typed() -> None:
    async with desk() as (app, pilot):
        await pilot.press("tab", *"10.0.0.2")
        await pilot.pause()
        assert "10.0.0.20" in screen(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "10.0.0.20" not in screen(app)
        assert app.form.answers.typed == {"address": "10.0.0.2"}


async def test_lines_grow_and_are_completed() -> None:
    async with desk() as (app, pilot):
        await pilot.press("tab", "tab", "tab", *"9", "down", "enter", *"192.0.2.1", "enter", "enter")
        await pilot.pause()
        assert app.form.answers.typed == {"dns": "9.9.9.9\n192.0.2.1"}
        await pilot.press(" ")
        await pilot.pause()
        assert "gateways" in app.form.answers.typed, "an empty line led to the next field"


async def test_an_order_is_moved_with_keys() -> None:
    async with desk() as (app, pilot):
        for _ in range(4):
            await pilot.press("tab")
        await pilot.press("shift+down")
        await pilot.pause()
        assert app.form.answers.typed == {"gateways": "kvm2\nkvm1"}
        await pilot.press("down", "space", "shift+up", "shift+up")
        await pilot.pause()
        assert app.form.answers.typed == {"gateways": "kvm3\nkvm2\nkvm1"}
        await pilot.press("down", "space")
        await pilot.pause()
        assert app.form.answers.typed == {"gateways": "kvm3\nkvm1"}
        await pilot.press("backspace")
        await pilot.pause()
        assert app.form.answers.typed == {}


async def test_a_switch_shows_and_hides_what_depends_on_it_and_nothing_is_lost() -> None:
    async with desk() as (app, pilot):
        for _ in range(6):
            await pilot.press("tab")
        await pilot.press(*"77", "shift+tab", "n")
        await pilot.pause()
        assert "Lease time" not in screen(app)
        assert "lease" not in app.form.answers.values
        await pilot.press("space")
        await pilot.pause()
        assert line(app, "Lease time").split() == ["Lease", "time", "77"]


@pytest.mark.parametrize("tabs", [0, 1, 2, 3], ids=["text", "offers", "choice", "many"])
async def test_a_megabyte_that_is_pasted_is_turned_away(tabs: int) -> None:
    async with desk() as (app, pilot):
        for _ in range(tabs):
            await pilot.press("tab")
        await pilot.press("a")
        focused = app.focused
        assert focused is not None
        before = dict(app.form.answers.typed)
        focused.post_message(events.Paste("x" * 1_048_576))
        await pilot.pause()
        assert f"1,048,576 characters were pasted; at most {LONGEST:,} are taken" in screen(app).replace(
            "a line of 1,048,576 characters was pasted", "1,048,576 characters were pasted"
        )
        assert app.form.answers.typed == before
        focused.post_message(events.Paste("\x1b]52;c;AAAA\x07b"))
        await pilot.pause()
        assert "\x1b" not in screen(app)
        assert "␛]52" in screen(app)


async def test_many_lines_are_pasted_at_once_or_turned_away() -> None:
    async with desk() as (app, pilot):
        await pilot.press("tab", "tab", "tab")
        assert app.focused is not None
        app.focused.post_message(events.Paste("192.0.2.1\n192.0.2.2"))
        await pilot.pause()
        assert app.form.answers.typed == {"dns": "192.0.2.1\n192.0.2.2"}
        app.focused.post_message(events.Paste("a\n" * 100_000))
        await pilot.pause()
        assert "✗ 100,000 lines were pasted" in screen(app)
        assert app.form.answers.typed == {"dns": "192.0.2.1\n192.0.2.2"}


async def test_a_resize_keeps_everything() -> None:
    async with desk() as (app, pilot):
        await pilot.press(*"web", "tab", *"10.0")
        await pilot.resize_terminal(40, 10)
        await pilot.resize_terminal(140, 40)
        await pilot.press(*".0.1")
        await pilot.pause()
        assert app.form.answers.typed == {"name": "web", "address": "10.0.0.1"}
        assert line(app, "Address").split() == ["Address", "10.0.0.1"]


async def test_a_long_form_scrolls_to_the_field() -> None:
    fields = tuple(Field(name=f"f{n}", label=f"Field {n}", help=f"the {n}th") for n in range(40))
    recipe = Recipe(name="long", title="Long", summary="", fields=fields, wish=lambda _, __: Wish(acts=()))
    async with desk(recipe=recipe) as (app, pilot):
        assert "Field 39" not in screen(app)
        await pilot.press("shift+tab")
        await pilot.pause()
        assert "Field 39" in screen(app)
        assert "the 39th" in screen(app)


def test_no_more_offers_than_can_be_looked_at() -> None:
    field = Field(
        name="port",
        label="Port",
        help="",
        offers=lambda _, __: [Offer(f"port-{number}", f"vm{number}") for number in range(50_000)],
    )
    recipe = Recipe(name="r", title="", summary="", fields=(field,), wish=lambda _, __: Wish(acts=()))
    answers = Answers(recipe, nothing(), {})
    offers, more = answers.offers(field)
    assert (len(offers), more) == (OFFERS_SHOWN, 50_000 - OFFERS_SHOWN)
    offers, more = answers.offers(field, "vm49999")
    assert ([offer.value for offer in offers], more) == (["port-49999"], 0)
    offers, more = answers.offers(field, "PORT-4999")
    assert offers[0].value == "port-4999"


async def test_rows_are_told_before_they_are_there_and_after_they_went() -> None:
    """Answers come when they come: while a form is being made, and while it is being closed."""
    async with desk() as (app, pilot):
        early = [FieldRow(field, app.form.answers) for field in SAMPLE.fields]
        for row in early:
            row.tell(insist=True)
        await app.form.mount(*early)
        await pilot.pause()
        assert screen(app).count("needed") > 1, "what was told early is shown"
        await app.form.remove()
        for row in early:
            row.tell(insist=False)
        app.form.look(nothing())
        await pilot.pause()
        assert app.is_running
