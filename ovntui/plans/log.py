"""`ovntui log`: the journal as lines."""

import sys
from datetime import datetime
from pathlib import Path

import msgspec

from ovntui.plans.entry import Entry
from ovntui.plans.journal import Journal
from ovntui.safetext import SafeText


def print_log(*, as_json: bool, path: Path | None = None) -> None:
    """Print the journal, the newest last. Raises JournalError."""
    for entry in Journal(path).entries():
        if as_json:
            sys.stdout.write(msgspec.json.encode(entry).decode() + "\n")
        else:
            sys.stdout.write(f"{SafeText(entry_line(entry))}\n")


def entry_line(entry: Entry) -> str:
    """One entry: when, which, who, what, and what became of it."""
    when = datetime.fromtimestamp(entry.time).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    what = "; ".join(entry.plan.sentences) or entry.plan.title
    standing = str(entry.standing)
    if entry.undone_by is not None:
        standing += f", undone by {entry.undone_by[:8]}"
    elif entry.redone_by is not None:
        standing += f", undone and done again by {entry.redone_by[:8]}"
    why = f" ({entry.outcome.reason})" if entry.outcome is not None and entry.outcome.reason else ""
    return f"{when}  {entry.plan.id[:8]}  {entry.plan.operator}  {what}  {standing}{why}"
