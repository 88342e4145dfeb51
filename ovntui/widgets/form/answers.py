"""What the fields of a recipe hold: what was typed, else what is proposed; and what is wrong with it."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, faults, offered, settled

OFFERS_SHOWN: Final = 200
"""How many offers a list shows at most; typing narrows the rest."""


class Answers:
    """The state of one form. What was typed stays, whatever becomes of the cloud and of the other fields;
    what is proposed follows them."""

    def __init__(self, recipe: Recipe, view: View, typed: Values) -> None:
        self.recipe = recipe
        self.view = view
        self._began = dict(typed)
        self._typed = dict(typed)
        self._values: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self.settle()

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, by field; also of those that do not apply just now."""
        return self._typed

    @property
    def values(self) -> Mapping[str, str]:
        """The value of each field that applies."""
        return self._values

    @property
    def faults(self) -> Mapping[str, str]:
        """What is wrong, by field, in a sentence."""
        return self._faults

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed that would be lost."""
        return self._typed != self._began

    def note(self, field: str, value: str | None) -> None:
        """Keep what was typed in a field; None: its proposal again. It counts once settled."""
        if value is None:
            self._typed.pop(field, None)
        else:
            self._typed[field] = value

    def look(self, view: View) -> None:
        """The cloud has changed."""
        self.view = view
        self.settle()

    def settle(self) -> None:
        """Work out proposals and faults. Where a proposal cannot be worked out, the values are as before but
        for what was typed."""
        try:
            self._values = settled(self.recipe, self.view, self._typed)
        except Refusal as refusal:
            before = self._values or {field.name: "" for field in self.recipe.fields}
            self._values = before | self._typed
            self._faults = refusal.faults
        else:
            self._faults = dict(faults(self.recipe, self.view, self._values))

    def all_offers(self, field: Field) -> list[Offer]:
        """The offers of a field; none where they cannot be told, which then is the field's fault."""
        try:
            return offered(field, self.view, self._values)
        except Refusal as refusal:
            self._faults |= refusal.faults
            return []

    def offers(self, field: Field, typed: str = "") -> tuple[list[Offer], int]:
        """The offers of a field that match what was typed, those that begin with it first; and how many
        more there are than a list shows."""
        wanted = typed.casefold()
        begin: list[Offer] = []
        hold: list[Offer] = []
        for offer in self.all_offers(field):
            value = offer.value.casefold()
            if value.startswith(wanted):
                begin.append(offer)
            elif wanted in value or wanted in offer.said.casefold():
                hold.append(offer)
        found = [*begin, *hold]
        return list(islice(found, OFFERS_SHOWN)), max(0, len(found) - OFFERS_SHOWN)
