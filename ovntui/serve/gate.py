"""When a session's process is started: a few at a time, each key in its turn, and not too often with one key.

Starting one takes a good part of a second of processor time, which is taken from all who are in.
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable
from typing import Final

_BURST: Final = 12
_START_EVERY: Final = 4.0
"""So many sessions may be started at once with one key, and then one in so many seconds."""
_FOR_NOTHING: Final = 8.0
"""A session that was started for nothing puts off the next one of its key by so many seconds."""

_LONGEST: Final = 5.0
"""Seconds after which the next may start though the one before has not drawn its first screen."""


class Place:
    """One session's place in the line: it waits, then starts, and leaves when it has started or gone."""

    def __init__(self, gate: "Gate", key: bytes, start: Callable[[], None], wait: Callable[[], None]) -> None:
        self._gate = gate
        self.key = key
        self.start, self.wait = start, wait
        self.timer: asyncio.TimerHandle | None = None
        """Its turn while it waits, and the end of its time while it starts."""

    def leave(self) -> None:
        """The session has drawn its first screen, or is gone: the next may start."""
        self._gate.left(self)


class Gate:
    """Lets so many sessions start at a time as there are processors but one, which is left to who is in."""

    def __init__(self) -> None:
        self._slots = max(1, len(os.sched_getaffinity(0)) - 1)
        self._loop = asyncio.get_running_loop()
        self._turns: dict[bytes, float] = {}
        self._soon: set[Place] = set()
        self._waiting: dict[bytes, deque[Place]] = {}
        """By key; the key that has waited longest is the first."""
        self._starting: set[Place] = set()

    def ask(self, key: bytes, start: Callable[[], None], wait: Callable[[], None]) -> Place:
        """A place for a session of this key. start is called when it is its turn, never at once, and wait
        before that if it has to wait for others, or because its key started so many."""
        place = Place(self, key, start, wait)
        delay = self._turn(key)
        if delay:
            wait()
        self._soon.add(place)
        place.timer = self._loop.call_later(delay, self._line_up, place, not delay)
        return place

    def for_nothing(self, key: bytes) -> None:
        """A session of this key was started and left at once."""
        if key in self._turns:
            self._turns[key] += _FOR_NOTHING

    def left(self, place: Place) -> None:
        """A session needs its place no more. One that never started has cost nothing, and counts for
        nothing."""
        if place.timer is not None:
            place.timer.cancel()
        if place in self._starting:
            self._starting.discard(place)
            self._next()
        elif place in self._soon:
            self._soon.discard(place)
            self._take_back(place.key)
        elif place in self._waiting.get(place.key, ()):
            self._waiting[place.key].remove(place)
            if not self._waiting[place.key]:
                del self._waiting[place.key]
            self._take_back(place.key)

    def _turn(self, key: bytes) -> float:
        """How many seconds a session has to wait because of those that its key has started before."""
        now = self._loop.time()
        self._turns = {
            other: turn for other, turn in self._turns.items() if turn > now - _BURST * _START_EVERY
        }
        turn = max(self._turns.get(key, 0.0), now - _BURST * _START_EVERY) + _START_EVERY
        self._turns[key] = turn
        return max(0.0, turn - now)

    def _take_back(self, key: bytes) -> None:
        if key in self._turns:
            self._turns[key] -= _START_EVERY

    def _line_up(self, place: Place, may_tell: bool) -> None:
        self._soon.discard(place)
        self._waiting.setdefault(place.key, deque()).append(place)
        self._next()
        if may_tell and place in self._waiting.get(place.key, ()):
            place.wait()

    def _next(self) -> None:
        while self._waiting and len(self._starting) < self._slots:
            key = next(iter(self._waiting))
            line = self._waiting.pop(key)
            place = line.popleft()
            if line:
                self._waiting[key] = line  # behind the other keys
            self._starting.add(place)
            place.timer = self._loop.call_later(_LONGEST, self.left, place)
            place.start()
