"""What a server tells of itself in its _Server database (ovsdb-server(5)), and whether it is good enough."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from ovntui.ovsdb.errors import ConnectError, Refused
from ovntui.ovsdb.link import Role
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.rows import Codec
from ovntui.ovsdb.session import Session
from ovntui.ovsdb.watch import Watch
from ovntui.ovsdb.wire import NOTHING, Ints, Refs, Row, number, ref

_KEY = "server"


class ServerDatabase(Row, frozen=True, gc=False):
    """A row of _Server's table Database: one database that this server has."""

    TABLE: ClassVar[str] = "Database"
    name: str = ""
    model: str = "standalone"
    connected: bool = False
    leader: bool = False
    cid: Refs = NOTHING
    index: Ints = NOTHING


class Welcome(msgspec.Struct, frozen=True):
    """How one server stands to one database."""

    role: Role = "standalone"
    cut_off: bool = False
    cluster: str | None = None
    index: int = 0


class Standing:
    """Follows one database's row in _Server and remembers what was seen of its cluster, so that a
    member that fell behind, or a foreign one, is not taken for a good one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._watch: Watch[ServerDatabase] = self._new_watch()
        self._cluster: str | None = None
        self._index = 0
        self._settles = False

    def _new_watch(self) -> Watch[ServerDatabase]:
        watch = Watch(_KEY, ServerDatabase, None, None, lambda _: None, lambda _: None)
        watch.begin(Codec(ServerDatabase, None))
        return watch

    async def ask(self, session: Session) -> Welcome:
        """Begin to follow the row. A server without _Server (before 2.9) is taken as it is."""
        self._watch = self._new_watch()
        request = {"Database": [{"columns": list(ServerDatabase.__struct_fields__)}]}
        try:
            rows = await session.request("monitor_cond", ["_Server", _KEY, request])
        except Refused:
            return Welcome()
        raw = msgspec.Raw(msgspec.json.encode(rows))
        self._watch.take_all(self._watch.read_all(raw, old_protocol=False))
        return self._read()

    def owns(self, key: msgspec.Raw) -> bool:
        """Whether an update is about the server itself."""
        return bytes(key) == b'"server"'

    def update(self, params: Sequence[msgspec.Raw]) -> Welcome:
        """The row changed."""
        self._watch.take_update(params[-1], None)
        return self._read()

    def judge(self, welcome: Welcome, remote: Remote) -> None:
        """Raises ConnectError where another server would be better, or this one is none of ours."""
        if self._cluster and welcome.cluster and welcome.cluster != self._cluster:
            raise ConnectError(f"{remote} belongs to another cluster than the servers before it")
        if self._settles:
            return
        if welcome.cut_off:
            where = "source" if welcome.role == "relay" else "cluster"
            raise ConnectError(f"{remote} has lost touch with its {where}")
        if welcome.index < self._index:
            raise ConnectError(f"{remote} has fallen behind its cluster")

    def accept(self, welcome: Welcome) -> None:
        """This is the server that we follow."""
        self._cluster = welcome.cluster or self._cluster
        self._index = max(self._index, welcome.index)
        if not welcome.cut_off:
            self._settles = False

    def settle_for_less(self) -> None:
        """No server was good: the next that answers will do, and its link says what it lacks."""
        self._settles = True

    def ask_for_more(self) -> None:
        """Look for a good one again."""
        self._settles = False

    async def other_databases(self, session: Session) -> str:
        """A sentence for a server that has not the database that we want."""
        names = [name for name in await session.request("list_dbs", []) if name != "_Server"]
        return f"{session.remote} serves {' and '.join(names) or 'no database'}, not {self._name}"

    def _read(self) -> Welcome:
        row = next((row for row in self._watch.rows.values() if row.name == self._name), None)
        if row is None:
            return Welcome()  # get_schema will say that the database is not there
        role: Role = "standalone"
        if row.model == "relay":
            role = "relay"
        elif row.model == "clustered":
            role = "leader" if row.leader else "follower"
        return Welcome(role, not row.connected, ref(row.cid), number(row.index) or 0)
