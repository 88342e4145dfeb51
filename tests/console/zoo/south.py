"""The zoo's southbound database, as northd and the chassis would have written it."""

from tests.console.rows import Rows, ref
from tests.console.zoo.facts import BLUE_ROUTER, CHASSIS, MS
from tests.console.zoo.north import northbound


def southbound() -> Rows:
    """The southbound database's rows, as northd and the chassis would have written them."""
    north, south = northbound(), Rows()
    south.add("SB_Global", nb_cfg=42)
    _chassis(south)
    switches = list(north.bound)
    for number, name in enumerate([*switches, "lr-main", "lr-edge", BLUE_ROUTER], 1):
        kind, table = ("switch", "Logical_Switch") if name in switches else ("router", "Logical_Router")
        ids = {f"logical-{kind}": ref(table, name).uuid, "name": name}
        south.add("Datapath_Binding", name, tunnel_key=number, external_ids=ids)
    for switch, ports in north.bound.items():
        for key, (name, kind, on, also) in enumerate(ports, 1):
            south.add(
                "Port_Binding",
                name,
                logical_port=name,
                type="patch" if kind == "router" else kind,
                datapath=ref("Datapath_Binding", switch),
                tunnel_key=key,
                chassis=ref("Chassis", on) if on else None,
                additional_chassis=[ref("Chassis", one) for one in also],
                requested_chassis=ref("Chassis", on) if also else None,
                requested_additional_chassis=[ref("Chassis", one) for one in also],
                up=bool(on),
            )
    _router_bindings(south)
    _flows(south)
    return south


def _chassis(south: Rows) -> None:
    for number, (label, name) in enumerate(CHASSIS.items(), 4):
        kind = "vxlan" if label == "tor1" else "geneve"
        encap = south.add(
            "Encap",
            label,
            type=kind,
            ip=f"10.10.10.23{number}" if label != "az2-gw1" else "10.20.0.1",
            chassis_name=name,
            options={"csum": "true"},
        )
        config = {
            "kvm1": {"ovn-bridge-mappings": "UPLINK:br-ext", "ovn-cms-options": "enable-chassis-as-gw"},
            "kvm2": {"ovn-bridge-mappings": "UPLINK:br-ext,PHYS2:br-phys2"},
            "kvm3": {"ovn-bridge-mappings": "UPLINK:br-ext,PHYS2:br-phys2"},
            "az2-gw1": {"is-remote": "true", "is-interconn": "true"},
        }.get(label, {})
        south.add(
            "Chassis",
            label,
            name=name,
            hostname=label,
            encaps=encap,
            other_config=config,
            transport_zones=["tz-1"] if label == "kvm1" else None,
            vtep_logical_switches=["rack7"] if label == "tor1" else None,
        )
        if label.startswith("kvm"):
            south.add(
                "Chassis_Private",
                label,
                name=name,
                chassis=ref("Chassis", label),
                nb_cfg=41 if label == "kvm2" else 42,
                nb_cfg_timestamp=MS - (3_600_000 if label == "kvm2" else 88_000),
            )


def _router_bindings(south: Rows) -> None:
    for number, (name, kind, router, on) in enumerate(
        (
            ("lrp-web", "patch", "lr-main", ""),
            ("lrp-db", "patch", "lr-main", ""),
            ("lrp-ext", "patch", "lr-main", ""),
            ("cr-lrp-ext", "chassisredirect", "lr-main", "kvm1"),
            ("lrp-edge", "patch", "lr-edge", ""),
            ("cr-lrp-edge", "chassisredirect", "lr-edge", "kvm3"),
            ("lrp-lost", "patch", "lr-edge", ""),
            ("cr-lrp-lost", "chassisredirect", "lr-edge", ""),
            ("lrp-blue", "l3gateway", BLUE_ROUTER, "kvm3"),
        ),
        1,
    ):
        south.add(
            "Port_Binding",
            name,
            logical_port=name,
            type=kind,
            datapath=ref("Datapath_Binding", router),
            tunnel_key=number,
            chassis=ref("Chassis", on) if on else None,
            up=bool(on),
        )


def _flows(south: Rows) -> None:
    group = south.add(
        "Logical_DP_Group",
        "all",
        datapaths=[ref("Datapath_Binding", "ls-web"), ref("Datapath_Binding", "ls-db")],
    )
    for number, (datapath, pipeline, table, priority, match, actions) in enumerate(
        (
            ("", "ingress", 0, 100, "vlan.present", "drop;"),
            ("", "ingress", 0, 100, "eth.src[40]", "drop;"),
            ("", "ingress", 3, 0, "1", "next;"),
            ("ls-web", "ingress", 0, 50, 'inport == "web-1"', "next;"),
            ("ls-web", "ingress", 24, 50, "eth.dst == 52:54:00:10:01:01", 'outport = "web-1"; output;'),
            ("ls-web", "ingress", 24, 70, "eth.mcast", 'outport = "_MC_flood"; output;'),
            ("ls-web", "egress", 9, 50, 'outport == "web-1"', "output;"),
            ("ls-db", "ingress", 0, 50, 'inport == "db-1"', "next;"),
        )
    ):
        south.add(
            "Logical_Flow",
            str(number),
            logical_datapath=ref("Datapath_Binding", datapath) if datapath else None,
            logical_dp_group=None if datapath else group,
            pipeline=pipeline,
            table_id=table,
            priority=priority,
            match=match,
            actions=actions,
            external_ids={"stage-name": "ls_in_check_port_sec", "source": "northd.c:5471"},
        )
