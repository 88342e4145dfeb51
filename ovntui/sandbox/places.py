"""A folder that is ours: marked, locked while it is worked on, and taken away again without a trace.

The marker says which subfolders ("rooms") were made there. Nothing else is ever removed.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ovntui.sandbox import processes
from ovntui.sandbox.errors import SandboxError

_MARKER: Final = ".ovntui-sandbox"
_SOCKET_PATH: Final = 107
"""Bytes in the path of a unix socket (unix(7))."""
_LONGEST: Final = len("/underlay/ovn-controller.4194304.ctl")
"""The longest socket name that a daemon makes in a room."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of ours: where it is, its rooms, and in a word of the maker's what it holds."""

    path: Path
    rooms: tuple[str, ...]
    contents: str

    @classmethod
    def make(cls, path: Path, rooms: Sequence[str], contents: str) -> "Place":
        """Mark an empty folder as ours and make its rooms. Raises SandboxError if it is not empty."""
        with _told(path):
            if any(path.iterdir()):
                raise SandboxError(f"{path} holds files that are not a sandbox's; name another folder")
            (path / _MARKER).write_text(json.dumps({"rooms": list(rooms), "contents": contents}))
            for room in rooms:
                (path / room).mkdir()
        return cls(path, tuple(rooms), contents)

    @classmethod
    def find(cls, path: Path) -> "Place | None":
        """The place that was made at path; None where there is nothing at all or an empty folder.

        Raises SandboxError when the folder is somebody else's.
        """
        with _told(path):
            try:
                if not any(path.iterdir()):
                    return None
                marker = json.loads((path / _MARKER).read_text())
                rooms, contents = tuple(map(str, marker["rooms"])), str(marker["contents"])
            except FileNotFoundError:
                if not path.exists():
                    return None
                raise SandboxError(f"{path} is not a sandbox; it stays as it is") from None
            except (ValueError, KeyError, TypeError):
                raise SandboxError(f"{path / _MARKER} is damaged; {path} stays as it is") from None
        if any(not room or "/" in room or room.startswith(".") for room in rooms):
            raise SandboxError(f"{path / _MARKER} is damaged; {path} stays as it is")
        return cls(path, rooms, contents)

    def task(self, room: str, *argv: str) -> processes.Task:
        """A program to run with all its files in one of the rooms."""
        return processes.Task(argv, processes.environment(self.path, self.path / room))

    def empty(self) -> None:
        """End the folder's processes and remove what was made in it. Raises SandboxError."""
        processes.end(self.path)
        with _told(self.path):
            for room in self.rooms:
                if (self.path / room).exists():
                    shutil.rmtree(self.path / room)
            (self.path / _MARKER).unlink(missing_ok=True)

    def remove(self) -> bool:
        """Empty the folder and remove it. False if it holds files of others: then it stays."""
        self.empty()
        with _told(self.path):
            if not self.path.exists():
                return True
            if any(self.path.iterdir()):
                return False
            self.path.rmdir()
        return True


def usable(folder: Path) -> Path:
    """The folder as an absolute path, if daemons can keep their sockets in it.

    Raises SandboxError for a path that is too long for a unix socket, or that OVSDB's lists of
    remotes, which are separated by commas, could not hold.
    """
    path = folder.expanduser().resolve()
    if (room := _SOCKET_PATH - _LONGEST) < len(os.fsencode(path)):
        raise SandboxError(f"{path} is too long for unix sockets; name a folder of at most {room} bytes")
    if "," in str(path) or not str(path).isprintable():
        raise SandboxError(f"{path} holds a comma or an unprintable character; name another folder")
    return path


def temporary() -> Path:
    """A new empty folder for this user alone, with a short name."""
    folder = tempfile.gettempdir()
    try:
        usable(Path(folder, "ovntui-12345678"))
    except SandboxError:
        folder = "/tmp"  # noqa: S108 - mkdtemp makes the name unguessable and the folder private
    return Path(tempfile.mkdtemp(prefix="ovntui-", dir=folder)).resolve()


@contextmanager
def locked(path: Path, shared: bool = False) -> Iterator[None]:
    """Hold the folder, so that no two commands start and remove the same sandbox at once; systemd-tmpfiles
    leaves a held folder alone, too, however old its files are. Raises SandboxError if another holds it."""
    with _told(path):
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SandboxError(f"Another ovntui is at work on {path}; wait for it, or close it") from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SandboxError(f"{error.filename or path}: {error.strerror}") from error
