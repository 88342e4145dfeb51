"""OVN's database schemas from 22.03 to the newest.

Only one release is installed on a machine. The others are made from it by a small table of facts:
which tables and columns each release brought. What the newest holds is exact for OVN_Northbound 7.18
and OVN_Southbound 21.13; in which release a column came is so near enough for a console that must open
them all.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.servers.ovsdb import SchemaJson, installed_schema

Type: TypeAlias = str | dict[str, Any]
"""A <type> of RFC 7047 section 3.2."""


def optional(key: str) -> Type:
    """At most one atom."""
    return {"key": key, "min": 0, "max": 1}


def set_of(key: Any) -> Type:
    """Any number of atoms."""
    return {"key": key, "min": 0, "max": "unlimited"}


def _ref(table: str, least: int = 1, most: int | str = 1, strength: str = "strong") -> Type:
    key = {"type": "uuid", "refTable": table, "refType": strength}
    return {"key": key, "min": least, "max": most}


def one_of(*words: str, optional: bool = False) -> Type:
    """One of some words."""
    return {"key": {"type": "string", "enum": ["set", list(words)]}, "min": 0 if optional else 1, "max": 1}


STRING_MAP: Type = {"key": "string", "value": "string", "min": 0, "max": "unlimited"}


@dataclass(frozen=True)
class Step:
    """What a release brought: columns by "Table.column", tables by "Table" with their columns, and
    columns that took another type."""

    release: str
    columns: dict[str, Type] = field(default_factory=dict)
    tables: dict[str, dict[str, Type]] = field(default_factory=dict)
    altered: dict[str, Type] = field(default_factory=dict)


_NB_LATER = (
    Step("23.06", {"ACL.tier": "integer"}),
    Step(
        "23.09",
        {"DNS.options": STRING_MAP, "Logical_Router_Port.status": STRING_MAP},
        altered={
            "ACL.action": one_of("allow", "allow-related", "allow-stateless", "drop", "reject", "pass"),
            "QoS.action": {
                "key": {"type": "string", "enum": ["set", ["dscp", "mark"]]},
                "value": "integer",
                "min": 0,
                "max": "unlimited",
            },
        },
    ),
    Step("24.03", {"Logical_Router_Policy.bfd_sessions": _ref("BFD", 0, "unlimited", "weak")}),
    Step(
        "24.09",
        {
            "Logical_Router_Port.dhcp_relay": _ref("DHCP_Relay", 0),
            "Logical_Router_Policy.chain": optional("string"),
            "Logical_Router_Policy.jump_chain": optional("string"),
            "NAT.priority": "integer",
            "NAT.match": "string",
            "ACL.sample_new": _ref("Sample", 0),
            "ACL.sample_est": _ref("Sample", 0),
        },
        {
            "DHCP_Relay": {
                "name": "string",
                "servers": optional("string"),
                "options": STRING_MAP,
                "external_ids": STRING_MAP,
            },
            "Sample_Collector": {
                "id": "integer",
                "name": "string",
                "probability": "integer",
                "set_id": "integer",
                "external_ids": STRING_MAP,
            },
            "Sample": {"collectors": _ref("Sample_Collector", 0, "unlimited"), "metadata": "integer"},
            "Sampling_App": {
                "type": one_of("drop", "acl-new", "acl-est"),
                "id": "integer",
                "external_ids": STRING_MAP,
            },
        },
    ),
    Step(
        "25.03",
        {
            "Logical_Switch_Port.peer": optional("string"),
            "Logical_Router_Static_Route.selection_fields": set_of("string"),
            "Logical_Router_Policy.output_port": _ref("Logical_Router_Port", 0, 1, "weak"),
            "Mirror.mirror_rules": _ref("Mirror_Rule", 0, "unlimited"),
        },
        {"Mirror_Rule": {"match": "string", "action": one_of("mirror", "skip"), "priority": "integer"}},
        {"Mirror.type": one_of("gre", "erspan", "local", "lport")},
    ),
    Step(
        "25.09",
        {"ACL.network_function_group": _ref("Network_Function_Group", 0), "SSL.ssl_ciphersuites": "string"},
        {
            "Network_Function_Health_Check": {
                "name": "string",
                "options": STRING_MAP,
                "external_ids": STRING_MAP,
            },
            "Network_Function": {
                "name": "string",
                "inport": _ref("Logical_Switch_Port"),
                "outport": _ref("Logical_Switch_Port"),
                "health_check": _ref("Network_Function_Health_Check", 0),
                "external_ids": STRING_MAP,
            },
            "Network_Function_Group": {
                "name": "string",
                "network_function": _ref("Network_Function", 0, "unlimited"),
                "network_function_active": _ref("Network_Function", 0),
                "mode": one_of("inline"),
                "id": "integer",
                "external_ids": STRING_MAP,
            },
        },
    ),
    Step(
        "26.03",
        {
            "Logical_Switch_Port.health_checks": _ref("Logical_Switch_Port_Health_Check", 0, "unlimited"),
            "Network_Function.id": "integer",
            "Network_Function_Group.fallback": one_of("fail-open", "fail-close", optional=True),
        },
        {
            "Logical_Switch_Port_Health_Check": {
                "protocol": one_of("tcp", "udp", "icmp", optional=True),
                "src_ip": "string",
                "port": "integer",
                "address": optional("string"),
                "status": one_of("online", "offline", "error", optional=True),
                "options": STRING_MAP,
            }
        },
    ),
)

_SB_LATER = (
    Step(
        "23.09",
        {
            "DNS.options": STRING_MAP,
            "FDB.timestamp": "integer",
            "Load_Balancer.ls_datapath_group": _ref("Logical_DP_Group", 0),
            "Load_Balancer.lr_datapath_group": _ref("Logical_DP_Group", 0),
        },
    ),
    Step(
        "24.03",
        {
            "BFD.chassis_name": "string",
            "IGMP_Group.chassis_name": "string",
            "IGMP_Group.protocol": "string",
            "Service_Monitor.chassis_name": "string",
            "Logical_Flow.flow_desc": optional("string"),
        },
    ),
    Step(
        "24.09",
        {"SB_Global.nb_cfg_timestamp": "integer"},
        {
            "ECMP_Nexthop": {
                "nexthop": "string",
                "port": _ref("Port_Binding"),
                "datapath": _ref("Datapath_Binding"),
                "mac": "string",
                "external_ids": STRING_MAP,
            },
            "ACL_ID": {"id": "integer"},
        },
    ),
    Step(
        "25.03",
        {"Port_Binding.mirror_port": optional("string")},
        {
            "Advertised_Route": {
                "datapath": _ref("Datapath_Binding"),
                "logical_port": _ref("Port_Binding"),
                "ip_prefix": "string",
                "tracked_port": _ref("Port_Binding", 0),
                "external_ids": STRING_MAP,
            },
            "Learned_Route": {
                "datapath": _ref("Datapath_Binding"),
                "logical_port": _ref("Port_Binding"),
                "ip_prefix": "string",
                "nexthop": "string",
                "external_ids": STRING_MAP,
            },
        },
        {"Encap.type": one_of("geneve", "vxlan"), "Mirror.type": one_of("gre", "erspan", "local", "lport")},
    ),
    Step(
        "25.09",
        {
            "Datapath_Binding.type": one_of("logical-switch", "logical-router", optional=True),
            "Datapath_Binding.nb_uuid": optional("uuid"),
            "Service_Monitor.type": one_of("load-balancer", "network-function", optional=True),
            "Service_Monitor.mac": "string",
            "Service_Monitor.logical_input_port": "string",
            "SSL.ssl_ciphersuites": "string",
        },
        {
            "Advertised_MAC_Binding": {
                "datapath": _ref("Datapath_Binding"),
                "logical_port": _ref("Port_Binding"),
                "ip": "string",
                "mac": "string",
                "external_ids": STRING_MAP,
            }
        },
        {"Datapath_Binding.load_balancers": set_of("uuid")},
    ),
    Step(
        "26.03",
        {
            "Address_Set.options": STRING_MAP,
            "Service_Monitor.ic_learned": "boolean",
            "Service_Monitor.remote": "boolean",
        },
    ),
)

# What each release brought up to the one that is installed; taken away again for the releases before.
_NB_EARLIER = {
    "22.06": ("Static_MAC_Binding", "NAT.gateway_port"),
    "22.12": ("Mirror", "Logical_Switch_Port.mirror_rules", "Chassis_Template_Var"),
}
_SB_EARLIER = {
    "22.06": (
        "Static_MAC_Binding",
        "Port_Binding.additional_chassis",
        "Port_Binding.additional_encap",
        "Port_Binding.requested_additional_chassis",
        "Port_Binding.port_security",
    ),
    "22.09": ("MAC_Binding.timestamp",),
    "22.12": ("Mirror", "Port_Binding.mirror_rules", "Chassis_Template_Var", "Load_Balancer.datapath_group"),
}

RELEASES = (
    "22.03",
    "22.06",
    "22.09",
    "22.12",
    "23.03",
    "23.06",
    "23.09",
    "24.03",
    "24.09",
    "25.03",
    "25.09",
    "26.03",
)


def release_schema(database: str, release: str) -> SchemaJson:
    """The schema of OVN_Northbound or OVN_Southbound as one of RELEASES has it."""
    schema = installed_schema(database)
    schema.pop("cksum", None)
    northbound = database == "OVN_Northbound"
    for since, gone in (_NB_EARLIER if northbound else _SB_EARLIER).items():
        if release < since:
            for name in gone:
                drop(schema, name)
    for step in _NB_LATER if northbound else _SB_LATER:
        if step.release <= release:
            _apply(schema, step)
    return schema


def _apply(schema: SchemaJson, step: Step) -> None:
    tables = schema["tables"]
    for table, columns in step.tables.items():
        tables.setdefault(
            table, {"columns": {name: {"type": t} for name, t in columns.items()}, "isRoot": True}
        )
    for name, type_ in {**step.columns, **step.altered}.items():
        table, _, column = name.partition(".")
        if table in tables:
            tables[table]["columns"][column] = {"type": type_}


def drop(schema: SchemaJson, name: str) -> None:
    """Take a table or a column away, with every reference and index that needs it."""
    tables = schema["tables"]
    table, _, column = name.partition(".")
    if column:
        if table in tables and len(tables[table]["columns"]) > 1:
            tables[table]["columns"].pop(column, None)
            drop_indexes(tables[table], column)
        return
    tables.pop(table, None)
    for body in tables.values():
        for referring, spec in list(body["columns"].items()):
            if table in references(spec["type"]):
                if len(body["columns"]) > 1:
                    del body["columns"][referring]
                else:
                    spec["type"] = "string"
                drop_indexes(body, referring)


def drop_indexes(table: dict[str, Any], column: str) -> None:
    """Take away the indexes that name a column."""
    kept = [index for index in table.get("indexes", []) if column not in index]
    if kept:
        table["indexes"] = kept
    else:
        table.pop("indexes", None)


def references(type_: Type) -> set[str]:
    """The tables that a column refers to."""
    if isinstance(type_, str):
        return set()
    bases = [base for base in (type_.get("key"), type_.get("value")) if isinstance(base, dict)]
    return {base["refTable"] for base in bases if "refTable" in base}
