"""A plan that is being applied, whoever looks at it."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from ovntui.plans.plan import Outcome, Plan, Progress

Doubt: TypeAlias = Callable[[str], None]
"""Told in a sentence that no answer has come, and what is being done about it."""
Step: TypeAlias = Callable[[Progress], None]
"""Told how far it has come."""


class Run:
    """The plan, what is known of its outcome, and how far it has come into force.

    It goes on when nobody looks at it any more; whoever does is called at each change.
    """

    def __init__(self, plan: Plan, began: float) -> None:
        self.plan = plan
        self.began = began
        """When it was sent, in seconds since the epoch."""
        self.ended: float | None = None
        """When its outcome was known."""
        self.doubt = ""
        self.progress: Progress | None = None
        self.outcome: Outcome | None = None
        self.is_given_up = False
        self._listeners: list[Callable[[], None]] = []

    def give_up(self) -> None:
        """Want it no more: it is undone as soon as it can be."""
        self.is_given_up = True
        self._tell()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener at each change. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def is_watched(self) -> bool:
        """Whether anybody looks at it."""
        return bool(self._listeners)

    async def go(
        self, apply: Callable[[Doubt, Step], Awaitable[Outcome]], clock: Callable[[], float]
    ) -> Outcome:
        """Apply it, telling how it goes."""
        outcome = await apply(self._in_doubt, self._progressed)
        self.outcome, self.ended = outcome, clock()
        self._tell()
        return outcome

    def _in_doubt(self, sentence: str) -> None:
        self.doubt = sentence
        self._tell()

    def _progressed(self, progress: Progress) -> None:
        self.progress, self.doubt = progress, ""
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
