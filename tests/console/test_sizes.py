"""Any size will do, and any way from one to another."""

import random

import pytest

from ovntui.pages import SCREENS
from tests.console.stage import WIDE, Cloud, console, names, page, records, screen_text, settled, texts
from tests.servers.waiting import until


@pytest.mark.parametrize("size", [(1, 1), (20, 6)])
async def test_every_page_in_no_room_at_all(the_zoo: Cloud, size: tuple[int, int]) -> None:
    async with console(the_zoo.settings(), size) as (app, pilot):
        for mode in SCREENS:
            await app.run_action(f"go('{mode}')")
            await pilot.press("d")
        await settled(pilot)
        assert page(app).MODE == "history"


async def test_every_dialog_in_no_room_at_all(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), (1, 1), screen="ports") as (app, pilot):
        for key in ("slash", "question_mark", "o", "x", "colon"):
            await pilot.press(key, "down", "escape")
        await settled(pilot)
        assert page(app).MODE == "ports"


async def test_a_storm_of_sizes(the_zoo: Cloud) -> None:
    chance = random.Random(7)
    async with console(the_zoo.settings(), WIDE, screen="ports") as (app, pilot):
        for _ in range(12):
            await pilot.resize_terminal(chance.randint(1, 200), chance.randint(1, 60))
            await pilot.press(chance.choice(["down", "end", "1", "4", "d", "tab", "right", "9", "2"]))
        await pilot.resize_terminal(*WIDE)
        await pilot.press("4")
        await until(lambda: page(app).MODE == "ports", "the page is shown")
        await settled(pilot)
        assert "ADDRESSES" in screen_text(app), screen_text(app)


async def test_details_appear_when_there_is_room_for_them(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        assert not records(app).details_visible
        await pilot.resize_terminal(*WIDE)
        await until(lambda: records(app).details_visible, "there is room")
        await settled(pilot)
        assert names(app)[0] in texts(records(app).pane)[0]
        assert any("NB Logical_Switch_Port" in line for line in texts(records(app).pane))
