"""Several values of a form, a line each."""

from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from ovntui.plans.recipe import Field, Offer
from ovntui.safetext import SafeText
from ovntui.widgets.form.meant import Meant
from ovntui.widgets.form.messages import Done, NotTaken, Typed
from ovntui.widgets.form.typed_entry import LONGEST, Offering, TypedEntry

MOST: Final = 1_000
"""How many lines are taken."""

_TALLEST: Final = 6
"""How many lines are shown at once."""


class LinesInput(TextArea):
    """Lines, safe to show. While nothing is typed the proposal stands there as a placeholder."""

    DEFAULT_CSS = """
    LinesInput {
        width: 1fr;
        height: 1;
        padding: 0;
        scrollbar-size: 0 1;
        background: $surface;
        &:focus { background-tint: $foreground 5%; }
        & .text-area--placeholder { color: $text-muted; text-style: italic; }
        & .text-area--cursor-line { background: $surface; }
        &:ansi .text-area--placeholder { color: ansi_default; text-style: dim italic; }
        &:nocolor .text-area--cursor { text-style: reverse; }
    }
    """

    def __init__(self) -> None:
        self.proposal = ""
        self.is_emptied = False
        self.meant = Meant()
        super().__init__(compact=True, soft_wrap=False)

    @property
    def typed(self) -> str | None:
        """What was typed, line by line; None while the proposal stands."""
        if self.text:
            return "\n".join(self.meant.value(line) for line in self.text.split("\n"))
        return "" if self.is_emptied else None

    @property
    def line(self) -> str:
        """The line that the cursor is on."""
        return self.document.get_line(self.cursor_location[0])

    def propose(self, value: str) -> None:
        """Show another proposal."""
        self.proposal = value
        self.fit()

    def fill(self, value: str | None) -> None:
        """Hold a value as if it had been typed."""
        self.is_emptied = value == ""
        self.text = "\n".join(self.meant.shown(line) for line in (value or "").split("\n"))
        self.move_cursor(self.document.end)
        self.fit()

    def put_line(self, value: str) -> None:
        """Put a value in the place of the cursor's line, and begin the next one."""
        row = self.cursor_location[0]
        self.replace(f"{self.meant.shown(value)}\n", (row, 0), (row, len(self.line)))
        self.move_cursor((row + 1, 0))

    def drop_line(self) -> None:
        """Take away the cursor's empty line, unless it is the only one."""
        row = self.cursor_location[0]
        if row:
            self.delete((row - 1, len(self.document.get_line(row - 1))), (row, 0))

    def edit(self, edit: Edit) -> EditResult:
        """Take in nothing that a terminal would obey."""
        edit.text = "\n".join(SafeText(f"x{line}")[1:] for line in edit.text.split("\n"))
        result = super().edit(edit)
        if self.text:
            self.is_emptied = bool(self.proposal)
        self.fit()
        return result

    def action_delete_left(self) -> None:
        if self.text:
            super().action_delete_left()
        elif self.proposal:
            self.is_emptied = not self.is_emptied
            self.fit()
            self.post_message(self.Changed(self))

    def action_cursor_right(self, select: bool = False) -> None:
        if self.text or self.is_emptied or not self.proposal:
            super().action_cursor_right(select)
        else:
            self.fill(self.proposal)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        pasted = event.text.splitlines()
        longest, lines = max(map(len, pasted), default=0), len(pasted)
        if longest > LONGEST:
            reason = f"a line of {longest:,} characters was pasted; at most {LONGEST:,} are taken"
        elif lines + self.document.line_count > MOST:
            reason = f"{lines:,} lines were pasted; at most {MOST:,} are taken"
        else:
            return
        event.prevent_default()
        self.post_message(NotTaken("", reason))

    def fit(self) -> None:
        """As many lines as there is something on."""
        shown = "none" if self.is_emptied and self.proposal else self.proposal
        self.placeholder = Content("\n".join(map(SafeText, shown.split("\n"))))
        lines = self.document.line_count if self.text else shown.count("\n") + 1
        self.styles.height = max(1, min(lines, _TALLEST))


class ManyEntry(TypedEntry[LinesInput]):
    """The lines and the offers for the one that is typed. Enter begins another line, and on an empty one
    goes on to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "line", "Next line", id="form.line", show=False, priority=True),
        Binding("down", "offer(1)", "Offers", id="form.offer_down", show=False, priority=True),
        Binding("up", "offer(-1)", "Offers", id="form.offer_up", show=False, priority=True),
        Binding("escape", "close", "Close the offers", id="form.close_lines", show=False),
    ]
    DEFAULT_CSS = """
    ManyEntry { width: 1fr; height: auto; }
    """

    CHANGED = TextArea.Changed

    def __init__(self, field: Field, offers: Offering) -> None:
        super().__init__(field, offers, LinesInput())

    is_choosing: Final = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "close":
            return self.list.is_open
        if action == "offer":
            at_edge = (
                self.input.cursor_at_last_line if parameters == (1,) else self.input.cursor_at_first_line
            )
            return self.list.is_open or at_edge
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form, and open the offers that match the line."""
        event.stop()
        self.post_message(Typed(self.field.name, self.input.typed))
        line = self.input.line
        if self.input.has_focus and line:
            offers, more = self._offers(line)
            self.list.open([] if [one.value for one in offers] == [line] else offers, more)
        else:
            self.list.close()

    def on_descendant_blur(self) -> None:
        """The offers go with the focus."""
        self.list.close()

    def action_line(self) -> None:
        """Take the offer under the cursor, else begin another line; an empty one leads to the next field."""
        chosen = self.list.chosen
        if chosen is not None:
            self.take(chosen)
        elif self.input.line:
            row = self.input.cursor_location[0]
            self.input.insert("\n", (row, len(self.input.line)))
            self.input.move_cursor((row + 1, 0))
        else:
            self.input.drop_line()
            self.post_message(Done(self.field.name))

    def action_offer(self, step: int) -> None:
        """Move among the offers; without a list, open it, or go to another field."""
        if self.list.is_open:
            if not self.list.move(step) and step < 0:
                self.list.close()
            return
        offers, more = self._offers(self.input.line) if step > 0 else ([], 0)
        if offers:
            self.list.open(offers, more, 0)
        else:
            self.post_message(Done(self.field.name, step))

    def take(self, offer: Offer) -> None:
        self.list.close()
        self.input.put_line(offer.value)
