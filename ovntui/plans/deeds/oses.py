"""Which operating systems a host's osinfo database knows."""

import asyncio

import msgspec

from ovntui.hosts.osinfo import FOLDERS, Os, read_database
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Sight


class Oses(Sight):
    """The subject is nothing; what is there is a list of Os as JSON, nothing where the host has no database.
    It is read once for as long as the console runs."""

    name = "oses"

    async def look(self, site: Site, subject: str) -> str | None:
        if self.name not in site.learnt:
            archives = [archive for folder in FOLDERS if (archive := await _packed(site, folder))]
            found = await asyncio.to_thread(read_database, archives)
            if not found:
                return None
            site.learnt[self.name] = msgspec.json.encode(found).decode()
        return site.learnt[self.name]


def oses_of(found: str | None) -> list[Os]:
    """What was seen."""
    return msgspec.json.decode(found, type=list[Os]) if found else []


async def _packed(site: Site, folder: str) -> bytes:
    """A folder of a database, without what is for installing; nothing where there is none."""
    left_out = ("--exclude=./datamap", "--exclude=./install-script")
    done = await site.run("tar", "--create", "--gzip", f"--directory={folder}", *left_out, ".")
    return done.out if done.status == 0 else b""
