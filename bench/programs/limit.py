"""The limit: an asyncio reader that asks for the columns which the console asks for and decodes nothing.

What it takes is the servers' own time and the way through the socket. `nb`, `sb` or `all` says what.
"""

import asyncio
import json
import sys
from collections.abc import Iterable
from typing import Final

import msgspec

from bench.clouds import SCHEMAS
from ovntui.cloud.rows.northbound import NORTHBOUND
from ovntui.cloud.rows.southbound import SOUTHBOUND
from ovntui.ovsdb.wire import Row

_LAST: Final = b'"id":"last"'  # of the echo behind the monitors: answers keep the order of the questions
_NEVER: Final = "00000000-0000-0000-0000-000000000000"


def _requests(database: str, rows: Iterable[type[Row]]) -> bytes:
    """One monitor a table, as the console asks, and an echo behind them."""
    tables = json.loads(SCHEMAS[database].read_bytes())["tables"]
    requests = [
        {
            "method": "monitor_cond_since",
            "id": row.TABLE,
            "params": [
                database,
                row.TABLE,
                {
                    row.TABLE: [
                        {"columns": [c for c in row.__struct_fields__ if c in tables[row.TABLE]["columns"]]}
                    ]
                },
                _NEVER,
            ],
        }
        for row in rows
    ]
    return b"".join(map(msgspec.json.encode, [*requests, {"method": "echo", "params": [], "id": "last"}]))


async def _read(remote: str, requests: bytes) -> int:
    reader, writer = await asyncio.open_unix_connection(remote.removeprefix("unix:"), limit=1 << 20)
    writer.write(requests)
    length, tail = 0, b""
    while _LAST not in tail:
        data = await reader.read(1 << 20)
        if not data:
            raise ConnectionError(f"{remote} ended before its last answer")
        length += len(data)
        tail = tail[-100:] + data[-1000:]
    writer.close()
    return length


async def _main(what: str, northbound: str, southbound: str) -> None:
    reads = []
    if what != "sb":
        reads.append(_read(northbound, _requests("OVN_Northbound", NORTHBOUND)))
    if what != "nb":
        reads.append(_read(southbound, _requests("OVN_Southbound", SOUTHBOUND)))
    sys.stdout.write(f"{sum(await asyncio.gather(*reads))} bytes\n")


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:4]))
