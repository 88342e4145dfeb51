"""What each role may write. An operator changes the logical network, which is the northbound database but for
the tables that say how it is run and reached (ovn-nb(5): NB_Global, Connection, SSL); an admin changes
everything, the southbound database and the hosts' too; a viewer nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ovntui.operators import Role
from ovntui.settings import NORTHBOUND

_ADMINS: Final = frozenset(("NB_Global", "Connection", "SSL"))

_WRITING: Final = frozenset(("insert", "update", "mutate", "delete"))
"""The operations of RFC 7047 section 5.2 that change rows."""

_COUNT: Final = ("nb_cfg",)
"""Counting NB_Global's nb_cfg up is how anybody waits for what was changed (ovn-nb(5), nb_cfg)."""


def written(operations: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The tables that operations write to; counting nb_cfg up is no writing."""
    for operation in operations:
        if operation["op"] not in _WRITING:
            continue
        counted = tuple(mutation[0] for mutation in operation.get("mutations", ()))
        if not (operation["op"] == "mutate" and operation["table"] == "NB_Global" and counted == _COUNT):
            yield str(operation["table"])


_VIEWER: Final = "your role is viewer: you may look at everything and change nothing"


def against_host(role: Role, host: str) -> str:
    """Why this role may do nothing on a host, in a sentence; "" where it may."""
    if role is Role.ADMIN:
        return ""
    return (
        _VIEWER
        if role is Role.VIEWER
        else f"your role is operator: the host {host} is for an admin to change"
    )


def against(role: Role, database: str, tables: Iterable[str]) -> str:
    """Why this role may not write to these tables of a database, in a sentence; "" where it may."""
    if role is Role.ADMIN:
        return ""
    if role is Role.VIEWER:
        return _VIEWER
    for table in tables:
        if database != NORTHBOUND or table in _ADMINS:
            return f"your role is operator: {table} of {database} is for an admin to change"
    return ""
