"""The host of a sandbox as a site: this machine, but nothing outside of the host's own folder."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.errors import HostError
from ovntui.hosts.near import NearSite

if TYPE_CHECKING:
    from ovntui.hosts.virt import Virt

_PROGRAMS: Final = frozenset(
    ("ovs-vsctl", "ovs-ofctl", "ovs-appctl", "cat", "test", "mv", "rm", "curl", "sha256sum")
)
"""What is run: programs that ask the host's own daemons, and such as handle the files of its pool."""

_BEYOND_PATH: Final = ("/usr/sbin", "/sbin", "/usr/local/sbin")
"""Where a plain user does not look, and Debian keeps programs of Open vSwitch."""


class StandInSite(NearSite):
    """Whoever works on it works as whoever the console is, and leaves this machine as it is: what a sandbox's
    host cannot stand in for is refused."""

    def __init__(self, name: str, virt: "Virt | None", folder: Path) -> None:
        super().__init__(name, virt)
        self._folder = folder

    def _root(self) -> tuple[str, ...]:
        return ()

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        env, language, program, *words = argv
        if program not in _PROGRAMS or not all(map(self._is_its_own, words)):
            raise HostError(f"{self.name} is a stand-in of the sandbox's: {program} cannot be run there")
        path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_BEYOND_PATH))
        places = (f"OVS_RUNDIR={self._folder}", f"PATH={path}")
        return await super()._run((env, language, *places, program, *words), data, seconds, heard)

    def _is_its_own(self, word: str) -> bool:
        """Whether a program's argument is no path, or leads to something of the host's."""
        return not word.startswith("/") or Path(os.path.normpath(word)).is_relative_to(self._folder)
