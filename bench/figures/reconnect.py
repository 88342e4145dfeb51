"""A cut between us and the member of a cluster that we read from: until the next commit is on screen."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from bench import clouds
from bench.measure.changes import Visible
from bench.measure.client import Client
from bench.measure.programs import ovntui, tool
from bench.measure.servers import Server, folder, server, started
from bench.measure.terminal import terminal
from bench.measure.views import bound
from bench.report import Table, delays
from bench.run import Run

_MEMBERS: Final = 3


def measure(run: Run) -> Iterator[Table]:
    """One table over the sizes."""
    found: dict[str, list[float]] = {}
    for size in run.sizes:
        if size.name == "XL":
            continue
        files = clouds.files(size)
        with ExitStack() as stack:
            south = stack.enter_context(server(files.southbound))
            members = _cluster(stack, files.northbound)
            remotes = ",".join(member.remote for member in members)
            console = stack.enter_context(
                terminal(ovntui("--screen", "ports", "--nb", remotes, "--sb", south.remote))
            )
            console.until(bound(size), "every port and binding")
            console.quiet(0.4)
            took = found.setdefault(size.name, [])
            for _ in range(2 * run.rounds):
                ours = next(member for member in members if _sessions(member))
                other = next(member for member in members if member is not ours)
                with Client(other.remote, "OVN_Northbound") as client:
                    port = Visible(console, client)
                    cut = time.perf_counter()
                    ours.appctl("ovsdb-server/reconnect")
                    wait = time.perf_counter() - cut
                    took.append(wait + port.change())
                console.listen(6.0)  # or the next loss counts as one more of the same, and waits
    yield delays(
        "Cut from a raft member → the next commit is on screen",
        "≤ 100 ms to fresh",
        found,
        "With the command that cuts, and a commit through the cluster.",
    )


def _cluster(stack: ExitStack, standalone: Path) -> list[Server]:
    """Three members with what a standalone file holds."""
    members: list[Server] = []
    addresses: list[str] = []
    for number in range(_MEMBERS):
        place = stack.enter_context(folder())
        file, own = place / "db", f"unix:{place}/raft"
        if number:
            tool("ovsdb-tool", "join-cluster", str(file), "OVN_Northbound", own, *addresses)
        else:
            tool("ovsdb-tool", "create-cluster", str(file), str(standalone), own)
        addresses.append(own)
        members.append(stack.enter_context(started(place, file)))
        tool("ovsdb-client", "--timeout=120", "wait", members[-1].remote, "OVN_Northbound", "connected")
    return members


def _sessions(member: Server) -> int:
    """How many clients a member has (ovs-appctl(8), memory/show)."""
    found = re.search(r"sessions:(\d+)", member.appctl("memory/show"))
    return int(found[1]) if found else 0
