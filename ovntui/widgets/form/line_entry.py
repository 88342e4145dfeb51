"""One line of a form: text, or a choice among offers."""

from collections.abc import Callable
from typing import ClassVar, Final, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from ovntui.plans.recipe import Field, Offer
from ovntui.safetext import SafeText
from ovntui.widgets.form.meant import Meant
from ovntui.widgets.form.messages import Done, NotTaken, Typed
from ovntui.widgets.form.offer_list import OfferList
from ovntui.widgets.safe_input import SafeInput

LONGEST: Final = 4_000
"""How many characters a value may have: far more than any name or list that OVN takes."""

Offering: TypeAlias = Callable[[str], tuple[list[Offer], int]]
"""The offers that match a text, and how many more there are."""


class LineInput(SafeInput):
    """The input of a line. While nothing is typed it shows the proposal as a placeholder.

    Backspace on an untouched proposal says that the field shall be empty; once more brings the proposal
    back. The right arrow takes the proposal to be edited.
    """

    DEFAULT_CSS = """
    LineInput {
        width: 1fr;
        background: $surface;
        &> .input--placeholder { color: $text-muted; text-style: italic; }
        &:ansi > .input--placeholder { color: ansi_default; text-style: dim italic; }
        &:nocolor .input--cursor { text-style: reverse; }
    }
    """

    def __init__(self) -> None:
        self.proposal = ""
        self.is_emptied = False
        self.meant = Meant()
        super().__init__(compact=True, select_on_focus=False, max_length=LONGEST)

    @property
    def typed(self) -> str | None:
        """The value that was typed; None while the proposal stands."""
        if self.value:
            return self.meant.value(self.value)
        return "" if self.is_emptied else None

    def propose(self, value: str) -> None:
        """Show another proposal."""
        self.proposal = value
        self._tell_placeholder()

    def fill(self, value: str | None) -> None:
        """Hold a value as if it had been typed."""
        self.is_emptied = value == ""
        self.value = self.meant.shown(value or "")
        self.cursor_position = len(self.value)
        self._tell_placeholder()

    def watch_value(self) -> None:
        """What was erased to nothing shall be nothing."""
        if self.value:
            self.is_emptied = bool(self.proposal)
        self._tell_placeholder()

    def action_cursor_right(self, select: bool = False) -> None:
        if not self._take_proposal():
            super().action_cursor_right(select)

    def action_end(self, select: bool = False) -> None:
        if not self._take_proposal():
            super().action_end(select)

    def action_delete_left(self) -> None:
        if self.value:
            super().action_delete_left()
        elif self.proposal:
            self.is_emptied = not self.is_emptied
            self._tell_placeholder()
            self.post_message(self.Changed(self, ""))

    def restricted(self) -> None:
        self.post_message(NotTaken("", f"that is longer than {LONGEST:,} characters"))

    def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) > LONGEST:
            event.stop()
            event.prevent_default()
            self.post_message(
                NotTaken("", f"{len(event.text):,} characters were pasted; at most {LONGEST:,} are taken")
            )

    def _take_proposal(self) -> bool:
        if self.value or not self.proposal or self.is_emptied:
            return False
        self.value = self.meant.shown(self.proposal)
        self.cursor_position = len(self.value)
        return True

    def _tell_placeholder(self) -> None:
        self.placeholder = "none" if self.is_emptied and self.proposal else SafeText(self.proposal)


class LineEntry(Vertical):
    """The input and its offers. Typing opens those that match; a choice takes the first of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down", "move(1)", "Offers", id="form.down", show=False, tooltip="The offers, or the next field"
        ),
        Binding("up", "move(-1)", "Up", id="form.up", show=False, tooltip="The offer or the field before"),
        Binding("escape", "close", "Close the offers", id="form.close", show=False),
    ]
    DEFAULT_CSS = """
    LineEntry { width: 1fr; height: 1; }
    """

    def __init__(self, field: Field, offers: Offering) -> None:
        self.field = field
        self._offers = offers
        self._filling = False
        # Held, not looked up: answers come also while a form is being made, and while it is being closed.
        self.input = LineInput()
        """The input."""
        self.list = OfferList()
        """The offers."""
        super().__init__()

    def compose(self) -> ComposeResult:
        yield self.input
        yield self.list

    @property
    def target(self) -> LineInput:
        """What takes the focus."""
        return self.input

    @property
    def is_choosing(self) -> bool:
        """Whether a choice is being narrowed, and so is not wrong yet."""
        return self.field.kind == "choice" and self.list.is_open

    def propose(self, value: str) -> None:
        """Show another proposal."""
        self.input.propose(value)

    def fill(self, value: str | None) -> None:
        """Hold a value as if it had been typed."""
        with self.prevent(LineInput.Changed):
            self.input.fill(value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "close" or self.list.is_open

    def on_input_changed(self, event: LineInput.Changed) -> None:
        """Tell the form, and open the offers that match."""
        event.stop()
        self.post_message(Typed(self.field.name, self.input.typed))
        if not self.input.has_focus:
            return
        if self.input.value:
            offers, more = self._offers(self.input.typed or "")
            if len(offers) == 1 and not more and offers[0].value == self.input.typed:
                offers = []
            self.list.open(offers, more, 0 if self.field.kind == "choice" and offers else None)
        else:
            self.list.close()

    def on_input_submitted(self, event: LineInput.Submitted) -> None:
        """Take the offer under the cursor; on to the next field."""
        event.stop()
        self._take(self.list.chosen)
        self.post_message(Done(self.field.name))

    def on_input_blurred(self, event: LineInput.Blurred) -> None:
        """A choice that was narrowed takes the first offer that matches."""
        event.stop()
        if self.field.kind == "choice" and self.input.value:
            self._take(self.list.chosen)
        self.list.close()

    def on_offer_list_picked(self, event: OfferList.Picked) -> None:
        """A click takes an offer."""
        event.stop()
        self._take(event.offer)

    def on_not_taken(self, event: NotTaken) -> None:
        """Say which field it was."""
        event.field = self.field.name

    def action_move(self, step: int) -> None:
        """Move among the offers; without a list, open it, or go to another field."""
        if self.list.is_open:
            self.list.move(step)
            return
        offers, more = self._offers("") if step > 0 else ([], 0)
        if not offers:
            self.post_message(Done(self.field.name, step))
            return
        stands = self.input.typed if self.input.typed is not None else self.input.proposal
        at = next((index for index, offer in enumerate(offers) if offer.value == stands), 0)
        self.list.open(offers, more, at)

    def action_close(self) -> None:
        """Close the offers; what was typed stays."""
        self.list.close()

    def _take(self, offer: Offer | None) -> None:
        if offer is not None:
            with self.prevent(LineInput.Changed):
                self.input.fill(offer.value)
            self.post_message(Typed(self.field.name, self.input.typed))
        self.list.close()
