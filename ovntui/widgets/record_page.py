"""A page with a table of records: how it follows a cloud that is loaded and changes."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import ClassVar, Final, Generic, TypeVar

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ovntui.cloud.cells import Column
from ovntui.cloud.delta import Keys
from ovntui.cloud.filters import Haystacks
from ovntui.deployment import Deployment
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.context import here
from ovntui.widgets.forethought import EVERY, Forethought
from ovntui.widgets.record_table import RecordTable

R = TypeVar("R")

GATHER: Final = 1.0
"""Seconds between two updates of the table while its records are loaded for the first time: each has the
whole page laid out and drawn anew."""
SHARE: Final = 10
"""How many times longer than such an update takes the next one waits at least."""


class RecordPage(ConsoleScreen, Generic[R]):
    """Keeps the table `#table` and the title `#title` true to the records, and gets ready, once all are
    there, for sorting and filtering them. A subclass composes the page."""

    HEADING: str
    NOUNS: tuple[str, str]
    COLUMNS: Sequence[Column[R]]
    SORT: str | None = "name"
    THINKS_AHEAD: ClassVar[bool] = True
    """Whether what sorting and filtering ask of every record is worked out before somebody does either."""

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self.haystacks: Haystacks[R] = Haystacks(self.COLUMNS, self.glance)
        """What the records show, to be searched by a filter."""
        self._forethought = Forethought(self._learn)
        self._thinking: Timer | None = None
        self._title = ("", "")
        self._gathered = Keys()
        self._gathering: Timer | None = None
        self._placing: Keys | None = None  # gathered before, and about to be shown
        self._preparing = False  # what was gathered, some of it at a time
        self._tidying = False
        self._took = 0.0  # seconds
        self._complete: tuple[bool, ...] = ()  # what had all its rows then
        super().__init__(deployment, mark_seconds=mark_seconds)

    @abstractmethod
    def records(self) -> Mapping[str, R]:
        """The records by key."""

    def glance(self, key: str) -> R | None:
        """A record that is looked at once, as every one is to be filtered; None where there is none."""
        return self.records().get(key)

    @property
    def is_loaded(self) -> bool:
        """Whether all records that there are have been there once."""
        return self.deployment.is_loaded

    @property
    def total(self) -> int:
        """How many records there are, as far as is known."""
        return self.table.total

    def taken_in(self, keys: Keys) -> None:
        """The table shows these as they are now: for subclasses."""

    def title_note(self) -> str:
        """What the title says beside the numbers: for subclasses."""
        return ""

    def why_empty(self) -> str:
        """What stands in the place of records where there are none."""
        return f"there is no {self.NOUNS[0]} yet"

    @property
    def table(self) -> RecordTable[R]:
        """The table."""
        return self.query_one("#table", RecordTable)

    def on_mount(self) -> None:
        """The records as they are now; from here on only what changes."""
        self.table.filling = not self.is_loaded
        self.table.set_records(self.records())
        self.tell_title()
        self._think_ahead()

    def changed(self, keys: Keys) -> None:
        """Records came, became others, or went. While a large cloud is loaded they come by the hundred at
        each frame; the table shows the first screenful, then thousands at a time, which costs a tenth, and
        the last of a database at once."""
        self._gathered.update(keys)
        self.haystacks.forget(keys.changed)
        self.haystacks.forget(keys.removed)
        self.table.note(keys.added | keys.changed | keys.removed)
        if self._placing is None:
            if self._is_time:
                self._place_gathered()
            elif not self._preparing:
                self._prepare_some()

    @property
    def _is_time(self) -> bool:
        """Whether what was gathered is to be shown now."""
        return self.is_loaded or self._gathering is None or self._complete != self.what_is_loaded()

    def what_is_loaded(self) -> tuple[bool, ...]:
        """Of what the records are made of, whether all of it is there. When that becomes true of more, the
        table shows it at once."""
        return tuple(connection.is_loaded for connection in self.deployment.connections.values())

    def _gathered_enough(self) -> None:
        self._gathering = None
        self.changed(Keys())

    def _prepare_some(self) -> None:
        """Do what can be done with what was gathered before it is shown, and give way to keys as well."""
        self._preparing = self._placing is None and self.is_attached and not self.table.prepare_some()
        if self._preparing:
            self.deployment.turns.soon(here(self._prepare_some))

    def _place_gathered(self) -> None:
        self._complete = self.what_is_loaded()
        self._placing, self._gathered = self._gathered, Keys()
        self._took = 0.0
        self._place_some()

    def _place_some(self) -> None:
        """Go on with the placing of what was gathered, which gives way to keys between any two parts."""
        if self._placing is None or not self.is_attached:
            return
        began = monotonic()
        if self.table.search() and self.table.place_some():
            self._show_gathered(self._placing)
            self._placing = None
        self._took += monotonic() - began
        if self._placing is not None:
            self.deployment.turns.soon(here(self._place_some))
            return
        if not self.is_loaded and self._gathering is None and self.table.total >= self.app.size.height:
            self._gathering = self.set_timer(max(GATHER, SHARE * self._took), self._gathered_enough)
        if self._complete != self.what_is_loaded() or (self._gathered and self.is_loaded):
            self._place_gathered()

    def _show_gathered(self, keys: Keys) -> None:
        table = self.table
        if keys:
            table.show_noted(keys.added, keys.changed, keys.removed)
            self.taken_in(keys)
        table.filling = not self.is_loaded
        self.tell_title()
        self._think_ahead()
        if not self._tidying:
            self._tidying = True
            self.deployment.turns.soon(here(self._tidy_some))

    def _tidy_some(self) -> None:
        """Do what can be done once all is shown."""
        self._tidying = self.is_attached and not self.table.tidy_some()
        if self._tidying:
            self.deployment.turns.soon(here(self._tidy_some))

    def hold_thoughts(self) -> None:
        """A key was pressed: what is thought ahead can wait."""
        self._forethought.hold()

    def _think_ahead(self) -> None:
        """Once all records are there, get ready to sort and to filter them."""
        if self.THINKS_AHEAD and self.is_loaded and self._thinking is None:
            self.table.expect_sorting()
            self._forethought.begin(iter(tuple(self.records())))
            self._thinking = self.on_top(EVERY, self._think)

    def _think(self) -> None:
        if self._thinking is not None and self._forethought.think():
            self._thinking.stop()

    def _learn(self, key: str) -> None:
        if (record := self.glance(key)) is not None:
            self.table.learn(key, record)
            self.haystacks.learn(key, record)

    def on_record_table_counted(self) -> None:
        """Other numbers for the title."""
        self.tell_title()

    def on_record_table_sorted(self) -> None:
        """Another order for the title."""
        self.tell_title()

    def tell_title(self) -> None:
        """Say how many records there are, and in what order; or why there are none."""
        table = self.table
        column, reverse = table.sorting
        heading = next((c.title for c in self.COLUMNS if c.key == column), "")
        order = f"   sorted by {heading.lower()} {'▼' if reverse else '▲'}" if heading else ""
        one, many = self.NOUNS
        so_far = " so far" if table.is_searching else ""
        title = f"{self.HEADING}  {table.shown:,} of {self.total:,}{so_far}{order}", self.title_note()
        if title != self._title:
            self._title = title
            self.query_one("#title", Static).update(
                Content.assemble(SafeText(title[0]), (title[1], "$text-warning bold")), layout=False
            )
        if not self.is_loaded:
            missing = next((c for c in self.deployment.connections.values() if not c.is_reached), None)
            table.empty_text = SafeText(
                f"{missing.label} is not connected" if missing else f"loading {many} …"
            )
        elif table.is_searching:
            table.empty_text = SafeText(f"searching {many} …")
        else:
            table.empty_text = SafeText(f"no {one} matches the filter" if table.total else self.why_empty())
