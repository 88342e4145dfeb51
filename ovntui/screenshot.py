"""The console drawn without a terminal."""

import asyncio
from typing import Final

from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.widgets.console_screen import ConsoleScreen

_SECONDS: Final = 10.0
"""How long the page may take to fetch what only it shows."""


async def take_screenshot(console: Console, size: tuple[int, int]) -> str:
    """Run the console unseen and draw it once all is settled. Returns the picture as SVG."""

    drawn: list[str] = []

    async def draw(pilot: Pilot[object]) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        end = asyncio.get_running_loop().time() + _SECONDS
        while _is_waiting(console) and asyncio.get_running_loop().time() < end:
            await pilot.pause(0.02)
        await pilot.pause()
        drawn.append(console.export_screenshot(title=str(console.title)))
        console.exit()

    await console.run_async(headless=True, size=size, auto_pilot=draw)
    return drawn[0]


def _is_waiting(console: Console) -> bool:
    return isinstance(console.screen, ConsoleScreen) and not console.screen.is_settled
