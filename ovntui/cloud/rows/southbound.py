"""The rows of OVN_Southbound that the console watches; columns as ovn-sb(5) describes them."""

from typing import ClassVar

from ovntui.ovsdb.slices import Listed, Numbered, Plan
from ovntui.ovsdb.wire import NO_MAP, NOTHING, Flags, Map, Refs, Row, Texts


class SBGlobal(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "SB_Global"
    nb_cfg: int = 0


class Connection(Row, frozen=True, gc=False):
    """Where the server listens, or whom it calls."""

    TABLE: ClassVar[str] = "Connection"
    target: str = ""


class Chassis(Row, frozen=True, gc=False):
    """A hypervisor or gateway. Its bridge mappings stand in other_config, before OVN 20.09 in
    external_ids; nb_cfg is the chassis' own before OVN 20.09, in Chassis_Private since."""

    TABLE: ClassVar[str] = "Chassis"
    SLICES: ClassVar[Plan] = Listed()
    name: str = ""
    hostname: str = ""
    encaps: Refs = NOTHING
    nb_cfg: int = 0
    external_ids: Map = NO_MAP
    other_config: Map = NO_MAP
    transport_zones: Texts = NOTHING


class ChassisPrivate(Row, frozen=True, gc=False):
    """What a chassis reports about itself; other chassis do not read it."""

    TABLE: ClassVar[str] = "Chassis_Private"
    name: str = ""
    nb_cfg: int = 0
    nb_cfg_timestamp: int = 0


class Encap(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Encap"
    type: str = ""
    ip: str = ""
    options: Map = NO_MAP


class DatapathBinding(Row, frozen=True, gc=False):
    """A switch or router as the chassis know it. Which one it is stands in external_ids, since
    OVN 25.09 in nb_uuid."""

    TABLE: ClassVar[str] = "Datapath_Binding"
    SLICES: ClassVar[Plan] = Numbered("tunnel_key", 1, 16_777_215)
    tunnel_key: int = 0
    nb_uuid: Refs = NOTHING
    external_ids: Map = NO_MAP


class PortBinding(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Port_Binding"
    SLICES: ClassVar[Plan] = Numbered("tunnel_key", 1, 32_767)
    logical_port: str = ""
    type: str = ""
    tunnel_key: int = 0
    chassis: Refs = NOTHING
    additional_chassis: Refs = NOTHING
    requested_chassis: Refs = NOTHING
    up: Flags = NOTHING


SOUTHBOUND: tuple[type[Row], ...] = (
    SBGlobal,
    Connection,
    Chassis,
    ChassisPrivate,
    Encap,
    DatapathBinding,
    PortBinding,
)
"""Small tables first, so that a screen fed in this order shows names before it shows masses."""
