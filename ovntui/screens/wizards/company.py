"""The others at the same server: seen, and told of where they are about to change the same."""

import time
from typing import TYPE_CHECKING, Any, Final

from ovntui.deployment import Deployment
from ovntui.screens.wizards.watchable import Watchable
from ovntui.settings import Settings

if TYPE_CHECKING:
    from ovntui.plans.plan import Plan
    from ovntui.plans.presence import Presence, Present
    from ovntui.widgets.plan.preview_page import PreviewPage

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the others, while a plan is being looked at."""


class Company:
    """One console among several; alone where it was not served by a server."""

    def __init__(self, settings: Settings) -> None:
        self._presence: Presence | None = None
        self._page: PreviewPage | None = None
        self._plan: Plan | None = None
        if settings.presence is not None and settings.operator is not None:
            from ovntui.plans import presence

            self._presence = presence.Presence(settings.presence, settings.operator)

    @property
    def is_served(self) -> bool:
        """Whether there may be others."""
        return self._presence is not None

    def enter(self) -> None:
        """Be seen by the others."""
        if self._presence is not None:
            self._presence.enter()

    def leave(self) -> None:
        """Be gone."""
        if self._presence is not None:
            self._presence.leave()

    def others(self) -> "list[Present]":
        """Everybody else."""
        return self._presence.others() if self._presence is not None else []

    def looks_at(self, page: "PreviewPage", plan: "Plan") -> None:
        """A plan is looked at on a page."""
        self._page, self._plan = page, plan
        self.look()

    def look(self) -> None:
        """Tell the page who else is about to change the same rows; once it is gone, tell them of it."""
        if self._presence is None or self._page is None:
            return
        if not self._page.is_attached or self._plan is None:
            self._page = self._plan = None
        elif self._page.plan is self._plan:
            self._page.beside(self._presence.beside(self._plan))
        self._presence.look_at(self._plan)


class Accompanied(Watchable):
    """An app that is one of several at the same server."""

    def __init__(self, deployment: Deployment, **options: Any) -> None:
        self.company = Company(deployment.settings)
        super().__init__(deployment, **options)

    def on_mount(self) -> None:
        """The others may see us."""
        if self.company.is_served:
            self.company.enter()
            self.set_interval(LOOK_EVERY, self.company.look)

    def on_unmount(self) -> None:
        """Be seen no longer."""
        self.company.leave()

    def on_preview_page_looked(self, event: "PreviewPage.Looked") -> None:
        """The others are told of it, and it of them."""
        self.company.looks_at(event.page, event.plan)

    def action_who(self) -> None:
        """Who else is here."""
        from ovntui.widgets.dialogs.who import WhoDialog

        dialog = WhoDialog(self.company.others(), time.time(), can_watch=self.can_watch)
        self.push_screen(dialog, self.ask_to_watch)
