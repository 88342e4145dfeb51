"""The operator on the controller: this test's own sockets are made in the controller's network, and its home
has the controller's keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.lab import Lab


class Operator:
    """home is the operator's home folder, with a .ssh that may be written to."""

    def __init__(self, lab: Lab, home: Path) -> None:
        self.lab = lab
        self.home = home

    def write(self, name: str, text: str) -> Path:
        """Write a file in ~/.ssh."""
        file = self.home / ".ssh" / name
        file.write_text(text)
        file.chmod(0o600)
        return file

    def read(self, name: str) -> str:
        """Read a file in ~/.ssh."""
        return (self.home / ".ssh" / name).read_text()


@contextmanager
def at_controller(lab: Lab, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    """Be there. monkeypatch undoes what is said of it in the environment."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (home / ".ssh").mkdir(mode=0o700)
    operator = Operator(lab, home)
    for name in ("id_ed25519", "id_ed25519.pub", "known_hosts"):
        operator.write(name, lab.controller.read(f"/root/.ssh/{name}"))
    with lab.controller.network():
        yield operator
