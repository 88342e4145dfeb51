"""The console as an operator has it: a program in a terminal on the controller, driven by keys alone and read
off the screen."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyte

from ovntui.plans.recipe import Recipe
from ovntui.plans.recipes.catalogue import RECIPES
from tests.console.terminal import OVNTUI, Terminal
from tests.lab.lab import Lab

SIZE: Final = (140, 45)
_PREVIEW: Final = ("⏎ Apply", "to do this, type")
_TRIES: Final = 10
PATIENCE: Final = 120
"""Seconds; a laden machine takes its time."""

_KEYS: Final = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "home": "\x1b[H",
    "f2": "\x1bOQ",
    "space": " ",
    "backspace": "\x7f",
    "clear": "\x15",
}


class Hands:
    """Keys, and eyes on what they do."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._screen = pyte.Screen(*SIZE)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0

    def screen(self) -> str:
        """What is on the screen."""
        new = self._terminal.output[self._drawn :]
        self._drawn += len(new)
        self._stream.feed(new)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, *keys: str) -> None:
        """Press keys by their names; what has none is typed as it is."""
        for key in keys:
            self._terminal.press(_KEYS.get(key, key))

    def sees(self, *texts: str, seconds: float = PATIENCE) -> None:
        """Wait until texts are on the screen."""
        self._waits(lambda: all(text in self.screen() for text in texts), f"{texts}", seconds)

    def _waits(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        try:
            self._terminal.until(condition, what, seconds)
        except AssertionError:
            raise AssertionError(f"waited in vain for {what}:\n{self.screen()}") from None

    def types_until(self, line: str, text: str) -> None:
        """Type a line again and again, until a text that was not there is on the screen."""
        for _ in range(_TRIES):
            self.press("clear", line, "enter")
            with contextlib.suppress(AssertionError):
                self.sees(text, seconds=5)
                return
        raise AssertionError(f"{line} never brings {text}:\n{self.screen()}")

    def asks(self, recipe: str, values: Mapping[str, str]) -> None:
        """Open the wizard of a recipe from the list of all changes, fill it in, and look at the preview."""
        described = RECIPES[recipe]
        self.press("+")
        self.sees("type to narrow")
        self.press(described.title)
        self.sees(f"{described.title}  {described.summary[:24]}")
        self.press("enter")
        self.sees(f"{described.title}  {described.summary[:24]}", "F2")
        for field in described.fields:
            if field.name in values:
                self._go(described, field.name)
                self.press("clear")
                for line in values[field.name].split("\n"):
                    self.press(line)
                    self._settle()
        for _ in range(_TRIES):  # what a host is asked for may not have come yet, and the form says so
            self.press("f2")
            with contextlib.suppress(AssertionError):
                self._waits(lambda: any(one in self.screen() for one in _PREVIEW), "the preview", 5)
                return
        raise AssertionError(f"{recipe} comes to no preview:\n{self.screen()}")

    def _go(self, recipe: Recipe, name: str) -> None:
        """Go to a field."""
        here = ""
        for _ in range(60):
            self._waits(lambda: self._field(recipe) not in ("", here), "a field")  # noqa: B023  # waited for here
            here = self._field(recipe)
            if here == name:
                return
            self.press("tab")
        raise AssertionError(f"no tab leads to {name}:\n{self.screen()}")

    def _field(self, recipe: Recipe) -> str:
        """The field that is typed in; "" while that cannot be told."""
        told = self._told()
        return next((one.name for one in recipe.fields if f"{one.label}  {one.help}"[:40] in told), "")

    def _told(self) -> str:
        """What is told of the field that is typed in, at the foot of the form."""
        return self.screen().rpartition("───")[2]

    def _settle(self) -> None:
        """Wait until nothing more is drawn for a moment."""
        while True:
            before = len(self._terminal.output)
            try:
                self._terminal.until(lambda: len(self._terminal.output) > before, "", 0.15)  # noqa: B023
            except AssertionError:
                return

    def applies(
        self, *in_between: str, confirm: str = "", back: str = "Just now", seconds: float = PATIENCE
    ) -> None:
        """Apply the plan that is under preview, and wait until it was. confirm is what has to be typed, back
        what stands on the page beneath."""
        if confirm:
            self.press(confirm)
            self.sees(f"type {confirm}:  {confirm}")
        self.press("enter")
        for text in in_between:
            self.sees(text, seconds=seconds)
        self.sees("● applied", seconds=seconds)
        self.press("escape")
        self.sees(back)


@contextmanager
def at_the_console(lab: Lab, home: Path, hosts: Mapping[str, str]) -> Iterator[Hands]:
    """The console on the databases of the lab's controller, and on hosts that may know nothing of OVN. This
    test is at the controller."""
    folder = home / ".config" / "ovntui"
    folder.mkdir(parents=True, exist_ok=True)
    named = "".join(f'{name} = "{remote}"\n' for name, remote in hosts.items())
    (folder / "config.toml").write_text(f"[hosts]\n{named}")
    run = lab.controller.root / "run/ovn"
    flags = [f"--nb=unix:{run / 'ovnnb_db.sock'}", f"--sb=unix:{run / 'ovnsb_db.sock'}"]
    environment = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    with Terminal(OVNTUI, *flags, environment=environment, size=SIZE) as terminal:
        hands = Hands(terminal)
        hands.sees("NB ●", "SB ●")
        yield hands
