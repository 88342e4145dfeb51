"""What was typed, a key at a time: the next one is for the page that the one before has opened."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final

from textual import events
from textual.app import App, ScreenStackError
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

PATIENCE: Final = 1.0
"""Seconds that a key waits for what the one before has set going; a page that takes longer has come."""

_REST: Final = 0.01
"""Seconds in which a key has the event loop to itself, if no other one waits, before it is found out whether
all is done: what it does is painted by then."""


class Typed:
    """Posts messages from a terminal in their order. Over a slow line several keys come at once, and Textual
    would hand all of them to the widget that has the focus when the first one comes."""

    def __init__(self, app: App[Any], post: Callable[[Message], None]) -> None:
        self._app = app
        self._post = post
        self._waiting: deque[Message] = deque()
        self._task: asyncio.Task[None] | None = None
        self._more: asyncio.Future[None] | None = None

    def add(self, messages: Iterable[Message]) -> None:
        """These came."""
        self._waiting.extend(messages)
        if self._task is None and self._waiting:
            self._task = asyncio.create_task(self._post_all())
        elif self._waiting:
            self._come()

    def forget(self) -> None:
        """Nobody reads what was typed any more."""
        self._waiting.clear()

    async def _post_all(self) -> None:
        try:
            while self._waiting:
                message = self._waiting.popleft()
                before = await self._top()
                path = (self._app, *(before.focused or before).ancestors_with_self)
                self._post(message)
                if isinstance(message, events.Key):
                    if not self._waiting:
                        await self._rest()
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(PATIENCE):
                            await self._settled(before, path)
        finally:
            self._task = None

    async def _rest(self) -> None:
        """Wait for the next one, but not for long."""
        loop = asyncio.get_running_loop()
        self._more = loop.create_future()
        due = loop.call_later(_REST, self._come)
        await self._more
        due.cancel()

    def _come(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)

    async def _settled(self, before: Screen[Any], path: Iterable[MessagePump]) -> None:
        """Wait until a key has gone its path, through the app, the widget with the focus and what is around
        it, and what it has opened is there and has its focus."""
        for node in path:
            await _turn(node)
        if (top := await self._top()) is not before:
            for node in (top, self._app) * 2:  # it is made, then it asks the app for the focus
                await _turn(node)

    async def _top(self) -> Screen[Any]:
        """The page on top. While the app goes from one to another that is not made yet there is none."""
        while True:
            try:
                return self._app.screen
            except ScreenStackError:
                await asyncio.sleep(0.01)


async def _turn(node: MessagePump) -> None:
    """Wait until all is done that waits to be done there by now."""
    done = asyncio.Event()
    if node.is_running and node.call_later(done.set):
        await done.wait()
