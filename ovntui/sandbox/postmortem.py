"""Database files served for a look afterwards: copies, read-only, on private sockets.

The files may come from a backup or from under a running server; they are opened for reading once and
never locked. Each copy gets an ovsdb-server of its own that believes itself the backup of a server
which does not exist: "When ovsdb-server is running as a backup server, it rejects all transactions
that can modify the database content, including lock commands" (ovsdb-server(1), Active-Backup Options).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from ovntui.safetext import SafeText
from ovntui.sandbox import programs
from ovntui.sandbox.errors import SandboxError
from ovntui.sandbox.guard import guarded
from ovntui.sandbox.places import Place
from ovntui.sandbox.processes import Task, run_together
from ovntui.sandbox.records import copy_records

_SECONDS: Final = 120.0
"""How long reading one file may take; a southbound database of 300,000 flows takes a few seconds."""
_COPY: Final = "copy.db"
_HOST: Final = "Open_vSwitch"
_IDENTITY: Final = json.dumps(
    [_HOST, {"op": "select", "table": "Open_vSwitch", "where": [], "columns": ["external_ids"]}]
)


@dataclass(frozen=True, slots=True)
class Served:
    """Where the copies can be read: the remotes of the two OVN databases, and of hosts' Open_vSwitch
    databases by the chassis' name (external_ids:system-id). notes tell of each file that is damaged."""

    northbound: str | None = None
    southbound: str | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[SafeText, ...] = ()


@contextmanager
def served(files: Sequence[Path]) -> Iterator[Served]:
    """Serve copies of database files, in any order, until the block is left or this process ends.

    Standalone and clustered files (ovsdb(5)); which is which is told by the name of its schema.
    Raises SandboxError for a file that cannot be read, is no such database, or comes twice.
    """
    part = programs.find(["ovsdb-server", "ovsdb-tool"])
    rooms = [f"file{number}" for number in range(len(files))]
    with guarded(rooms, "post-mortem") as place:
        copies: dict[tuple[str, str], _Copy] = {}
        for file, room in zip(files, rooms, strict=True):
            copy = _copy(file, place, room, part["ovsdb-tool"])
            if other := copies.get((copy.database, copy.chassis)):
                whose = copy.chassis or copy.database
                raise SandboxError(
                    f"{other.file} and {file} are both the database of {whose}; name one of them"
                )
            copies[copy.database, copy.chassis] = copy
        run_together([_server(place, room, part["ovsdb-server"]) for room in rooms], _SECONDS)
        central = {copy.database: copy.remote for copy in copies.values()}
        hosts = {copy.chassis: copy.remote for copy in copies.values() if copy.database == _HOST}
        northbound, southbound = central.get("OVN_Northbound"), central.get("OVN_Southbound")
        yield Served(northbound, southbound, hosts, tuple(_notes(copies.values())))


def _notes(copies: Iterable["_Copy"]) -> Iterator[SafeText]:
    for copy in copies:
        if copy.damaged_at is not None:
            yield SafeText(
                f"{copy.file} is damaged from byte {copy.damaged_at} on: what came later is not shown"
            )


class _Copy(NamedTuple):
    file: Path
    database: str
    chassis: str
    remote: str
    damaged_at: int | None


def _copy(file: Path, place: Place, room: str, tool: str) -> _Copy:
    """Copy one file, made standalone, and find out what it holds."""
    copy = place.path / room / _COPY
    try:
        if file.exists() and not file.is_file():
            raise SandboxError(f"{file} is no file; name a database file such as ovnnb_db.db")
        with file.open("rb") as source, copy.open("wb") as target:
            copied = copy_records(source, target)
    except OSError as error:
        raise SandboxError(f"{file} could not be copied: {error.strerror}") from error
    if not copied.records:
        raise SandboxError(f"{file} is no OVSDB database file; name one such as ovnnb_db.db")
    if copied.clustered:
        member = copy.rename(copy.with_name("member.db"))
        _run(file, place.task(room, tool, "cluster-to-standalone", str(copy), str(member)))
    database = _run(file, place.task(room, tool, "db-name", str(copy))).strip()
    if database not in ("OVN_Northbound", "OVN_Southbound", _HOST):
        raise SandboxError(f"{file} holds the database {database}; only OVN's two and {_HOST} can be shown")
    chassis = (
        _chassis(file, place.task(room, tool, "query", str(copy), _IDENTITY)) if database == _HOST else ""
    )
    remote = f"unix:{place.path / room / 'db.sock'}"
    return _Copy(file, database, chassis, remote, None if copied.whole else copied.size)


def _chassis(file: Path, query: Task) -> str:
    """The name of the chassis whose Open_vSwitch database the query reads; the file's name if it has none."""
    reply = json.loads(_run(file, query))
    try:
        ids = dict(pair for row in reply[0]["rows"] for pair in row["external_ids"][1])
    except (LookupError, TypeError, ValueError):
        ids = {}  # not the schema that Open vSwitch writes
    return str(ids.get("system-id") or ids.get("hostname") or file.stem)


def _server(place: Place, room: str, program: str) -> Task:
    folder = place.path / room
    quiet = ("--detach", "--pidfile", "--log-file", "-vconsole:off")
    remotes = f"--sync-from=unix:{folder / 'nobody.sock'}", f"--remote=punix:{folder / 'db.sock'}"
    return place.task(room, program, *quiet, *remotes, str(folder / _COPY))


def _run(file: Path, task: Task) -> str:
    try:
        return run_together([task], _SECONDS)[0]
    except SandboxError as error:
        raise SandboxError(f"{file} could not be read: {error}") from error
