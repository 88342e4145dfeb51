"""One line of a form: text, or a choice among offers."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from ovntui.plans.recipe import Field, Offer
from ovntui.safetext import SafeText
from ovntui.widgets.form.meant import Meant
from ovntui.widgets.form.messages import Done, NotTaken, Typed
from ovntui.widgets.form.typed_entry import LONGEST, Offering, TypedEntry
from ovntui.widgets.safe_input import SafeInput


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


class LineEntry(TypedEntry[LineInput]):
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

    CHANGED = LineInput.Changed

    def __init__(self, field: Field, offers: Offering) -> None:
        super().__init__(field, offers, LineInput())

    @property
    def is_choosing(self) -> bool:
        """Whether a choice is being narrowed, and so is not wrong yet."""
        return self.field.kind == "choice" and self.list.is_open

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
        self._take_chosen()
        self.post_message(Done(self.field.name))

    def on_input_blurred(self, event: LineInput.Blurred) -> None:
        """A choice that was narrowed takes the first offer that matches."""
        event.stop()
        if self.field.kind == "choice" and self.input.value:
            self._take_chosen()
        self.list.close()

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

    def take(self, offer: Offer) -> None:
        with self.prevent(LineInput.Changed):
            self.input.fill(offer.value)
        self.post_message(Typed(self.field.name, self.input.typed))
        self.list.close()

    def _take_chosen(self) -> None:
        """The offer under the cursor of the list, if there is one."""
        if self.list.chosen is not None:
            self.take(self.list.chosen)
        self.list.close()
