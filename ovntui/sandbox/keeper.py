"""The process that stands in for the hypervisors of a sandbox's hosts.

Each host gets a libvirtd of its own, whose only driver is libvirt's test driver, and what a host has that has
joined. Then their VMs are plugged in as they come and go (see plugger). Needs libvirt-python.

A libvirtd that root runs also leaves its token in /run/libvirt, where every libvirtd of root's has it.
"""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Final

from ovntui.hosts.stand_in.driver import FirstVm, connect
from ovntui.hosts.stand_in.marks import IMAGES, Marks
from ovntui.hosts.stand_in.site import StandInSite
from ovntui.hosts.virt import Virt
from ovntui.sandbox import blog, fabric, programs
from ovntui.sandbox.places import Place
from ovntui.sandbox.plugger import Plugger
from ovntui.sandbox.processes import Task, run_together
from ovntui.sandbox.stand_ins import LIBVIRTD

_SECONDS: Final = 30.0
"""How long the libvirtds may take to serve; on two idle cores it is a tenth of a second."""
_SOCKET: Final = "libvirt-sock"
_CONFIGURATION: Final = """\
unix_sock_dir = "{room}"
unix_sock_rw_perms = "0700"
unix_sock_ro_perms = "0700"
auth_unix_rw = "none"
auth_unix_ro = "none"
log_outputs = "4:stderr"
"""
"""libvirtd.conf. Nobody but the folder's owner comes as far as the sockets. As a daemon it writes nowhere."""


def keep(folder: Path) -> None:
    """Be the process, for as long as the sandbox in that folder is there."""
    place = Place.find(folder)
    assert place is not None  # it was made for us
    hosts = [room for room in place.rooms if room not in (fabric.CENTRAL, fabric.UNDERLAY)]
    run_together([_libvirtd(place, host) for host in hosts], _SECONDS)
    asyncio.run(_keep(place, hosts))


async def _keep(place: Place, hosts: list[str]) -> None:
    is_empty = place.contents == fabric.EMPTY
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for number, host in enumerate(hosts, 1):
            vms = [] if is_empty else blog.vms(number, len(hosts))
            group.create_task(_keep_host(stack, place.path / host, vms))


async def _keep_host(stack: AsyncExitStack, room: Path, vms: list[blog.Vm]) -> None:
    socket, images = room / _SOCKET, room / IMAGES
    await asyncio.to_thread(images.mkdir)
    # held to the end: libvirt's test driver forgets everything when nobody is connected
    held = await asyncio.to_thread(partial(connect, socket, lambda _: None, read_only=False))
    first = [FirstVm(vm.name, vm.uuid, vm.mac, vm.port) for vm in vms]
    await asyncio.to_thread(held.furnish, images, first)

    async def open_far(protocol: asyncio.Protocol) -> None:
        await asyncio.get_running_loop().create_unix_connection(lambda: protocol, str(socket))

    plugger = Plugger(StandInSite(room.name, None, room))
    await stack.enter_async_context(Virt(room.name, open_far, plugger.take, driver=Marks(room).driver()))
    Marks(room).socket.symlink_to(_SOCKET)
    await plugger.follow()


def _libvirtd(place: Place, host: str) -> Task:
    """It has no drivers beside those that are built in, and all its files in the host's room."""
    room = place.path / host
    (room / "libvirtd.conf").write_text(_CONFIGURATION.format(room=room))
    homes = ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    own = [*(f"{name}={room}" for name in homes), f"LIBVIRT_DRIVER_DIR={room / 'none'}"]
    files = ("--config", str(room / "libvirtd.conf"), "--pid-file", str(room / "libvirtd.pid"))
    return place.task(host, "env", *own, programs.where(LIBVIRTD) or LIBVIRTD, "--daemon", *files)
