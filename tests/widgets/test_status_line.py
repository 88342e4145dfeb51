"""The first line of the console."""

import pytest

from ovntui.cloud.cells import Mood
from ovntui.safetext import SafeText
from ovntui.widgets.status_line import LinkState, Status, StatusLine
from tests.widgets.records import Stage, lines

STATUS = Status(
    SafeText("blog cloud"),
    (
        LinkState("NB", Mood.GOOD, "●", "0.1s"),
        LinkState("SB", Mood.BAD, "✗", "12s"),
        LinkState("hosts", Mood.PLAIN, text="2/2"),
    ),
    "admin",
)


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, " ovntui  blog cloud" + " " * 20 + "NB ● 0.1s  SB ✗ 12s  hosts 2/2  admin"),
        (46, " ovntui  blo…  NB ● 0.1s  SB ✗ 12s  hosts 2/2"),
        (32, " ovntui  NB ●  SB ✗  hosts 2/2"),
        (3, None),
        (1, None),
    ],
)
async def test_it_tells_what_there_is_room_for(width: int, text: str | None) -> None:
    line = StatusLine()
    async with Stage(line).run_test(size=(width, 2)) as pilot:
        line.show(STATUS)
        await pilot.pause()
        drawn = lines(line)
        assert len(drawn) == 1
        if text:
            assert drawn[0].split() == text.split()


async def test_a_click_tells_which_connection_it_hit() -> None:
    line = StatusLine()
    stage = Stage(line)
    async with stage.run_test(size=(80, 3)) as pilot:
        line.show(STATUS)
        await pilot.pause()
        text = lines(line)[0]
        for target in ("NB", "12s", "hosts", "admin", "ovntui"):
            await pilot.click(line, offset=(text.index(target), 0))
        hits = [message.label for message in stage.told if isinstance(message, StatusLine.Pressed)]
        assert hits == ["NB", "SB", "hosts", None, None]
