"""Snapshots of VMs: states of their disks, and of their memory where they ran, that are kept."""

from typing import Final

from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Sight, Tell
from ovntui.plans.deeds.subject import parts
from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Deed

_MINUTES: Final = 600.0
"""Seconds that the state of a VM may take to be written or read."""


class Snapshots(Sight):
    """All of a VM, whose uuid the subject is: their names, one a line, the newest first."""

    name = "snapshots"

    async def look(self, site: Site, subject: str) -> str | None:
        if await site.virt(lambda there: there.domains.state(subject)) is None:
            return None
        found = await site.virt(lambda there: there.snapshots.all(subject))
        return "\n".join(one.name for one in reversed(found))


class Snapshot(Craft):
    """One of them: the subject is the VM's uuid and the snapshot's name; what is there is "kept"."""

    name = "snapshot"
    noun = "snapshot"

    async def look(self, site: Site, subject: str) -> str | None:
        uuid, name = parts(subject)
        if await site.virt(lambda there: there.domains.state(uuid)) is None:
            return None
        found = await site.virt(lambda there: there.snapshots.all(uuid))
        return "kept" if any(one.name == name for one in found) else None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid, name = parts(deed.subject)
        is_kept = await self.look(site, deed.subject) is not None
        if deed.after is not None and not is_kept:
            await site.work(lambda there: there.snapshots.take(uuid, name), _MINUTES)
        elif deed.after is None and is_kept:
            await site.work(lambda there: there.snapshots.delete(uuid, name), _MINUTES)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        uuid, name = parts(deed.subject)
        if deed.after is None:
            return (("virsh", "snapshot-delete", uuid, "--snapshotname", name),)
        return (("virsh", "snapshot-create-as", uuid, "--name", name),)


class ForgottenSnapshot(Snapshot):
    """One that goes."""

    name = "forgotten snapshot"

    def inverse(self, deed: Deed) -> Deed | None:
        raise Refusal("a snapshot that was deleted cannot be brought back")


class Reverted(Snapshot):
    """A VM that goes back to one. That it did cannot be seen afterwards."""

    name = "reverted"

    async def look(self, site: Site, subject: str) -> str | None:
        return None

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid, name = parts(deed.subject)
        await site.work(lambda there: there.snapshots.revert(uuid, name), _MINUTES)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        uuid, name = parts(deed.subject)
        return (("virsh", "snapshot-revert", uuid, "--snapshotname", name),)

    def inverse(self, deed: Deed) -> Deed | None:
        raise Refusal("what the VM did since the snapshot is lost: going back to one cannot be undone")
