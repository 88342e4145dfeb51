"""A host's Open_vSwitch database, carried by its SSH connection."""

import asyncio
from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.sockets import RemoteSockets
from ovntui.ovsdb.errors import ConnectError
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.session import Connector

SOCKET: Final = "/var/run/openvswitch/db.sock"
"""Where Open vSwitch's packages have ovsdb-server listen (ovs-vsctl(8), --db)."""


def connector(sockets: RemoteSockets) -> Connector:
    """What a Database of that host connects with."""

    async def connect(_: Remote, protocol: asyncio.Protocol) -> None:
        try:
            await sockets.open(SOCKET, protocol)
        except HostError as error:
            raise ConnectError(str(error)) from error

    return connect
