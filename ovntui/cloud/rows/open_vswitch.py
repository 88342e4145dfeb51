"""The rows of a host's Open_vSwitch database that the console watches; columns as
ovs-vswitchd.conf.db(5) describes them, the ovn-* keys as ovn-controller(8) does."""

from typing import ClassVar

from ovntui.ovsdb.wire import NO_MAP, NOTHING, Ints, Map, Refs, Row, Texts


class OpenVSwitch(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Open_vSwitch"
    bridges: Refs = NOTHING
    external_ids: Map = NO_MAP
    ovs_version: Texts = NOTHING
    system_type: Texts = NOTHING
    system_version: Texts = NOTHING


class Bridge(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Bridge"
    name: str = ""
    datapath_type: str = ""
    fail_mode: Texts = NOTHING
    ports: Refs = NOTHING


class Port(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Port"
    name: str = ""
    interfaces: Refs = NOTHING
    tag: Ints = NOTHING
    external_ids: Map = NO_MAP


class Interface(Row, frozen=True, gc=False):
    TABLE: ClassVar[str] = "Interface"
    name: str = ""
    type: str = ""
    options: Map = NO_MAP
    external_ids: Map = NO_MAP
    bfd_status: Map = NO_MAP
    ofport: Ints = NOTHING
    link_state: Texts = NOTHING
    error: Texts = NOTHING


OPEN_VSWITCH: tuple[type[Row], ...] = (OpenVSwitch, Bridge, Port, Interface)
