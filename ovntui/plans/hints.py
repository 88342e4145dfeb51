"""Where rows are, by what the cloud knows: a server looks through all of a table's rows for a name or a
reference, which takes 20 ms among 50,000 ports. What the cloud knows is as of the last answer of the server,
because updates come before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.deployment import Deployment
from ovntui.plans.known import Having, Referrers

_NAMED: Final[dict[tuple[str, str], Callable[[Cloud, str], list[str]]]] = {
    ("Logical_Switch_Port", "name"): lambda cloud, name: _one(cloud.port_named(name)),
    ("Logical_Router_Port", "name"): lambda cloud, name: _one(cloud.router_port_named(name)),
    ("Logical_Switch", "name"): lambda cloud, name: cloud.named("switch", name),
    ("Logical_Router", "name"): lambda cloud, name: cloud.named("router", name),
}


def _one(key: str | None) -> list[str]:
    return [] if key is None else [key]


@dataclass(frozen=True, slots=True)
class Hint:
    """cloud is None where nothing is known."""

    cloud: Cloud | None = None

    def row(self, having: Having) -> str | None:
        """The uuid of the one row that should hold a value; None where none should. Raises KeyError where
        nothing is known of such rows, or several hold it."""
        if self.cloud is None:
            raise KeyError(having)
        found = _NAMED[having.table, having.column](self.cloud, str(having.value))
        if len(found) > 1:
            raise KeyError(having)
        return next(iter(found), None)

    def referrers(self, asked: Referrers) -> dict[str, str] | None:
        """The rows that refer to one, by uuid, with their names; None where nothing is known of such."""
        found = self.cloud.referring(asked.table, asked.column, asked.uuid) if self.cloud else None
        return None if found is None else dict(found)


NO_HINT: Final = Hint()
"""Nothing is known."""


def hint_of(deployment: Deployment, key: str) -> Hint:
    """What the cloud knows of a database, while it follows it."""
    connection = deployment.connections[key]
    is_followed = connection.database.link.state == "live" and connection.is_loaded
    return Hint(deployment.cloud) if key == "nb" and is_followed else NO_HINT
