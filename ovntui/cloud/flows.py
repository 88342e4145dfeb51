"""Logical flows as one reads them: in the order in which a packet meets them (ovn-sb(5), Logical_Flow)."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ovntui.cloud.cells import Column
from ovntui.cloud.raw import RawRow
from ovntui.ovsdb.rows import raw_attribute

SORT: Final = "pipeline"
"""The key of the column that brings the flows into their order."""

_WIDTHS: Final = {"pipeline": 10, "table_id": 8, "priority": 8, "match": 24, "actions": 24}


def flow_columns(columns: Sequence[Column[RawRow]]) -> tuple[Column[RawRow], ...]:
    """A Logical_Flow table's columns: what a flow does, and the rest to choose from."""
    by_key = {column.key: column for column in columns}
    reading = []
    for key, width in _WIDTHS.items():
        if (column := by_key.pop(key, None)) is not None:
            grow = 1 if key in ("match", "actions") else 0
            reading.append(
                msgspec.structs.replace(
                    column, width=width, grow=grow, sort=_met if key == SORT else column.sort
                )
            )
    return (*reading, *(msgspec.structs.replace(column, optional=True) for column in by_key.values()))


def _met(flow: RawRow) -> tuple[bool, int, int]:
    """Ingress before egress, by table, and the highest priority first."""
    pipeline, table, priority = (_value(flow, name) for name in ("pipeline", "table_id", "priority"))
    return pipeline != "ingress", table or 0, -(priority or 0)


def _value(flow: RawRow, name: str) -> Any:
    raw = getattr(flow.row, raw_attribute(name), None)
    return None if raw is None else msgspec.json.decode(raw)
