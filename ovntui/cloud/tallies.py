"""Counts kept as rows change, so that a total over fifty thousand ports is read, never added up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from ovntui.cloud.records.port import PortState, port_state
from ovntui.cloud.rows.northbound import LogicalSwitchPort
from ovntui.cloud.table import Index

_LEADING = ("router", "localnet")


class SwitchTally:
    """One switch's ports: how many in which state, and those that lead out of the switch."""

    __slots__ = ("leading", "states")

    def __init__(self) -> None:
        self.states: dict[PortState, int] = {"up": 0, "down": 0, "disabled": 0, "none": 0}
        self.leading: set[str] = set()
        """Its ports of type router and localnet."""


class PortTally:
    """All switch ports by type and state, and the same for each switch."""

    __slots__ = ("by_type", "down", "switches")

    def __init__(self) -> None:
        self.by_type: Counter[tuple[str, PortState]] = Counter()
        self.down: set[str] = set()
        """The ports that could be up and are not."""
        self.switches: dict[str, SwitchTally] = {}

    def port_changed(
        self, uuid: str, old: LogicalSwitchPort | None, new: LogicalSwitchPort | None, owners: Iterable[str]
    ) -> None:
        """A port's row changed; owners are the switches that list it."""
        before = None if old is None else (old.type, port_state(old))
        after = None if new is None else (new.type, port_state(new))
        if before == after:
            return
        if before is not None:
            self.by_type[before] -= 1
            if not self.by_type[before]:
                del self.by_type[before]
            self.down.discard(uuid)
            for owner in owners:
                self.leave(owner, uuid, *before)
        if after is not None:
            self.by_type[after] += 1
            if after[1] == "down":
                self.down.add(uuid)
            for owner in owners:
                self.join(owner, uuid, *after)

    def ports_came(self, rows: Mapping[str, LogicalSwitchPort], owners: Index[str]) -> None:
        """These ports are new; owners finds the switches that list them."""
        states = [port_state(row) for row in rows.values()]
        kinds = [row.type for row in rows.values()]
        self.by_type.update(zip(kinds, states, strict=True))
        self.down.update([uuid for uuid, state in zip(rows, states, strict=True) if state == "down"])
        for uuid, kind, state in zip(rows, kinds, states, strict=True):
            for owner in owners[uuid]:
                self.join(owner, uuid, kind, state)

    def states_changed(
        self, pairs: Mapping[str, tuple[LogicalSwitchPort, LogicalSwitchPort]], owners: Index[str]
    ) -> None:
        """These ports' rows changed, and none its type; owners finds the switches that list them."""
        switches = self.switches
        turned: dict[tuple[str, PortState, PortState], list[str]] = {}
        for uuid, (old, new) in pairs.items():
            before, after = port_state(old), port_state(new)
            if before == after:
                continue
            turn = (new.type, before, after)
            if (same := turned.get(turn)) is None:
                same = turned[turn] = []
            same.append(uuid)
        for (port_type, before, after), uuids in turned.items():
            count = len(uuids)
            if after == "down":
                self.down.update(uuids)
            elif before == "down":
                self.down.difference_update(uuids)
            for owner, some in Counter(chain.from_iterable(map(owners.__getitem__, uuids))).items():
                states = switches[owner].states
                states[before] -= some
                states[after] += some
            self.by_type[port_type, before] -= count
            self.by_type[port_type, after] += count
            if not self.by_type[port_type, before]:
                del self.by_type[port_type, before]

    def join(self, switch: str, uuid: str, port_type: str, state: PortState) -> None:
        """A switch lists a port."""
        tally = self.switches.get(switch)
        if tally is None:
            tally = self.switches[switch] = SwitchTally()
        tally.states[state] += 1
        if port_type in _LEADING:
            tally.leading.add(uuid)

    def leave(self, switch: str, uuid: str, _type: str, state: PortState) -> None:
        """A switch lists a port no more."""
        tally = self.switches[switch]
        tally.states[state] -= 1
        tally.leading.discard(uuid)
        if not any(tally.states.values()):
            del self.switches[switch]
