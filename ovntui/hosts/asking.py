"""Questions that logins have for the operator."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

Ask: TypeAlias = Callable[[str], Awaitable[str | None]]
"""Asks the operator one question whose answer is not to be shown; None where there is no answer."""


class Asking:
    """Is an Ask. Its questions wait until there is somebody to answer them, and for each other."""

    def __init__(self) -> None:
        self._ask: asyncio.Future[Ask] | None = None
        self._turn = asyncio.Lock()

    def answered_by(self, ask: Ask) -> None:
        """From now on this one asks the operator."""
        self._answering().set_result(ask)

    async def __call__(self, question: str) -> str | None:
        ask = await asyncio.shield(self._answering())
        async with self._turn:
            return await ask(question)

    def _answering(self) -> asyncio.Future[Ask]:
        if self._ask is None:
            self._ask = asyncio.get_running_loop().create_future()
        return self._ask
