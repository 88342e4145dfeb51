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
            for _, name, several in take_turns(
                run.rounds, _what(size, servers, run.idl and size.name != "XL")
            ):
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


def _what(size: Size, servers: Servers, with_idl: bool) -> Mapping[str, Callable[[], list[Cost]]]:
    north, south = servers.northbound, servers.southbound
    nbctl, sbctl, client = (program(name) for name in ("ovn-nbctl", "ovn-sbctl", "ovsdb-client"))
    single: dict[str, Callable[[], Cost]] = {
        NB_SHOW: beside(servers, [nbctl, f"--db={north.remote}", "show"]),
        "ovn-nbctl list Logical_Switch_Port": beside(
            servers, [nbctl, f"--db={north.remote}", "list", "Logical_Switch_Port"]
        ),
        "ovsdb-client dump, NB": beside(servers, [client, "dump", north.remote, _NORTH]),
        NB_LIMIT: limit(servers, "nb"),
        SB_SHOW: beside(servers, [sbctl, f"--db={south.remote}", "show"]),
        "ovsdb-client dump, SB": beside(servers, [client, "dump", south.remote, _SOUTH]),
        "limit reader, SB": limit(servers, "sb"),
        LIMIT: limit(servers, "all"),
    }
    if with_idl:
        single |= idl(servers, north, _NORTH)
        single |= {f"{name}, SB": peer for name, peer in idl(servers, south, _SOUTH).items()}
    ours = partial(milestones, servers, "ports", [whole(size.ports), bound(size)])
    return {f"{PORTS} | {BOUND}": ours, **{name: partial(_alone, peer) for name, peer in single.items()}}


def _alone(peer: Callable[[], Cost]) -> list[Cost]:
    return [peer()]
