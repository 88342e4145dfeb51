"""The console drawn without a terminal."""

from textual.pilot import Pilot

from ovntui.app import Console


async def take_screenshot(console: Console, size: tuple[int, int]) -> str:
    """Run the console unseen and draw it once all is settled. Returns the picture as SVG."""

    drawn: list[str] = []

    async def draw(pilot: Pilot[object]) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        drawn.append(console.export_screenshot(title=str(console.title)))
        console.exit()

    await console.run_async(headless=True, size=size, auto_pilot=draw)
    return drawn[0]
