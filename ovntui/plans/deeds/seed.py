"""The image that a VM's cloud-init reads at its first start."""

import asyncio
import importlib
import tempfile
from pathlib import Path
from typing import Final

from ovntui.hosts.site import Site
from ovntui.hosts.volume_xml import NewVolume
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.subject import parts
from ovntui.plans.plan import Deed

_HEAD: Final = "--- "


def seed_state(files: dict[str, str]) -> str:
    """Its files as deeds hold them."""
    return "\n".join(f"{_HEAD}{name}\n{text}" for name, text in files.items())


def _files(state: str) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    for line in state.split("\n"):
        if line.startswith(_HEAD):
            files[line.removeprefix(_HEAD)] = []
        else:
            files[list(files)[-1]].append(line)
    return {name: "\n".join(text) for name, text in files.items()}


class Seed(Craft):
    """The subject is a pool and a name; what is there is the text of its files."""

    name = "seed"
    noun = "cloud-init image"

    async def look(self, site: Site, subject: str) -> str | None:
        pool, name = parts(subject)
        found = await site.virt(lambda there: there.storage.find(pool, name))
        if found is None:
            return None
        done = await site.run("cat", "--", found.path)
        module = await asyncio.to_thread(importlib.import_module, "ovntui.hosts.seed")
        files = await asyncio.to_thread(module.read_seed, done.out)
        return "" if files is None else seed_state(files)

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        pool, name = parts(deed.subject)
        if await site.virt(lambda there: there.storage.find(pool, name)) is not None:
            await site.work(lambda there: there.storage.delete(pool, name))
        if deed.after is None:
            return ""
        module = await asyncio.to_thread(importlib.import_module, "ovntui.hosts.seed")
        image: bytes = await asyncio.to_thread(module.seed_image, _files(deed.after))
        volume = NewVolume(name=name, capacity=len(image), format="raw")
        await site.work(lambda there: there.storage.create(pool, volume))
        with tempfile.NamedTemporaryFile() as file:
            await asyncio.to_thread(Path(file.name).write_bytes, image)
            await site.work(lambda there: there.storage.upload(pool, name, Path(file.name)))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        pool, name = parts(deed.subject)
        if deed.after is None:
            return (("virsh", "vol-delete", "--pool", pool, "--", name),)
        return (
            ("cloud-localds", "--network-config=network-config", name, "user-data", "meta-data"),
            ("virsh", "vol-create-as", "--format", "raw", "--", pool, name, "1M"),
            ("virsh", "vol-upload", "--pool", pool, "--", name, name),
        )
