"""Painting what has changed: exactly that, and as it would look if all were painted."""

import random

from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input, Static

from ovntui.widgets.pieces import PieceCompositor

WIDTH, HEIGHT = 60, 20


class Page(Screen[None]):
    """Widgets beside each other, within what scrolls, with borders, and one before others."""

    CSS = """
    Page { layers: below above; }
    #left { width: 1fr; border: round red; }
    #right { width: 40%; }
    #note { layer: above; offset: 25 6; width: 20; height: 5; background: blue; border: tall green; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PieceCompositor()

    def compose(self) -> ComposeResult:
        with Horizontal():
            with VerticalScroll(id="left"):
                for number in range(30):
                    yield Static(f"line {number} " + "端" * (number % 20), id=f"line{number}")
            with VerticalScroll(id="right"):
                yield Input("typed", placeholder="…")
                yield Static("\n".join("wide 端末 and ascii " * 3 for _ in range(25)))
        yield Static("before all others", id="note")


class Paints(App[None]):
    """Has that page."""

    def get_default_screen(self) -> Page:
        return Page()


async def test_what_is_painted_is_what_stands_there() -> None:
    async with Paints().run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        compositor = pilot.app.screen._compositor
        assert isinstance(compositor, PieceCompositor)
        dice = random.Random(4)
        for turn in range(60):
            if turn % 10 == 0:
                await page_scrolled(pilot.app.screen, dice)
                await pilot.pause()
            regions = [some_region(dice) for _ in range(dice.randint(1, 4))]
            compositor._dirty_regions.update(regions)
            update = compositor.render_partial_update()
            assert update is not None
            whole = compositor.render_strips()
            painted: dict[tuple[int, int], int] = {}
            for x, y, strip in update.pieces:
                assert cells(strip) == cells(whole[y].crop(x, x + strip.cell_length))
                for at in range(x, x + strip.cell_length):
                    painted[at, y] = painted.get((at, y), 0) + 1
            assert set(painted.values()) == {1}
            assert painted.keys() == {(x, y) for r in regions for x in r.column_range for y in r.line_range}


async def page_scrolled(page: Screen[object], dice: random.Random) -> None:
    """Another part of both sides is in view, and the note stands elsewhere."""
    page.query_one("#left").scroll_to(y=dice.randint(0, 12), animate=False)
    page.query_one("#right").scroll_to(y=dice.randint(0, 8), animate=False)
    page.query_one("#note").styles.offset = (dice.randint(-5, 45), dice.randint(-2, 18))


def some_region(dice: random.Random) -> Region:
    x, y = dice.randrange(WIDTH), dice.randrange(HEIGHT)
    return Region(x, y, dice.randint(1, WIDTH - x), dice.randint(1, HEIGHT - y))


def cells(strip: Strip) -> list[tuple[str, object]]:
    """Each character with its style; half of a wide one is a blank."""
    return [(c, segment.style) for segment in strip for c in segment.text]


async def test_nothing_changed_is_nothing_to_paint() -> None:
    async with Paints().run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        compositor = pilot.app.screen._compositor
        assert isinstance(compositor, PieceCompositor)
        compositor._dirty_regions.clear()
        assert compositor.render_partial_update() is None


async def test_a_terminal_is_told_where_each_piece_goes() -> None:
    async with Paints().run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        compositor = pilot.app.screen._compositor
        assert isinstance(compositor, PieceCompositor)
        compositor._dirty_regions.clear()
        compositor._dirty_regions.add(Region(30, 8, 5, 1))
        update = compositor.render_partial_update()
        assert update is not None
        written = update.render_segments(pilot.app.console)
        assert written.startswith("\x1b[9;31H")
        assert written.count("\x1b[9;") == len(update.pieces)
