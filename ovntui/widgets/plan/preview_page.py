"""The page on which a plan is looked at before it is applied."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ovntui.plans.plan import Plan
from ovntui.safetext import SafeText
from ovntui.widgets.messages import Copied
from ovntui.widgets.plan.preview import commands, preview
from ovntui.widgets.plan.sheet import Sheet
from ovntui.widgets.safe_input import SafeInput


class PreviewPage(Vertical):
    """Enter applies; where it hurts, only after the word was typed that the plan asks for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Apply", id="plan.apply"),
        Binding(
            "c", "copy", "Copy commands", id="plan.copy", tooltip="Copy the commands that would do the same"
        ),
        Binding("escape", "back", "Back", id="plan.back", tooltip="Back to what was typed"),
    ]
    DEFAULT_CSS = """
    PreviewPage {
        border: round $border;
        border-title-color: $text;
        border-title-style: bold;
        padding: 0;
        & > #confirm { height: 2; padding: 1 1 0 1; display: none; }
        & > #confirm.-asked { display: block; }
        & #asked { width: auto; color: $text-warning; text-style: bold; }
        & #word { width: 1fr; margin: 0 1; background: $surface; }
    }
    """

    class Applied(Message):
        """The operator wants it done."""

        def __init__(self, plan: Plan) -> None:
            self.plan = plan
            super().__init__()

    class Looked(Message):
        """The operator looks at a plan."""

        def __init__(self, page: "PreviewPage", plan: Plan) -> None:
            self.page = page
            self.plan = plan
            super().__init__()

    class Left(Message):
        """The operator wants to change something before."""

    def __init__(self, classes: str | None = None) -> None:
        self._plan: Plan | None = None
        self._beside: tuple[str, ...] = ()
        super().__init__(id="preview", classes=classes)

    def compose(self) -> ComposeResult:
        yield Sheet()
        with Horizontal(id="confirm"):
            yield Static("", id="asked", markup=False)
            yield SafeInput(compact=True, id="word")

    @property
    def plan(self) -> Plan | None:
        """What is looked at."""
        return self._plan

    def beside(self, others: Sequence[str]) -> None:
        """Warn that others are about to change the same, a sentence each; drawn only where it is news."""
        if self._plan is not None and tuple(others) != self._beside:
            self._beside = tuple(others)
            warned = msgspec.structs.replace(self._plan, warnings=(*self._plan.warnings, *self._beside))
            self.query_one(Sheet).show(preview(warned))

    def show(self, plan: Plan) -> None:
        """Show a plan, from its beginning."""
        self._plan, self._beside = plan, ()
        self.post_message(self.Looked(self, plan))
        self.border_title = Content(SafeText(plan.title))
        sheet = self.query_one(Sheet)
        sheet.show(preview(plan))
        sheet.scroll_home(animate=False)
        word = self.query_one("#word", Input)
        word.value = ""
        self.query_one("#confirm").set_class(plan.confirm is not None, "-asked")
        self.query_one("#asked", Static).update(Content(SafeText(f"▲ to do this, type {plan.confirm}: ")))
        (sheet if plan.confirm is None else word).focus()

    @property
    def is_confirmed(self) -> bool:
        """Whether the word was typed that was asked for."""
        plan = self._plan
        typed = self.query_one("#word", Input).value
        return plan is not None and (plan.confirm is None or typed == SafeText(plan.confirm))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter behind the word."""
        event.stop()
        self.action_apply()

    def action_apply(self) -> None:
        """Do it."""
        if self._plan is None:
            return
        if self.is_confirmed:
            self.post_message(self.Applied(self._plan))
        else:
            self.query_one("#word").focus()
            self.notify(f"Type {SafeText(self._plan.confirm or '')} first.", severity="warning", markup=False)

    def action_copy(self) -> None:
        """Copy the commands."""
        if self._plan is not None:
            text = commands(self._plan)
            self.app.copy_to_clipboard(text)
            self.post_message(Copied(SafeText(text.partition("\n")[0])))

    def action_back(self) -> None:
        """Back to the form."""
        self.post_message(self.Left())
