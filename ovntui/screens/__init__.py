"""The pages by name. Each is a module, and imported when it is opened: a start waits for one of them only."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ovntui.deployment import Deployment
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
    "database": "DatabaseScreen",
}

SCREENS: Final = tuple(_CLASSES)
"""The names of the pages, as --screen takes them."""


def make(name: str, deployment: "Deployment", mark_seconds: float) -> "ConsoleScreen":
    """A page; where changes are marked on it they are for so many seconds."""
    page: type[ConsoleScreen] = getattr(import_module(f"{__name__}.{name}"), _CLASSES[name])
    return page(deployment, mark_seconds=mark_seconds)


def import_all() -> None:
    """Import every page, so that none has to be when it is opened."""
    for name in (*SCREENS, "table"):
        import_module(f"{__name__}.{name}")
