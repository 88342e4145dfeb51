"""History: what was changed by consoles of this user, by whom and when, and what became of it."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.cloud.cells import Door, Listing, Section
from ovntui.cloud.delta import Delta, between
from ovntui.deployment import Deployment
from ovntui.plans.entry import Entry
from ovntui.plans.errors import JournalError
from ovntui.plans.journal import Journal
from ovntui.safetext import SafeText
from ovntui.widgets.plan.entry import entry_columns, entry_details
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.row_look import Origin

READ_EVERY: Final = 1.0
"""Seconds between two looks at the journal's file, which other consoles write too."""


class HistoryScreen(RecordScreen[Entry]):
    """A line for each entry of the journal, the newest first."""

    MODE: ClassVar[str] = "history"
    HEADING = "History"
    NOUNS = ("change", "changes")
    SORT = None
    CHANGES = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "u", "reverse", "Undo", id="history.undo", tooltip="Undo this change, or do again what it undid"
        ),
        Binding(
            "f",
            "finish",
            "Finish",
            id="history.finish",
            tooltip="Do what is left of this change",
        ),
    ]

    class Reversed(Message):
        """The operator wants an entry undone."""

        def __init__(self, entry: Entry) -> None:
            self.entry = entry
            super().__init__()

    class Finished(Message):
        """The operator wants to have done what is left of an entry."""

        def __init__(self, entry: Entry) -> None:
            self.entry = entry
            super().__init__()

    def __init__(self, deployment: Deployment, journal: Journal, *, mark_seconds: float = 2.0) -> None:
        self.COLUMNS = entry_columns(deployment.clock)
        self._journal = journal
        self._entries: dict[str, Entry] = {}
        self._seen: tuple[int, int] | None = None
        self._loaded = False
        super().__init__(deployment, mark_seconds=mark_seconds)

    def on_mount(self) -> None:
        """From now on what is written down shows."""
        self.table.sort_by("when", reverse=True)
        self.on_top(READ_EVERY, self._read_soon)
        self._read_soon()

    def action_reverse(self) -> None:
        """Undo the entry under the cursor."""
        entry = self.table.cursor_record
        if entry is not None:
            self.post_message(self.Reversed(entry))

    def action_finish(self) -> None:
        """Do what is left of the entry under the cursor."""
        entry = self.table.cursor_record
        if entry is not None:
            self.post_message(self.Finished(entry))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "finish":
            entry = self.table.cursor_record if self.is_mounted else None
            return entry is not None and entry.is_half_way
        return super().check_action(action, parameters)

    @property
    def is_loaded(self) -> bool:
        return self._loaded

    def key_of(self, record: Entry) -> str:
        return record.plan.id

    def records(self) -> Mapping[str, Entry]:
        return self._entries

    def details(self, record: Entry) -> tuple[SafeText, tuple[Section, ...]]:
        return entry_details(record)

    def origins(self, record: Entry) -> Iterable[Origin]:
        return ()

    def visit(self, target: Door | Listing | None) -> bool:
        return target is None

    def take(self, delta: Delta) -> None:
        """The journal is no part of the cloud."""

    def _read_soon(self) -> None:
        if self.is_current or not self._loaded:
            self._read()

    @work(exclusive=True, group="journal")
    async def _read(self) -> None:
        stamp = await asyncio.to_thread(self._stamp)
        if stamp == self._seen and self._loaded:
            return
        try:
            entries = await asyncio.to_thread(self._journal.entries)
        except JournalError as error:
            self.notify(SafeText(str(error)), severity="error", markup=False)
            return
        self._seen, self._loaded = stamp, True
        self._show(entries)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            stat = self._journal.path.stat()
        except OSError:
            return None
        return stat.st_size, stat.st_mtime_ns

    def _show(self, entries: Iterable[Entry]) -> None:
        now = {entry.plan.id: entry for entry in entries}
        keys = between(self._entries, now)
        self._entries.clear()
        self._entries.update(now)  # the table looks at this very mapping
        self.changed(keys)
