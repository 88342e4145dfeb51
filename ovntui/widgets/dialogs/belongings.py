"""Which of the things that belong to a record to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from ovntui.cloud.belongings import BELONGINGS, OWNERS, Belonging, conditions
from ovntui.cloud.cells import Kind
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.wire import refs
from ovntui.safetext import SafeText
from ovntui.widgets.dialogs.dialog import Dialog

_WIDTH: Final = 28


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that belongs to a record, and how many there are; None where nobody could be asked."""

    belonging: Belonging
    count: int | None


async def belongings_of(database: Database, kind: Kind, uuid: str, name: str) -> list[Counted]:
    """What may belong to a record, as far as the server has such tables, and how much of it does."""
    schema = database.schema
    assert schema is not None  # its caller has met the server
    owner = schema.tables[OWNERS[kind]]
    there = [
        one
        for one in BELONGINGS[kind]
        if one.table in schema.tables
        and one.column in (owner if one.how == "held" else schema.tables[one.table]).columns
    ]
    held = [one.column for one in there if one.how == "held"]
    operations: list[dict[str, Any]] = [_select(owner.name, [("_uuid", "==", ("uuid", uuid))], held)]
    operations += [
        _select(one.table, conditions(one, uuid, name, ()), ["_uuid"]) for one in there if one.how != "held"
    ]
    try:
        own, *others = [answer["rows"] for answer in await database.read(operations)]
    except LinkLost:
        return [Counted(one, None) for one in there]
    counts = iter(map(len, others))
    return [
        Counted(one, next(counts) if one.how != "held" else sum(len(refs(row[one.column])) for row in own))
        for one in there
    ]


def _select(table: str, where: Sequence[Any], columns: Sequence[str]) -> dict[str, Any]:
    return {"op": "select", "table": table, "where": list(where), "columns": list(columns)}


class BelongingsDialog(Dialog[Belonging]):
    """Enter opens the list."""

    DEFAULT_CSS = """
    BelongingsDialog OptionList { border: none; max-height: 70vh; background: $surface; }
    """

    def __init__(self, label: str, found: Sequence[Counted]) -> None:
        self._label = SafeText(label)
        self._found = found
        super().__init__()

    def compose(self) -> ComposeResult:
        box = Vertical(
            Static(Content(self._label), classes="note"),
            OptionList(*(_prompt(one) for one in self._found), compact=True),
            Static("enter  open   esc  back", classes="keys"),
            classes="box",
        )
        box.border_title = "What belongs to it"
        yield box

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        self.dismiss(self._found[event.option_index].belonging)


def _prompt(one: Counted) -> Content:
    count = "" if one.count is None else f"{one.count:,}"
    return Content(f"{one.belonging.title:<{_WIDTH}}{count:>7}")
