"""The console opened in a terminal, and what it has cost when something is on its screen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from bench import clouds
from bench.made.layout import Size
from bench.measure.client import Client
from bench.measure.proc import cpu_seconds, peak_mb
from bench.measure.programs import Cost, ProgramError, ovntui
from bench.measure.screen import Screen
from bench.measure.servers import Servers, serving
from bench.measure.terminal import SECONDS, Terminal, terminal
from bench.measure.views import bound

_RESTS: Final = 0.05
"""Of a second that a console uses at most while it does nothing but tell the time."""


def opening(servers: Servers, page: str, seen: Sequence[Callable[[Screen], bool]]) -> Cost:
    """Open a page, from exec until each thing was seen in its turn."""
    return milestones(servers, page, seen)[-1]


def milestones(servers: Servers, page: str, seen: Sequence[Callable[[Screen], bool]]) -> list[Cost]:
    """Open a page, and say what it has cost when each thing was seen, one after another."""
    before, costs = servers.cpu(), []
    with terminal(ovntui("--screen", page, *servers.flags)) as console:
        for one in seen:
            at = console.until(one, f"{page} with all it has")
            costs.append(
                Cost(
                    at - console.began, cpu_seconds(console.pid), servers.cpu() - before, peak_mb(console.pid)
                )
            )
    return costs


class Loaded(NamedTuple):
    """A cloud, the console on its Ports page with all there is, and another client of northbound."""

    servers: Servers
    console: Terminal
    client: Client


@contextmanager
def loaded(size: Size) -> Iterator[Loaded]:
    """Serve a cloud and open the console on it, until nothing moves any more."""
    with (
        serving(clouds.files(size)) as servers,
        Client(servers.northbound.remote, "OVN_Northbound") as client,
        terminal(ovntui("--screen", "ports", *servers.flags)) as console,
    ):
        console.until(bound(size), "every port and binding")
        console.quiet(0.4)
        yield Loaded(servers, console, client)


def thought_ahead(console: Terminal) -> None:
    """Look on until the console rests: it has made ready what sorting and filtering will ask for. Raises
    ProgramError where it never does."""
    for _ in range(round(SECONDS)):
        before = cpu_seconds(console.pid)
        console.listen(1.0)
        if cpu_seconds(console.pid) - before < _RESTS:
            return
    raise ProgramError("the console never rests")
