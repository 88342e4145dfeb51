"""All rows of all databases in one place, with the indices that the joins walk.

Every relation is found from both of its ends in one step. Tables may arrive in any order and name rows
that are not there: an index simply holds a key that nobody asks for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from operator import attrgetter
from typing import Any

from ovntui.cloud.facts_north import NorthFacts
from ovntui.cloud.keys import (
    NEITHER,
    chassis_called,
    chassis_networks,
    datapath_of,
    for_gateways,
    redirect,
    refs_of_both,
    remote,
)
from ovntui.cloud.records.names import chassis_label
from ovntui.cloud.rows import libvirt as lv
from ovntui.cloud.rows import open_vswitch as vs
from ovntui.cloud.rows import southbound as sb
from ovntui.cloud.rows.way import Way
from ovntui.cloud.table import Index, Names, Table, itself
from ovntui.ovsdb.wire import mapping, refs

UNBOUND_TYPES = frozenset(("chassisredirect", "patch", "l3gateway"))
"""Port bindings that stand for a router's side, not for a port that a chassis hosts."""


class SouthFacts:
    """The southbound database."""

    def __init__(self) -> None:
        self.globals = Table[sb.SBGlobal]()
        self.connections = Table[sb.Connection]()

        self.chassis = Table[sb.Chassis]()
        self.chassis_names = Names(self.chassis, chassis_label)
        self.chassis_named = self.chassis.by(attrgetter("name"), itself)
        self.chassis_called = self.chassis.by(attrgetter("hostname", "name"), chassis_called)
        self.chassis_of_encap = self.chassis.by(attrgetter("encaps"), refs)
        self.chassis_mapping = self.chassis.by(attrgetter("other_config", "external_ids"), chassis_networks)
        self.chassis_for_gateways = self.chassis.by(attrgetter("other_config", "external_ids"), for_gateways)
        self.chassis_remote = self.chassis.by(attrgetter("other_config"), remote)
        self.privates = Table[sb.ChassisPrivate]()
        self.privates_named = self.privates.by(attrgetter("name"), itself)
        self.encaps = Table[sb.Encap]()
        self.encaps_of = self.encaps.by(attrgetter("type"), itself)

        self.datapaths = Table[sb.DatapathBinding]()
        self.datapaths_of = self.datapaths.by(attrgetter("nb_uuid", "external_ids"), datapath_of)

        self.bindings = Table[sb.PortBinding]()
        self.bindings_named = self.bindings.by(attrgetter("logical_port"), itself)
        self.bindings_on = self.bindings.by(attrgetter("chassis"), refs)
        self.bindings_beside = self.bindings.by(
            attrgetter("additional_chassis", "requested_chassis"), refs_of_both, NEITHER
        )
        """chassis → bindings that name it, but as the one that they are on."""
        self.redirects_on = self.bindings.by(redirect, refs)
        self.bound: Counter[str] = Counter()
        """Switch ports bound, by chassis uuid."""

        self.tables: dict[str, Table[Any]] = {
            "SB_Global": self.globals,
            "Connection": self.connections,
            "Chassis": self.chassis,
            "Chassis_Private": self.privates,
            "Encap": self.encaps,
            "Datapath_Binding": self.datapaths,
            "Port_Binding": self.bindings,
        }

    def count_binding(self, _uuid: str, old: sb.PortBinding | None, new: sb.PortBinding | None) -> None:
        before = refs(old.chassis) if old is not None and old.type not in UNBOUND_TYPES else ()
        after = refs(new.chassis) if new is not None and new.type not in UNBOUND_TYPES else ()
        if before == after:
            return
        for chassis in before:
            self.bound[chassis] -= 1
            if not self.bound[chassis]:
                del self.bound[chassis]
        for chassis in after:
            self.bound[chassis] += 1

    def count_new_bindings(self, rows: Mapping[str, sb.PortBinding]) -> None:
        hosted = (row.chassis for row in rows.values() if row.type not in UNBOUND_TYPES)
        self.bound.update(chain.from_iterable(map(refs, hosted)))

    def binding(self, logical_port: str) -> tuple[str, sb.PortBinding] | None:
        """The binding of that name; of several, as in a race, a bound one comes first."""
        found = self.bindings_named.members.get(logical_port)
        if found is None:
            return None
        rows = self.bindings.rows
        if isinstance(found, set):
            found = min(found, key=lambda uuid: (rows[uuid].chassis[1] == [], uuid))
        return found, rows[found]


class HostFacts:
    """One host's Open_vSwitch database, what its libvirt says, and how both are reached."""

    def __init__(self) -> None:
        self.way = Table[Way]()
        self.system = Table[vs.OpenVSwitch]()
        self.bridges = Table[vs.Bridge]()
        self.bridges_of_port = self.bridges.by(attrgetter("ports"), refs)
        self.ports = Table[vs.Port]()
        self.ports_of_interface = self.ports.by(attrgetter("interfaces"), refs)
        self.interfaces = Table[vs.Interface]()
        self.hypervisor = Table[lv.Hypervisor]()
        self.hardware = Table[lv.Hardware]()
        self.pools = Table[lv.Pool]()
        self.domains = Table[lv.Domain]()
        self.tables: dict[str, Table[Any]] = {
            "Way": self.way,
            "Hypervisor": self.hypervisor,
            "Hardware": self.hardware,
            "Pool": self.pools,
            "Domain": self.domains,
            "Open_vSwitch": self.system,
            "Bridge": self.bridges,
            "Port": self.ports,
            "Interface": self.interfaces,
        }

    def system_id(self) -> str:
        """external_ids:system-id, which is the name of the host's chassis; "" where unset."""
        row = self.root()
        return mapping(row.external_ids).get("system-id", "") if row else ""

    @property
    def named(self) -> bool:
        """Whether there is such a host, as far as the console knows: one that is to be reached, or was."""
        return bool(self.way.rows or self.system.rows)

    def root(self) -> vs.OpenVSwitch | None:
        """The database's one row, if it is there."""
        row: vs.OpenVSwitch | None = first_row(self.system)
        return row


class Facts:
    """Everything that is known."""

    def __init__(self) -> None:
        self.north = NorthFacts()
        self.south = SouthFacts()
        self.hosts: dict[str, HostFacts] = {}
        self.plugged: Index[tuple[str, str]] = Index()
        """iface-id → (host, Interface uuid)."""
        self.hosts_of_system: Index[str] = Index()
        """system-id → host."""
        self.vms: dict[str, lv.Domain] = {}
        """All hosts' domains, by "HOST/UUID"."""
        self.vms_of_port: Index[str] = Index()
        """iface-id → keys of vms."""


def first(keys: Iterable[str]) -> str | None:
    """One of several rows of the same name, always the same one."""
    return min(keys, default=None)


def first_row(table: Table[Any]) -> Any:
    """The row of a table that should have one; of several always the same; None if it has none."""
    rows = table.rows
    return rows[min(rows)] if rows else None
