"""An app that sends its terminal nothing of a stranger's making, and no machine but the operator's."""

from contextlib import nullcontext
from typing import Any

from textual.app import App

from ovntui.deployment import Deployment
from ovntui.widgets.driver import WalledDriver


class WalledApp(App[None]):
    """What Textual would do on the machine it runs on is done only where that is the operator's own."""

    note: str = ""
    """What the status line says of others at the same server."""

    def __init__(self, deployment: Deployment, **options: Any) -> None:
        self.deployment = deployment
        super().__init__(driver_class=WalledDriver, **options)

    def on_mount(self) -> None:
        """Who presses a key does not wait for what is being loaded."""
        if isinstance(self._driver, WalledDriver):
            self._driver.on_typed = self.deployment.turns.hold

    def copy_to_clipboard(self, text: str) -> None:
        """Copy for the operator; nothing else may touch the clipboard."""
        with self._driver.copying() if isinstance(self._driver, WalledDriver) else nullcontext():
            super().copy_to_clipboard(text)

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """A picture of the page in a file, on a machine that is the operator's own."""
        if self.deployment.settings.operator is None:
            super().action_screenshot(filename, path)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No browser is ever opened from here: it would be on the wrong machine, at a stranger's word."""
