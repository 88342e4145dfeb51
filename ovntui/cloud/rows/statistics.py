"""What the interfaces of a host have counted; asked for only while somebody looks, because it changes every
few seconds."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

TUNNELS: Final = ("geneve", "vxlan", "stt", "gre")
"""The types of interfaces that are tunnels (ovs-vswitchd.conf.db(5), Interface type)."""


def tunnel_questions() -> list[dict[str, Any]]:
    """The operations that ask for all tunnels of a host."""
    columns = ["name", "statistics"]
    return [
        {"op": "select", "table": "Interface", "where": [["type", "==", one]], "columns": columns}
        for one in TUNNELS
    ]


def tunnel_counters(results: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """The bytes that came in and went out by each tunnel (Interface statistics:rx_bytes, tx_bytes)."""
    found = {}
    for result in results:
        for row in result.get("rows", ()):
            counted = dict(row["statistics"][1])
            found[row["name"]] = (float(counted.get("rx_bytes", 0)), float(counted.get("tx_bytes", 0)))
    return found
