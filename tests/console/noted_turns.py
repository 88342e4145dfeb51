"""`ovntui`, which writes into a file whose turn it was: run as a program of its own, with the file first."""

import sys
from pathlib import Path
from unittest.mock import patch

from ovntui.cli import main
from ovntui.ovsdb.turns import Turns

NOTED = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


class NotedTurns(Turns):
    """Turns as they are, written down: a hold, and the painting that it was for, however late."""

    _painting = False

    def hold(self) -> None:
        super().hold()
        self._painting = True
        _note("hold")

    def release(self) -> None:
        super().release()
        if self._painting:
            self._painting = False
            _note("release")


def _note(what: str) -> None:
    with NOTED.open("a") as notes:
        notes.write(f"{what}\n")


if __name__ == "__main__":
    with patch("ovntui.deployment.Turns", NotedTurns):
        sys.exit(main(sys.argv[2:]))
