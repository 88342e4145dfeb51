"""A console that is left while a VM moves: a program of its own, since libvirt's library may crash.

It is told the VM's uuid, the address that the other host is reached at, and as NAME=WAY the VM's host and the
other one.
"""

import asyncio
import sys

from ovntui.deployment import Deployment
from ovntui.settings import Flags, settle
from tests.lab.cast import ADDRESSES, CONTROLLER
from tests.servers.waiting import until_none


async def main(uuid: str, address: str, *hosts: str) -> None:
    """Leave as soon as it is on its way."""
    at = ADDRESSES[CONTROLLER]
    ways = dict(host.split("=", 1) for host in hosts)
    flags = Flags(northbound=f"tcp:{at}:6641", southbound=f"tcp:{at}:6642", hosts=ways)
    async with Deployment(settle(flags, {}, Flags())) as deployment:
        await deployment.opened()
        source, target = (one.host.site for one in deployment.connections.values() if one.host)
        assert source is not None and target is not None
        await deployment.hosts_met()
        far = await target.virt(lambda it: it.migration)
        job = source.work(lambda it: it.migration.move(uuid, far, address, copies_disks=False), 600)
        moving = asyncio.create_task(job)

        async def missing() -> list[str]:
            part = await source.virt(lambda it: it.migration.part(uuid))
            return [] if part else ["any part of it"]

        await until_none(missing, "the VM is under way", 30)
        assert not moving.done(), moving.exception()
        moving.cancel()
    sys.stdout.write("left\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
