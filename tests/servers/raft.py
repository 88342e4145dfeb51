"""A cluster of ovsdb-servers (ovsdb(7), "Clustered Database Service Model")."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tests.servers.ovsdb import SchemaJson, Server, write_schema
from tests.servers.process import ToolError, run, short_folder

ELECTION_MS = 400
"""Short, so that a test with a dead leader is short; long enough for two busy cores."""


class Cluster:
    """The members of one clustered database."""

    def __init__(self, database: str, members: list[Server]) -> None:
        self.database = database
        self.members = members

    @property
    def remotes(self) -> str:
        """All members, as an operator gives them."""
        return ",".join(member.unix for member in self.members)

    @property
    def running(self) -> list[Server]:
        return [member for member in self.members if member.daemon.running]

    async def status(self, member: Server) -> dict[str, str]:
        """What cluster/status says, by heading (ovsdb-server(1), "Cluster Commands")."""
        lines = (await member.appctl("cluster/status", self.database)).splitlines()
        return {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in lines)}

    async def leader(self, seconds: float = 20) -> Server:
        """The member that leads; waits for an election that is under way."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for member in self.running:
                try:
                    status = await self.status(member)
                except ToolError:
                    continue  # it is just starting
                if status.get("Role") == "leader":
                    return member
            await asyncio.sleep(0.02)
        raise AssertionError(f"no leader in {seconds:g} s")

    async def followers(self) -> list[Server]:
        """The running members that do not lead."""
        leader = await self.leader()
        return [member for member in self.running if member is not leader]


@asynccontextmanager
async def raft(schema: SchemaJson, size: int = 3) -> AsyncIterator[Cluster]:
    """A cluster with one empty database, all members joined and a leader elected."""
    database = str(schema["name"])
    members: list[Server] = []
    async with AsyncExitStack() as stack:
        addresses: list[str] = []
        for _ in range(size):
            folder = stack.enter_context(short_folder())
            file = str(folder / "db")
            own = f"unix:{folder}/raft"
            if addresses:
                await run("ovsdb-tool", "join-cluster", file, database, own, *addresses)
            else:
                schema_file = str(write_schema(folder, schema))
                timer = f"--election-timer={ELECTION_MS}"
                await run("ovsdb-tool", timer, "create-cluster", file, schema_file, own)
            addresses.append(own)
            member = Server(folder, [file])
            stack.callback(member.stop)
            members.append(member)
            await member.start()
            await run("ovsdb-client", "--timeout=20", "wait", member.unix, database, "connected")
        cluster = Cluster(database, members)
        await cluster.leader()
        yield cluster
