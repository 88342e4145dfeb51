"""Seeing another's screen, and letting another see this one: asked for, answered, and ended by a key."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from ovntui.deployment import Deployment
from ovntui.safetext import SafeText
from ovntui.watching import Answer, Ask, Asked, End, ServerLine, Shown, ToConsole, Watched
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.context import here
from ovntui.widgets.dialogs.ask import AskDialog
from ovntui.widgets.walled_app import WalledApp

if TYPE_CHECKING:
    from ovntui.plans.presence import Present


class Watchable(WalledApp):
    """An app whose screen others may see, where a server is between them. A question waits until the
    operator turns to it by a key: a letter that was meant for a form is no consent."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f9",
            "watching",
            "Watching",
            id="console.watching",
            show=False,
            priority=True,
            tooltip="Answer who asks to see this screen, or let nobody see it any more",
        ),
    ]

    def __init__(self, deployment: Deployment, **options: Any) -> None:
        number = deployment.settings.server_line
        self._line = ServerLine(number) if number is not None else None
        self._asking: list[Asked] = []
        self._watchers: tuple[str, ...] = ()
        super().__init__(deployment, **options)

    @property
    def can_watch(self) -> bool:
        """Whether another's screen can be asked for."""
        return self._line is not None

    def on_mount(self) -> None:
        """Hear the server."""
        if self._line is not None:
            self._line.listen(here(self._heard))

    def on_ready(self) -> None:
        """Tell the server, at which others may be waiting for their start."""
        if self._line is not None:
            self._line.send(Shown())

    def on_unmount(self) -> None:
        """Hear nothing more."""
        if self._line is not None:
            self._line.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a key for watching where there is somebody to watch."""
        if action == "watching":
            return bool(self._asking or self._watchers)
        return super().check_action(action, parameters)

    def ask_to_watch(self, other: "Present | None") -> None:
        """Ask somebody to let us see their screen."""
        if other is not None and self._line is not None:
            self._line.send(Ask(other.session))

    def action_watching(self) -> None:
        """Answer whoever asks; else end what was granted."""
        if self._asking:
            self._answer(self._asking.pop(0))
        elif self._line is not None:
            self._line.send(End())

    def _answer(self, asked: Asked) -> None:
        def answered(yes: bool | None) -> None:
            assert self._line is not None  # somebody has asked over it
            self._line.send(Answer(asked.session, bool(yes)))

        self._tell_note()
        question = (
            f"{asked.name}, {asked.role}, from {asked.source} asks to see your screen.\n"
            "They will see all that you see, and their keys will do nothing here. F9 ends it."
        )
        self.push_screen(AskDialog("Watch your screen", question, "let them", "do not"), answered)

    def _heard(self, message: ToConsole) -> None:
        match message:
            case Asked():
                self._asking.append(message)
                told = f"{message.name} asks to see your screen. F9 answers."
                self.notify(SafeText(told), timeout=30, markup=False)
            case Watched():
                if self._watchers and not message.by:
                    self.notify("Nobody sees your screen any more.", markup=False)
                self._watchers = message.by
            case _ if message.sentence:
                self.notify(SafeText(message.sentence), markup=False)
        self._tell_note()
        if not isinstance(message, Asked):
            for screen in self.screen_stack[-1:]:
                screen.refresh()  # all of it: for the one who sees it from now on, or sees it again

    def _tell_note(self) -> None:
        if self._asking:
            self.note = f"{self._asking[0].name} asks to watch: F9"
        else:
            self.note = f"watched by {', '.join(self._watchers)}: F9 ends" if self._watchers else ""
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                screen.tell_status()
