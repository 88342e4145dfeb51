"""The zoo's switches and their ports, of every type and state."""

from typing import Any

from tests.console.rows import Ref, Rows
from tests.console.zoo.facts import BLUE, BLUE_PORTS, CHASSIS


class North(Rows):
    """The northbound database; bound says where each port is bound, for the southbound."""

    def __init__(self) -> None:
        super().__init__()
        self.bound: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {}
        """Switch → (port, type, chassis or "", also on)."""
        self._hosts = 10

    def port(
        self,
        switch: str,
        name: str,
        kind: str = "",
        on: str = "",
        *,
        also: tuple[str, ...] = (),
        up: bool | None = None,
        addresses: list[str] | str | None = None,
        **columns: Any,
    ) -> Ref:
        """A switch port, with an address of its own unless one is given."""
        if addresses is None:
            self._hosts += 1
            addresses = f"52:54:00:00:01:{self._hosts:02x} 10.0.1.{self._hosts}"
        self.bound.setdefault(switch, []).append((name, kind, on, also))
        return self.add(
            "Logical_Switch_Port",
            name,
            name=name,
            type=kind,
            up=bool(on) if up is None else up,
            addresses=addresses,
            **columns,
        )

    def joint(self, switch: str, name: str, router_port: str) -> Ref:
        """A switch port of type router."""
        options = {"router-port": router_port} if router_port else {}
        return self.port(switch, name, "router", up=True, addresses="router", options=options)

    def switch(self, name: str, ports: list[Ref], **columns: Any) -> None:
        self.add("Logical_Switch", name, name=name, ports=ports, **columns)


def shop(north: North) -> None:
    dhcp = north.add("DHCP_Options", "shop", cidr="10.0.1.0/24", options={"lease_time": "3600"})
    ports = []
    for number in range(1, 10):
        name, address = f"web-{number}", f"52:54:00:10:01:{number:02x} 10.0.1.{20 + number}"
        ports.append(
            north.port(
                "ls-web",
                name,
                on="" if number == 8 else f"kvm{number % 3 + 1}",
                addresses=address,
                port_security=address if number < 7 else None,
                dhcpv4_options=dhcp,
                enabled=False if number == 9 else None,
            )
        )
    ports.append(north.joint("ls-web", "ls-web-lr-main", "lrp-web"))
    north.switch("ls-web", ports, other_config={"subnet": "10.0.1.0/24", "exclude_ips": "10.0.1.1..10.0.1.9"})


def databases(north: North) -> None:
    v6 = north.add("DHCP_Options", "db6", cidr="fd00:2::/64", options={"server_id": "52:54:00:00:00:02"})
    ports = [
        north.port(
            "ls-db",
            "db-1",
            on="kvm1",
            addresses="dynamic",
            dynamic_addresses="0a:00:00:00:00:01 10.0.2.11 fd00:2::800:ff:fe00:1",
            dhcpv6_options=v6,
        ),
        north.port(
            "ls-db",
            "db-2",
            on="kvm2",
            addresses=["52:54:00:10:02:02 10.0.2.12 fd00:2::12", "52:54:00:10:02:03 10.0.2.13"],
        ),
        north.port(
            "ls-db",
            "db-moving",
            on="kvm1",
            also=("kvm3",),
            addresses="52:54:00:10:02:04 10.0.2.14",
            options={"requested-chassis": "kvm1,kvm3"},
        ),
        north.port(
            "ls-db",
            "db-waiting",
            addresses="52:54:00:10:02:05 10.0.2.15",
            options={"requested-chassis": "kvm9"},
        ),
        north.port(
            "ls-db",
            "db-vip",
            "virtual",
            on="kvm2",
            addresses="52:54:00:10:02:ff 10.0.2.100",
            options={"virtual-ip": "10.0.2.100", "virtual-parents": "db-1,db-2"},
        ),
        north.port("ls-db", "db-metadata", "localport", up=True, addresses="52:54:00:10:02:fe 10.0.2.2"),
        north.joint("ls-db", "ls-db-lr-main", "lrp-db"),
    ]
    north.switch("ls-db", ports, other_config={"subnet": "10.0.2.0/24", "ipv6_prefix": "fd00:2::"})


def pods(north: North) -> None:
    ports = [
        north.port("ls-pods", "k8s-1", on="kvm3", addresses=["52:54:00:10:03:01 10.0.3.1", "unknown"]),
        *(
            north.port(
                "ls-pods",
                f"pod-{number}",
                on="kvm3",
                addresses=f"0a:00:00:10:03:{number:02x} 10.0.3.{10 + number}",
                parent_name="k8s-1",
                tag=100 + number,
            )
            for number in range(1, 4)
        ),
        north.port("ls-pods", "silent", on="kvm3", addresses=[]),
        north.joint("ls-pods", "ls-pods-nowhere", "lrp-pods"),
    ]
    north.switch("ls-pods", ports)


def blue(north: North) -> None:
    ports = []
    for number, (title, name) in enumerate(BLUE_PORTS.items(), 1):
        ids = {"neutron:port_name": title} if title else {"neutron:device_owner": "compute:nova"}
        ports.append(
            north.port(
                BLUE,
                name,
                on=f"kvm{number}",
                addresses=f"fa:16:3e:00:00:{number:02x} 192.168.7.{number}",
                external_ids=ids,
            )
        )
    ports.append(north.joint(BLUE, "blue-gateway", "lrp-blue"))
    north.switch(BLUE, ports, external_ids={"neutron:network_name": "blue", "neutron:mtu": "1442"})


def outside(north: North) -> None:
    uplink = north.port(
        "ls-ext",
        "ls-ext-uplink",
        "localnet",
        up=True,
        addresses="unknown",
        options={"network_name": "UPLINK"},
    )
    north.switch("ls-ext", [uplink, north.joint("ls-ext", "ls-ext-lr-main", "lrp-ext")])
    ports = [
        north.port(
            "ls-vlan120",
            "vlan120-uplink",
            "localnet",
            up=True,
            addresses="unknown",
            tag=120,
            options={"network_name": "PHYS2"},
        ),
        north.port(
            "ls-vlan120",
            "printer",
            "l2gateway",
            on="kvm3",
            addresses="00:80:77:31:01:07 192.0.2.20",
            options={"network_name": "PHYS2", "l2gateway-chassis": CHASSIS["kvm3"]},
        ),
        north.port("ls-vlan120", "rack7", "vtep", on="tor1", addresses="unknown"),
        north.port("ls-vlan120", "camera", "external", addresses="00:40:8c:11:22:33 192.0.2.33"),
        north.joint("ls-vlan120", "ls-vlan120-lr-edge", "lrp-edge"),
    ]
    north.switch("ls-vlan120", ports, other_config={"mcast_snoop": "true"})
