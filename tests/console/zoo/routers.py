"""The zoo's routers: gateways of every kind, routes, and NAT rules."""

from tests.console.rows import ref
from tests.console.zoo.facts import BLUE_ROUTER, CHASSIS
from tests.console.zoo.switches import North


def main_router(north: North) -> None:
    gateways = [
        north.add(
            "Gateway_Chassis",
            chassis,
            name=f"lrp-ext-{chassis}",
            chassis_name=CHASSIS[chassis],
            priority=priority,
        )
        for chassis, priority in (("kvm1", 100), ("kvm2", 75), ("kvm3", 50))
    ]
    ports = [
        north.add(
            "Logical_Router_Port", "lrp-web", name="lrp-web", mac="00:00:00:00:01:01", networks="10.0.1.1/24"
        ),
        north.add(
            "Logical_Router_Port",
            "lrp-db",
            name="lrp-db",
            mac="00:00:00:00:01:02",
            networks=["10.0.2.1/24", "fd00:2::1/64"],
        ),
        north.add(
            "Logical_Router_Port",
            "lrp-ext",
            name="lrp-ext",
            mac="00:00:00:00:01:03",
            networks=["10.10.10.240/24", "2001:db8:10::240/64"],
            gateway_chassis=gateways,
        ),
    ]
    routes = [
        north.add("Logical_Router_Static_Route", name, ip_prefix=prefix, nexthop=nexthop, **more)
        for name, prefix, nexthop, more in (
            ("default", "0.0.0.0/0", "10.10.10.1", {"output_port": "lrp-ext"}),
            ("default6", "::/0", "2001:db8:10::1", {"output_port": "lrp-ext"}),
            ("ecmp1", "192.168.77.0/24", "10.10.10.2", {"options": {"ecmp_symmetric_reply": "true"}}),
            ("ecmp2", "192.168.77.0/24", "10.10.10.3", {"options": {"ecmp_symmetric_reply": "true"}}),
            ("source", "10.0.2.0/24", "10.10.10.9", {"policy": "src-ip"}),
        )
    ]
    nats = [
        north.add("NAT", name, type=kind, external_ip=external, logical_ip=logical, **more)
        for name, kind, external, logical, more in (
            ("out", "snat", "10.10.10.240", "10.0.1.0/24", {}),
            ("out db", "snat", "10.10.10.240", "10.0.2.0/24", {}),
            ("shop", "dnat", "10.10.10.242", "10.0.1.21", {"external_port_range": "8080-8090"}),
            (
                "floating",
                "dnat_and_snat",
                "10.10.10.241",
                "10.0.1.22",
                {"external_mac": "02:00:00:00:02:41", "logical_port": "web-2"},
            ),
            ("central", "dnat_and_snat", "10.10.10.243", "10.0.1.23", {"options": {"stateless": "true"}}),
            ("six", "snat", "2001:db8:10::240", "fd00:2::/64", {}),
        )
    ]
    north.add("Logical_Router", "lr-main", name="lr-main", ports=ports, static_routes=routes, nat=nats)


def edge_router(north: North) -> None:
    members = [
        north.add("HA_Chassis", chassis, chassis_name=CHASSIS[chassis], priority=priority)
        for chassis, priority in (("kvm2", 30), ("kvm3", 20))
    ]
    group = north.add("HA_Chassis_Group", "edge", name="edge", ha_chassis=members)
    lost = north.add("Gateway_Chassis", "kvm9", name="lrp-lost-kvm9", chassis_name="kvm9", priority=10)
    ports = [
        north.add(
            "Logical_Router_Port",
            "lrp-edge",
            name="lrp-edge",
            mac="00:00:00:00:02:01",
            networks="192.0.2.1/24",
            ha_chassis_group=group,
        ),
        north.add(
            "Logical_Router_Port",
            "lrp-lost",
            name="lrp-lost",
            mac="00:00:00:00:02:02",
            networks="198.51.100.1/24",
            gateway_chassis=lost,
        ),
        north.add(
            "Logical_Router_Port",
            "lrp-off",
            name="lrp-off",
            mac="00:00:00:00:02:03",
            networks="198.51.101.1/24",
            enabled=False,
        ),
    ]
    nats = [
        north.add("NAT", "edge", type="snat", external_ip="192.0.2.1", logical_ip="10.9.0.0/16"),
        north.add(
            "NAT",
            "lost",
            type="snat",
            external_ip="198.51.100.1",
            logical_ip="10.8.0.0/16",
            gateway_port=ref("Logical_Router_Port", "lrp-lost"),
        ),
    ]
    north.add("Logical_Router", "lr-edge", name="lr-edge", ports=ports, nat=nats)


def blue_router(north: North) -> None:
    port = north.add(
        "Logical_Router_Port",
        "lrp-blue",
        name="lrp-blue",
        mac="fa:16:3e:00:00:fe",
        networks="192.168.7.254/24",
    )
    nat = north.add("NAT", "blue", type="snat", external_ip="203.0.113.7", logical_ip="192.168.7.0/24")
    north.add(
        "Logical_Router",
        BLUE_ROUTER,
        name=BLUE_ROUTER,
        ports=port,
        nat=nat,
        options={"chassis": CHASSIS["kvm3"]},
        external_ids={"neutron:router_name": "blue-router"},
    )
