"""What is drawn before it is wanted: what the next key is likely to bring, and no more."""

import asyncio

import pytest

from ovntui.widgets.ahead import Ahead
from ovntui.widgets.record_table import RecordTable
from tests.servers.waiting import until
from tests.widgets.records import COLUMNS, Port, Stage, lines, many


class Asked(dict[str, Port]):
    """Ports that remember of which of them somebody asked."""

    def __init__(self, records: dict[str, Port]) -> None:
        super().__init__(records)
        self.keys_asked: set[str] = set()

    def get(self, key: str, default: object = None) -> Port:
        self.keys_asked.add(key)
        return self[key]

    def rows(self) -> list[int]:
        """The rows that were asked for, when they are sorted by name."""
        names = sorted(self, key=lambda key: int(key.removeprefix("key-port")))
        return [row for row, key in enumerate(names) if key in self.keys_asked]


@pytest.mark.parametrize(
    ("before", "key", "expected"),
    [
        ([], "pagedown", range(11, 21)),
        (["G"], "pageup", range(79, 89)),
        (["G", "pageup"], "ctrl+u", range(76, 84)),
        ([], "down", range(10, 18)),
        (["G"], "up", range(82, 90)),
    ],
)
async def test_what_lies_beyond_the_last_line_is_drawn_after_a_key(
    before: list[str], key: str, expected: range
) -> None:
    records = Asked(many(100))
    table = RecordTable(COLUMNS, sort="name")
    async with Stage(table).run_test(size=(60, 11)) as pilot:
        table.set_records(records)
        table.focus()
        await pilot.press(*before)
        await pilot.pause()
        await asyncio.sleep(0.05)  # what these keys expect is drawn as well
        records.keys_asked.clear()
        table.forget_lines()
        await pilot.press(key)
        await until(lambda: set(expected) <= set(records.rows()), "the rows beyond are drawn")
        await asyncio.sleep(0.05)
        lines(table)
        seen = range(int(table.scroll_offset.y), int(table.scroll_offset.y) + 10)
        assert set(records.rows()) <= {*expected, *seen, *range(90, 100)}


async def test_who_goes_another_way_has_no_more_drawn_of_the_first() -> None:
    drawn: list[int] = []
    ahead = Ahead(drawn.append)
    ahead.expect(range(1000, 2000))
    ahead.expect([1, 2, 3])
    await until(lambda: drawn == [1, 2, 3], "what is expected now is drawn")
    ahead.expect([4])
    ahead.stop()
    await asyncio.sleep(0.05)
    assert drawn == [1, 2, 3]


async def test_others_have_their_turns_meanwhile() -> None:
    turn, drawn = 0, list[int]()  # in which turn of the event loop each row was drawn

    def draw(_: int) -> None:
        drawn.append(turn)
        end = asyncio.get_running_loop().time() + 0.003
        while asyncio.get_running_loop().time() < end:
            pass

    ahead = Ahead(draw)
    ahead.expect(range(10))
    while len(drawn) < 10:
        turn += 1
        await asyncio.sleep(0)
    assert len(set(drawn)) == 10, "each row was a piece of its own"
