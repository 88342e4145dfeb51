"""What recipes have in common when they speak of things that are there, or of names for new ones."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, Literal, TypeAlias

from ovntui.plans.recipe import Offer, Values, View, lines

NAMED: Final = 4
"""How many of a kind are named in a sentence."""

Check = Callable[[View, Values], str | None]
Offers = Callable[[View, Values], Iterable[Offer]]

Thing: TypeAlias = Literal["switch", "port", "router", "router_port"]
"""The kinds of records that are called by names."""
WORDS: Final[dict[Thing, str]] = {
    "switch": "switch",
    "port": "port",
    "router": "router",
    "router_port": "router port",
}
"""What an operator calls them."""


def called(view: View, kind: Thing, text: str) -> list[str]:
    """The keys of the records that go by a name, or the one whose uuid it is."""
    cloud = view.cloud
    if kind == "port":
        one = cloud.port_named(text)
    elif kind == "router_port":
        one = cloud.router_port_named(text)
    else:
        if found := cloud.called(kind, text):
            return found
        one = None
    if one is None and text in cloud.kinds[kind]:
        one = text
    return [] if one is None else [one]


def find(view: View, kind: Thing, text: str) -> str | None:
    """The key of the one record that goes by a name or has that uuid; None where it is not just one."""
    found = called(view, kind, text.strip())
    return found[0] if len(found) == 1 else None


def handle(view: View, kind: Thing, text: str) -> str:
    """How OVN's tools and a plan's commands can name the record that the operator named: by its own name
    where no other has the same, else by uuid."""
    key = find(view, kind, text)
    if key is None or kind in ("port", "router_port"):
        return text.strip()
    name: str = view.cloud.kinds[kind][key].name
    return name if name and called(view, kind, name) == [key] else key


def existing(kind: Thing, field: str) -> Check:
    """A check that a field names something that is there, and just one."""

    def check(view: View, values: Values) -> str | None:
        return _missing(view, kind, values[field].strip())

    return check


def all_existing(kind: Thing, field: str) -> Check:
    """The same of each line of a field that takes several."""

    def check(view: View, values: Values) -> str | None:
        faults = (_missing(view, kind, line) for line in lines(values, field))
        return next((fault for fault in faults if fault), None)

    return check


def _missing(view: View, kind: Thing, text: str) -> str | None:
    found = called(view, kind, text)
    if not found:
        return f"there is no {WORDS[kind]} {text}"
    if len(found) > 1:
        return f"{len(found)} of that name: give the uuid of one, such as {min(found)}"
    return None


def offers_of(kind: Thing) -> Offers:
    """Offers of everything of a kind: by name, where several have the same by uuid."""

    def offers(view: View, _: Values) -> Iterator[Offer]:
        names: dict[str, list[str]] = {}
        for key, name in view.cloud.names(kind):
            names.setdefault(name, []).append(key)
        for name in sorted(names):
            keys = names[name]
            if name and len(keys) == 1:
                yield Offer(name)
            else:
                yield from (Offer(key, name) for key in sorted(keys))

    return offers


def listed(written: Mapping[str, str]) -> Iterator[Offer]:
    """Offers of rows that have no names, by their uuids and what they say: each by what it says, or by uuid
    where several say the same."""
    counts = Counter(written.values())
    for uuid, text in written.items():
        yield Offer(text, key=uuid) if counts[text] == 1 else Offer(uuid, text)


def meant(written: Mapping[str, str], text: str) -> str | None:
    """The uuid of the row of those that a text means: its uuid, or what no other says."""
    return next(
        (uuid for uuid, offer in zip(written, listed(written), strict=True) if offer.is_meant(text)), None
    )


def new_name(kind: Thing, field: str) -> Check:
    """A check that a field holds a name that can be given to something new of a kind."""

    def check(view: View, values: Values) -> str | None:
        name = values[field].strip()
        if fault := name_fault(name):
            return fault
        if called(view, kind, name):
            return f"there is a {WORDS[kind]} {name} already"
        return None

    return check


def free_name(view: View, kind: Thing, wanted: str) -> str:
    """The name that is wanted, with a number behind it where something has it already."""
    names = (f"{wanted}-{number}" if number > 1 else wanted for number in count(1))
    return next(name for name in names if not called(view, kind, name))


def name_fault(name: str) -> str | None:
    """What is wrong with a name, whatever it is for."""
    if name.startswith("-"):
        return "a name that begins with - would be taken for an option by OVN's tools"
    if any(not char.isprintable() for char in name):
        return "a name holds no control characters"
    if any(char in '"\\' for char in name):
        return 'a name holds neither " nor \\: OVN writes it between quotes in its flows'
    return None


def whole(field: str, least: int, most: int, what: str) -> Check:
    """A check that a field holds a whole number between two others, both of them included."""

    def check(_: View, values: Values) -> str | None:
        text = values[field].strip()
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            return f"{what} is a whole number from {least} to {most}"
        return None

    return check


def yes(values: Values, field: str) -> bool:
    """Whether a switch is on. One that has no meaning beside the other values is off."""
    return values.get(field) == "yes"


def said(values: Values, field: str) -> str:
    """What a text field holds; "" where it has no meaning beside the other values."""
    return values.get(field, "").strip()


def and_list(parts: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def some_of(names: Sequence[str], one: str, several: str, number: int | None = None) -> str:
    """Who does something: "a has", "a and b have", "a, b, c and 97 others have". number is how many they
    are where names are only the first NAMED of them."""
    number = len(names) if number is None else number
    shown = [*names] if number <= NAMED else [*names[: NAMED - 1], f"{number - NAMED + 1:,} others"]
    return f"{and_list(shown)} {one if number == 1 else several}"
