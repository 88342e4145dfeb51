"""Waiting for a condition, with a deadline and a reason."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence


async def until(condition: Callable[[], object], what: str, seconds: float = 15) -> None:
    """Return as soon as condition() is true. Raises AssertionError naming what, after seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain: {what}")
        await asyncio.sleep(0.005)


async def until_none(
    differences: Callable[[], Awaitable[Sequence[str]]], what: str, seconds: float = 15
) -> None:
    """Return as soon as differences() are none. Raises AssertionError with the first few, after seconds."""
    end = time.monotonic() + seconds
    while found := await differences():
        if time.monotonic() > end:
            raise AssertionError("\n".join([f"waited {seconds:g} s in vain: {what}", *found[:10]]))
        await asyncio.sleep(0.02)
