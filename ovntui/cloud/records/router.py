"""A logical router, its ports and who hosts its gateways."""

from typing import NamedTuple

from ovntui.cloud.records.record import Named, Record


class Candidate(NamedTuple):
    """A chassis that may hold a gateway; the key is "" while no chassis of that name is registered."""

    chassis: Named
    chassis_name: str
    priority: int


class Gateway(NamedTuple):
    """A router port with gateway chassis."""

    port: Named
    candidates: tuple[Candidate, ...]
    """Highest priority first."""
    active: Named | None
    """The chassis of the chassisredirect binding: who holds it, not who ought to."""


class Route(NamedTuple):
    """A static route; policy is dst-ip or src-ip."""

    key: str
    prefix: str
    nexthop: str
    output_port: str
    policy: str
    table: str


class RouterPort(Record, frozen=True, gc=False, kw_only=True):
    name: str
    router: Named | None
    mac: str
    networks: tuple[str, ...]
    enabled: bool
    peer: Named | None
    """The switch port, or the other router's port, that it is joined to."""
    peer_is_router: bool
    switch: Named | None
    candidates: tuple[Candidate, ...]
    active: Named | None
    """The chassis that holds the gateway now, or to which the whole router is pinned."""
    is_gateway: bool
    """Whether it has gateway chassis."""
    tunnel_key: int | None

    @property
    def gateway(self) -> Gateway:
        """The port seen as a gateway."""
        return Gateway(Named(self.key, self.name), self.candidates, self.active)

    @property
    def misplaced(self) -> bool:
        """Held by another chassis than one of the highest priority."""
        if not self.candidates or self.active is None:
            return False
        top = self.candidates[0].priority
        return self.active not in (c.chassis for c in self.candidates if c.priority == top)


class Router(Record, frozen=True, gc=False, kw_only=True):
    name: str
    label: str
    enabled: bool
    ports: tuple[Named, ...]
    networks: tuple[str, ...]
    routes: int
    default_routes: tuple[str, ...]
    """Next hops of 0.0.0.0/0 and ::/0."""
    nats: tuple[tuple[str, int], ...]
    """How many NAT rules of each type, the most first."""
    policies: int
    gateways: tuple[Gateway, ...]
    chassis: Named | None
    """The chassis to which the whole router is pinned (options:chassis, a gateway router)."""
    tunnel_key: int | None
