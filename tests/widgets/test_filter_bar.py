"""The line in which a filter is typed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot

from ovntui.safetext import SafeText
from ovntui.widgets.filter_bar import PAUSE, FilterBar
from ovntui.widgets.typed import Typed
from tests.servers.waiting import until
from tests.widgets.records import Stage


@asynccontextmanager
async def opened(pause: float = 0.01) -> AsyncIterator[tuple[FilterBar, Pilot[None], Stage]]:
    bar = FilterBar(pause=pause)
    stage = Stage(bar)
    async with stage.run_test(size=(60, 5)) as pilot:
        assert not shown(bar)
        bar.open()
        await pilot.pause()
        assert shown(bar)
        yield bar, pilot, stage


def shown(bar: FilterBar) -> bool:
    return bool(bar.display)


def changes(stage: Stage) -> list[str]:
    return [message.text for message in stage.told if isinstance(message, FilterBar.Changed)]


async def test_it_tells_what_is_typed_once_typing_pauses() -> None:
    async with opened(pause=0.2) as (bar, pilot, stage):
        await pilot.press(*"web")
        assert changes(stage) == []
        for _ in range(100):
            if changes(stage):
                break
            await pilot.pause(0.02)
        assert changes(stage) == ["web"]
        assert bar.value == "web"


async def test_letters_that_come_together_are_one_filter() -> None:
    async with opened(PAUSE) as (_, pilot, stage):

        def post(message: Message) -> None:
            stage.post_message(message)

        keys = Typed(stage, post)
        keys.add([events.Key(letter, letter) for letter in "switch"])
        await until(lambda: changes(stage)[-1:] == ["switch"], "what was typed is told")
        assert len(changes(stage)) <= 2  # a busy machine may pause where nobody does
        await pilot.pause()


async def test_that_nothing_is_wrong_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as (bar, pilot, _):
        bar.show_error(SafeText("wrong"))
        await pilot.pause()
        laid_out: list[dict[str, object]] = []
        monkeypatch.setattr(bar.screen, "_refresh_layout", lambda **options: laid_out.append(options))
        bar.show_error(SafeText("wrong"))
        await pilot.pause()
        assert not laid_out
        bar.show_error(None)
        await pilot.pause()
        assert laid_out


async def test_enter_goes_back_at_once_and_keeps_the_filter() -> None:
    async with opened(pause=60) as (bar, pilot, stage):
        await pilot.press(*"web", "enter")
        await pilot.pause()
        assert changes(stage) == ["web"]
        assert isinstance(stage.told[-1], FilterBar.Left)
        assert shown(bar)


async def test_escape_takes_the_filter_away() -> None:
    async with opened(pause=60) as (bar, pilot, stage):
        await pilot.press(*"web", "enter", "escape")
        await pilot.pause()
        assert changes(stage) == ["web", ""]
        assert (bar.value, shown(bar)) == ("", False)


async def test_an_error_shows_beside_what_was_typed_and_is_no_markup() -> None:
    async with opened() as (bar, pilot, stage):
        await pilot.press("slash", "left_square_bracket")
        bar.show_error(SafeText("unterminated [red]set[/] at 1"))
        await pilot.pause()
        shot = stage.export_screenshot(simplify=True).replace("&#160;", " ")
        assert "▲ unterminated [red]set[/] at 1" in shot
        assert bar.value == "/["
        bar.show_error(None)
        await pilot.pause()
        assert "unterminated" not in stage.export_screenshot()


async def test_a_filter_may_be_given_and_one_typed_at_once_in_its_place() -> None:
    async with opened(pause=60) as (bar, pilot, stage):
        await pilot.press(*"vm1", "enter")
        bar.value = ""
        bar.open()
        await pilot.press(*"vm1", "enter")
        await pilot.pause()
        assert changes(stage) == ["vm1", "vm1"], "what is given is known to whoever gave it"
        bar.value = "chassis:kvm1"
        await pilot.pause()
        assert shown(bar)
        assert bar.value == "chassis:kvm1"
