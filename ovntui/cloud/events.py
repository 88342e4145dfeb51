"""What has just happened, in sentences: the stream at the foot of the overview.

Made of the rows that a database reported and of the cloud that has taken them in. Many changes of one
sort in one batch become one sentence, so that ten thousand ports that flip cost one line and little
time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import msgspec

from ovntui.cloud.cells import Door, Listing, Mood
from ovntui.cloud.cloud import Cloud, Source
from ovntui.cloud.records import port_state
from ovntui.cloud.records.names import label
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import mapping, ref, refs, text
from ovntui.safetext import SafeText

SINGLY: Final = 5
"""How many changes of one sort are told one by one."""


class Event(msgspec.Struct, frozen=True):
    """Something that happened. time is in seconds since the epoch."""

    time: float
    text: SafeText
    mood: Mood
    door: Door | Listing | None


class Sort(msgspec.Struct, frozen=True):
    """A sort of event: what is said when many happen at once ({} is how many), and where that leads."""

    summary: str
    mood: Mood = Mood.PLAIN
    listing: Listing | None = None


class Happening(msgspec.Struct, frozen=True):
    """One change that is worth telling. The sentence is made only if it is told."""

    sort: Sort
    sentence: Callable[[], str]
    door: Door | None = None


_PORT_UP = Sort("{} ports came up", Mood.GOOD, Listing("port", "state=up"))
_PORT_DOWN = Sort("{} ports went down", Mood.DIM, Listing("port", "state=down"))
_PORT_DISABLED = Sort("{} ports were disabled", Mood.DIM, Listing("port", "state=disabled"))
_PORT_STATES: Final = MappingProxyType({"up": _PORT_UP, "down": _PORT_DOWN, "disabled": _PORT_DISABLED})
_PORT_MOVED = Sort("{} ports moved to another chassis", Mood.PLAIN, Listing("port", ""))
_GATEWAY_MOVED = Sort("{} gateways moved", Mood.WARNING, Listing("router_port", "!active=none"))
_GATEWAY_CLAIMED = Sort("{} gateways are held again", Mood.GOOD, Listing("router_port", "held=first"))
_GATEWAY_LOST = Sort("{} gateways are held by no chassis", Mood.BAD, Listing("router_port", "active=none"))
_PRIORITY = Sort("{} gateway priorities changed", Mood.PLAIN, Listing("router_port", ""))
_INTERFACE_ERROR = Sort("{} interfaces have an error", Mood.BAD, Listing("host", "!errors=0"))
_TUNNEL_DOWN = Sort("{} tunnels went down", Mood.WARNING, Listing("host", ""))
_TUNNEL_UP = Sort("{} tunnels came up", Mood.GOOD, Listing("host", ""))
_CAME_AND_WENT: Final[Mapping[str, tuple[Sort, Sort]]] = MappingProxyType(
    {
        "Logical_Switch": (
            Sort("{} switches added", listing=Listing("switch", "")),
            Sort("{} switches removed", Mood.DIM),
        ),
        "Logical_Switch_Port": (
            Sort("{} ports added", listing=Listing("port", "")),
            Sort("{} ports removed", Mood.DIM),
        ),
        "Logical_Router": (
            Sort("{} routers added", listing=Listing("router", "")),
            Sort("{} routers removed", Mood.DIM),
        ),
        "Logical_Router_Port": (
            Sort("{} router ports added", listing=Listing("router_port", "")),
            Sort("{} router ports removed", Mood.DIM),
        ),
        "NAT": (
            Sort("{} NAT rules added", listing=Listing("nat", "")),
            Sort("{} NAT rules removed", Mood.DIM),
        ),
        "Logical_Router_Static_Route": (
            Sort("{} routes added", listing=Listing("router", "")),
            Sort("{} routes removed", Mood.DIM),
        ),
        "Chassis": (
            Sort("{} chassis registered", Mood.GOOD, Listing("chassis", "")),
            Sort("{} chassis gone", Mood.WARNING),
        ),
    }
)


def events(cloud: Cloud, source: Source, changes: Sequence[Change[Any]], time: float) -> list[Event]:
    """What these changes tell, in their order; cloud has them applied already. The first load of a
    database is no event: do not ask for it."""
    told: dict[int, list[Happening]] = {}
    more = Counter[int]()
    for happening in _happenings(cloud, source, changes):
        if isinstance(happening, Sort):
            more[id(happening)] += 1
        else:
            told.setdefault(id(happening.sort), []).append(happening)
    found: list[Event] = []
    for which, happenings in told.items():
        sort = happenings[0].sort
        count = len(happenings) + more[which]
        if count > SINGLY:
            sentence = sort.summary.format(f"{count:,}")
            found.append(Event(time, SafeText(sentence), sort.mood, sort.listing))
        else:
            found += [Event(time, SafeText(one.sentence()), sort.mood, one.door) for one in happenings]
    return found


def _happenings(cloud: Cloud, source: Source, changes: Sequence[Change[Any]]) -> Iterable[Happening | Sort]:
    """What happened, in its order. Of a sort of which so many were told that no sentence is made of any, it
    may be the sort alone: ten thousand ports may flip."""
    before = _Before(changes)
    turns = Counter[int]()
    for change in changes:
        old, new = change.old, change.new
        if isinstance(source, tuple):
            if change.table == "Interface" and new is not None:
                yield from _interface(source[1], old, new)
        elif old is None or new is None:
            row = new if old is None else old
            if change.table in _CAME_AND_WENT and row is not None:
                sort = _CAME_AND_WENT[change.table][old is not None]
                yield Happening(sort, _came_or_went(cloud, before, change), _door(change))
        elif change.table == "Logical_Switch_Port":
            if (turned := _port(old, new)) is not None:  # no generator, for the same reason
                turns[id(turned)] += 1
                if turns[id(turned)] > SINGLY:
                    yield turned
                else:
                    yield Happening(turned, partial(_port_sentence, cloud, change), Door("port", change.uuid))
        elif change.table == "Port_Binding":
            yield from _binding(cloud, before, old, new)
        elif change.table == "Gateway_Chassis" and old.priority != new.priority:
            yield from _priority(cloud, change.uuid, old, new)


class _Before:
    """What a row that went belonged to, as far as the same changes tell; looked up only if it is told."""

    def __init__(self, changes: Sequence[Change[Any]]) -> None:
        self._changes = changes

    def owner(self, table: str, column: str, uuid: str) -> Any:
        """The row of a table that referred to a row in a column before these changes."""
        for change in self._changes:
            if change.table == table and change.old is not None and uuid in refs(getattr(change.old, column)):
                return change.old
        return None

    def chassis(self, uuid: str | None) -> str | None:
        """The name of a chassis that went with these changes."""
        for change in self._changes:
            if change.table == "Chassis" and change.uuid == uuid and change.old is not None:
                return str(change.old.hostname or change.old.name)
        return None


def _door(change: Change[Any]) -> Door | None:
    kinds: Mapping[str, Any] = {
        "Logical_Switch": "switch",
        "Logical_Switch_Port": "port",
        "Logical_Router": "router",
        "Logical_Router_Port": "router_port",
        "NAT": "nat",
        "Chassis": "chassis",
    }
    kind = kinds.get(change.table)
    return Door(kind, change.uuid) if kind and change.new is not None else None


def _came_or_went(cloud: Cloud, before: _Before, change: Change[Any]) -> Callable[[], str]:
    went = change.new is None
    row = change.old if went else change.new

    def owner(column: str, table: str, key: str | None, records: Mapping[str, Any]) -> str:
        if key is not None and key in records:
            return f"{' from ' if went else ' to '}{records[key].label}"
        found = before.owner(table, column, change.uuid) if went else None
        return f" from {label(found.name, found.external_ids)}" if found is not None else ""

    def sentence() -> str:
        verb = "removed" if went else "added"
        match row:
            case nb.LogicalSwitch() | nb.LogicalRouter():
                what = "switch" if isinstance(row, nb.LogicalSwitch) else "router"
                return f"{what} {label(row.name, row.external_ids)} {verb}"
            case nb.LogicalSwitchPort():
                port = None if went else cloud.ports.get(change.uuid)  # it may have gone since
                switch = port.switch if port is not None else None
                place = owner("ports", "Logical_Switch", switch.key if switch else None, cloud.switches)
                return f"port {row.name} {verb}{place}"
            case nb.LogicalRouterPort():
                place = owner("ports", "Logical_Router", cloud.router_of(change.uuid), cloud.routers)
                return f"router port {row.name} {verb}{place}"
            case nb.NAT():
                place = owner("nat", "Logical_Router", cloud.router_of_nat(change.uuid), cloud.routers)
                return f"{_translation(row)} {verb}{place}"
            case nb.LogicalRouterStaticRoute():
                place = owner(
                    "static_routes", "Logical_Router", cloud.router_of_route(change.uuid), cloud.routers
                )
                return f"route {row.ip_prefix} via {row.nexthop} {verb}{place}"
            case sb.Chassis():
                return f"chassis {row.hostname or row.name} {'gone' if went else 'registered'}"
        return f"{change.table} {verb}"

    return sentence


def _translation(row: nb.NAT) -> str:
    """A rule in one phrase, in the direction of its packets."""
    outside = f"{row.external_ip}:{row.external_port_range}" if row.external_port_range else row.external_ip
    if row.type == "snat":
        return f"snat {row.logical_ip} → {outside}"
    return f"{row.type} {outside} {'→' if row.type == 'dnat' else '↔'} {row.logical_ip}"


def _port(old: nb.LogicalSwitchPort, new: nb.LogicalSwitchPort) -> Sort | None:
    """What has happened to a port that was there before."""
    now = port_state(new)
    return None if now in ("none", port_state(old)) else _PORT_STATES[now]


def _port_sentence(cloud: Cloud, change: Change[nb.LogicalSwitchPort]) -> str:
    assert change.new is not None  # it is another now
    name, now = change.new.name, port_state(change.new)
    if now != "up":
        return f"port {name} {now}"
    port = cloud.ports.get(change.uuid)
    return f"port {name} up" + (f" on {port.chassis.name}" if port and port.chassis else "")


def _binding(cloud: Cloud, before: _Before, old: sb.PortBinding, new: sb.PortBinding) -> Iterable[Happening]:
    if old.chassis == new.chassis:
        return
    was, now = ref(old.chassis), ref(new.chassis)

    def chassis(uuid: str | None) -> str:
        if uuid is not None and uuid in cloud.chassis:
            return cloud.chassis[uuid].label
        return before.chassis(uuid) or "a chassis that is gone"

    name = new.logical_port
    if name.startswith("cr-"):
        key = cloud.router_port_named(name[3:])
        door = Door("router_port", key) if key else None
        if was and now:
            yield Happening(
                _GATEWAY_MOVED, lambda: f"gateway {name[3:]} moved {chassis(was)} → {chassis(now)}", door
            )
        elif now:
            yield Happening(_GATEWAY_CLAIMED, lambda: f"gateway {name[3:]} held by {chassis(now)}", door)
        else:
            yield Happening(
                _GATEWAY_LOST, lambda: f"gateway {name[3:]} left {chassis(was)}: nobody holds it", door
            )
    elif was and now:
        key = cloud.port_named(name)
        if key is not None:
            yield Happening(
                _PORT_MOVED,
                lambda: f"port {cloud.ports[key].name} moved {chassis(was)} → {chassis(now)}",
                Door("port", key),
            )


def _priority(cloud: Cloud, uuid: str, old: nb.GatewayChassis, new: nb.GatewayChassis) -> Iterable[Happening]:
    for key in cloud.router_ports_of_candidate(uuid):
        port = cloud.router_ports.get(key)
        if port is None:
            continue
        named = {one.chassis_name: one.chassis.name for one in port.candidates}
        chassis = named.get(new.chassis_name, new.chassis_name)
        said = f"gateway {port.name}: {chassis} priority {old.priority} → {new.priority}"
        yield Happening(_PRIORITY, partial(str, said), Door("router_port", key))


def _interface(host: str, old: vs.Interface | None, new: vs.Interface) -> Iterable[Happening]:
    error = text(new.error)
    door = Door("host", host)
    if error and (old is None or text(old.error) != error):
        yield Happening(_INTERFACE_ERROR, lambda: f"{new.name} on {host}: {error}", door)
    if old is None or old.bfd_status == new.bfd_status:
        return
    was, now = mapping(old.bfd_status).get("state", ""), mapping(new.bfd_status).get("state", "")
    if was != now and "up" in (was, now):
        remote = mapping(new.options).get("remote_ip", "")
        verb = "up" if now == "up" else "down"
        sort = _TUNNEL_UP if now == "up" else _TUNNEL_DOWN
        yield Happening(sort, lambda: f"tunnel {new.name} of {host} to {remote} {verb}", door)
