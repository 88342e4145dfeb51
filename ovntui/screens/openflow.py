"""The OpenFlow flows of one bridge of one host, as they were when they were read."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType

from ovntui.cloud.cells import Door, Listing, Section
from ovntui.cloud.delta import Delta, Keys, between
from ovntui.cloud.openflow import COLUMNS, OpenFlow, details
from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError
from ovntui.hosts.openflow import flows, read
from ovntui.hosts.site import Site
from ovntui.safetext import SafeText
from ovntui.widgets.ages import age_text
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.row_look import Origin

TOLD_EVERY: Final = 5.0
"""Seconds between two looks at how old the flows are."""
FRESH: Final = 30.0
"""Seconds after which their age is told."""


class OpenFlowScreen(RecordScreen[OpenFlow]):
    """A line for each flow. Nothing tells when flows change: r reads them again."""

    MODE: ClassVar[str] = "hosts"
    NOUNS = ("flow", "flows")
    COLUMNS = COLUMNS
    SORT = "table"
    CHANGES = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read", "Read again", id="openflow.read", tooltip="Read the flows again")
    ]

    def __init__(self, deployment: Deployment, site: Site, bridge: str, *, mark_seconds: float = 2.0) -> None:
        self.HEADING = f"{site.name} {bridge}: OpenFlow"
        self._site = site
        self._bridge = bridge
        self._flows: dict[str, OpenFlow] = {}
        self._read_at: float | None = None
        self._failed = ""
        super().__init__(deployment, mark_seconds=mark_seconds)

    def on_mount(self) -> None:
        """As they are now."""
        self.set_interval(TOLD_EVERY, self.tell_title)
        self.action_read()

    @property
    def is_loaded(self) -> bool:
        return self._read_at is not None or bool(self._failed)

    def why_empty(self) -> str:
        return self._failed or super().why_empty()

    def title_note(self) -> str:
        if self._read_at is None:
            return ""
        age = self.deployment.clock() - self._read_at
        if not self._failed and age < FRESH:
            return ""
        return "  ".join(filter(None, (f"   read {age_text(age)} ago", self._failed)))

    def records(self) -> Mapping[str, OpenFlow]:
        return self._flows

    def details(self, record: OpenFlow) -> tuple[SafeText, tuple[Section, ...]]:
        return details(record, read(record))

    def origins(self, record: OpenFlow) -> Iterable[Origin]:
        return ()

    def visit(self, target: Door | Listing | None) -> bool:
        return target is None

    def take(self, delta: Delta) -> None:
        """The flows are no part of the cloud."""

    @work(exclusive=True, group="openflow")
    async def action_read(self) -> None:
        """Read the flows again. Where that fails those that are there stay, and their age is told."""
        try:
            found = await flows(self._site, self._bridge)
        except HostError as error:
            self._failed = str(error)
            self.changed(Keys())
            return
        self._failed, self._read_at = "", self.deployment.clock()
        now = {flow.key: flow for flow in found}
        keys = between(self._flows, now)
        self._flows.clear()
        self._flows.update(now)  # the table looks at this very mapping
        self.changed(keys)
