"""Some of the offers in an order that matters, in a form."""

from collections.abc import Callable
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from ovntui.cloud.cells import Mood
from ovntui.plans.recipe import Field, Offer
from ovntui.safetext import SafeText
from ovntui.widgets.fit import fit
from ovntui.widgets.form.messages import Done, Typed
from ovntui.widgets.lines import CELL, LineView


class OrderEntry(LineView, can_focus=True, inherit_bindings=False):
    """The chosen ones with their place, then those that could be chosen. Shift and the arrows move one up
    and down, space takes it in or out, backspace brings the proposal back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up,K", "shift(-1)", "Move up", id="form.shift_up"),
        Binding("shift+down,J", "shift(1)", "Move down", id="form.shift_down"),
        Binding("space", "choose", "In or out", id="form.choose"),
        Binding("up,k", "move(-1)", "Up", id="form.order_up", show=False),
        Binding("down,j", "move(1)", "Down", id="form.order_down", show=False),
        Binding("backspace,delete", "propose_again", "As proposed", id="form.order_proposed", show=False),
        Binding("enter", "done(1)", "Next field", id="form.order_next", show=False),
    ]
    DEFAULT_CSS = """
    OrderEntry {
        width: 1fr;
        height: 1;
        max-height: 12;
        overflow-x: hidden;
        background: $surface;
        &:focus { background-tint: $foreground 5%; }
    }
    """

    def __init__(self, field: Field, offers: Callable[[], list[Offer]]) -> None:
        self.field = field
        self._ask = offers
        self._proposal = ""
        self._typed: str | None = None
        self._offers: dict[str, Offer] = {}
        self._chosen: list[str] = []
        self._lines: list[str] = []
        self._at: str | None = None
        super().__init__()

    @property
    def target(self) -> "OrderEntry":
        """What takes the focus."""
        return self

    is_choosing: Final = False

    def propose(self, value: str) -> None:
        """Show another proposal, and the offers as they are now."""
        self._proposal = value
        self._arrange()

    def fill(self, value: str | None) -> None:
        """Hold a value as if it had been typed."""
        self._typed = value
        self._arrange()

    def action_shift(self, step: int) -> None:
        """Move the chosen one under the cursor by a place."""
        if self._at not in self._chosen:
            return
        place = self._chosen.index(self._at)
        other = place + step
        if 0 <= other < len(self._chosen):
            self._chosen[place], self._chosen[other] = self._chosen[other], self._chosen[place]
            self._tell()

    def action_choose(self) -> None:
        """Take the one under the cursor in, as the last; or out."""
        if self._at is None:
            return
        if self._at in self._chosen:
            self._chosen.remove(self._at)
        else:
            self._chosen.append(self._at)
        self._tell()

    def action_propose_again(self) -> None:
        """The order that is proposed."""
        self._typed = None
        self._arrange()
        self.post_message(Typed(self.field.name, None))

    def action_move(self, step: int) -> None:
        """Move the cursor; beyond the ends are the other fields."""
        row = self._lines.index(self._at) + step if self._at in self._lines else -1
        if 0 <= row < len(self._lines):
            self._at = self._lines[row]
            self._show_cursor()
            self.refresh()
        else:
            self.action_done(step)

    def action_done(self, step: int) -> None:
        """To another field."""
        self.post_message(Done(self.field.name, step))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there."""
        offset = event.get_content_offset(self)
        line = self.scroll_offset.y + offset.y if offset is not None else len(self._lines)
        if line < len(self._lines):
            self._at = self._lines[line]
            self.refresh()

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor hides."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of them: its place, its name, and what is known of it."""
        line = self.scroll_offset.y + y
        if line >= len(self._lines):
            text = "" if self._lines or y else "nothing to choose from"
            return self.filled([Segment(text, self.paper + self.mood(Mood.DIM))])
        value = self._lines[line]
        chosen = value in self._chosen
        offer = self._offers.get(value)
        style = self.paper
        if value == self._at and self.has_focus:
            style += self.ground(CELL)
        elif not chosen or self._typed is None:
            style += self.mood(Mood.DIM)
        place = f"{self._chosen.index(value) + 1:>2} " if chosen else " · "
        said = f"  {SafeText(offer.said)}" if offer is not None and offer.said else ""
        if offer is None:
            said = "  ▲ not among those that are there"
        return self.filled([Segment(fit(f"{place}{SafeText(value)}{said}", self.room), style)])

    def _tell(self) -> None:
        self._typed = "\n".join(self._chosen)
        self._arrange()
        self.post_message(Typed(self.field.name, self._typed))

    def _arrange(self) -> None:
        self._offers = {offer.value: offer for offer in self._ask()}
        stands = self._proposal if self._typed is None else self._typed
        self._chosen = [line for line in stands.split("\n") if line]
        self._lines = [*self._chosen, *(value for value in self._offers if value not in self._chosen)]
        if self._at not in self._lines:
            self._at = self._lines[0] if self._lines else None
        self.styles.height = max(1, min(len(self._lines), 12))
        self.virtual_size = self.virtual_size.with_height(len(self._lines))
        self._show_cursor()
        self.refresh()

    def _show_cursor(self) -> None:
        at = self._lines.index(self._at) if self._at in self._lines else 0
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if not top <= at < top + height:
            self.scroll_quietly(y=at if at < top else at - height + 1)
