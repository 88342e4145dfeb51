"""A host's sockets over its SSH connection: as root, and as a user whom sudo trusts."""

import asyncio
import stat

import pytest

from ovntui.cloud.rows import open_vswitch as rows
from ovntui.hosts.errors import HostError
from ovntui.hosts.forward import Forward
from ovntui.hosts.login import Timing
from ovntui.hosts.open_vswitch import SOCKET, connector
from ovntui.hosts.sockets import RemoteSockets
from ovntui.hosts.ssh import CHANNELS, SshLink
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.link import Timing as DatabaseTiming
from ovntui.ovsdb.remote import parse_remote
from tests.lab import openvswitch
from tests.lab.operator import Operator
from tests.servers.waiting import until

QUICK = Timing(keepalive=0.5, connect=5, first_wait=0.05, longest_wait=0.2, refused_wait=0.2)
SOON = DatabaseTiming(longest_wait=0.5)

AS_ROOT = "ssh:10.10.10.234"
AS_USER = "ssh:kim@10.10.10.234"
both = pytest.mark.parametrize("remote", [AS_ROOT, AS_USER])


class Heard(asyncio.Protocol):
    """Keeps what comes."""

    def __init__(self) -> None:
        self.data = b""
        self.transport: asyncio.Transport | None = None
        self.over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data

    def connection_lost(self, exc: Exception | None) -> None:
        self.over = True


def link(remote: str) -> SshLink:
    return SshLink(parse_remote(remote), timing=QUICK)


@both
async def test_a_hosts_database_is_live(operator: Operator, remote: str) -> None:
    host = operator.lab.hosts["kvm1"]
    async with (
        link(remote) as there,
        Database(
            "Open_vSwitch", [parse_remote(remote)], timing=SOON, connector=connector(RemoteSockets(there))
        ) as database,
    ):
        bridges = database.watch(rows.Bridge)
        await database.opened()
        await bridges.loaded()
        host.run("ovs-vsctl", "--no-wait", "add-br", "br-new")
        try:
            await until(lambda: "br-new" in {row.name for row in bridges.rows.values()}, "the bridge comes")
            openvswitch.restart_database(host)
            host.run("ovs-vsctl", "--no-wait", "set", "bridge", "br-new", "fail_mode=secure")
            await until(
                lambda: any(
                    (row.name, row.fail_mode) == ("br-new", "secure") for row in bridges.rows.values()
                ),
                "what changed while the server was away comes too",
            )
        finally:
            host.run("ovs-vsctl", "--no-wait", "--if-exists", "del-br", "br-new")
        await until(lambda: "br-new" not in {row.name for row in bridges.rows.values()}, "and what went goes")


@both
async def test_a_database_outlives_the_loss_of_its_connection(operator: Operator, remote: str) -> None:
    host = operator.lab.hosts["kvm1"]
    async with (
        link(remote) as there,
        Database(
            "Open_vSwitch", [parse_remote(remote)], timing=SOON, connector=connector(RemoteSockets(there))
        ) as database,
    ):
        await database.opened()
        operator.lab.switch.cut(host)
        try:
            await until(lambda: database.link.state == "lost", "the loss is noticed")
            await until(lambda: "no sign of life" in database.link.error, "the reason is told")
        finally:
            operator.lab.switch.mend(host)
        await until(lambda: database.link.state == "live", "it is live again", 30)


@both
async def test_why_a_socket_does_not_open_is_told(operator: Operator, remote: str) -> None:
    host = operator.lab.hosts["kvm1"]
    async with link(remote) as there:
        sockets = RemoteSockets(there)
        with pytest.raises(HostError, match=r"/run/nothing: there is no such socket"):
            await sockets.open("/run/nothing", Heard())
        host.run("python3", "-c", "import socket; socket.socket(1).bind('/run/dead')")
        with pytest.raises(HostError, match=r"/run/dead: nobody serves it any more"):
            await sockets.open("/run/dead", Heard())
        host.run("rm", "/run/dead")


async def test_a_user_whom_sudo_asks_a_password_is_told_so(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    trusted = host.read("/etc/sudoers.d/kim")
    host.write("/etc/sudoers.d/kim", trusted.replace("NOPASSWD: ", ""), 0o440)
    try:
        async with link(AS_USER) as there:
            with pytest.raises(HostError, match="sudo wants a password there"):
                await RemoteSockets(there).open(SOCKET, Heard())
    finally:
        host.write("/etc/sudoers.d/kim", trusted, 0o440)


@both
async def test_nothing_is_left_of_sockets_that_were_closed(operator: Operator, remote: str) -> None:
    """More of them one after the other than may be open at once, and none of their relays stays."""
    async with link(remote) as there:
        sockets = RemoteSockets(there)
        for _ in range(2 * CHANNELS):
            heard = Heard()
            await sockets.open(SOCKET, heard)
            assert heard.transport is not None
            heard.transport.write(b'{"method":"list_dbs","params":[],"id":1}')
            await until(lambda: b"Open_vSwitch" in heard.data, "the server answers")  # noqa: B023  # awaited here
            heard.transport.abort()
            await until(lambda: heard.over, "it is closed")  # noqa: B023
        host = operator.lab.hosts["kvm1"]
        await until(lambda: not host.succeeds("pgrep", "-f", SOCKET + "$"), "the relays end")


@both
async def test_a_forwarded_socket_is_private_and_carries_everything(operator: Operator, remote: str) -> None:
    host = operator.lab.hosts["kvm1"]
    size = 3_000_000
    script = (
        "import socket; s = socket.socket(1); s.bind('/run/echo'); s.listen(); print('ready', flush=True)\n"
        "while True:\n"  # a relay is tried before it is used
        f"  c = s.accept()[0]; got = b''\n"
        f"  while len(got) < {size} and (data := c.recv(65536)): got += data\n"
        "  if got: c.sendall(got)\n"
        "  c.close()"
    )
    echo = await asyncio.create_subprocess_exec(
        *host.argv("python3", "-c", script), stdout=asyncio.subprocess.PIPE
    )
    assert echo.stdout is not None
    await echo.stdout.readline()
    try:
        async with link(remote) as there:
            sockets = RemoteSockets(there)
            async with Forward(lambda protocol: sockets.open("/run/echo", protocol)) as forward:
                assert stat.S_IMODE(forward.path.stat().st_mode) == 0o600
                assert stat.S_IMODE(forward.path.parent.stat().st_mode) == 0o700
                reader, writer = await asyncio.open_unix_connection(str(forward.path))
                sent = bytes(range(256)) * (size // 256) + bytes(size % 256)
                writer.write(sent)
                assert await asyncio.wait_for(reader.read(-1), 60) == sent
                writer.close()
            assert not forward.path.parent.exists()
    finally:
        host.succeeds("pkill", "-9", "-f", "/run/echo")
        await echo.wait()
        host.run("rm", "/run/echo")


async def test_who_comes_to_a_forwarded_socket_in_vain_is_hung_up_on(operator: Operator) -> None:
    async with link(AS_ROOT) as there:
        sockets = RemoteSockets(there)
        async with Forward(lambda protocol: sockets.open("/run/nothing", protocol)) as forward:
            reader, writer = await asyncio.open_unix_connection(str(forward.path))
            assert await asyncio.wait_for(reader.read(), 30) == b""
            assert "there is no such socket" in forward.error
            writer.close()
