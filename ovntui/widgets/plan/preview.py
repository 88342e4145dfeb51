"""A plan in words: what is done, what it means, the rows' difference, and the commands that would do it."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.difference import ColumnDifference, RowDifference, differences, names_of
from ovntui.plans.make import command_line
from ovntui.plans.plan import Deed, Plan, Step
from ovntui.plans.preview import deed_head, note
from ovntui.widgets.plan.sheet import BAD, DIM, GOOD, NAME, WARNING, paragraph, said

SENTENCES_SHOWN: Final = 20
ROWS_SHOWN: Final = 100
LINES_SHOWN: Final = 60
COMMAND_LINES_SHOWN: Final = 40
VALUES_SHOWN: Final = 12
"""Of a longer list the beginning is shown and how much more there is. Nothing is left out of what is
applied or copied."""

_SIGNS: Final = {"-": "-", "+": "+", " ": "│"}
"""What stands before a line of a deed's difference: a blank would not keep what comes behind it in its
column."""


def preview(plan: Plan) -> Content:
    """The whole sheet."""
    blocks = [
        list(_sentences(plan)),
        list(_difference(plan)),
        *([paragraph(_shortened(command_line(step)), DIM)] for step in plan.steps),
        [said(note(plan), DIM)],
    ]
    return Content("\n\n").join(Content("\n").join(block) for block in blocks if block)


def commands(plan: Plan) -> str:
    """All commands, ready to be pasted into a shell."""
    return "\n".join(command_line(step) for step in plan.steps)


def _sentences(plan: Plan) -> Iterator[Content]:
    for sentence in plan.sentences[:SENTENCES_SHOWN]:
        yield said(sentence, "bold")
    if (more := len(plan.sentences) - SENTENCES_SHOWN) > 0:
        yield said(f"… and {more:,} more", DIM)
    for meaning in plan.meaning:
        yield said(meaning)
    for warning in plan.warnings:
        yield said(f"▲ {warning}", WARNING)


def _difference(plan: Plan) -> Iterator[Content]:
    names = names_of(plan)
    room = ROWS_SHOWN
    for step in plan.steps:
        if len(plan.steps) > 1 and step.deed is None:
            yield said(_title(step), DIM)
        for row in differences(step.changes[:room], names):
            yield from _row(row)
        if step.deed is not None and not CRAFTS[step.deed.craft].is_wait:
            yield from _deed(step.database, step.deed)
        room = max(0, room - len(step.changes))
    total = sum(len(step.changes) for step in plan.steps)
    if total > ROWS_SHOWN:
        yield said(f"… and {total - ROWS_SHOWN:,} more rows", DIM)


def _title(step: Step) -> str:
    return step.database.upper() if step.database in ("nb", "sb") else step.database


def _row(row: RowDifference) -> Iterator[Content]:
    style = {"+": GOOD, "-": BAD, "~": ""}[row.sign]
    head = Content.assemble(said(f"{row.sign} {row.table}  ", style), said(row.name, NAME))
    if row.sign == "~" and len(row.columns) == 1:
        yield Content.assemble(head, "  ", *_column(row.columns[0], 0))
        return
    yield head
    width = max((len(column.column) for column in row.columns), default=0)
    for column in row.columns:
        yield Content.assemble("    ", *_column(column, width))


def _deed(host: str, deed: Deed) -> Iterator[Content]:
    yield said(deed_head(host, deed))
    marks = list(CRAFTS[deed.craft].marks(deed))
    for sign, text in marks[:LINES_SHOWN]:
        style = {"-": BAD, "+": GOOD}.get(sign, DIM)
        yield Content.assemble("    ", said(f"{_SIGNS[sign]} {text}", style))
    if (more := len(marks) - LINES_SHOWN) > 0:
        yield said(f"    … and {more:,} more lines", DIM)


def _column(column: ColumnDifference, width: int) -> Iterator[Content]:
    yield said(f"{column.column:<{width}}", DIM)
    for sign, values, style in (("-", column.gone, BAD), ("+", column.come, GOOD)):
        if values:
            yield said(f"  {sign} {_listed(values)}", style)


def _listed(values: tuple[str, ...]) -> str:
    more = len(values) - VALUES_SHOWN
    return ", ".join(values[:VALUES_SHOWN]) + (f", … {more:,} more" if more > 0 else "")


def _shortened(text: str) -> str:
    lines = text.split("\n")
    more = len(lines) - COMMAND_LINES_SHOWN
    return "\n".join(
        [*lines[:COMMAND_LINES_SHOWN], *([f"… {more:,} more lines: c copies all"] if more > 0 else [])]
    )
