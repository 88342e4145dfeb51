"""What people call a row."""

from typing import Final

from ovntui.plans.values import Columns

NAMING: Final = (
    "name", "logical_port", "external_ip", "ip_prefix", "chassis_name", "cidr", "target", "match",
)  # fmt: skip
"""Columns that tell rows of a table apart, the first that says something first."""


def row_name(row: Columns) -> str:
    """The name, or "" for a row that has none."""
    for column in NAMING:
        value = row.get(column)
        if isinstance(value, tuple) and value[0] == "set" and len(value[1]) == 1:
            value = value[1][0]
        if isinstance(value, str) and value:
            return value
    return ""
