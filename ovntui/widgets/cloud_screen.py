"""The page of one kind of record of the cloud."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from ovntui.cloud.cells import Door, Kind, Listing, Section
from ovntui.cloud.columns import BY_KIND
from ovntui.cloud.delta import Delta
from ovntui.cloud.details import details
from ovntui.cloud.records import Record
from ovntui.deployment import Deployment
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import Subject
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.subjects import subjects

R = TypeVar("R", bound=Record)


class CloudScreen(RecordScreen[R]):
    """Lists the cloud's records of one KIND."""

    KIND: ClassVar[Kind]

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self.COLUMNS = BY_KIND[self.KIND]
        super().__init__(deployment, mark_seconds=mark_seconds)

    def details(self, record: R) -> tuple[SafeText, tuple[Section, ...]]:
        return details(self.deployment.cloud, self.KIND, record)

    def key_of(self, record: R) -> str:
        return record.key

    def records(self) -> Mapping[str, R]:
        return self.deployment.cloud.kinds[self.KIND]

    def subjects(self) -> Sequence[Subject]:
        cursor = self.table.cursor_key
        keys = self.table.selected or ((cursor,) if cursor is not None else ())
        return subjects(self.deployment.cloud, self.KIND, keys)

    def take(self, delta: Delta) -> None:
        self.changed(delta[self.KIND])

    def visit(self, target: Door | Listing | None) -> bool:
        """Show a record, or those that a filter lets through."""
        if isinstance(target, Listing):
            self.set_filter(target.filter)
            self.table.focus()
        return not isinstance(target, Door) or self.visit_key(target.key)

    def place(self) -> Door | Listing | None:
        if self.filter_text:
            return Listing(self.KIND, self.filter_text)
        key = self.table.cursor_key
        return Door(self.KIND, key) if key is not None else None
