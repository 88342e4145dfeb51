"""What databases hold, compared without the uuids of rows that were made meanwhile, and without counters."""

from collections.abc import Mapping
from typing import Any

from tests.servers.dump import Tables

_COUNTERS = {
    "NB_Global": {"nb_cfg", "nb_cfg_timestamp", "sb_cfg", "sb_cfg_timestamp", "hv_cfg", "hv_cfg_timestamp"},
    "Open_vSwitch": {"next_cfg", "cur_cfg"},
}


def told(databases: Mapping[str, Tables], known: set[str]) -> list[str]:
    """The rows as sorted lines. known are the uuids that are told as they are; any other is told as what its
    row holds, as far as its references lead."""
    return sorted(line for key, tables in databases.items() for line in _told(key, tables, known))


def uuids(databases: Mapping[str, Tables]) -> set[str]:
    """All rows' uuids."""
    return {uuid for tables in databases.values() for rows in tables.values() for uuid in rows}


def _told(key: str, tables: Tables, known: set[str]) -> list[str]:
    labels = {uuid: uuid if uuid in known else "" for rows in tables.values() for uuid in rows}
    for _ in range(4):  # no reference leads further: switch, port, group, member
        labels = {
            uuid: uuid if uuid in known else _row(table, row, labels)
            for table, rows in tables.items()
            for uuid, row in rows.items()
        }
    return [
        f"{key} {uuid if uuid in known else 'new'} {_row(table, row, labels)}"
        for table, rows in tables.items()
        for uuid, row in rows.items()
    ]


def _row(table: str, row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    def plain(atom: Any) -> str:
        if isinstance(atom, tuple) and len(atom) == 2 and atom[0] == "uuid":
            return f"<{labels.get(atom[1], atom[1])}>"
        return repr(tuple(map(plain, atom))) if isinstance(atom, tuple) else repr(atom)

    columns = {
        name: sorted(map(plain, value))
        for name, value in sorted(row.items())
        if name not in _COUNTERS.get(table, ())
    }
    return f"{table} {columns}"
