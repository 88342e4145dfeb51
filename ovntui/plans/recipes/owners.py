"""Whom rows belong to: the switches, routers and port groups that refer to them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ovntui.plans.acts.members import Place
from ovntui.plans.recipe import Field, Offer, Query, Values, View, lines
from ovntui.plans.recipes.things import Thing, called, offers_of
from ovntui.plans.values import Columns

GROUPS: Final = Query("Port_Group", ("name",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The rows of a table whose column refers to a family's rows. field is what it is asked for by; kind is
    what the cloud calls one, None for a port group, of which the cloud knows nothing."""

    field: str
    table: str
    column: str
    noun: str
    kind: Thing | None

    def keys(self, view: View, text: str) -> list[str]:
        """The rows that go by a name."""
        if self.kind is not None:
            return called(view, self.kind, text)
        rows = view.rows.get(self.table, {})
        return [key for key, row in rows.items() if text in (key, row["name"])]

    def name(self, view: View, key: str) -> str:
        """What people call one that is there."""
        if self.kind is not None:
            return str(getattr(view.cloud.kinds[self.kind][key], "label", key))
        return str(view.rows[self.table][key]["name"])

    def offers(self, view: View, values: Values) -> Iterable[Offer]:
        """All there are, by name."""
        if self.kind is not None:
            return offers_of(self.kind)(view, values)
        return [Offer(str(row["name"])) for row in view.rows.get(self.table, {}).values()]

    def fault(self, view: View, values: Values) -> str | None:
        """What is wrong with the names in its field."""
        for text in lines(values, self.field):
            found = self.keys(view, text)
            if not found:
                return f"there is no {self.noun} {text}"
            if len(found) > 1:
                return f"{len(found)} of that name: give the uuid of one, such as {min(found)}"
        return None

    def places(self, view: View, values: Values) -> Iterator[Place]:
        """Where a row that belongs to what its field names is referred to."""
        for text in lines(values, self.field):
            for key in self.keys(view, text):
                yield Place(self.table, key, self.column, f"{self.noun} {self.name(view, key)}")

    def holding(self, view: View, uuid: str) -> Iterator[Place]:
        """Where a row is referred to now, as far as was asked."""
        for key, row in view.rows.get(self.table, {}).items():
            if refers(row, self.column, uuid):
                yield Place(self.table, key, self.column, f"{self.noun} {self._told(view, key, row)}")

    def _told(self, view: View, key: str, row: Columns) -> str:
        known = self.kind is None or key in view.cloud.kinds[self.kind]
        return self.name(view, key) if known else str(row.get("name") or key)


def refers(row: Columns, column: str, uuid: str) -> bool:
    """Whether a set of references holds a row."""
    held = row.get(column)
    return held is not None and ("uuid", uuid) in held[1]


def on_switches(column: str, *, field: str = "switch") -> Owner:
    """Logical switches."""
    return Owner(field=field, table="Logical_Switch", column=column, noun="switch", kind="switch")


def on_routers(column: str, *, field: str = "router") -> Owner:
    """Logical routers."""
    return Owner(field=field, table="Logical_Router", column=column, noun="router", kind="router")


def on_groups(column: str) -> Owner:
    """Port groups."""
    return Owner(field="port-group", table="Port_Group", column=column, noun="port group", kind=None)


def _none(_: View, __: str) -> None:
    return None


def one_owner(owners: tuple[Owner, ...], noun: str) -> tuple[Field, ...]:
    """Fields that ask for the one that a new row will belong to; of several kinds of them, first for the
    kind."""
    if len(owners) == 1:
        return (_single(owners[0], noun),)
    first = owners[0]

    def kind(_: View, values: Values) -> str:
        return next((owner.noun for owner in owners if values.get(owner.field)), first.noun)

    choice = Field(
        name="on",
        label="Belongs to",
        help=f"whether the {noun} is one of a {' or of a '.join(owner.noun for owner in owners)}",
        kind="choice",
        required=True,
        default=kind,
        offers=lambda _view, _values: [Offer(owner.noun) for owner in owners],
    )
    return (choice, *(_single(owner, noun, among=True) for owner in owners))


def _single(owner: Owner, noun: str, *, among: bool = False) -> Field:
    return Field(
        name=owner.field,
        label=owner.noun.capitalize(),
        help=f"the {owner.noun} that the {noun} belongs to, by name or uuid",
        required=True,
        offers=owner.offers,
        check=owner.fault,
        applies=lambda _view, values: not among or values.get("on") == owner.noun,
    )


def many_owners(
    owners: tuple[Owner, ...], noun: str, word: str = "", find: Callable[[View, str], str | None] = _none
) -> tuple[Field, ...]:
    """Fields that ask for all that a row belongs to. word is the field that names a row that is there, by
    whatever find makes a uuid of; the fields propose what that row belongs to now."""

    def field(owner: Owner) -> Field:
        def present(view: View, values: Values) -> str:
            uuid = find(view, values.get(word, "").strip())
            places = owner.holding(view, uuid) if uuid is not None else ()
            return "\n".join(owner.name(view, place.uuid) for place in places)

        plural = f"{owner.noun}es" if owner.noun.endswith("ch") else f"{owner.noun}s"
        return Field(
            name=owner.field,
            label=plural.capitalize(),
            help=f"the {plural} that the {noun} is used on, by name or uuid",
            kind="many",
            default=present,
            offers=owner.offers,
            check=owner.fault,
            applies=lambda _view, values: not word or bool(values.get(word)),
        )

    return tuple(field(owner) for owner in owners)
