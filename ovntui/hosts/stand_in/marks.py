"""How the host of a sandbox is told from others: by files beside the socket of its Open vSwitch."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from ovntui.hosts.driver import Driver
from ovntui.ovsdb.remote import Remote

IMAGES: Final = "images"
"""The name of its storage pool, and of the folder that this is."""

_MARK: Final = "stand-in"
_SOCKET: Final = "vms.sock"


@dataclass(frozen=True, slots=True)
class Marks:
    """The files of one such host, all in one folder."""

    folder: Path

    @classmethod
    def beside(cls, remote: Remote) -> Self | None:
        """Those of the host whose database is there; None where it is a host of another kind."""
        found = cls(Path(remote.path).parent)
        return found if remote.scheme == "unix" and found._mark.is_file() else None

    def make(self, why_not: str = "") -> None:
        """Mark the folder as such a host's. why_not tells why it will have no VMs. Raises OSError."""
        self._mark.write_text(why_not, encoding="utf-8")

    def why_not(self) -> str:
        """Why it has no VMs; "" where it has some, or will have. Raises OSError."""
        return self._mark.read_text(encoding="utf-8")

    def driver(self, why_not: str = "") -> Driver:
        """How its libvirt is connected to."""
        return Driver("ovntui.hosts.stand_in.driver", self.folder, why_not)

    @property
    def socket(self) -> Path:
        """Where its libvirt listens, there once the host has all that it shall begin with."""
        return self.folder / _SOCKET

    @property
    def _mark(self) -> Path:
        return self.folder / _MARK
