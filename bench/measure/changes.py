"""A change that an operator would see: made by another client, looked for on the screen."""

import time
from typing import Any

from bench.measure.client import Client, update
from bench.measure.terminal import Terminal
from bench.measure.views import BODY, names


def _ports(client: Client, shown: str) -> list[dict[str, Any]]:
    """The ports that a name on the screen stands for: a name cut short, or the one that Neutron knows."""
    begin = shown.rstrip("…")
    if len(begin) < 20:
        named = ["external_ids", "includes", ["map", [["neutron:port_name", shown]]]]
        return client.select("Logical_Switch_Port", [named], "addresses")
    rows = client.select("Logical_Switch_Port", [["type", "==", ""]], "name", "addresses")
    return [row for row in rows if row["name"].startswith(begin)]


class Visible:
    """A port whose line is on the Ports page."""

    def __init__(self, console: Terminal, client: Client, line: int = 0) -> None:
        self._console = console
        self._client = client
        self._line = BODY[line]
        (row,) = _ports(client, names(console.screen)[line])
        self._uuid: str = row["_uuid"][1]
        self._mac = row["addresses"].partition(" ")[0]
        self._made = 0

    def change(self) -> float:
        """Give the port another address, and return the seconds from sending that to seeing it."""
        self._made += 1
        address = f"192.0.{self._made // 250}.{self._made % 250 + 1} "
        operation = update("Logical_Switch_Port", self._uuid, addresses=f"{self._mac} {address.strip()}")
        at = time.perf_counter()
        self._client.send([operation])
        seen = self._console.until(
            lambda screen: address in screen.line(self._line), f"the address {address}", 10
        )
        self._client.answer()
        return seen - at
