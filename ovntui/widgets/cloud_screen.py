"""The page of one kind of record of the cloud."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType

from ovntui.cloud.belongings import BELONGINGS
from ovntui.cloud.cells import Door, Kind, Listing, Section
from ovntui.cloud.columns import BY_KIND
from ovntui.cloud.delta import Delta
from ovntui.cloud.details import details
from ovntui.cloud.records import Record
from ovntui.deployment import Deployment
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import Subject
from ovntui.widgets.messages import Belongings
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.subjects import subjects

R = TypeVar("R", bound=Record)


class CloudScreen(RecordScreen[R]):
    """Lists the cloud's records of one KIND."""

    KIND: ClassVar[Kind]
    CHANGES = ("add", "edit", "remove")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "b",
            "belongings",
            "Belongs",
            id="page.belongings",
            show=False,
            tooltip="What belongs to the record: ACLs, QoS, load balancers, routes …",
        )
    ]

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self.COLUMNS = BY_KIND[self.KIND]
        super().__init__(deployment, mark_seconds=mark_seconds)

    def details(self, record: R) -> tuple[SafeText, tuple[Section, ...]]:
        return details(self.deployment.cloud, self.KIND, record)

    def glance(self, key: str) -> R | None:
        return self.deployment.cloud.kinds[self.KIND].glance(key)

    def records(self) -> Mapping[str, R]:
        return self.deployment.cloud.kinds[self.KIND]

    @property
    def total(self) -> int:
        return max(self.table.total, self.deployment.count(self.KIND))

    def what_is_loaded(self) -> tuple[bool, ...]:
        watch = self.deployment.rows_of(self.KIND)
        return (watch is None or watch.has_all, *super().what_is_loaded())

    def subjects(self) -> Sequence[Subject]:
        cursor = self.table.cursor_key
        keys = self.table.selected or ((cursor,) if cursor is not None else ())
        return subjects(self.deployment.cloud, self.KIND, keys)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "belongings":
            return self.KIND in BELONGINGS
        return super().check_action(action, parameters)

    def action_belongings(self) -> None:
        """Choose among what belongs to the record under the cursor."""
        if self.table.cursor_key is not None:
            self.post_message(Belongings(self.KIND, self.table.cursor_key))

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
