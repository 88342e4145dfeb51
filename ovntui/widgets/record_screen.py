"""The page of one kind of record: a table, the details of the record under its cursor, a filter."""

import time
from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from ovntui.cloud.cells import Door, Listing, Section
from ovntui.cloud.delta import Keys
from ovntui.cloud.filters import FilterError, parse
from ovntui.deployment import Deployment
from ovntui.safetext import SafeText
from ovntui.widgets.choosing_table import ChoosingTable
from ovntui.widgets.context import here
from ovntui.widgets.details import DetailPane
from ovntui.widgets.dialogs.columns import ColumnsDialog
from ovntui.widgets.dialogs.export import ExportDialog, export
from ovntui.widgets.filter_bar import FilterBar
from ovntui.widgets.messages import Copied
from ovntui.widgets.record_page import RecordPage
from ovntui.widgets.row_look import Origin, RowLook

R = TypeVar("R")

AT_REST: Final = 0.1
"""Seconds for which the cursor stands on a record until its rows are asked for, and the details tell of it
together with them: drawing these twice would cost most of what a key costs."""


class RecordScreen(RecordPage[R], Generic[R]):
    """A page that lists the records of one kind.

    A subclass says which: HEADING, NOUNS (one, many), COLUMNS, SORT, the records by key; and for one
    record its details, and the rows that it was made of.
    """

    AUTO_FOCUS = "#table"
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority: over a slow line the filter's first letters come together with the key that opens
        # it, and without they would still go to the table.
        Binding(
            "slash",
            "filter",
            "Filter",
            id="page.filter",
            key_display="/",
            tooltip="Narrow the table",
            priority=True,
        ),
        Binding("d", "details", "Details", id="page.details", tooltip="Show or hide the details"),
        Binding("o", "columns", "Columns", id="page.columns", show=False, tooltip="Choose the columns"),
        Binding(
            "y", "copy_record", "Copy all", id="page.copy_record", show=False, tooltip="Copy the whole record"
        ),
        Binding(
            "x",
            "export",
            "Export",
            id="page.export",
            show=False,
            tooltip="Write the table to a CSV or JSON file",
        ),
        Binding("tab", "other_pane", "Pane", id="page.pane", show=False, tooltip="To the details and back"),
    ]
    DEFAULT_CSS = """
    RecordScreen {
        & #title { height: 1; color: $text-muted; padding: 0 1; }
        & #body { height: 1fr; }
        & #table { width: 1fr; height: 1fr; }
        & #details { height: 1fr; border-left: solid $foreground 20%; }
        &.-wide #details { width: 43%; }
        &.-wide.-folded #details { display: none; }
        &.-narrow #details { display: none; width: 100%; border-left: none; }
        &.-narrow.-unfolded #details { display: block; }
        &.-narrow.-unfolded #table { display: none; }
    }
    """

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self.filter_text = ""
        """The filter that is in force, as it was typed."""
        self._typed = False
        self._searching = False
        self._look = RowLook(deployment, self._show_details)
        self._looking: Timer | None = None
        super().__init__(deployment, mark_seconds=mark_seconds)

    # What a subclass says

    @abstractmethod
    def details(self, record: R) -> tuple[SafeText, tuple[Section, ...]]:
        """A record's title and what there is to know about it."""

    @abstractmethod
    def origins(self, record: R) -> Iterable[Origin]:
        """The rows that a record was made of."""

    def bare_row(self) -> tuple[str, str, str] | None:
        """The database, table and uuid of the row that the record under the cursor is before all."""
        record = self.table.cursor_record
        for origin in self.origins(record) if record is not None else ():
            for column, function, value in origin.where or ():
                if (column, function) == ("_uuid", "=="):
                    return origin.connection, origin.table, value[1]
        return None

    def row_door(self, record: R) -> Door | Listing | None:
        """Where a row leads whose cell leads nowhere; None: into its details."""
        return None

    @property
    def is_settled(self) -> bool:
        return self.is_loaded and self._looking is None and self._look.is_loaded

    # The page

    def compose_page(self) -> ComposeResult:
        yield Static("", id="title", markup=False)
        yield FilterBar()
        with Horizontal(id="body"):
            yield ChoosingTable(
                self.COLUMNS,
                row_door=self.row_door,
                sort=self.SORT,
                mark_seconds=self._mark_seconds,
                id="table",
            )
            yield DetailPane(mark_seconds=self._mark_seconds, id="details")

    def on_resize(self) -> None:
        """On a wide screen the details stand beside the table, where a narrow one had none."""
        self.call_after_refresh(self._fill_details)

    def on_unmount(self) -> None:
        """Nobody looks at rows any more."""
        self._look.close()

    @property
    def table(self) -> ChoosingTable[R]:
        """The table."""
        return self.query_one("#table", ChoosingTable)

    @property
    def pane(self) -> DetailPane:
        """The details."""
        return self.query_one("#details", DetailPane)

    @property
    def details_visible(self) -> bool:
        """Whether the details are to be seen."""
        return self.pane.display

    def taken_in(self, keys: Keys) -> None:
        """The details may tell of what has changed."""
        if self.table.cursor_key in keys.changed or self.table.cursor_key in keys.added:
            self._look.tell()

    def visit_key(self, key: str) -> bool:
        """Put the cursor on a record, without the filter where that hides it; False: it is not there."""
        if key not in self.records():
            return False
        if not self.table.move_to(key):
            self.set_filter("")
            self.table.move_to(key)
        self.table.focus()
        return True

    def step_back(self) -> bool:
        """From the details to the table; then with nothing selected, then without the filter typed here."""
        if self.pane.has_focus or self.has_class("-unfolded"):
            self.remove_class("-unfolded")
            self.table.focus()
            return True
        if self.table.unselect():
            return True
        if self._typed and self.filter_text:
            self.set_filter("")
            return True
        return False

    def tell_details(self) -> None:
        """The details of the record under the cursor have more to say than they had."""
        if self._looking is None:
            self._show_details()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter itself, / is a letter."""
        if action == "export":  # files are written only for who is on their own machine
            return self.deployment.settings.operator is None
        return action != "filter" or not isinstance(self.focused, Input)

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterBar).open()

    def action_details(self) -> None:
        """Show or hide the details; on a narrow screen they take the table's place."""
        self.toggle_class("-unfolded" if self.has_class("-narrow") else "-folded")
        (self.pane if self.has_class("-narrow") and self.details_visible else self.table).focus()
        self._fill_details()

    def action_other_pane(self) -> None:
        """To the details and back."""
        if self.pane.has_focus:
            self.step_back()
        else:
            self.unfold()
            self.pane.focus()

    def action_columns(self) -> None:
        """Choose the columns."""
        table = self.table
        self.app.push_screen(ColumnsDialog(table.columns, table.visible_columns), self._choose_columns)

    def action_copy_record(self) -> None:
        """Copy all that the details tell, a line each."""
        record = self.table.cursor_record
        if record is not None:
            title, sections = self.details(record)
            lines = [str(title)]
            for section in (*sections, *self._rows_of(record)):
                lines += ["", section.title, *(f"{f.label}\t{f.cell.text}" for f in section.fields)]
            self.app.copy_to_clipboard("\n".join(lines))
            self.post_message(Copied(title))

    def action_export(self) -> None:
        """Write the table to a file."""
        self.table.finish_search()
        name = f"ovntui-{self.MODE}-{time.strftime('%Y%m%d-%H%M%S')}.csv"
        self.app.push_screen(ExportDialog(Path.cwd() / name, self.table.shown), self._export)

    def unfold(self) -> None:
        """See that the details are to be seen."""
        self.set_class(self.has_class("-narrow"), "-unfolded")
        self.remove_class("-folded")
        self._fill_details()

    # What the widgets tell

    def on_record_table_highlighted(self) -> None:
        """Another record under the cursor. One that runs down the table waits for no details, and asks the
        database for nothing."""
        self.hold_thoughts()
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(AT_REST, self._fill_details)

    def on_record_table_entered(self) -> None:
        """Enter on what leads nowhere else leads into the details."""
        self.unfold()
        self.pane.focus()

    def on_choosing_table_chosen(self) -> None:
        """Another number selected for the title."""
        self.tell_title()

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Another filter; a wrong one stays as it was typed and says what is wrong."""
        if event.text.strip() != self.filter_text:
            self._apply_filter(event.text)
            self._typed = True
        else:
            self.query_one(FilterBar).show_error(None)  # what was wrong has been taken back

    def on_filter_bar_left(self) -> None:
        """Back to the table."""
        self.table.focus()

    def _apply_filter(self, text: str) -> None:
        bar = self.query_one(FilterBar)
        try:
            wanted = parse(text, self.table.columns)
        except FilterError as error:
            bar.show_error(SafeText(str(error)))
            return
        bar.show_error(None)
        self.filter_text = text.strip()
        self.table.set_filter(wanted.search(self.haystacks) if wanted else None)
        self.tell_title()
        if not self._searching:
            self._searching = True
            self._search()

    def _search(self) -> None:
        """Go on with the search for what the filter lets through, which gives way to keys."""
        self._searching = self.is_attached and not self.table.search()
        if self._searching:
            self.deployment.turns.soon(here(self._search))

    def set_filter(self, text: str) -> None:
        """Filter as if it had been typed."""
        self._typed = False
        self.query_one(FilterBar).value = text
        self._apply_filter(text)

    def _choose_columns(self, keys: tuple[str, ...] | None) -> None:
        if keys is not None:
            self.table.show_columns(keys)

    def _export(self, path: Path | None) -> None:
        if path is None:
            return
        table = self.table
        columns = [column for column in table.columns if column.key in table.visible_columns]
        try:
            export(path, columns, (record for _, record in table.shown_records()))
        except OSError as error:
            self.notify(f"{path}: {error.strerror}", title="Not exported", severity="error", markup=False)
        else:
            self.notify(f"{table.shown:,} rows in {path}", title="Exported", markup=False)

    def _fill_details(self) -> None:
        """The record's details, with its rows as soon as these are here."""
        if self._looking is not None:
            self._looking.stop()
            self._looking = None
        record = self.table.cursor_record
        self._look.at(tuple(self.origins(record)) if record is not None and self.details_visible else ())
        if not self._look.is_waiting:
            self._show_details()

    def _show_details(self) -> None:
        if not self.is_attached or not self.details_visible:
            return
        key, record = self.table.cursor_key, self.table.cursor_record
        if key is None or record is None:
            self.pane.show(None, SafeText(""))
        else:
            title, sections = self.details(record)
            self.pane.show(key, title, (*sections, *self._rows_of(record)))

    def _rows_of(self, record: R) -> tuple[Section, ...]:
        """The rows of a record; none while those of another one are still looked at."""
        return self._look.sections() if self._look.is_at(tuple(self.origins(record))) else ()

    def title_note(self) -> str:
        """How many rows are selected."""
        table = self.table
        if not table.selected_count:
            return ""
        hidden = f", {table.selected_hidden:,} hidden" if table.selected_hidden else ""
        return f"   ✓ {table.selected_count:,} selected{hidden}"
