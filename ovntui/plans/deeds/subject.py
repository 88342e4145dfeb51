"""Subjects of several parts: names that strangers chose, so that only a line's end can part them."""

from collections.abc import Sequence


def subject(*parts: str) -> str:
    """A deed's subject of these parts."""
    return "\n".join(parts)


def parts(of: str) -> Sequence[str]:
    """The parts of a subject."""
    return of.split("\n")
