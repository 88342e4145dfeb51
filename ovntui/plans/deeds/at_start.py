"""What a host with systemd does where it starts anew in the middle of a move: it puts everything back.

The program that moves the NIC lets a unit be wanted before it touches anything, and not any more once it is
decided what stays. A host that went down in between comes up with the files of a move that nobody confirmed,
and takes them back as that program would have.
"""

import asyncio
import json
from typing import Any, Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.mover import LOCK, SPARE, WANTED

UNIT: Final = "/etc/systemd/system/ovntui-uplink.service"
_UNIT: Final = f"""\
[Unit]
Description=Put back a NIC that was being moved when this host went down
After=dbus.socket network.target openvswitch-switch.service

[Service]
Type=oneshot
ExecStart=/usr/bin/env python3 -I {SPARE}/mover.py {{folder}} {SPARE}/plan.json
"""
_PATIENCE: Final = 120.0
"""Seconds from when a host is reached until it has come so far."""
_EVERY: Final = 0.5


async def prepare(site: Site, folder: str, program: str, plan: dict[str, Any]) -> None:
    """Put there what is needed for that; folder is where the move tells how it stands. It does nothing before
    the unit is wanted. Raises HostError."""
    await site.must("mkdir", "-p", "-m", "700", "--", SPARE)
    await site.write(f"{SPARE}/mover.py", program, 0o600)
    await site.write(f"{SPARE}/plan.json", json.dumps(plan), 0o600)
    await site.write(UNIT, _UNIT.format(folder=folder))


async def begun(site: Site) -> None:
    """Wait until a host that went down in the middle of a move has begun to put everything back: it holds the
    lock then, which is in a folder that begins empty. Raises HostError."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    while (await site.run("test", "-L", WANTED)).status == 0:
        if (await site.run("test", "-e", LOCK)).status == 0:
            return
        if loop.time() > end:
            raise HostError(f"{site.name} started anew in the middle of a move, and does not put it back")
        await asyncio.sleep(_EVERY)
