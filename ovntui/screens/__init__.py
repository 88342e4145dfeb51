"""The pages by name. Each is a module, and imported when it is opened: a start waits for one of them only."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ovntui.cloud.cells import Kind
    from ovntui.deployment import Deployment
    from ovntui.plans.journal import Journal
    from ovntui.widgets.console_screen import ConsoleScreen

_CLASSES: Final = {
    "overview": "OverviewScreen",
    "chassis": "ChassisScreen",
    "switches": "SwitchesScreen",
    "ports": "PortsScreen",
    "routers": "RoutersScreen",
    "router_ports": "RouterPortsScreen",
    "nat": "NatScreen",
    "hosts": "HostsScreen",
    "vms": "VmsScreen",
    "database": "DatabaseScreen",
    "history": "HistoryScreen",
}

SCREENS: Final = tuple(_CLASSES)
"""The names of the pages, as --screen takes them."""

HOMES: "Final[dict[Kind, str]]" = {
    "chassis": "chassis",
    "switch": "switches",
    "port": "ports",
    "router": "routers",
    "router_port": "router_ports",
    "nat": "nat",
    "host": "hosts",
    "vm": "vms",
    "row": "database",
}
"""The page on which records of a kind are at home."""


def make(name: str, deployment: "Deployment", journal: "Journal", mark_seconds: float) -> "ConsoleScreen":
    """A page; where changes are marked on it they are for so many seconds."""
    if name == "history":
        from ovntui.screens.history import HistoryScreen

        return HistoryScreen(deployment, journal, mark_seconds=mark_seconds)
    page: type[ConsoleScreen] = getattr(import_module(f"{__name__}.{name}"), _CLASSES[name])
    return page(deployment, mark_seconds=mark_seconds)


def import_all() -> None:
    """Import every page, and what changes are made with, so that nobody waits for it later."""
    for name in (*SCREENS, "table", "wizards.wizard"):
        import_module(f"{__name__}.{name}")
    for name in ("recipes.catalogue", "draft.draft", "settle", "undo", "writer"):
        import_module(f"ovntui.plans.{name}")
