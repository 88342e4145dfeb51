"""Ten thousand ports that go down in one transaction, and come up again in one."""

import re
import time
from collections.abc import Iterator
from typing import Any, Final

from bench import clouds
from bench.measure.client import Client, Operation, update
from bench.measure.keys import press
from bench.measure.opening import loaded
from bench.measure.screen import Screen
from bench.measure.servers import serving
from bench.measure.terminal import DOWN, Terminal
from bench.measure.views import BODY, names
from bench.report import Table, delays
from bench.run import Run
from ovntui.cloud.rows.northbound import LogicalSwitchPort

PORTS: Final = 10_000
NORTHBOUND: Final = "OVN_Northbound"


def measure(run: Run) -> Iterator[Table]:
    """One table at one size."""
    found: dict[str, list[float]] = {}
    _limit(run, found)
    for page in ("ports", "overview"):
        with loaded(run.size) as (_, console, client):
            uuids = _up(client, names(console.screen))
            lines = [y for y in BODY if console.screen.line(y)[0] == "●"]
            if page == "overview":
                console.send(b"1")
                console.quiet(0.4)
            for turn in range(2 * run.rounds):
                up, sign = (False, "○") if turn % 2 == 0 else (True, "●")
                operations = [update("Logical_Switch_Port", uuid, up=up) for uuid in uuids]
                turns = dict.fromkeys(lines, sign) if page == "ports" else {}
                _flip(console, client, operations, turns, found)
                console.quiet(0.4)
    yield delays(
        f"{len(uuids):,} ports change state in one transaction, {run.size.name}",
        "screen whole again ≤ 300 ms",
        found,
        "From the answer to the other client. After that the server puts into words what has changed: the "
        "listener, who asks for the same columns and has the server for itself, waits for nothing else.",
    )


def _limit(run: Run, found: dict[str, list[float]]) -> None:
    """How long the server takes to tell, beside none but this listener."""
    with (
        serving(clouds.files(run.size)) as servers,
        Client(servers.northbound.remote, NORTHBOUND) as client,
        Client(servers.northbound.remote, NORTHBOUND) as listener,
    ):
        uuids = _up(client, [])
        listener.follow(LogicalSwitchPort.TABLE, LogicalSwitchPort.__struct_fields__)
        for turn in range(2 * run.rounds):
            client.send([update("Logical_Switch_Port", uuid, up=turn % 2 == 1) for uuid in uuids])
            client.answer()
            answered = time.perf_counter()
            found.setdefault("a listener that decodes nothing", []).append(listener.told() - answered)


def _up(client: Client, shown: list[str]) -> list[str]:
    """VMs' ports that are up: those on the screen, whichever name they go by there, and others."""
    rows = client.select(
        "Logical_Switch_Port", [["type", "==", ""], ["up", "==", True]], "name", "external_ids"
    )
    begins = {name.rstrip("…") for name in shown if name}

    def elsewhere(row: dict[str, Any]) -> bool:
        label = dict(row["external_ids"][1])["neutron:port_name"]
        return label not in begins and not any(row["name"].startswith(begin) for begin in begins)

    return [row["_uuid"][1] for row in sorted(rows, key=elsewhere)[:PORTS]]


def _flip(
    console: Terminal,
    client: Client,
    operations: list[Operation],
    turns: dict[int, str],
    found: dict[str, list[float]],
) -> None:
    """Turn the ports, and wait until the signs on these lines say so; without lines, until the overview
    counts so."""
    down = _down(console.screen)

    def whole(screen: Screen) -> bool:
        if turns:
            return all(screen.line(y)[0] == sign for y, sign in turns.items())
        return abs(_down(screen) - down) == len(operations)

    page = "ports" if turns else "overview"
    began = time.perf_counter()
    client.send(operations)
    client.answer()
    answered = time.perf_counter()
    seen = console.until(whole, f"{len(operations)} ports in another state on the {page} page")
    found.setdefault(f"{page}: whole again", []).append(seen - answered)
    found.setdefault(f"{page}: the same, from sending", []).append(seen - began)
    if turns:
        found.setdefault("ports: a key right after", []).append(press(console, DOWN))


def _down(screen: Screen) -> int:
    """The overview's number of ports that are down."""
    line = next((line for line in screen.lines() if line.startswith("│ ports ")), "")
    counted = re.search(r"○ ([\d,]+)", line)
    return int(counted[1].replace(",", "")) if counted else 0
