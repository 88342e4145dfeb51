"""Where a row is, by what the cloud knows: a server looks through all of a table's rows for a name, which
takes 20 ms among 50,000 ports."""

from collections.abc import Callable
from typing import Final, TypeAlias

from ovntui.cloud.cloud import Cloud
from ovntui.plans.known import Having

Hint: TypeAlias = Callable[[Having], str | None]
"""The uuid of the one row that should hold a value; None where none should. Raises KeyError where nothing is
known of such rows."""

_NAMED: Final[dict[tuple[str, str], Callable[[Cloud, str], str | None]]] = {
    ("Logical_Switch_Port", "name"): lambda cloud, name: cloud.port_named(name),
    ("Logical_Router_Port", "name"): lambda cloud, name: cloud.router_port_named(name),
}


def hint_of(cloud: Cloud) -> Hint:
    """What a northbound database's rows are known by."""
    return lambda having: _NAMED[having.table, having.column](cloud, str(having.value))


def no_hint(having: Having) -> str | None:
    """Nothing is known."""
    raise KeyError(having)
