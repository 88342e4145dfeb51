"""Who is joined to whom in a made cloud, before any row is written.

One project has a router, that router some networks and a gateway on an external network, each network a
metadata port and VMs that are bound to any chassis. Everything follows from the size and a fixed seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

ROUTERS_OUTSIDE: Final = 50
"""How many routers share one external network."""
GATEWAY_CHASSIS: Final = 5
"""How many chassis may host one gateway, as Neutron schedules them."""
_ROLES: Final = ("web", "db", "cache", "api", "worker", "queue", "build")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a cloud is. ports are all logical switch ports, those to routers included."""

    name: str
    ports: int
    switches: int
    routers: int
    nats: int
    chassis: int
    flows: int


class Chassis(NamedTuple):
    uuid: str
    name: str
    hostname: str
    ip: str


class Port(NamedTuple):
    """A logical switch port. type is that of ovn-nb(5); peer is the router port that it leads to."""

    uuid: str
    name: str
    label: str
    type: str
    mac: str
    ip: str
    device: str
    chassis: Chassis | None
    peer: str


class RouterPort(NamedTuple):
    uuid: str
    name: str
    mac: str
    network: str
    chassis: tuple[Chassis, ...]


@dataclass(slots=True)
class Switch:
    uuid: str
    label: str
    subnet: str
    project: str
    router: int | None
    ports: list[Port] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As Neutron names a network's switch."""
        return f"neutron-{self.uuid}"


@dataclass(slots=True)
class Router:
    uuid: str
    label: str
    project: str
    outside: str
    ports: list[RouterPort] = field(default_factory=list)
    subnets: list[str] = field(default_factory=list)
    vms: list[Port] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As Neutron names a router."""
        return f"neutron-{self.uuid}"


class Layout:
    """A made cloud: chassis, switches with their ports, routers with theirs."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._random = random.Random(f"ovntui {size}")
        self.chassis = [self._chassis(number) for number in range(size.chassis)]
        outer = max(1, size.routers // ROUTERS_OUTSIDE)
        self.switches = [self._switch(f"public-{n}", f"172.{16 + n % 16}", None) for n in range(outer)]
        self.routers = [self._router(number, self.switches[number % outer]) for number in range(size.routers)]
        for number in range(size.switches - outer):
            self._network(number)
        self._vms(self.switches[outer:])

    def uuid(self) -> str:
        """Another uuid."""
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def datapaths(self) -> Iterator[tuple[Switch | Router, int]]:
        """Switches and routers with their tunnel keys."""
        every: tuple[Switch | Router, ...] = (*self.switches, *self.routers)
        return ((datapath, key) for key, datapath in enumerate(every, 1))

    def _mac(self) -> str:
        digits = f"{self._random.getrandbits(24):06x}"
        return f"fa:16:3e:{digits[:2]}:{digits[2:4]}:{digits[4:]}"

    def _chassis(self, number: int) -> Chassis:
        ip = f"10.{200 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
        return Chassis(self.uuid(), self.uuid(), f"compute-{number:04}.example.org", ip)

    def _switch(self, label: str, subnet: str, router: int | None) -> Switch:
        project = self.routers[router].project if router is not None else self.uuid().replace("-", "")
        switch = Switch(self.uuid(), label, subnet, project, router)
        if router is None:
            switch.ports.append(
                Port(self.uuid(), f"provnet-{self.uuid()}", "", "localnet", "", "", "", None, "")
            )
        return switch

    def _router(self, number: int, outside: Switch) -> Router:
        router = Router(self.uuid(), f"router-{number}", self.uuid().replace("-", ""), outside.subnet)
        hosts = tuple(self._random.sample(self.chassis, min(GATEWAY_CHASSIS, len(self.chassis))))
        self._join(router, outside, f"{outside.subnet}.{number // 250}.{number % 250 + 2}", 16, hosts)
        return router

    def _network(self, number: int) -> None:
        router = self.routers[number % len(self.routers)]
        subnet = f"10.{number // 250}.{number % 250}"
        switch = self._switch(f"network-{number}", subnet, number % len(self.routers))
        self.switches.append(switch)
        router.subnets.append(f"{subnet}.0/24")
        self._join(router, switch, f"{subnet}.1", 24, ())
        device = f"ovnmeta-{switch.uuid}"
        metadata = Port(
            self.uuid(), self.uuid(), "", "localport", self._mac(), f"{subnet}.2", device, None, ""
        )
        switch.ports.append(metadata)

    def _join(self, router: Router, switch: Switch, ip: str, prefix: int, hosts: tuple[Chassis, ...]) -> None:
        name, mac = self.uuid(), self._mac()
        router.ports.append(RouterPort(self.uuid(), f"lrp-{name}", mac, f"{ip}/{prefix}", hosts))
        switch.ports.append(
            Port(self.uuid(), name, "", "router", mac, ip, router.uuid, None, router.ports[-1].name)
        )

    def _vms(self, networks: list[Switch]) -> None:
        for number in range(self.size.ports - sum(len(switch.ports) for switch in self.switches)):
            switch = networks[number % len(networks)]
            label = f"{_ROLES[number % len(_ROLES)]}-{number}"
            ip = f"{switch.subnet}.{number // len(networks) + 10}"
            chassis = None if self._random.random() < 0.03 else self._random.choice(self.chassis)
            port = Port(self.uuid(), self.uuid(), label, "", self._mac(), ip, self.uuid(), chassis, "")
            switch.ports.append(port)
            if switch.router is not None:
                self.routers[switch.router].vms.append(port)
