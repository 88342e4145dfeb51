"""From exec to every port in the Ports table, and to the chassis and binding of each."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from bench import clouds
from bench.made.layout import Size
from bench.measure.opening import milestones
from bench.measure.peers import beside, idl, limit
from bench.measure.programs import Cost, program
from bench.measure.samples import take_turns
from bench.measure.servers import Servers, serving
from bench.measure.views import bound, whole
from bench.report import Table, costs
from bench.run import Run

NB_SHOW: Final = "ovn-nbctl show"
SB_SHOW: Final = "ovn-sbctl show"
NB_LIMIT: Final = "limit reader, NB"
LIMIT: Final = "limit reader, NB and SB"
PORTS: Final = "ovntui, every port"
BOUND: Final = "ovntui, every binding"
_NORTH: Final = "OVN_Northbound"
_SOUTH: Final = "OVN_Southbound"


def measure(run: Run) -> Iterator[Table]:
    """Two tables a size, from the same rounds."""
    for size in run.sizes:
        found: dict[str, list[Cost]] = defaultdict(list)
        with serving(clouds.files(size)) as servers:
            turns = [(run.rounds_at(size), _what(size, servers))]
            if run.idl and size.name != "XL":
                turns.append((1, _slow(servers)))
            for rounds, what in turns:
                for _, name, several in take_turns(rounds, what):
                    for label, cost in zip(name.split(" | "), several, strict=True):
                        found[label].append(cost)
        north = {
            name: found[name] for name in found if name != BOUND and "SB" not in name and name != SB_SHOW
        }
        south = {name: found[name] for name in found if name not in north}
        yield costs(
            f"Every port in the Ports table, {size.name}",
            "≤ 0.5 × `ovn-nbctl show`, ≤ 1.35 × the limit reader",
            north,
            (NB_SHOW, NB_LIMIT),
        )
        yield costs(
            f"Chassis and binding of every port, {size.name}",
            "≤ 1/3 of `ovn-sbctl show`",
            south,
            (SB_SHOW, LIMIT),
        )


def _what(size: Size, servers: Servers) -> Mapping[str, Callable[[], list[Cost]]]:
    """What takes turns. At XL, peers that take minutes there are left out."""
    north, south = servers.northbound, servers.southbound
    nbctl, sbctl, client = (program(name) for name in ("ovn-nbctl", "ovn-sbctl", "ovsdb-client"))
    single: dict[str, Callable[[], Cost]] = {
        NB_SHOW: beside(servers, [nbctl, f"--db={north.remote}", "show"]),
        NB_LIMIT: limit(servers, "nb"),
        "limit reader, SB": limit(servers, "sb"),
        LIMIT: limit(servers, "all"),
    }
    if size.name != "XL":
        listed = [nbctl, f"--db={north.remote}", "list", "Logical_Switch_Port"]
        single |= {
            "ovn-nbctl list Logical_Switch_Port": beside(servers, listed),
            "ovsdb-client dump, NB": beside(servers, [client, "dump", north.remote, _NORTH]),
            SB_SHOW: beside(servers, [sbctl, f"--db={south.remote}", "show"]),
            "ovsdb-client dump, SB": beside(servers, [client, "dump", south.remote, _SOUTH]),
        }
    ours = partial(milestones, servers, "ports", [whole(size.ports), bound(size)])
    return {f"{PORTS} | {BOUND}": ours, **{name: partial(_alone, peer) for name, peer in single.items()}}


def _slow(servers: Servers) -> Mapping[str, Callable[[], list[Cost]]]:
    """The IDL, which takes a minute at L: it is run once, and at XL not at all."""
    peers = idl(servers, servers.northbound, _NORTH)
    peers |= {f"{name}, SB": peer for name, peer in idl(servers, servers.southbound, _SOUTH).items()}
    return {name: partial(_alone, peer) for name, peer in peers.items()}


def _alone(peer: Callable[[], Cost]) -> list[Cost]:
    return [peer()]
