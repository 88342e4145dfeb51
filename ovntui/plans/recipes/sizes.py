"""Sizes of memory and disks as they are typed: a number with a unit behind it."""

import re
from typing import Final

_UNITS: Final = {"": 0, "m": 2**20, "g": 2**30, "t": 2**40}
_SIZE = re.compile(r"(\d{1,9})\s*(|[mgt])(?:i?b)?", re.IGNORECASE)


def bytes_of(text: str, unit: int) -> int | None:
    """The bytes of a size, "512 MiB", "2G"; a bare number is in the unit, itself in bytes. None for none."""
    found = _SIZE.fullmatch(text.strip())
    return int(found[1]) * (_UNITS[found[2].lower()] or unit) if found else None


def size_fault(text: str, unit: int, least: int, what: str) -> str | None:
    """What is wrong with a size that is to be at least so many bytes."""
    size = bytes_of(text, unit)
    if size is None:
        return f"{text} is no size: write a number and MiB, GiB or TiB, as in 2 GiB"
    if size < least:
        return f"{what} is at least {size_text(least)}"
    return None


def size_text(size: int) -> str:
    """A size as it is typed."""
    for unit, name in ((2**40, "TiB"), (2**30, "GiB")):
        if size % unit == 0:
            return f"{size // unit} {name}"
    return f"{-(-size // 2**20)} MiB"
