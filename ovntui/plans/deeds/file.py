"""A text file of a host."""

from typing import Final

from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

_MODE: Final = 0o600
"""Files of configuration may hold secrets; netplan complains of any that others may read."""


class File(Craft):
    """The subject is its path; what is there is its text."""

    name = "file"
    noun = "file"

    async def look(self, site: Site, subject: str) -> str | None:
        return await site.read(subject)

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        await site.write(deed.subject, deed.after, _MODE)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        if deed.after is None:
            return (("rm", "-f", "--", deed.subject),)
        return (("install", "-m", f"{_MODE:o}", "/dev/stdin", deed.subject),)
