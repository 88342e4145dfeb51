"""The rows of OVN_Northbound that the console watches; columns as ovn-nb(5) describes them."""

from typing import ClassVar

from ovntui.ovsdb.slices import Listed, Plan, ReferredBy
from ovntui.ovsdb.wire import NO_MAP, NOTHING, Flags, Ints, Map, Refs, Row, Texts


class NBGlobal(Row, frozen=True, gc=False):
    """The one row about the control plane: configuration numbers and when they were reached."""

    TABLE: ClassVar[str] = "NB_Global"
    name: str = ""
    nb_cfg: int = 0
    nb_cfg_timestamp: int = 0
    sb_cfg: int = 0
    sb_cfg_timestamp: int = 0
    hv_cfg: int = 0
    hv_cfg_timestamp: int = 0


class Connection(Row, frozen=True, gc=False):
    """Where the server listens, or whom it calls."""

    TABLE: ClassVar[str] = "Connection"
    target: str = ""


class LogicalSwitch(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Logical_Switch"
    SLICES: ClassVar[Plan] = Listed(later="ports")
    name: str = ""
    ports: Refs = NOTHING
    other_config: Map = NO_MAP
    external_ids: Map = NO_MAP


class LogicalSwitchPort(Row, frozen=True, gc=False):
    """external_ids is not among the columns: a CMS writes a kilobyte into each, which would be most of
    what a large cloud's ports weigh. The details ask for it, of the one port that is looked at."""

    TABLE: ClassVar[str] = "Logical_Switch_Port"
    SLICES: ClassVar[Plan] = ReferredBy("Logical_Switch", "ports")
    name: str = ""
    type: str = ""
    options: Map = NO_MAP
    parent_name: Texts = NOTHING
    tag: Ints = NOTHING
    addresses: Texts = NOTHING
    dynamic_addresses: Texts = NOTHING
    port_security: Texts = NOTHING
    up: Flags = NOTHING
    enabled: Flags = NOTHING
    dhcpv4_options: Refs = NOTHING
    dhcpv6_options: Refs = NOTHING


class LogicalRouter(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Logical_Router"
    SLICES: ClassVar[Plan] = Listed()
    name: str = ""
    ports: Refs = NOTHING
    static_routes: Refs = NOTHING
    policies: Refs = NOTHING
    nat: Refs = NOTHING
    enabled: Flags = NOTHING
    options: Map = NO_MAP
    external_ids: Map = NO_MAP


class LogicalRouterPort(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Logical_Router_Port"
    SLICES: ClassVar[Plan] = ReferredBy("Logical_Router", "ports")
    name: str = ""
    mac: str = ""
    networks: Texts = NOTHING
    peer: Texts = NOTHING
    enabled: Flags = NOTHING
    gateway_chassis: Refs = NOTHING
    ha_chassis_group: Refs = NOTHING


class LogicalRouterStaticRoute(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Logical_Router_Static_Route"
    SLICES: ClassVar[Plan] = ReferredBy("Logical_Router", "static_routes")
    ip_prefix: str = ""
    nexthop: str = ""
    output_port: Texts = NOTHING
    policy: Texts = NOTHING
    route_table: str = ""


class NAT(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "NAT"
    SLICES: ClassVar[Plan] = ReferredBy("Logical_Router", "nat")
    type: str = ""
    external_ip: str = ""
    external_mac: Texts = NOTHING
    external_port_range: str = ""
    logical_ip: str = ""
    logical_port: Texts = NOTHING
    gateway_port: Refs = NOTHING
    allowed_ext_ips: Refs = NOTHING
    exempted_ext_ips: Refs = NOTHING
    match: str = ""
    priority: int = 0
    options: Map = NO_MAP


class GatewayChassis(Row, frozen=True, gc=False):
    """A chassis that may host a router port; the highest priority that lives is meant to."""

    TABLE: ClassVar[str] = "Gateway_Chassis"
    SLICES: ClassVar[Plan] = ReferredBy("Logical_Router_Port", "gateway_chassis")
    chassis_name: str = ""
    priority: int = 0


class HAChassisGroup(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "HA_Chassis_Group"
    name: str = ""
    ha_chassis: Refs = NOTHING


class HAChassis(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "HA_Chassis"
    chassis_name: str = ""
    priority: int = 0


class DHCPOptions(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "DHCP_Options"
    cidr: str = ""


NORTHBOUND: tuple[type[Row], ...] = (
    NBGlobal,
    Connection,
    LogicalSwitch,
    LogicalRouter,
    LogicalRouterPort,
    GatewayChassis,
    HAChassisGroup,
    HAChassis,
    LogicalRouterStaticRoute,
    NAT,
    DHCPOptions,
    LogicalSwitchPort,
)
"""Small tables first, so that a screen fed in this order shows names before it shows masses."""
