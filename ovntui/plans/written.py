"""Columns in which the daemons report: nobody plans them, and that they change is no conflict."""

from typing import Final

from ovntui.ovsdb.schema import TableSchema

_REPORTED: Final = {
    ("OVN_Northbound", "NB_Global"): {
        "nb_cfg", "nb_cfg_timestamp", "sb_cfg", "sb_cfg_timestamp", "hv_cfg", "hv_cfg_timestamp",
    },
    ("OVN_Northbound", "Logical_Switch_Port"): {"up", "dynamic_addresses", "tag"},
    ("OVN_Northbound", "Logical_Router_Port"): {"ipv6_prefix", "status"},
    ("OVN_Northbound", "BFD"): {"status"},
    ("OVN_Southbound", "SB_Global"): {"nb_cfg"},
    ("OVN_Southbound", "Connection"): {"is_connected", "status"},
    ("Open_vSwitch", "Open_vSwitch"): {
        "cur_cfg", "next_cfg", "datapaths", "datapath_types", "iface_types", "ovs_version", "db_version",
        "dpdk_initialized", "dpdk_version",
    },
    ("Open_vSwitch", "Port"): {"bond_active_slave", "mac"},
    ("Open_vSwitch", "Interface"): {"ofport", "error", "mac_in_use"},
}  # fmt: skip
"""By database and table, beside the ephemeral ones that the schema names (ovn-nb(5), ovn-sb(5),
ovs-vswitchd.conf.db(5))."""


def reported(database: str, table: TableSchema) -> frozenset[str]:
    """The columns of a table that the daemons write."""
    ephemeral = {name for name, column in table.columns.items() if column.is_ephemeral}
    return frozenset(ephemeral | _REPORTED.get((database, table.name), set()))
