"""What databases and hosts tell: taken into the cloud at once, told on at a pace that an eye can follow."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from ovntui.cloud.cloud import Cloud, Source
from ovntui.cloud.delta import Delta
from ovntui.cloud.events import Event, events
from ovntui.ovsdb.changes import Change

FRAME: Final = 1 / 30
"""The shortest time between two updates of the screen, in seconds; the first goes out at once."""
SLOWEST_FRAME: Final = 0.2
"""What that time grows to while changes come without a rest: nobody reads faster, and each update costs as
much for one change as for a hundred."""
_RAIN: Final = 60
"""From how many messages of changes a second on they are said to come without a rest."""
_GROWTH: Final = 1.1  # from one update to the next: within two seconds, so that a short burst is followed

_PATIENCE: Final = 0.1
"""Seconds that telling waits at most for what was read and is still to be taken in."""

AT_ONCE: Final = 5_000
"""How many changes the cloud takes in in one turn of the event loop."""

EVENTS_KEPT: Final = 500


class Intake:
    """The way of all changes into one cloud. Listeners are called from the event loop with all that changed
    since they were last called, at most once a frame."""

    def __init__(self, cloud: Cloud, clock: Callable[[], float]) -> None:
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        """What happened lately, the newest last."""
        self._cloud = cloud
        self._clock = clock
        self._pending = Delta()
        self._untaken: dict[Source, list[Change[Any]]] = {}
        self._taking: asyncio.Handle | None = None
        self._untold: dict[Source, list[Change[Any]]] = {}
        self._flush: asyncio.TimerHandle | asyncio.Handle | None = None
        self._flushed_at = 0.0
        self._frame = FRAME
        self._patience = 0.0  # until when telling waits for what is still to be taken in
        self._came = 0
        self._listeners: list[Callable[[Delta], None]] = []
        self._telling = False
        self._afterwards: dict[Callable[[], None], None] = {}

    def close(self) -> None:
        """Nobody is told of anything any more."""
        for handle in (self._flush, self._taking):
            if handle is not None:
                handle.cancel()

    def listen(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call the listener with what changed. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell_with_changes(self, tell: Callable[[], None]) -> None:
        """Call something, once, when the listeners have been called the next time. One commit changes rows of
        the cloud and rows that are looked at beside it: what tells of both is drawn together."""
        self._afterwards[tell] = None
        if not self._telling:
            self.tell_soon()

    def take(self, source: Source, changes: list[Change[Any]]) -> None:
        """Something has changed so."""
        self._untaken.setdefault(source, []).extend(changes)
        self._take_soon()

    def take_message(self, source: Source, changes: list[Change[Any]], *, happened: bool) -> None:
        """A database has told of changes. happened: they are no part of its first rows, and may be events."""
        self._came += 1
        if happened:
            self._untold.setdefault(source, []).extend(changes)
        self.take(source, changes)

    def drop(self, source: Source) -> None:
        """Forget all that this one has told."""
        self._untaken.pop(source, None)
        self._untold.pop(source, None)
        self._pending.update(self._cloud.drop(source))
        self.tell_soon()

    def tell_soon(self) -> None:
        """Tell the listeners: now if the last time is a frame ago, else when it will be."""
        if self._flush is None:
            loop = asyncio.get_running_loop()
            wait = max(0.0, self._frame - (loop.time() - self._flushed_at))
            self._patience = loop.time() + wait + _PATIENCE
            self._flush = loop.call_later(wait, self._due) if wait else loop.call_soon(self._due)

    def _due(self) -> None:
        """It is time to tell, once all that was read is taken in: a turn of the event loop for each, because
        nobody waits for longer than the longest turn takes."""
        loop = asyncio.get_running_loop()
        if self._untaken and loop.time() < self._patience:
            self._flush = loop.call_soon(self._due)
        else:
            self.tell()

    def tell(self) -> None:
        """Tell the listeners all that has come."""
        self._take_in(sum(map(len, self._untaken.values())))
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        now = asyncio.get_running_loop().time()
        rains = self._came > _RAIN * (now - self._flushed_at)
        self._frame = min(SLOWEST_FRAME, self._frame * _GROWTH) if rains else FRAME
        self._flushed_at, self._came = now, 0
        # One transaction arrives as one message a table. Its events are told when all have been taken in,
        # because a sentence about one row names others.
        untold, self._untold = self._untold, {}
        for source, changes in untold.items():
            self.events.extend(events(self._cloud, source, changes, self._clock()))
        delta, self._pending = self._pending, Delta()
        self._telling = True
        try:
            for listener in tuple(self._listeners):
                listener(delta)
        finally:
            self._telling = False
        afterwards, self._afterwards = self._afterwards, {}
        for tell in afterwards:
            tell()

    def _take_soon(self) -> None:
        if self._taking is None and self._untaken:
            self._taking = asyncio.get_running_loop().call_soon(self._take_some)

    def _take_some(self) -> None:
        """Have the cloud take in what one turn of the event loop has read: that is one message, or while
        changes rain dozens, and most of what it costs is for each time. Of thousands it takes a part."""
        self._taking = None
        self._take_in(AT_ONCE)
        self._take_soon()
        self.tell_soon()

    def _take_in(self, count: int) -> None:
        while self._untaken and count > 0:
            source, changes = next(iter(self._untaken.items()))
            some = changes[:count]
            del changes[:count]
            if not changes:
                del self._untaken[source]
            count -= len(some)
            self._pending.update(self._cloud.apply(source, some))
        if not self._untaken and self._taking is not None:
            self._taking.cancel()
            self._taking = None
