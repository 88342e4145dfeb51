"""Boxes of lines whose parts lead on."""

from itertools import pairwise

from textual.content import Content
from textual.strip import Strip

from ovntui.cloud.cells import Cell, Listing
from ovntui.safetext import SafeText
from ovntui.widgets.messages import Opened
from ovntui.widgets.panel import Line, Panel, Part
from tests.widgets.records import Stage, lines


def part(text: str, leads: str = "", width: int = 0, right: bool = False, grow: bool = False) -> Part:
    return Part(Cell(SafeText(text)), Listing("port", leads) if leads else None, width, right, grow)


COUNTS: tuple[Line, ...] = (
    (part("chassis", "chassis", 8), part("2", width=3, right=True)),
    (part("no door"),),
    (part("ports", "ports", 8), part("15", width=3, right=True), part("● 14", "up"), part("○ 1", "down")),
)


def drawn(panel: Panel) -> list[str]:
    return [panel.render_line(y).text.rstrip() for y in range(panel.content_size.height)]


def opened(stage: Stage) -> list[str]:
    return [m.door.filter for m in stage.told if isinstance(m, Opened) and isinstance(m.door, Listing)]


async def test_parts_stand_in_line_and_one_takes_what_is_left() -> None:
    panel = Panel("Now", [*COUNTS, (part("12:04"), part("a long story", grow=True), part("undo"))])
    async with Stage(panel).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert drawn(panel) == [
            "chassis    2",
            "no door",
            "ports     15 ● 14 ○ 1",
            "12:04 a long story    undo",
        ]
        await pilot.resize_terminal(20, 10)
        assert drawn(panel) == ["chassis    2", "no door", "ports     15 ●…", "12:04 a lo… undo"]


async def test_arrows_go_from_door_to_door_and_on_to_the_next_panel() -> None:
    first, second = Panel("One", COUNTS), Panel("Two", COUNTS)
    stage = Stage(first, second)
    async with stage.run_test(size=(40, 20)) as pilot:
        first.focus()
        await pilot.press("enter", "down", "enter", "right", "enter", "l", "enter", "up", "enter")
        assert opened(stage) == ["chassis", "ports", "up", "down", "chassis"]
        await pilot.press("end", "down")
        assert second.has_focus
        await pilot.press("up")
        assert first.has_focus
        assert first.cursor_part == COUNTS[2][3]


async def test_a_click_on_a_part_opens_it() -> None:
    panel = Panel("One", COUNTS)
    stage = Stage(panel)
    async with stage.run_test(size=(40, 10)) as pilot:
        await pilot.click(panel, offset=(17, 3))
        await pilot.click(panel, offset=(17, 2))
        assert opened(stage) == ["up"]


async def test_the_cursor_stays_on_its_door() -> None:
    panel = Panel("One", COUNTS)
    async with Stage(panel).run_test(size=(40, 10)) as pilot:
        panel.focus()
        await pilot.press("down", "right")
        panel.show([(part("switches", "switches"),), *COUNTS])
        found = panel.cursor_part
        assert found is not None
        assert found.door == Listing("port", "up")
        panel.show([])
        assert panel.cursor_part is None
        await pilot.press("enter", "c", "home", "end")


async def test_a_title_is_no_markup() -> None:
    panel = Panel("[red]One")
    async with Stage(panel).run_test(size=(40, 10)):
        title = panel._border_title
        assert isinstance(title, Content)
        assert title.plain == "[red]One"


async def test_any_size_will_do() -> None:
    for size in ((1, 1), (3, 3), (4, 2)):
        panel = Panel("One", COUNTS)
        async with Stage(panel).run_test(size=size) as pilot:
            panel.focus()
            await pilot.press("down", "right")
            lines(panel)


class Counting(Panel):
    """A panel that counts the lines that it draws."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


def boxed(panel: Panel) -> list[Strip]:
    return panel.render_lines(panel.outer_size.region)


async def test_lines_that_only_move_are_not_drawn_again() -> None:
    stories = [(part(f"story {number}", f"story{number}", grow=True),) for number in range(9)]
    panel = Counting("Just now", stories[3:])
    panel.styles.height = 8
    async with Stage(panel).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert [strip.text[2:9] for strip in boxed(panel)[1:-1]] == [f"story {n}" for n in range(3, 9)]
        before = panel.drawn
        panel.show(stories[1:])
        assert [strip.text[2:9] for strip in boxed(panel)[1:-1]] == [f"story {n}" for n in range(1, 7)]
        assert panel.drawn == before + 2


async def test_what_is_kept_of_lines_is_what_would_be_drawn() -> None:
    panel, other = Panel("One", COUNTS), Panel("Two", COUNTS)
    panel.styles.height = 4
    stage = Stage(panel, other)
    async with stage.run_test(size=(40, 12)) as pilot:

        async def as_if_new() -> list[Strip]:
            await pilot.pause()
            kept = boxed(panel)
            panel.forget_lines()
            panel._styles_cache.clear()  # what Textual keeps of it
            assert kept == boxed(panel)
            return kept

        other.focus()
        pictures = [await as_if_new()]
        panel.focus()
        pictures.append(await as_if_new())
        for key in ("down", "right", "right"):
            await pilot.press(key)
            pictures.append(await as_if_new())
        other.focus()
        await as_if_new()
        await pilot.resize_terminal(30, 12)
        pictures.append(await as_if_new())
        stage.theme = "textual-light"
        pictures.append(await as_if_new())
        panel.stale = True
        pictures.append(await as_if_new())
        assert [one == other for one, other in pairwise(pictures)] == [False] * (len(pictures) - 1)
