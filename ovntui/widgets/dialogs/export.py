"""A table written to a file, as it is on screen: the same rows, order and columns."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ovntui.cloud.cells import Column
from ovntui.widgets.dialogs.dialog import Dialog
from ovntui.widgets.safe_input import SafeInput


class ExportDialog(Dialog[Path]):
    """Ask where to. The ending of the name says which format: .csv or .json."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "overwrite", "Overwrite", id="export.overwrite", show=False)
    ]

    def __init__(self, proposal: Path, rows: int) -> None:
        self._proposal = proposal
        self._rows = rows
        super().__init__()

    def compose(self) -> ComposeResult:
        box = Vertical(
            Static(
                f"{self._rows:,} rows, as shown; the name ends in .csv or .json",
                classes="note",
            ),
            SafeInput(str(self._proposal), compact=True, id="path"),
            Static("", classes="error", id="wrong"),
            Static("enter  write   esc  back", classes="keys"),
            classes="box",
        )
        box.border_title = "Export"
        yield box

    def on_input_changed(self) -> None:
        """Say what is wrong while it is being typed."""
        self._judge()

    def on_input_submitted(self) -> None:
        """Done, unless there is something to put right."""
        if not self._judge():
            self.dismiss(self._path)

    def action_overwrite(self) -> None:
        """The file may go."""
        if not self._judge(may_overwrite=True):
            self.dismiss(self._path)

    @property
    def _path(self) -> Path:
        return Path(self.query_one("#path", Input).value).expanduser()

    def _judge(self, *, may_overwrite: bool = False) -> str:
        path, wrong = self._path, ""
        if path.suffix.lower() not in (".csv", ".json"):
            wrong = "end the name in .csv or .json"
        elif not path.parent.is_dir():
            wrong = f"there is no folder {path.parent}"
        elif not os.access(path.parent, os.W_OK):
            wrong = f"no permission to write in {path.parent}"
        elif path.exists() and not may_overwrite:
            wrong = "there is such a file already: ctrl+o overwrites it"
        self.query_one("#wrong", Static).update(Content(wrong))
        return wrong


def export(path: Path, columns: Sequence[Column[Any]], records: Iterable[Any]) -> None:
    """Write the file whole or not at all. Raises OSError."""
    rows = ([str(column.cell(record).text) for column in columns] for record in records)
    keys = [column.key for column in columns]
    if path.suffix.lower() == ".json":
        body = [dict(zip(keys, row, strict=True)) for row in rows]
        data = msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"
    else:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(keys)
        writer.writerows(rows)
        data = text.getvalue().encode()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
