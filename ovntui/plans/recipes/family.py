"""A family of rows: what one is, how it is asked for, and whom it belongs to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ovntui.cloud.cells import Kind
from ovntui.ovsdb.watch import Condition
from ovntui.plans.acts.members import Place
from ovntui.plans.recipe import Offer, Query, Values, View, lines
from ovntui.plans.recipes.asked import Asked
from ovntui.plans.recipes.owners import Owner
from ovntui.plans.typed import UUID
from ovntui.plans.values import Columns, elements, is_narrow

Words = tuple[tuple[str, ...], ...]


def _nothing_said(_: View, __: Columns) -> tuple[str, ...]:
    return ()


def _no_words(_: Place, __: Columns) -> Words | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The rows of one northbound table.

    word is their name on the command line ("acl": add-acl, edit-acl, remove-acl) and the field that names
    one that is there; called is the column of its name. noun is what an operator calls one, said tells it
    from the others. Rows of a family that is_kept live by themselves and may belong to any number of
    owners; others live by the one that they were added to. gathers says that a new one takes several of its
    subject. index are the columns in which no two rows are alike, alike those in which no two rows of one
    owner are. words are the tool's own command to add a row to its only owner, where it does just that.
    meaning and warnings are asked of the row as it will be; lost says what is no more without it. beside are
    rows that offers and checks look at, also columns of the rows themselves that nobody is asked for.
    """

    table: str
    word: str
    noun: str
    title: str
    summary: str
    asked: tuple[Asked, ...]
    said: Callable[[Columns], str]
    owners: tuple[Owner, ...] = ()
    is_kept: bool = False
    subject: Kind | None = None
    target: str | None = None
    gathers: bool = False
    index: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    words: Callable[[Place, Columns], Words | None] = _no_words
    meaning: Callable[[View, Columns], tuple[str, ...]] = _nothing_said
    warnings: Callable[[View, Columns], tuple[str, ...]] = _nothing_said
    called: str = "name"
    lost: Callable[[View, Columns], tuple[str, ...]] = _nothing_said
    beside: tuple[Query, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it deals with."""
        return tuple(dict.fromkeys((self.called, *(one.column for one in self.asked), *self.also)))

    @property
    def narrow(self) -> frozenset[str]:
        """Sets and maps, of which only the elements that differ are changed."""
        return frozenset(one.column for one in self.asked if one.key or one.read or is_narrow(one.type))

    def full(self, row: Columns) -> str:
        """A row, as a sentence speaks of it."""
        return f"{self.noun} {self.said(row)}"

    def name(self, row: Columns) -> str:
        """What a row is called, "" where it has no name."""
        return name_of(row, self.called)

    def rows(self, view: View) -> dict[str, Columns]:
        """Those that are there, as far as was asked, by uuid."""
        return dict(view.rows.get(self.table, {}))

    def find(self, view: View, text: str) -> str | None:
        """The uuid of the row that is meant: by uuid, or by a name that no other has."""
        rows = self.rows(view)
        if text.lower() in rows:
            return text.lower()
        found = [uuid for uuid, row in rows.items() if text and self.name(row) == text]
        return found[0] if len(found) == 1 else None

    def meant(self, view: View, values: Values) -> list[tuple[str, Columns]]:
        """The rows that the field names."""
        uuids = [uuid for text in lines(values, self.word) if (uuid := self.find(view, text))]
        return [(uuid, self.rows(view)[uuid]) for uuid in dict.fromkeys(uuids)]

    def present(self, view: View, values: Values) -> Columns:
        """The one row that the field names; nothing as long as it names none."""
        return next((row for _, row in self.meant(view, values)), {})

    def offers(self, view: View, _: Values) -> Iterator[Offer]:
        """The rows to choose from, by name where they have one of their own."""
        for uuid, row in self.rows(view).items():
            name = self.name(row)
            yield Offer(name if name and self.find(view, name) == uuid else uuid, self.said(row))

    def fault(self, view: View, values: Values) -> str | None:
        """Whether what is named is not there."""
        strange = next((text for text in lines(values, self.word) if self.find(view, text) is None), None)
        are = "are" if self.title == self.noun else "is"  # several of them go by the name: DHCP options
        return f"there {are} no {self.noun} {strange}" if strange else None

    def queries(self, values: Values, *, owned: bool) -> Iterator[Query]:
        """The rows that are named, or all to choose from; owned says that those who own them matter too: for
        these a server looks through all switches or routers."""
        texts = lines(values, self.word)
        uuids = [text.lower() for text in texts if UUID.fullmatch(text)]
        named: list[list[Condition]] = [[("_uuid", "==", ("uuid", uuid))] for uuid in uuids]
        named += [[(self.called, "includes", text)] for text in texts if not UUID.fullmatch(text)]
        for where in named or [[]]:
            yield Query(self.table, self.columns, where)
        for owner in self.owners if owned else ():
            owning: list[list[Condition]] = [[(owner.column, "includes", ("uuid", uuid))] for uuid in uuids]
            if len(uuids) < len(texts) or not texts:
                owning = [[(owner.column, "!=", ("set", ()))]]
            for where in owning:
                yield Query(owner.table, ("name", owner.column), where)
        yield from self.beside

    def holding(self, view: View, uuid: str) -> list[Place]:
        """Where a row is referred to."""
        return [place for owner in self.owners for place in owner.holding(view, uuid)]


def name_of(row: Columns, column: str = "name") -> str:
    """What a row is called by a column, "" where it has no name; an ACL's is optional."""
    name = row.get(column, "")
    return name if isinstance(name, str) else "".join(map(str, elements(name)))
