"""The console opened in a terminal, and what it has cost when something is on its screen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from bench import clouds
from bench.made.layout import Size
from bench.measure.client import Client
from bench.measure.proc import cpu_seconds, peak_mb
from bench.measure.programs import Cost, ovntui
from bench.measure.screen import Screen
from bench.measure.servers import Servers, serving
from bench.measure.terminal import Terminal, terminal
from bench.measure.views import bound


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
