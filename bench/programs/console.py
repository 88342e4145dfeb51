"""The console as `ovntui` opens it, with a heart that is listened to: how long its event loop stood still.

Prints nothing; what it found is written to a file when the console is left.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Final

from ovntui.deployment import Deployment
from ovntui.ovsdb.remote import parse_remotes
from ovntui.settings import Settings

_BEAT: Final = 0.001  # seconds


async def _beat(stalls: list[tuple[float, float]]) -> None:
    """Notes when the loop was held for longer than a few beats, and for how long."""
    before = time.perf_counter()
    while True:
        await asyncio.sleep(_BEAT)
        now = time.perf_counter()
        if now - before > 5 * _BEAT:
            stalls.append((before, now - before - _BEAT))
        before = now


async def _main(northbound: str, southbound: str, screen: str, report: Path) -> None:
    stalls: list[tuple[float, float]] = []
    heart = asyncio.create_task(_beat(stalls))
    settings = Settings(parse_remotes(northbound), parse_remotes(southbound))
    async with Deployment(settings) as deployment:
        await deployment.opened()
        before = time.perf_counter()
        from ovntui.app import Console  # noqa: PLC0415  # as late as the command does it

        imported = time.perf_counter()
        await Console(deployment, screen=screen).run_async()
    heart.cancel()
    await asyncio.to_thread(report.write_text, json.dumps({"import": [before, imported], "stalls": stalls}))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])))
