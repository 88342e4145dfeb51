"""The pages of the console: where records of a kind are at home, and how each page is made."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from ovntui.cloud.cells import Kind
from ovntui.deployment import Deployment
from ovntui.plans.journal import Journal
from ovntui.screens.chassis import ChassisScreen
from ovntui.screens.database import DatabaseScreen
from ovntui.screens.history import HistoryScreen
from ovntui.screens.hosts import HostsScreen
from ovntui.screens.nat import NatScreen
from ovntui.screens.overview import OverviewScreen
from ovntui.screens.ports import PortsScreen
from ovntui.screens.router_ports import RouterPortsScreen
from ovntui.screens.routers import RoutersScreen
from ovntui.screens.switches import SwitchesScreen
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.console_screen import ConsoleScreen

HOMES: Final[dict[Kind, str]] = {
    "chassis": "chassis",
    "switch": "switches",
    "port": "ports",
    "router": "routers",
    "router_port": "router_ports",
    "nat": "nat",
    "host": "hosts",
    "row": "database",
}
"""The page on which records of a kind are at home."""

_CLOUD_PAGES: Final[tuple[type[CloudScreen[Any]], ...]] = (
    ChassisScreen,
    SwitchesScreen,
    PortsScreen,
    RoutersScreen,
    RouterPortsScreen,
    NatScreen,
    HostsScreen,
)

SCREENS: Final = ("overview", *(page.MODE for page in _CLOUD_PAGES), "database", "history")
"""The names of the pages, as --screen takes them."""


def makers(
    deployment: Deployment, journal: Journal, mark_seconds: float
) -> dict[str, Callable[[], ConsoleScreen]]:
    """What makes each page, by its mode."""
    found: dict[str, Callable[[], ConsoleScreen]] = {
        "overview": lambda: OverviewScreen(deployment),
        "database": lambda: DatabaseScreen(deployment, mark_seconds=mark_seconds),
        "history": lambda: HistoryScreen(deployment, journal, mark_seconds=mark_seconds),
    }
    for page in _CLOUD_PAGES:
        found[page.MODE] = partial(page, deployment, mark_seconds=mark_seconds)
    return found
