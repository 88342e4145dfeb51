"""How a program ended on a host."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

Heard: TypeAlias = Callable[[str], None]
"""Told each line that a program prints while it runs, without its end."""


class Done(NamedTuple):
    """What a program printed, and its exit status: None where a signal ended it."""

    status: int | None
    out: bytes
    err: str
