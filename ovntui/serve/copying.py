"""A copy of what one session draws, for another's terminal: what draws is let through, and nothing else."""

import re
from typing import Final

_DRAWS: Final = re.compile(rb"\x1b\[(?:[0-9;:]*[ABCDHJKm]|\?2026[hl])")
"""The cursor's moves, erasing, colours, and the signs around an update. What sets a terminal's modes, its
clipboard or its title is between the one who is watched and their own terminal."""

_SEQUENCE: Final = re.compile(
    rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*[@-~]"  # a control sequence
    rb"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # an operating system command
    rb"|[ -/]*[0-Z^-~\\])"  # another escape
)
_BEGUN: Final = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*|\][^\x07\x1b]*\x1b?|[ -/]*)?\Z")
_KEPT: Final = 64
"""Bytes of a sequence that has not ended; what draws is never longer."""


class Copy:
    """Takes a session's output piece by piece; a sequence may be cut anywhere."""

    def __init__(self) -> None:
        self._held = b""

    def of(self, data: bytes) -> bytes:
        """What of it may be shown to another."""
        data = self._held + data
        begun = _BEGUN.search(data)
        self._held = data[begun.start() :] if begun else b""
        if len(self._held) > _KEPT:  # where it began and how it may end is enough to find its end
            self._held = self._held[:2] + self._held[-1:]
        whole = data[: begun.start()] if begun else data
        shown = _SEQUENCE.sub(lambda found: found[0] if _DRAWS.fullmatch(found[0]) else b"", whole)
        return shown.replace(b"\x07", b"")
