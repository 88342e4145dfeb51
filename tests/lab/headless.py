"""An operator's commands on the controller of a lab, each a process of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final

from tests.lab.cast import ADDRESSES, CONTROLLER, Hypervisor

_OVNTUI: Final = str(Path(sys.executable).with_name("ovntui"))


class Commands:
    """One operator's configuration and journal, in a folder. The operator is at the controller."""

    def __init__(self, folder: Path, hosts: list[Hypervisor]) -> None:
        folder.mkdir(exist_ok=True)
        address = ADDRESSES[CONTROLLER]
        lines = [f'northbound = "tcp:{address}:6641"', f'southbound = "tcp:{address}:6642"', "[hosts]"]
        lines += [f'{who.name} = "ssh:{who.public}"' for who in hosts]
        self._config = folder / "config.toml"
        self._config.write_text("\n".join(lines))
        self._state = folder / "state"

    async def begins(self, *words: str) -> Process:
        """`ovntui WORDS…`, which is on its way then."""
        command, *others = words
        return await asyncio.create_subprocess_exec(
            *(_OVNTUI, f"--config={self._config}", command, *others),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env={**os.environ, "XDG_STATE_HOME": str(self._state)},
        )

    async def run(self, *words: str) -> tuple[int, str, str]:
        """The same, ended: its exit code, and what it printed."""
        process = await self.begins(*words)
        out, err = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()
