"""An entry of the journal as the history shows it."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from ovntui.cloud.cells import Cell, Column, Field, Mood, Section
from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.difference import ColumnDifference, differences, names_of
from ovntui.plans.entry import Entry
from ovntui.plans.make import command_line
from ovntui.plans.plan import Deed, Step
from ovntui.plans.preview import deed_head
from ovntui.plans.told import in_words
from ovntui.safetext import SafeText

_SIGNS: Final = {
    "applied": ("● applied", Mood.GOOD),
    "refused": ("✗ refused", Mood.BAD),
    "moved": ("▲ not applied", Mood.WARNING),
    "unknown": ("▲ unknown", Mood.WARNING),
    "sent": ("◐ sent", Mood.PARTLY),
}

ROWS_SHOWN: Final = 200
"""How many changed rows the details show."""


def entry_columns(clock: Callable[[], float]) -> tuple[Column[Entry], ...]:
    """Newest first is how they are read, so the time comes first. clock tells what is today."""
    return (
        Column(
            "when",
            "WHEN",
            lambda entry: Cell(SafeText(_when(entry.time, clock())), Mood.DIM),
            width=15,
            sort=lambda entry: entry.time,
        ),
        Column("verdict", "VERDICT", _verdict, width=14),
        Column("what", "WHAT", lambda entry: Cell(SafeText(_what(entry)), Mood.NAME), width=24, grow=4),
        Column("where", "WHERE", lambda entry: Cell(SafeText(_where(entry)), Mood.DIM), width=5, grow=1),
        Column("who", "WHO", lambda entry: Cell(SafeText(entry.plan.operator), Mood.DIM), width=12, grow=1),
    )


def entry_details(entry: Entry) -> tuple[SafeText, tuple[Section, ...]]:
    """All there is to know about it: what was done, what came of it, the rows before and after, and the
    commands that would have done the same."""
    plan = entry.plan
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.time))
    about = [
        Field("when", Cell(SafeText(at))),
        Field("who", Cell(SafeText(f"{plan.operator}, process {_process(entry)}"))),
        Field("verdict", _verdict(entry)),
        *_reasons(entry),
        Field("plan", Cell(SafeText(plan.id), Mood.DIM)),
    ]
    done = [Field(str(number), Cell(SafeText(one))) for number, one in enumerate(plan.sentences, 1)]
    asked = [Field(name, Cell(SafeText(value.replace("\n", ", ")))) for name, value in plan.values.items()]
    return SafeText(plan.title), (
        Section("", tuple(about)),
        Section("Done", tuple(done)),
        *(_difference(step, names_of(plan)) for step in plan.steps),
        *(Section(f"{_title(step)} commands", tuple(_commands(step))) for step in plan.steps),
        *([Section("Asked for", tuple(asked))] if asked else []),
    )


def _process(entry: Entry) -> str:
    """Which console it was: its process and its host."""
    host, pid, *_ = *entry.console.split(" "), ""
    return f"{pid} on {host}"


def _when(at: float, now: float) -> str:
    then, today = time.localtime(at), time.localtime(now)
    same = (then.tm_year, then.tm_yday) == (today.tm_year, today.tm_yday)
    return time.strftime("%H:%M:%S" if same else "%Y-%m-%d %H:%M", then)


def _what(entry: Entry) -> str:
    sentences = entry.plan.sentences
    more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    return f"{sentences[0]}{more}" if sentences else entry.plan.title


def _where(entry: Entry) -> str:
    return ", ".join(dict.fromkeys(_title(step) for step in entry.plan.steps))


def _title(step: Step) -> str:
    return step.database.upper() if step.database in ("nb", "sb") else step.database


def _verdict(entry: Entry) -> Cell:
    if entry.undone_by is not None:
        return Cell(SafeText("○ undone"), Mood.DIM)
    text, mood = _SIGNS[entry.standing]
    return Cell(SafeText(text), mood)


def _reasons(entry: Entry) -> Iterator[Field]:
    outcome = entry.outcome
    if outcome is None:
        yield Field("", Cell(SafeText("no verdict was written down yet"), Mood.WARNING))
        return
    if outcome.reason:
        yield Field("reason", Cell(SafeText(outcome.reason)))
    for one in outcome.differences:
        yield Field("difference", Cell(SafeText(in_words(one))))
    if entry.undone_by is not None:
        yield Field("undone by", Cell(SafeText(entry.undone_by), Mood.DIM))


def _difference(step: Step, names: dict[str, str]) -> Section:
    if step.deed is not None:
        return Section(f"{_title(step)}: {step.deed.sentence}", tuple(_marks(step.database, step.deed)))
    return Section(f"{_title(step)} rows", tuple(_rows(step, names)))


def _marks(host: str, deed: Deed) -> Iterator[Field]:
    craft = CRAFTS.get(deed.craft)
    if craft is None or craft.is_wait:
        return  # another ovntui wrote that down, or there is nothing to tell
    yield Field("", Cell(SafeText(deed_head(host, deed))))
    moods = {"-": Mood.BAD, "+": Mood.GOOD, " ": Mood.DIM}
    marks = list(craft.marks(deed))
    for sign, text in marks[:ROWS_SHOWN]:
        yield Field("", Cell(SafeText(f"{sign} {text}"), moods[sign]))
    if (more := len(marks) - ROWS_SHOWN) > 0:
        yield Field("", Cell(SafeText(f"… and {more:,} more lines"), Mood.DIM))


def _rows(step: Step, names: dict[str, str]) -> Iterator[Field]:
    for row in differences(step.changes[:ROWS_SHOWN], names):
        mood = {"+": Mood.GOOD, "-": Mood.BAD, "~": Mood.PLAIN}[row.sign]
        yield Field(row.table, Cell(SafeText(f"{row.sign} {row.name}"), mood))
        for column in row.columns:
            for text, colour in _sides(column):
                yield Field(f"  {column.column}", Cell(SafeText(text), colour))
    if (more := len(step.changes) - ROWS_SHOWN) > 0:
        yield Field("", Cell(SafeText(f"… and {more:,} more rows"), Mood.DIM))


def _sides(column: ColumnDifference) -> Iterator[tuple[str, Mood]]:
    if column.gone:
        yield f"- {', '.join(column.gone)}", Mood.BAD
    if column.come:
        yield f"+ {', '.join(column.come)}", Mood.GOOD


def _commands(step: Step) -> Iterator[Field]:
    for number, line in enumerate(command_line(step).split("\n")[:ROWS_SHOWN]):
        yield Field("" if number else "type", Cell(SafeText(line)))
