"""A question that is answered with a line of text."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ovntui.safetext import SafeText
from ovntui.widgets.dialogs.dialog import Dialog
from ovntui.widgets.safe_input import SafeInput


class PromptDialog(Dialog[str]):
    """check says in a sentence what is wrong with what is typed, or "". What is secret is not shown."""

    def __init__(
        self,
        title: str,
        note: str,
        done: str,
        *,
        proposal: str = "",
        check: Callable[[str], str] = lambda _: "",
        is_secret: bool = False,
    ) -> None:
        self._texts = (title, note, done)
        self._proposal = proposal
        self._check = check
        self._is_secret = is_secret
        super().__init__()

    def compose(self) -> ComposeResult:
        title, note, done = self._texts
        box = Vertical(
            Static(Content(SafeText(note)), classes="note", markup=False),
            SafeInput(self._proposal, compact=True, password=self._is_secret, id="answer"),
            Static("", classes="error", id="wrong", markup=False),
            Static(f"enter  {done}   esc  back", classes="keys", markup=False),
            classes="box",
        )
        box.border_title = Content(SafeText(title))
        yield box

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong while it is being typed."""
        self._judge(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done, unless there is something to put right."""
        if not self._judge(event.value):
            self.dismiss(event.value)

    def _judge(self, value: str) -> str:
        wrong = self._check(value)
        self.query_one("#wrong", Static).update(Content(SafeText(wrong)))
        return wrong
