"""One ovsdb-server with any number of databases: files of its own, members of a cluster, relays."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

from tests.servers.dump import Tables, dump
from tests.servers.process import Daemon, ToolError, run, short_folder
from tests.servers.speaker import transact
from tests.servers.tls import Identity
from tests.servers.waiting import until

SchemaJson: TypeAlias = dict[str, Any]
"""A database schema (RFC 7047 section 3.2)."""

_SCHEMAS = {
    "OVN_Northbound": "/usr/share/ovn/ovn-nb.ovsschema",
    "OVN_Southbound": "/usr/share/ovn/ovn-sb.ovsschema",
    "Open_vSwitch": "/usr/share/openvswitch/vswitch.ovsschema",
}


def installed_schema(database: str) -> SchemaJson:
    """The schema of OVN_Northbound, OVN_Southbound or Open_vSwitch that is installed here."""
    schema: SchemaJson = json.loads(Path(_SCHEMAS[database]).read_text())
    return schema


class Server:
    """One ovsdb-server on a unix socket and a TCP port of its own, with TLS also on a third.

    databases are files, or relays as `relay:NAME:REMOTE`. Addresses stay the same over restarts.
    """

    def __init__(
        self,
        folder: Path,
        databases: Sequence[str],
        tls: Identity | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self._databases = databases
        self._tls = tls
        self._options = options
        self._tcp = self._ssl = 0
        self._control = folder / "ctl"
        self._daemon: Daemon | None = None

    @property
    def files(self) -> list[Path]:
        """The files of its databases that are no relays, in the order in which they were given."""
        return [Path(name) for name in self._databases if not name.startswith("relay:")]

    @property
    def unix(self) -> str:
        """Its unix remote."""
        return f"unix:{self.folder}/sock"

    @property
    def tcp(self) -> str:
        """Its TCP remote."""
        return f"tcp:127.0.0.1:{self._tcp}"

    @property
    def ssl(self) -> str:
        """Its TLS remote, by address; certificates for a name need tls_port instead."""
        return f"ssl:127.0.0.1:{self._ssl}"

    @property
    def tls_port(self) -> int:
        """The port that speaks TLS."""
        return self._ssl

    @property
    def daemon(self) -> Daemon:
        """The process, to be frozen and thawed."""
        assert self._daemon is not None
        return self._daemon

    async def start(self) -> None:
        """Start it and return when it answers."""
        log = self.folder / "log"
        log.write_bytes(b"")
        (self.folder / "sock").unlink(missing_ok=True)
        arguments = [
            f"--remote=p{self.unix}",
            f"--remote=ptcp:{self._tcp}:127.0.0.1",
            f"--unixctl={self._control}",
            "-vconsole:info",
            "-vsyslog:off",
        ]
        if self._tls is not None:
            arguments += self._tls.server_options
        self._daemon = Daemon(log, "ovsdb-server", *arguments, *self._options, *self._databases)
        self._daemon.start()
        await until(
            lambda: (self.folder / "sock").exists() or not self.daemon.running, f"{self.folder} listens"
        )
        # the banner comes last, behind the port it listens on
        await until(
            lambda: "ovsdb-server (Open vSwitch)" in log.read_text() or not self.daemon.running,
            f"{self.folder} is up",
        )
        assert self.daemon.running, log.read_text()
        self._tcp = self._tcp or self._ports()[0]
        if self._tls is not None:
            await self.appctl("ovsdb-server/add-remote", f"pssl:{self._ssl}:127.0.0.1")
            await until(lambda: self._ssl or len(self._ports()) == 2, f"{self.folder} listens with TLS")
            self._ssl = self._ssl or self._ports()[1]

    def _ports(self) -> list[int]:
        """The ports that the kernel chose for it, in the order in which it began to listen."""
        return [int(port) for port in re.findall(r"listening on port (\d+)", self.daemon.log.read_text())]

    def stop(self) -> None:
        """End it in good order."""
        if self._daemon is not None:
            self._daemon.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.daemon.kill()

    async def restart(self) -> None:
        """End it and start it anew, on the same addresses."""
        self.stop()
        await self.start()

    async def appctl(self, *arguments: str) -> str:
        """Give it a command over its control socket."""
        return await run("ovs-appctl", "--timeout=20", "-t", str(self._control), *arguments)

    async def transact(self, database: str, *operations: dict[str, Any]) -> list[Any]:
        """One transaction of another client."""
        return await transact(self.unix, database, *operations)

    async def dump(self, database: str) -> Tables:
        """What one database holds."""
        return await dump(self.unix, database)

    async def convert(self, schema: SchemaJson) -> None:
        """Convert a database that is being served to another schema of the same name."""
        file = write_schema(self.folder, schema)
        await run("ovsdb-client", "--timeout=20", "convert", self.unix, str(file))

    async def compact(self, database: str) -> None:
        """Compact the database's file; in a cluster this drops the history that clients resync from."""
        try:
            await self.appctl("ovsdb-server/compact", database)
        except ToolError as error:
            if "duplicate snapshot" not in str(error):  # it is as compact as can be
                raise

    async def add(self, schema: SchemaJson, file_name: str | None = None) -> Path:
        """Serve one more database, empty, until the server ends. Raises ToolError for a bad schema."""
        file = await create_database(self.folder, schema, file_name)
        await self.appctl("ovsdb-server/add-db", str(file))
        return file

    async def remove(self, database: str) -> None:
        """Serve a database no longer."""
        await self.appctl("ovsdb-server/remove-db", database)


def write_schema(folder: Path, schema: SchemaJson) -> Path:
    """Write a schema where ovsdb's tools can read it."""
    file = folder / f"{schema['name']}.ovsschema"
    file.write_text(json.dumps(schema))
    return file


async def create_database(folder: Path, schema: SchemaJson, file_name: str | None = None) -> Path:
    """Make an empty standalone database. Raises ToolError for a schema that ovsdb-tool refuses."""
    file = folder / (file_name or f"{schema['name']}.db")
    file.unlink(missing_ok=True)
    await run("ovsdb-tool", "create", str(file), str(write_schema(folder, schema)))
    return file


@asynccontextmanager
async def serving(
    *databases: str, tls: Identity | None = None, options: Sequence[str] = ()
) -> AsyncIterator[Server]:
    """A server for database files that exist, or for relays."""
    with short_folder() as folder:
        server = Server(folder, databases, tls, options)
        try:
            await server.start()
            yield server
        finally:
            server.stop()


@asynccontextmanager
async def standalone(
    *schemas: SchemaJson, tls: Identity | None = None, options: Sequence[str] = ()
) -> AsyncIterator[Server]:
    """A server with one empty database of each schema."""
    with short_folder() as files:
        databases = [str(await create_database(files, schema)) for schema in schemas]
        async with serving(*databases, tls=tls, options=options) as server:
            yield server


@asynccontextmanager
async def relay(database: str, source: str) -> AsyncIterator[Server]:
    """A relay (ovsdb(7), "Relay Service Model") of a database that another server serves at source,
    up to date when it is handed out."""
    async with serving(f"relay:{database}:{source}") as server:
        yield server
