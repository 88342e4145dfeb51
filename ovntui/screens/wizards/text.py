"""Something as text in the operator's own editor, which becomes a plan."""

import asyncio
import os
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from textual.app import App, SuspendNotSupported

from ovntui.plans.errors import Refusal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan


class Text(Protocol):
    """A text while it is edited. What was typed is kept over every complaint, until it is given up."""

    @property
    def title(self) -> str:
        """What it is the text of."""

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""

    async def edit(self) -> Sequence[str]:
        """Open the editor; what is wrong with what it left, in sentences. Raises Refusal where there is no
        editor, or it fails."""

    async def plan(self, planner: Planner) -> Plan:
        """The plan that a text without a fault comes to. Raises Refusal."""


async def edited(app: App[None], text: str, name: str) -> str:
    """The text as the operator's editor leaves it, in a file of this name. The console draws nothing
    meanwhile, and keeps its connections. The file is nobody else's to read, and gone afterwards."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="ovntui-") as folder:  # mode 0700, as mkdtemp(3) makes it
        path = Path(folder) / name
        path.touch(mode=0o600)
        await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        try:
            with app.batch_update(), app.suspend():
                process = await asyncio.create_subprocess_exec(*command, str(path))
                code = await process.wait()
            left = await asyncio.to_thread(path.read_text, encoding="utf-8")
        except SuspendNotSupported:
            raise Refusal("there is no terminal here that an editor could run in") from None
        except UnicodeDecodeError:
            raise Refusal("what the editor left is not UTF-8 text") from None
        except OSError as error:
            raise Refusal(f"the editor {command[0]} cannot be started: {error.strerror}") from error
    if code:
        raise Refusal(f"the editor {command[0]} ended with code {code}; nothing was taken from it")
    return left
