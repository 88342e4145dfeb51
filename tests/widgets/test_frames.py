"""When a screen paints."""

from time import monotonic

from textual.app import App
from textual.screen import Screen

from ovntui.widgets.frames import EVERY, Frames


class Painted(Screen[None]):
    """Counts its paintings."""

    def __init__(self) -> None:
        super().__init__()
        self._times: list[float] = []
        self.frames = Frames(self, self._paint)

    @property
    def paintings(self) -> int:
        return len(self._times)

    def _paint(self) -> None:
        self._times.append(monotonic())


async def test_many_changes_are_painted_together_and_the_first_does_not_wait() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        screen = Painted()
        await app.push_screen(screen)
        for _ in range(50):
            screen.frames.resume()
        await pilot.pause()
        assert screen.paintings == 1
        for _ in range(50):
            screen.frames.resume()
        for _ in range(200):
            await pilot.pause(EVERY)
            if screen.paintings > 1:
                break
        assert screen.paintings == 2


async def test_what_was_painted_otherwise_is_not_painted_again() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        screen = Painted()
        await app.push_screen(screen)
        screen.frames.resume()
        screen.frames.pause()
        await pilot.pause(EVERY * 3)
        screen.frames.resume()
        for _ in range(200):
            await pilot.pause(EVERY)
            if screen.paintings:
                break
        assert screen.paintings == 1, "and not for what came before"


async def test_what_is_painted_now_is_not_waited_for_but_is_no_more_often() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        screen = Painted()
        await app.push_screen(screen)
        screen.frames.now()
        assert screen.paintings == 1
        for _ in range(50):
            screen.frames.now()
        assert screen.paintings == 1
        for _ in range(200):
            await pilot.pause(EVERY)
            if screen.paintings > 1:
                break
        assert screen.paintings == 2
