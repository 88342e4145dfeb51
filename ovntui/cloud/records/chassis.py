"""A chassis: a hypervisor or gateway as the southbound database knows it."""

from typing import NamedTuple

from ovntui.cloud.records.record import Named, Record


class Encap(NamedTuple):
    type: str
    ip: str
    options: tuple[tuple[str, str], ...]


class Mapping(NamedTuple):
    """A bridge mapping: the bridge that leads to a physical network."""

    network: str
    bridge: str


class Role(NamedTuple):
    """A gateway that the chassis may hold, or holds."""

    port: Named
    router: Named | None
    priority: int | None
    """None: it holds a gateway for which it is no candidate, or is a whole router's chassis."""
    active: bool


class Chassis(Record, frozen=True, gc=False, kw_only=True):
    name: str
    """The system-id."""
    hostname: str
    label: str
    """The host name, or the system-id where the chassis tells none."""
    encaps: tuple[Encap, ...]
    mappings: tuple[Mapping, ...]
    transport_zones: tuple[str, ...]
    datapath_type: str
    nb_cfg: int
    """The last configuration that the chassis has in force."""
    target: int
    """The configuration that it should have in force."""
    in_sync: bool
    timestamp: int
    """When the chassis reached nb_cfg, in ms since the epoch; 0 unknown."""
    roles: tuple[Role, ...]
    bound: int
    """Logical switch ports bound here."""
    may_gateway: bool
    """Offered as a gateway to the CMS (ovn-cms-options: enable-chassis-as-gw)."""
    interconnection: bool
    remote: bool
    """A chassis of another availability zone, known through interconnection."""
    host: str | None
    """The connected host with this system-id."""
