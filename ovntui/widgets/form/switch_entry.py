"""Yes or no in a form."""

from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from ovntui.cloud.cells import Mood
from ovntui.plans.recipe import Field
from ovntui.widgets.form.messages import Done, Typed
from ovntui.widgets.lines import CELL, LineView


class SwitchEntry(LineView, can_focus=True, inherit_bindings=False):
    """Space turns it over, y and n say it, backspace brings the proposal back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,left,right", "turn", "Turn over", id="form.turn", show=False),
        Binding("y", "say('yes')", "Yes", id="form.yes", show=False),
        Binding("n", "say('no')", "No", id="form.no", show=False),
        Binding("backspace,delete", "say('')", "As proposed", id="form.proposed", show=False),
        Binding("enter,down", "done(1)", "Next field", id="form.next", show=False),
        Binding("up", "done(-1)", "Field before", id="form.before", show=False),
    ]
    DEFAULT_CSS = """
    SwitchEntry {
        width: 1fr;
        height: 1;
        overflow: hidden;
        scrollbar-gutter: auto;
        background: $surface;
        &:focus { background-tint: $foreground 5%; }
    }
    """

    def __init__(self, field: Field) -> None:
        self.field = field
        self._proposal = ""
        self._typed: str | None = None
        super().__init__()

    @property
    def target(self) -> "SwitchEntry":
        """What takes the focus."""
        return self

    is_choosing: Final = False

    def propose(self, value: str) -> None:
        """Show another proposal."""
        self._proposal = value
        self.refresh()

    def fill(self, value: str | None) -> None:
        """Hold a value as if it had been typed."""
        self._typed = value
        self.refresh()

    def action_turn(self) -> None:
        """The other one."""
        self.action_say("no" if (self._typed or self._proposal) == "yes" else "yes")

    def action_say(self, value: str) -> None:
        """Say it; "" is the proposal again."""
        self.fill(value or None)
        self.post_message(Typed(self.field.name, self._typed))

    def action_done(self, step: int) -> None:
        """To another field."""
        self.post_message(Done(self.field.name, step))

    def on_click(self, event: events.Click) -> None:
        """A click turns it over."""
        self.action_turn()

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor hides."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Both, the one that counts marked."""
        stands = self._proposal if self._typed is None else self._typed
        segments = []
        for value in ("yes", "no"):
            here = value == stands
            style = self.paper
            if not here:
                style += self.mood(Mood.DIM)
            elif self.has_focus:
                style += self.ground(CELL)
            elif self._typed is None:
                style += self.mood(Mood.DIM)
            segments += [Segment(f"{'●' if here else '○'} {value}", style), Segment("  ", self.paper)]
        return self.filled(segments)
