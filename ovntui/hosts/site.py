"""A host as one works on it: programs, files and libvirt, all as root."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Final, TypeVar

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.errors import HostError

if TYPE_CHECKING:
    from ovntui.hosts.libvirtd import Libvirtd
    from ovntui.hosts.virt import Virt

ResultT = TypeVar("ResultT")

SUDO: Final = ("sudo", "-n", "--")
_PASSWORD: Final = re.compile(r"^sudo: .*(password is required|not in the sudoers)", re.MULTILINE)

_LANGUAGE: Final = ("env", "LC_ALL=C")
"""In which programs complain, because we read that as well."""


class Site(ABC):
    """Everything that is done here arrives as it was given: argument lists, never a shell's text. Raises
    HostError where the host cannot be reached."""

    def __init__(self, name: str, virt: "Virt | None") -> None:
        self.name = name
        self.find_peer: Callable[[str], Site | None] = lambda _: None
        """Finds the other hosts of the same console."""
        self.learnt: dict[str, str] = {}
        """What was found out about it once and for all, by what that is."""
        self._virt = virt

    async def run(
        self, *argv: str, data: bytes = b"", seconds: float = 60, heard: Heard | None = None
    ) -> Done:
        """Run a program as root, giving it data. Raises HostError also when it has not ended in time."""
        done = await self._run((*self._root(), *_LANGUAGE, *argv), data, seconds, heard)
        if _PASSWORD.search(done.err) and done.status:
            raise HostError(
                f"{self.name}: sudo wants a password there: log in as root, or let sudo do without"
            )
        return done

    async def must(
        self, *argv: str, data: bytes = b"", seconds: float = 60, heard: Heard | None = None
    ) -> str:
        """Run a program that has to end well; returns what it printed. Raises HostError with what it
        complains of."""
        done = await self.run(*argv, data=data, seconds=seconds, heard=heard)
        if done.status != 0:
            program = next(word for word in argv if word != "env" and "=" not in word)
            raise HostError(f"{self.name}: {program}: {complaint(done)}")
        return done.out.decode(errors="replace")

    async def read(self, path: str) -> str | None:
        """A file's text; None where there is no file."""
        done = await self.run("cat", "--", path)
        if done.status == 0:
            return done.out.decode(errors="replace")
        if "No such file or directory" in done.err or "Not a directory" in done.err:
            return None
        raise HostError(f"{self.name}: {complaint(done)}")

    async def write(self, path: str, text: str | None, mode: int = 0o644) -> None:
        """Let a file hold this text, at once and wholly; None: let there be no such file. Its folder is made
        where there is none."""
        if text is None:
            await self.must("rm", "-f", "--", path)
            return
        folder = path.rpartition("/")[0] or "/"
        await self.must("mkdir", "-p", "--", folder)
        # a name beginning with a dot: programs that read all files of a folder pass it over
        made = (await self.must("mktemp", "--", f"{folder}/.ovntui-XXXXXXXX")).rstrip("\n")
        try:
            await self.must("dd", f"of={made}", "conv=fsync", "status=none", data=text.encode())
            await self.must("chmod", f"{mode:o}", "--", made)
            await self.must("mv", "-fT", "--", made, path)
        except BaseException:
            await self.run("rm", "-f", "--", made)
            raise

    async def virt(self, job: "Callable[[Libvirtd], ResultT]") -> ResultT:
        """Ask the host's libvirt. Raises HostError."""
        return await self._libvirt().ask(job)

    async def work(self, job: "Callable[[Libvirtd], ResultT]", seconds: float | None = None) -> ResultT:
        """Have the host's libvirt change something. Raises HostError, also when it is not done in time."""
        return await self._libvirt().work(job, seconds)

    def peer(self, name: str) -> "Site":
        """Another host of the same console. Raises HostError where it is none."""
        found = self.find_peer(name)
        if found is None:
            raise HostError(f"there is no host {name} to work on: name it in the configuration as ssh:{name}")
        return found

    def _libvirt(self) -> "Virt":
        if self._virt is None:
            raise HostError(f"libvirt on {self.name} is not connected")
        return self._virt

    @abstractmethod
    def anew(self) -> "AbstractAsyncContextManager[Site]":
        """The same host over a connection made for it, for whoever wants to know whether there can be one."""

    @property
    def seen_as(self) -> str:
        """The address as which this machine is seen there; "" where that is not known, or there is none."""
        return ""

    @property
    @abstractmethod
    def is_reached(self) -> bool:
        """Whether there is a way there now."""

    @abstractmethod
    async def welcomed(self) -> None:
        """Wait until there is a way there, for as long as that takes."""

    @abstractmethod
    def _root(self) -> tuple[str, ...]:
        """What makes us root."""

    @abstractmethod
    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        """Run a program as whoever we are there. Raises HostError."""


def complaint(done: Done) -> str:
    """What a program that failed says of it, in a line."""
    told = done.err.strip().splitlines() or done.out.decode(errors="replace").strip().splitlines()
    if told:
        return told[-1]
    return "ended by a signal" if done.status is None else f"ended with status {done.status}"
