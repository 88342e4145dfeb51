"""What fields that are typed in have in common: an input, and the offers under it."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Final, Generic, Protocol, TypeAlias, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from ovntui.plans.recipe import Field, Offer
from ovntui.widgets.form.messages import NotTaken
from ovntui.widgets.form.offer_list import OfferList

LONGEST: Final = 4_000
"""How many characters a value may have: far more than any name or list that OVN takes."""

Offering: TypeAlias = Callable[[str], tuple[list[Offer], int]]
"""The offers that match a text, and how many more there are."""


class _Input(Protocol):
    def propose(self, value: str) -> None: ...
    def fill(self, value: str | None) -> None: ...


InputT = TypeVar("InputT", bound=_Input)


class TypedEntry(Vertical, Generic[InputT]):
    """The input of a field and its offers."""

    CHANGED: ClassVar[type[Message]]
    """What the input says when something was typed."""

    def __init__(self, field: Field, offers: Offering, made: InputT) -> None:
        self.field = field
        self._offers = offers
        # Held, not looked up: answers come also while a form is being made, and while it is being closed.
        self.input = made
        """What is typed in."""
        self.list = OfferList()
        """The offers."""
        super().__init__()

    def compose(self) -> ComposeResult:
        yield self.target
        yield self.list

    @property
    def target(self) -> Any:
        """What takes the focus."""
        return self.input

    def propose(self, value: str) -> None:
        """Show another proposal."""
        self.input.propose(value)

    def fill(self, value: str | None) -> None:
        """Hold a value as if it had been typed."""
        with self.prevent(self.CHANGED):
            self.input.fill(value)

    def on_offer_list_picked(self, event: OfferList.Picked) -> None:
        """A click takes an offer."""
        event.stop()
        self.take(event.offer)

    def on_not_taken(self, event: NotTaken) -> None:
        """Say which field it was."""
        event.field = self.field.name

    def action_close(self) -> None:
        """Close the offers; what was typed stays."""
        self.list.close()

    @abstractmethod
    def take(self, offer: Offer) -> None:
        """Put an offer in the place of what was typed."""
