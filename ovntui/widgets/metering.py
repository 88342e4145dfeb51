"""Counters of what is looked at, asked for again and again as long as somebody looks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from ovntui.cloud.course import Course
from ovntui.widgets.ages import age_text

Counters: TypeAlias = Mapping[str, Sequence[float]]
"""What each thing counts, by its key."""


class Metering:
    """The courses of one host's things. Another host begins anew."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.courses: dict[str, Course] = {}
        self.wrong = ""
        """Why there is nothing newer, in a sentence."""
        self._clock = clock
        self._host = ""
        self._at: float | None = None

    async def ask(
        self, host: str, question: Callable[[], Awaitable[Counters]], failures: tuple[type[Exception], ...]
    ) -> None:
        """Ask a host, whose answer failures say will not come."""
        if host != self._host:
            self._host, self._at, self.courses, self.wrong = host, None, {}, ""
        try:
            found = await question()
        except failures as error:
            if host == self._host:
                self.wrong = str(error)
            return
        if host != self._host:  # another one is looked at by now
            return
        self.wrong, self._at = "", self._clock()
        self.courses = {key: self.courses.get(key) or Course() for key in found}
        for key, counters in found.items():
            self.courses[key].add(self._at, counters)

    def age(self, host: str) -> str:
        """How long ago a host last answered; "" where it has not."""
        known = self._at is not None and host == self._host
        return age_text(max(0.0, self._clock() - (self._at or 0.0))) if known else ""

    def of(self, host: str) -> Mapping[str, Course]:
        """The courses of a host's things."""
        return self.courses if host == self._host else {}
