"""A made cloud's OVN_Southbound (ovn-sb(5)), as northd and the chassis write it."""

from collections.abc import Iterator
from typing import Any, Final

from bench.made.ids import port_ids
from bench.made.layout import Chassis, Layout, Port, Router, Switch
from bench.made.logfile import Rows, mapping, reference
from bench.made.northbound import CONFIGURATION

_A_TRANSACTION: Final = 200
"""How many datapaths are written at once."""
_OTHER_CONFIG: Final = {
    "ct-no-masked-label": "true",
    "datapath-type": "system",
    "iface-types": "bareudp,erspan,geneve,gre,gtpu,internal,ip6erspan,ip6gre,lisp,patch,stt,system,tap,vxlan",
    "is-interconn": "false",
    "mac-binding-timestamp": "true",
    "ovn-bridge-mappings": "physnet1:br-ex",
    "ovn-chassis-mac-mappings": "",
    "ovn-cms-options": "enable-chassis-as-gw",
    "ovn-ct-lb-related": "true",
    "ovn-enable-lflow-cache": "true",
    "ovn-limit-lflow-cache": "",
    "ovn-memlimit-lflow-cache-kb": "",
    "ovn-monitor-all": "false",
    "ovn-trim-limit-lflow-cache": "",
    "ovn-trim-timeout-ms": "",
    "ovn-trim-wmark-perc-lflow-cache": "",
    "port-up-notif": "true",
}
"""What ovn-controller 23.03 says of itself."""


def southbound(layout: Layout) -> Iterator[Rows]:
    """The rows but for the logical flows, transaction by transaction."""
    yield {"SB_Global": {layout.uuid(): {"nb_cfg": CONFIGURATION}}, **_chassis(layout)}
    datapaths = {datapath.uuid: layout.uuid() for datapath, _ in layout.datapaths()}
    yield {
        "Datapath_Binding": {
            datapaths[datapath.uuid]: {"tunnel_key": key, "external_ids": mapping(_datapath_ids(datapath))}
            for datapath, key in layout.datapaths()
        }
    }
    rows: dict[str, dict[str, Any]] = {}
    for datapath, key in layout.datapaths():
        here = reference(datapaths[datapath.uuid])
        bindings = _of_switch(datapath) if isinstance(datapath, Switch) else _of_router(datapath)
        for number, binding in enumerate(bindings, 1):
            rows[layout.uuid()] = {"datapath": here, "tunnel_key": number, **binding}
        if key % _A_TRANSACTION == 0:
            yield {"Port_Binding": rows}
            rows = {}
    yield {"Port_Binding": rows}


def flows(layout: Layout, datapaths: list[str]) -> Iterator[Rows]:
    """As many logical flows as the size says, over the datapaths whose uuids are given."""
    share, left = divmod(layout.size.flows, len(datapaths))
    rows: dict[str, dict[str, Any]] = {}
    for number, datapath in enumerate(datapaths):
        for flow in range(share + (number < left)):
            rows[layout.uuid()] = _flow(datapath, flow)
        if (number + 1) % _A_TRANSACTION == 0:
            yield {"Logical_Flow": rows}
            rows = {}
    yield {"Logical_Flow": rows}


def _chassis(layout: Layout) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {"Chassis": {}, "Chassis_Private": {}, "Encap": {}}
    for chassis in layout.chassis:
        encap = layout.uuid()
        tables["Encap"][encap] = {
            "type": "geneve",
            "ip": chassis.ip,
            "chassis_name": chassis.name,
            "options": mapping({"csum": "true"}),
        }
        tables["Chassis"][chassis.uuid] = {
            "name": chassis.name,
            "hostname": chassis.hostname,
            "encaps": reference(encap),
            "other_config": mapping(_OTHER_CONFIG),
        }
        tables["Chassis_Private"][layout.uuid()] = {
            "name": chassis.name,
            "chassis": reference(chassis.uuid),
            "nb_cfg": CONFIGURATION,
            "nb_cfg_timestamp": 1_700_000_000_031,
        }
    return tables


def _datapath_ids(datapath: Switch | Router) -> dict[str, str]:
    kind = "logical-switch" if isinstance(datapath, Switch) else "logical-router"
    return {kind: datapath.uuid, "name": datapath.name, "name2": datapath.label}


def _of_switch(switch: Switch) -> Iterator[dict[str, Any]]:
    for port in switch.ports:
        ids = {"name": port.label, **port_ids(port, switch)} if port.type != "localnet" else {}
        yield {"logical_port": port.name, "external_ids": mapping(ids), **_binding(port)}


def _binding(port: Port) -> dict[str, Any]:
    if port.type == "localnet":
        return {"type": "localnet", "mac": "unknown", "options": mapping({"network_name": "physnet1"})}
    if port.type == "router":
        return {"type": "patch", "mac": "router", "options": mapping({"peer": port.peer}), "up": False}
    row = {"type": port.type, "mac": f"{port.mac} {port.ip}", "up": port.chassis is not None}
    if port.type == "localport":
        return {**row, "up": False}
    row["port_security"] = row["mac"]
    if port.chassis is not None:
        here = reference(port.chassis.uuid)
        options = {"mcast_flood_reports": "true", "requested-chassis": port.chassis.hostname}
        row |= {"chassis": here, "requested_chassis": here, "options": mapping(options)}
    return row


def _of_router(router: Router) -> Iterator[dict[str, Any]]:
    for port in router.ports:
        row = {"logical_port": port.name, "type": "patch", "mac": f"{port.mac} {port.network}", "up": False}
        yield {**row, "options": mapping({"peer": port.name.removeprefix("lrp-")})}
        if port.chassis:
            yield _redirect(port.name, str(row["mac"]), port.chassis[0])


def _redirect(name: str, mac: str, chassis: Chassis) -> dict[str, Any]:
    return {
        "logical_port": f"cr-{name}",
        "type": "chassisredirect",
        "mac": mac,
        "chassis": reference(chassis.uuid),
        "options": mapping({"always-redirect": "true", "distributed-port": name}),
        "up": True,
    }


def _flow(datapath: str, number: int) -> dict[str, Any]:
    mac = f"fa:16:3e:{number % 256:02x}:{datapath[:2]}:{datapath[2:4]}"
    return {
        "logical_datapath": reference(datapath),
        "pipeline": "egress" if number % 3 else "ingress",
        "table_id": number % 27,
        "priority": 50 + number % 60,
        "match": f'inport == "{datapath}" && eth.src == {{{mac}}} && ip4.src == 10.0.0.{number % 250}',
        "actions": "reg0[0..1] = 0; next;",
        "external_ids": mapping(
            {
                "source": f"northd.c:{5000 + number}",
                "stage-name": "ls_in_port_sec_ip",
                "stage-hint": datapath[:8],
            }
        ),
    }
