"""The end of a task that would go on for ever."""

import asyncio
from typing import Any


async def end(task: asyncio.Task[Any] | None) -> None:
    """Cancel it and wait for its end. More than once where need be: asyncio.wait_for of Python 3.11, which
    asyncssh uses, loses a cancellation that comes together with a result."""
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1)
