"""Sorting by each column, and filtering, in a table of every port: from the key to the painted table."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from bench import clouds
from bench.measure.programs import ovntui
from bench.measure.screen import Screen
from bench.measure.servers import serving
from bench.measure.terminal import RIGHT, Terminal, terminal
from bench.measure.views import BODY, HEAD, TITLE, bound, count_shown
from bench.report import Table, delays
from bench.run import Run

_COLUMNS: Final = 5
"""How many of the table's usual columns stand right of its first."""
_NO_EFFECT: Final = 2.0  # seconds after which a key has let the same rows through as the one before
_FILTERS: Final = ("7f", "compute-01", "switch:network-7", "!up", "10.0.3", "/7f.*9/")


def measure(run: Run) -> Iterator[Table]:
    """One table at one size: what is done for the first time and again."""
    size = run.size
    found: dict[str, list[float]] = {}
    with serving(clouds.files(size)) as servers:
        for _ in range(run.rounds):
            with terminal(ovntui("--screen", "ports", *servers.flags)) as console:
                console.until(bound(size), "every port and binding")
                console.quiet(0.4)
                for turn in ("first", "again"):
                    for title, took in _sort_by_each(console):
                        found.setdefault(f"sort by {title}, {turn}", []).append(took)
                for text in _FILTERS:
                    for rows, all_of_them in _filter(console, text):
                        found.setdefault(f"filter `{text}`, each key", []).append(rows)
                        found.setdefault(f"filter `{text}`, until all is searched", []).append(all_of_them)
    yield delays(f"Filter and sort, {size.ports:,} ports", "≤ 60 ms", found)


def _sort_by_each(console: Terminal) -> Iterator[tuple[str, float]]:
    for _ in range(_COLUMNS):
        before = console.screen.line(HEAD)
        pressed = console.send(b"s")
        at = console.until(_differs(HEAD, before), "another order")
        console.quiet(0.2)
        title = _sorted_by(console.screen.line(HEAD))
        yield title, at - pressed
        console.send(RIGHT)
        console.quiet(0.1, 1.0)
    console.send(b"h" * (_COLUMNS - 1))
    console.quiet(0.2)


def _differs(y: int, before: str) -> Callable[[Screen], bool]:
    """Whether a line is another one than before."""
    return lambda screen: screen.line(y) != before


def _sorted_by(head: str) -> str:
    """The title before the arrow."""
    return head[: max(head.find("▲"), head.find("▼"))].strip().rpartition("  ")[2].strip().lower()


def _filter(console: Terminal, text: str) -> list[tuple[float, float]]:
    """Type a filter key by key; each counts whose effect can be seen. How long it takes until rows are shown,
    and until it is not said any more that there may be others."""
    took = []
    console.send(b"/")
    console.quiet(0.2)
    for key in text:
        before = _table(console.screen)
        pressed = console.send(key.encode())
        seen = None
        while seen is None and (left := pressed + _NO_EFFECT - time.perf_counter()) > 0:
            at = console.read(left)
            if at is not None and _table(console.screen) != before:
                seen = at
        if seen is not None:
            whole = console.until(_is_final, "all is searched") if not _is_final(console.screen) else seen
            took.append((seen - pressed, whole - pressed))
        console.quiet(0.15)
    console.send(b"\x1b")
    console.quiet(0.3)
    console.send(b"\x1b")
    console.quiet(0.3)
    return took


def _is_final(screen: Screen) -> bool:
    """Whether the title does not call its number one so far."""
    return " so far" not in screen.line(TITLE)


def _table(screen: Screen) -> tuple[int, list[str]]:
    """What a filter would change: the number of rows, and the rows themselves."""
    return count_shown(screen), [screen.line(y) for y in BODY[3:]]
