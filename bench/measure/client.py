"""Another client of a server: one blocking connection that commits and asks."""

import json
import socket
import time
from collections.abc import Sequence
from typing import Any, Final, Self, TypeAlias

import msgspec

from bench.measure.programs import ProgramError

_ENOUGH: Final = 10.0
_REST: Final = 0.2  # seconds

Operation: TypeAlias = dict[str, Any]
"""One operation of RFC 7047 section 5.2."""


class Client:
    """A connection to one database of a server on a unix socket."""

    def __init__(self, remote: str, database: str) -> None:
        self._database = database
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(remote.removeprefix("unix:"))
        self._decode = json.JSONDecoder().raw_decode
        self._held = ""
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def fileno(self) -> int:
        """For select()."""
        return self._socket.fileno()

    def send(self, operations: Sequence[Operation]) -> None:
        """Send a transaction without waiting for its answer."""
        self._sent += 1
        request = {"method": "transact", "params": [self._database, *operations], "id": self._sent}
        self._socket.sendall(msgspec.json.encode(request))

    def answer(self) -> list[Any]:
        """The next answer: the result of each operation of one transaction. Raises ProgramError where the
        server refused it."""
        while (results := self._take()) is None:
            self._read()
        return results

    def answers(self) -> int:
        """Take all answers that have come, and say how many. To be called when there is something to read:
        whoever sends without waiting and leaves answers unread has the server stop reading in turn. Raises
        ProgramError."""
        self._read()
        taken = 0
        while self._take() is not None:
            taken += 1
        return taken

    def follow(self, table: str, columns: Sequence[str]) -> None:
        """Have the server tell of changes of a table. Ask for it once, and for nothing else before."""
        select = {"columns": columns, "select": {"initial": False}}
        params = [self._database, "followed", {table: [select]}]
        self._socket.sendall(msgspec.json.encode({"method": "monitor_cond", "params": params, "id": 0}))
        self._socket.recv(1 << 20)

    def told(self) -> float:
        """Take what the server tells now, undecoded; when all of it was here. A rest of a fifth of a second
        is its end."""
        began = time.perf_counter()
        heard = 0.0
        self._socket.settimeout(_ENOUGH)
        while time.perf_counter() - began < _ENOUGH:
            try:
                self._socket.recv(1 << 20)
            except TimeoutError:
                break
            heard = time.perf_counter()
            self._socket.settimeout(_REST)
        self._socket.settimeout(None)
        if not heard:
            raise ProgramError("the server told of nothing")
        return heard

    def _read(self) -> None:
        data = self._socket.recv(1 << 20)
        if not data:
            raise ProgramError("the server closed the connection")
        self._held += data.decode()

    def _take(self) -> list[Any] | None:
        """The next answer of what was read, if all of one was."""
        while self._held.startswith("{"):
            try:
                message, end = self._decode(self._held)
            except json.JSONDecodeError:
                return None
            self._held = self._held[end:]
            if message.get("method") == "echo":
                self._socket.sendall(msgspec.json.encode({**message, "method": None, "result": []}))
                continue
            results: list[Any] = message["result"] or []
            if message["error"] or any(one and "error" in one for one in results):
                raise ProgramError(f"refused: {message}")
            return results
        return None

    def transact(self, *operations: Operation) -> list[Any]:
        """One transaction and its answer."""
        self.send(operations)
        return self.answer()

    def commit_seconds(self, *operations: Operation) -> float:
        """How long a transaction takes."""
        began = time.perf_counter()
        self.transact(*operations)
        return time.perf_counter() - began

    def select(self, table: str, where: Sequence[Any], *columns: str) -> list[dict[str, Any]]:
        """Rows of a table."""
        found = self.transact(
            {"op": "select", "table": table, "where": where, "columns": ["_uuid", *columns]}
        )
        rows: list[dict[str, Any]] = found[0]["rows"]
        return rows


def update(table: str, uuid: str, **columns: Any) -> Operation:
    """Change one row."""
    return {"op": "update", "table": table, "where": [["_uuid", "==", ["uuid", uuid]]], "row": columns}
