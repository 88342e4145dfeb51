"""What has just changed, and for how long it is still marked."""

from collections.abc import Iterable


class Marks:
    """Parts of lines, by name, marked until a moment. The caller owns the clock and the timer."""

    def __init__(self) -> None:
        self._until: dict[str, dict[str, float]] = {}

    def add(self, line: str, parts: Iterable[str], until: float) -> None:
        """Mark these parts of a line until that moment, on the caller's clock in seconds."""
        marked = dict.fromkeys(parts, until)
        if marked:
            self._until.setdefault(line, {}).update(marked)

    def of(self, line: str) -> frozenset[str]:
        """The parts of a line that are marked."""
        parts = self._until.get(line)
        return frozenset(parts) if parts else frozenset()

    def fade(self, now: float) -> set[str]:
        """Drop the marks whose time is over; the lines that lost one."""
        faded = {line for line, parts in self._until.items() if min(parts.values()) <= now}
        for line in faded:
            left = {part: until for part, until in self._until[line].items() if until > now}
            if left:
                self._until[line] = left
            else:
                del self._until[line]
        return faded

    def next(self) -> float | None:
        """The moment when the next mark fades, or None where nothing is marked."""
        return min((min(parts.values()) for parts in self._until.values()), default=None)

    def clear(self) -> None:
        """Forget all marks."""
        self._until.clear()
