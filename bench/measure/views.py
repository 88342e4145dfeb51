"""What an operator reads off the console's screen, read by a program."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from bench.made.layout import Size
from bench.measure.screen import Screen

BODY: Final = range(4, 59)
"""The lines of a table's rows: below status, pages, title and head, above the keys."""
TITLE: Final = 2
HEAD: Final = 3


def is_live(screen: Screen) -> bool:
    """Whether the status line calls both databases live."""
    status = screen.line(0)
    return "NB ●" in status and "SB ●" in status


def count_shown(screen: Screen) -> int:
    """How many rows the title of a table's page tells."""
    found = re.search(r"([\d,]+) of", screen.line(TITLE))
    return int(found[1].replace(",", "")) if found else 0


def has_rows(screen: Screen) -> bool:
    """Whether the first rows of a table are there."""
    return bool(screen.line(BODY.start)[1:30].strip()) and count_shown(screen) > 0


def whole(count: int) -> Callable[[Screen], bool]:
    """A table that has so many rows, the first of them on screen."""
    return lambda screen: count_shown(screen) == count and has_rows(screen)


def begun(count: int) -> Callable[[Screen], bool]:
    """A table that tells of so many rows, with a screenful of them on screen or all."""

    def seen(screen: Screen) -> bool:
        named = sum(bool(name) for name in names(screen))
        return f" of {count:,} " in screen.line(TITLE) and named >= min(count, len(BODY) - 1)

    return seen


def overview(size: Size) -> Callable[[Screen], bool]:
    """An overview that counts all chassis and switches of a cloud."""
    switches, chassis = f"{size.switches:,}", f"{size.chassis:,}"

    def seen(screen: Screen) -> bool:
        counted = {line[1:11].strip(): line[11:20].split()[:1] for line in screen.lines()[3:16]}
        return counted.get("switches") == [switches] and counted.get("chassis") == [chassis]

    return seen


def bound(size: Size) -> Callable[[Screen], bool]:
    """A Ports page with all ports of a cloud and all bindings: the status line is live, and those on
    screen that are up tell where."""
    all_there = whole(size.ports)

    def seen(screen: Screen) -> bool:
        rows = [screen.line(y).partition("│")[0] for y in BODY]
        up = [row for row in rows if row.startswith("●")]
        return all_there(screen) and is_live(screen) and bool(up) and all("compute-" in row for row in up)

    return seen


def cursor(screen: Screen) -> tuple[int, str] | None:
    """The line with the cursor: where it is, and the name on it. It is the one with another ground than
    most."""
    grounds = {y: screen.ground(y, 1) for y in BODY}
    usual = Counter(grounds.values()).most_common(1)[0][0]
    found = next((y for y, ground in grounds.items() if ground != usual), None)
    return None if found is None else (found, screen.line(found)[1:31])


def names(screen: Screen) -> list[str]:
    """The names of the rows on screen."""
    return [line[1:31].strip() for line in (screen.line(y) for y in BODY)]
