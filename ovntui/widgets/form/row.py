"""One field of a form: its label, what stands in it, and what is to be said of that."""

from typing import TypeAlias

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from ovntui.plans.recipe import Field
from ovntui.safetext import SafeText
from ovntui.widgets.form.answers import Answers
from ovntui.widgets.form.line_entry import LineEntry
from ovntui.widgets.form.many_entry import ManyEntry
from ovntui.widgets.form.order_entry import OrderEntry
from ovntui.widgets.form.switch_entry import SwitchEntry

Entry: TypeAlias = LineEntry | ManyEntry | OrderEntry | SwitchEntry


class FieldRow(Horizontal):
    """A line of the form, or a few where the field holds several values."""

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        max-width: 120;
        & > .label { width: 22; height: 1; color: $text-muted; }
        &.-here > .label { color: $text-primary; text-style: bold; }
        & > .note { width: auto; max-width: 45%; height: 1; padding: 0 0 0 1; color: $text-muted; }
        & > .note.-wrong { color: $text-error; text-style: bold; }
        &:ansi > .label, &:ansi > .note { color: ansi_default; text-style: dim; }
        &:ansi.-here > .label { text-style: bold; }
        &:nocolor.-here > .label { text-style: bold reverse; }
    }
    """

    def __init__(self, field: Field, answers: Answers) -> None:
        self.field = field
        self._answers = answers
        self.entry = _entry(field, answers)
        """What the operator types in."""
        # Held, not looked up: the form tells its rows also before they are there and when they are going.
        self._note = Static("", classes="note", markup=False)
        self.refusal = ""
        """Why what was put into the field was not taken."""
        super().__init__()

    def compose(self) -> ComposeResult:
        yield Static(Content(SafeText(self.field.label)), classes="label", markup=False)
        yield self.entry
        yield self._note

    def on_mount(self) -> None:
        """What was typed before the form was made."""
        self.entry.fill(self._answers.typed.get(self.field.name))

    def tell(self, *, insist: bool) -> None:
        """Show what the answers come to. insist: also say what is still missing."""
        name, answers = self.field.name, self._answers
        value = answers.values.get(name)
        self.display = value is not None
        if value is None:
            return
        if name not in answers.typed:
            self.entry.propose(value)
        fault = self.refusal or ("" if self.entry.is_choosing else answers.faults.get(name, ""))
        untouched = name not in answers.typed and not value
        wrong = bool(fault) and (insist or not untouched)
        if wrong:
            said = f"✗ {fault}"
        elif untouched:
            said = "needed" if self.field.required else ""
        else:
            said = "" if name in answers.typed or not value else "proposed"
        self._note.set_class(wrong, "-wrong")
        self._note.update(Content(SafeText(said)))


def _entry(field: Field, answers: Answers) -> Entry:
    if field.kind == "switch":
        return SwitchEntry(field)
    if field.kind == "order":
        return OrderEntry(field, lambda: answers.all_offers(field))
    if field.kind == "many":
        return ManyEntry(field, lambda typed: answers.offers(field, typed))
    return LineEntry(field, lambda typed: answers.offers(field, typed))
