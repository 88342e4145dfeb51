"""The form made from a recipe."""

from typing import ClassVar, Unpack

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ovntui.plans.recipe import View
from ovntui.safetext import SafeText
from ovntui.widgets.form.answers import Answers
from ovntui.widgets.form.messages import Done, NotTaken, Typed
from ovntui.widgets.form.row import FieldRow
from ovntui.widgets.lines import Names


class Form(Vertical):
    """A row for each field that applies, and the help of the one with the focus. Enter goes to the next
    field, and behind the last one it finishes; F2 and ctrl+enter finish from anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # A terminal without the kitty protocol sends ctrl+enter as a line feed, which is ctrl+j.
        Binding(
            "f2,ctrl+j,ctrl+enter",
            "finish",
            "Preview",
            id="form.finish",
            key_display="F2",
            tooltip="Preview what was asked for",
            priority=True,
        ),
    ]
    DEFAULT_CSS = """
    Form {
        & > #rows { height: 1fr; scrollbar-size-vertical: 1; padding: 1 1 0 1; }
        & > #help {
            height: 4;
            padding: 0 1;
            border-top: solid $foreground 20%;
            color: $text-muted;
        }
    }
    """

    class Finished(Message):
        """The operator wants to see what the values come to; none of them is at fault."""

    class Changed(Message):
        """Something was typed, or the cloud moved a proposal."""

    def __init__(self, answers: Answers, **names: Unpack[Names]) -> None:
        self.answers = answers
        self._insists = False
        self._judging = False
        self._help = Static("", id="help", markup=False)
        super().__init__(**names)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="rows", can_focus=False):
            for field in self.answers.recipe.fields:
                yield FieldRow(field, self.answers)
        yield self._help

    def on_mount(self) -> None:
        """The first field that holds nothing yet is where the operator begins."""
        self._tell()

    def look(self, view: View) -> None:
        """The cloud has changed: proposals and faults may be others."""
        self.answers.look(view)
        self._tell()

    def begin(self) -> None:
        """Put the focus where there is most to do: on the first field that needs a value and has none, or
        else the first of all that was not filled in from the page."""
        shown = self._shown()
        wanted = [row for row in shown if row.field.name in self.answers.faults]
        wanted += [row for row in shown if row.field.name not in self.answers.typed]
        for row in (*wanted, *shown):
            row.entry.target.focus()
            return

    def begin_again(self) -> None:
        """Put the focus where it was."""
        row = next((row for row in self._shown() if row.has_class("-here")), None)
        if row is not None:
            row.entry.target.focus()
        else:
            self.begin()

    def action_finish(self) -> None:
        """Finish, or go to the first field that is at fault."""
        self._insists = True
        if self._judging:
            self._judge()
        self._tell()
        wrong = next((row for row in self._shown() if row.field.name in self.answers.faults), None)
        if wrong is not None:
            wrong.entry.target.focus()
        else:
            self.post_message(self.Finished())

    def on_typed(self, event: Typed) -> None:
        """Take it in. Keys that came together are judged together."""
        event.stop()
        for row in self._shown():
            row.refusal = ""
        self.answers.note(event.field, event.value)
        if not self._judging:
            self._judging = True
            self.call_later(self._judge)

    def on_not_taken(self, event: NotTaken) -> None:
        """Say beside the field why it was not taken."""
        event.stop()
        for row in self._shown():
            if row.field.name == event.field:
                row.refusal = event.reason
        self._tell()

    def on_done(self, event: Done) -> None:
        """To the next field or the one before; behind the last one, finish."""
        event.stop()
        shown = self._shown()
        at = next((index for index, row in enumerate(shown) if row.field.name == event.field), 0)
        if at + event.step >= len(shown):
            self.action_finish()
        else:
            shown[max(0, at + event.step)].entry.target.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Help for the field, and its label stands out."""
        for row in self.query(FieldRow):
            row.set_class(row.entry.target is event.widget, "-here")
        self._tell()

    def _judge(self) -> None:
        self._judging = False
        self.answers.settle()
        self._tell()
        self.post_message(self.Changed())

    def _shown(self) -> list[FieldRow]:
        return [row for row in self.query(FieldRow) if row.field.name in self.answers.values]

    def _tell(self) -> None:
        for row in self.query(FieldRow):
            row.tell(insist=self._insists)
        self._tell_help()

    def _tell_help(self) -> None:
        row = next((row for row in self.query(FieldRow) if row.entry.target.has_focus), None)
        if row is None:
            return
        field = row.field
        said = Content.assemble((SafeText(field.label), "bold"), "  ", SafeText(field.help))
        value = self.answers.values.get(field.name, "")
        fault = row.refusal or ("" if row.entry.is_choosing else self.answers.faults.get(field.name, ""))
        if fault and (value or self._insists or row.refusal):
            said = Content.assemble((f"✗ {SafeText(fault)}", "$text-error bold"), "\n", said)
        self._help.update(said)
