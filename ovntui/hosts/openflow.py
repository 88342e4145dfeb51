"""The OpenFlow flows of a host's bridge, read when somebody asks for them."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ovs.flow.kv import KVParser, ParseError
from ovs.flow.ofp import OFPFlow

from ovntui.cloud.openflow import OpenFlow, Reading
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site

_ACTIONS: Final = " actions="
_PRIORITY: Final = "priority="
_DEFAULT_PRIORITY: Final = 32768  # what ovs-ofctl leaves out (ovs-ofctl(8), "Flow Syntax")


async def flows(site: Site, bridge: str) -> list[OpenFlow]:
    """All flows of a bridge, in the order that ovs-ofctl prints them in. Raises HostError."""
    printed = await site.must("ovs-ofctl", "--no-names", "dump-flows", "--", bridge)
    try:
        return await asyncio.to_thread(lambda: list(_flows(printed.splitlines())))
    except (ParseError, ValueError) as error:
        raise HostError(f"{site.name}: ovs-ofctl prints what is not understood: {error}") from error


def read(flow: OpenFlow) -> Reading:
    """A flow taken apart; in one piece where it holds what the reader does not know yet."""
    try:
        parsed = OFPFlow(f"table={flow.table} {flow.match}{_ACTIONS}{flow.actions}")
    except (ParseError, ValueError):
        return Reading([("", flow.match)], [("", flow.actions)])
    return Reading(_parts(parsed.match_kv), [part for part in _parts(parsed.actions_kv) if part[0] != "drop"])


def _flows(lines: Iterable[str]) -> Iterator[OpenFlow]:
    """But for its counters a flow is shown as it is printed, and so any of them can be."""
    for line in lines:
        before, sign, actions = line.strip().partition(_ACTIONS)
        if not sign:
            continue  # the head of the reply
        told, _, fields = before.rpartition(" ")
        counters = KVParser(told, OFPFlow.info_decoders())
        counters.parse()
        info = {part.key: part.value for part in counters.kv()}
        priority = _DEFAULT_PRIORITY
        match = fields.split(",")
        if match[0].startswith(_PRIORITY):
            priority = int(match.pop(0).removeprefix(_PRIORITY))
        yield OpenFlow(
            table=int(info.get("table", 0)),
            priority=priority,
            match=",".join(match),
            actions=actions,
            cookie=int(info.get("cookie", 0)),
            packets=int(info.get("n_packets", 0)),
            size=int(info.get("n_bytes", 0)),
            seconds=float(info.get("duration", 0)),
        )


def _parts(found: Sequence[Any]) -> list[tuple[str, str]]:
    return [(part.meta.kstring, part.meta.vstring) for part in found]
