"""Values and differences as a person reads them."""

from ovntui.plans.plan import Difference
from ovntui.plans.values import Value


def text(value: Value) -> str:
    """A value as the ovn-nbctl family prints it; nothing is a dash."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, tuple):
        return str(value)
    kind, body = value
    if kind == "uuid":
        return str(body)
    if kind == "map":
        return ", ".join(f"{text(k)}={text(v)}" for k, v in body) or "–"
    return ", ".join(map(text, body)) or "–"


def in_words(difference: Difference) -> str:
    """A difference as a clause."""
    what = " ".join(filter(None, (difference.table, difference.name)))
    if not difference.column:
        return f"{what} is {difference.found}"
    expected, found = text(difference.expected), text(difference.found)
    return f"{what}: {difference.column} is {found or 'empty'}, not {expected or 'empty'}"
