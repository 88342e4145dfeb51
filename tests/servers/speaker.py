"""The plainest OVSDB client there can be, for tests to act with: one request, one answer.

It shares no code with the client under test, so that no error of that one can hide in both.
"""

import asyncio
import json
from types import TracebackType
from typing import Any, Self


class Speaker:
    """One connection over a unix socket. Answers the server's echo, passes over its notifications."""

    def __init__(self, remote: str) -> None:
        self._path = remote.removeprefix("unix:")
        self._text = ""
        self._asked = 0

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_unix_connection(self._path)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.transport.abort()

    async def ask(self, method: str, *params: Any) -> Any:
        """Send a request and return its result. Raises AssertionError for an error object, and
        TimeoutError without an answer in ten seconds (a cluster can lose a transaction in silence)."""
        self._asked += 1
        self._send({"method": method, "params": params, "id": self._asked})
        async with asyncio.timeout(10):
            while True:
                message = await self._receive()
                if message.get("method") == "echo":
                    self._send({"result": message["params"], "error": None, "id": message["id"]})
                elif message.get("id") == self._asked and "result" in message:
                    assert message["error"] is None, message["error"]
                    return message["result"]

    async def transact(self, database: str, *operations: dict[str, Any]) -> list[Any]:
        """Run one transaction. Raises AssertionError where an operation is refused."""
        result: list[Any] = await self.ask("transact", database, *operations)
        refused = [r for r in result if isinstance(r, dict) and "error" in r]
        assert not refused, refused
        return result

    def _send(self, message: dict[str, Any]) -> None:
        self._writer.write(json.dumps(message).encode())

    async def _receive(self) -> dict[str, Any]:
        while True:
            try:
                message, end = json.JSONDecoder().raw_decode(self._text)
            except ValueError:
                # only whole characters leave this reader: ASCII is all that json.dumps and we need,
                # and a cut character just waits for its rest
                self._text += (await self._more()).decode()
            else:
                self._text = self._text[end:]
                assert isinstance(message, dict)
                return message

    async def _more(self) -> bytes:
        data = await self._reader.read(1 << 20)
        while True:
            if not data:
                raise ConnectionError("the server closed the connection")
            try:
                data.decode()
            except UnicodeDecodeError:
                data += await self._reader.read(1)
            else:
                return data


async def transact(remote: str, database: str, *operations: dict[str, Any]) -> list[Any]:
    """One transaction over a connection of its own."""
    async with Speaker(remote) as speaker:
        return await speaker.transact(database, *operations)
