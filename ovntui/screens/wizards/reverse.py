"""Which entry of the journal undo and redo mean."""

from collections.abc import Iterator, Sequence

from ovntui.plans.entry import Entry


def to_undo(entries: Sequence[Entry], operator: str) -> Entry | None:
    """The operator's last change that stands."""
    return next((entry for entry, undoes in _standing(entries, operator) if not undoes), None)


def to_redo(entries: Sequence[Entry], operator: str) -> Entry | None:
    """The operator's last undo that was not done again, where nothing new was changed behind it."""
    for entry, undoes in _standing(entries, operator):
        if undoes or entry.plan.undoes is None:
            return entry if undoes else None
    return None


def _standing(entries: Sequence[Entry], operator: str) -> Iterator[tuple[Entry, bool]]:
    """The operator's entries that were applied and never undone, the last first; and whether each undoes a
    change, as opposed to making one or making it again."""
    known = {entry.plan.id: entry for entry in entries}
    for entry in reversed(entries):
        undone = entry.undone_by or entry.redone_by
        if entry.plan.operator != operator or entry.standing != "applied" or undone is not None:
            continue
        depth, at = 0, entry
        while at.plan.undoes in known:
            depth, at = depth + 1, known[at.plan.undoes]
        yield entry, depth % 2 == 1
