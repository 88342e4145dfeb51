"""An image that a host fetches by itself into one of its pools."""

from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.subject import parts
from ovntui.plans.deeds.volumes import PART, delete_volume
from ovntui.plans.plan import Deed

_HOURS: Final = 12 * 3600.0


class Fetched(Craft):
    """The subject is a pool, a name, a URL and the SHA-256 that the image must have, or "". What is there is
    "there", and "unfinished" while it is fetched, under another name."""

    name = "fetched image"
    noun = "image"

    async def look(self, site: Site, subject: str) -> str | None:
        pool, name, *_ = parts(subject)
        if await site.virt(lambda there: there.storage.find(pool, name)) is not None:
            return "there"
        folder = await site.virt(lambda there: there.storage.folder(pool))
        done = await site.run("test", "-e", f"{folder}/{name}{PART}")
        return "unfinished" if done.status == 0 else None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        pool, name, url, digest = parts(deed.subject)
        folder = await site.virt(lambda there: there.storage.folder(pool))
        path = f"{folder}/{name}"
        await site.must("rm", "-f", "--", path + PART)
        if deed.after is None:
            await delete_volume(site, pool, name)
            return ""
        tell(f"fetch {url}", None)
        try:
            await site.must(*_fetch(url, path + PART), seconds=_HOURS)
            if digest:
                told = await site.must("sha256sum", "--", path + PART, seconds=_HOURS)
                if told.lstrip("\\").split()[0] != digest.lower():
                    raise HostError(f"what {url} gives has another SHA-256: {told.split()[0]}")
            await site.must("mv", "-T", "--", path + PART, path)
        except HostError:
            await site.run("rm", "-f", "--", path + PART)
            raise
        await site.work(lambda there: there.storage.refresh(pool))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        pool, name, url, _ = parts(deed.subject)
        if deed.after is None:
            return (("virsh", "vol-delete", "--pool", pool, "--", name),)
        return (_fetch(url, name), ("virsh", "pool-refresh", "--", pool))


def _fetch(url: str, path: str) -> tuple[str, ...]:
    return ("curl", "--fail", "--location", "--silent", "--show-error", "--output", path, "--url", url)
