"""Other programs that read the same databases."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bench.measure.programs import Cost, python, run
from bench.measure.servers import Server, Servers
from bench.programs.idl import c_parser


def beside(servers: Servers, argv: Sequence[str]) -> Callable[[], Cost]:
    """Runs a program to its end, and says what it and the servers used."""

    def once() -> Cost:
        before = servers.cpu()
        cost = run(argv)
        return replace(cost, server=servers.cpu() - before)

    return once


def limit(servers: Servers, what: str) -> Callable[[], Cost]:
    """The reader that decodes nothing; what is "nb", "sb" or "all"."""
    north, south = servers.northbound.remote, servers.southbound.remote
    return beside(servers, python("bench.programs.limit", what, north, south))


def idl(servers: Servers, server: Server, database: str) -> dict[str, Callable[[], Cost]]:
    """ovsdbapp's replica, with the C parser where there is one for this Python, and without."""
    parsers = {"python": "ovsdbapp, Python parser", "c": "ovsdbapp, C parser"}
    if c_parser() is None:
        del parsers["c"]
    return {
        name: beside(servers, python("bench.programs.idl", parser, database, server.remote))
        for parser, name in parsers.items()
    }
