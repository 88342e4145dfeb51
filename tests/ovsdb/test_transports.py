"""Reaching a database by every kind of remote, and past remotes that are dead."""

import re
import socket
from pathlib import Path

import pytest

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.tls import Tls
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, following
from tests.servers.ovsdb import standalone
from tests.servers.tls import Authority, Identity
from tests.servers.waiting import until, until_none


def as_tls(identity: Identity, server_name: str | None = None) -> Tls:
    return Tls(identity.private_key, identity.certificate, identity.ca_cert, server_name=server_name)


@pytest.mark.parametrize("transport", ["unix", "tcp", "ssl"])
async def test_a_database_is_followed(transport: str, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1")) as server:
        await server.transact(zoo.NAME, *zoo.notes(50))
        remote = {"unix": server.unix, "tcp": server.tcp, "ssl": server.ssl}[transport]
        async with following(zoo.SCHEMA, remote, tls=as_tls(authority.issue("console"))) as replica:
            assert len(replica.rows("Note")) == 50
            await server.transact(zoo.NAME, *zoo.notes(1))
            await until(lambda: len(replica.rows("Note")) == 51, "the change arrives")
            await replica.agrees(lambda: server.dump(zoo.NAME))
            assert str(replica.database.link.remote) == remote
            assert replica.database.link.role == "standalone"


async def test_dead_remotes_are_passed_over(tmp_path: Path) -> None:
    with socket.socket() as silent, socket.socket() as closed:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        closed.bind(("127.0.0.1", 0))
        async with standalone(zoo.SCHEMA) as server:
            dead = (
                f"unix:{tmp_path}/none,tcp:127.0.0.1:{closed.getsockname()[1]},"
                f"tcp:127.0.0.1:{silent.getsockname()[1]}"
            )
            for _ in range(3):  # the order is by chance
                async with following(zoo.SCHEMA, f"{dead},{server.unix}") as replica:
                    assert str(replica.database.link.remote) == server.unix


async def test_two_identities_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = Authority(tmp_path / "a", "first"), Authority(tmp_path / "b", "second")
    async with (
        standalone(zoo.SCHEMA, tls=first.issue("server", "127.0.0.1")) as one,
        standalone(zoo.SCHEMA, tls=second.issue("server", "127.0.0.1")) as other,
    ):
        await other.transact(zoo.NAME, *zoo.notes(3))
        async with (
            following(zoo.SCHEMA, one.ssl, tls=as_tls(first.issue("console"))) as empty,
            following(zoo.SCHEMA, other.ssl, tls=as_tls(second.issue("console"))) as filled,
        ):
            assert (len(empty.rows("Note")), len(filled.rows("Note"))) == (0, 3)


async def test_transactions_and_their_answers() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await database.opened()
        inserted = await database.commit(zoo.notes(1))
        assert inserted[0]["uuid"][0] == "uuid"
        wrong = await database.commit([{"op": "insert", "table": "Note", "row": {"none": 1}}])
        assert "error" in wrong[0]
        server.stop()
        await until(lambda: database.link.state == "lost", "the loss is seen")
        with pytest.raises(LinkLost):
            await database.commit(zoo.notes(1))


async def test_an_answer_that_is_lost_is_told_as_lost() -> None:
    async with (
        standalone(zoo.SCHEMA) as server,
        Database(zoo.NAME, parse_remotes(server.unix), timing=QUICK) as database,
    ):
        await database.opened()
        server.daemon.freeze()
        with pytest.raises(LinkLost):
            await database.commit(zoo.notes(1))
        server.daemon.thaw()


async def test_nothing_is_left_when_a_database_is_closed() -> None:
    """Neither a connection nor a task: the server sees the connection go at once."""
    async with standalone(zoo.SCHEMA) as server:
        async with following(zoo.SCHEMA, server.unix) as replica:
            watch = replica.watches["Note"]
        assert not watch.is_live
        await server.transact(zoo.NAME, *zoo.notes(1))
        assert watch.rows == {}

        async def sessions() -> list[str]:
            return re.findall(r"sessions:[1-9]\d*", await server.appctl("memory/show"))

        await until_none(sessions, "the server has no connection left")
