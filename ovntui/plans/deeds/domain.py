"""VMs as libvirt keeps them: new ones, and such as go."""

from typing import Final

from ovntui.hosts.same_domain import is_made_of
from ovntui.hosts.site import Site
from ovntui.hosts.vm_xml import read_vm, vm_xml
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

_DEFINE: Final = ("virsh", "define", "--validate", "/dev/stdin")


class Definition(Craft):
    """The subject is a VM's uuid; what is there is its definition, every letter of it. What was asked for may
    be less: libvirt adds to it."""

    name = "definition"
    noun = "VM"

    async def look(self, site: Site, subject: str) -> str | None:
        return await site.virt(lambda there: there.domains.find_xml(subject))

    def is_same(self, expected: str | None, found: str | None) -> bool:
        if expected is None or found is None:
            return expected is found
        return is_made_of(found, expected)

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        uuid, after = deed.subject, deed.after
        if after is not None:
            await site.work(lambda there: there.domains.define(after))
        elif await site.virt(lambda there: there.domains.state(uuid)) is not None:
            if await site.virt(lambda there: there.domains.state(uuid)) != "off":
                await site.work(lambda there: there.domains.force_off(uuid))
            await site.work(lambda there: there.domains.undefine(uuid))
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        if deed.after is None:
            return (("virsh", "undefine", "--managed-save", "--nvram", "--snapshots-metadata", deed.subject),)
        return (_DEFINE,)


class NewDomain(Definition):
    """One that ovntui makes: what is there is what ovntui would have asked for to get it."""

    name = "new domain"

    async def look(self, site: Site, subject: str) -> str | None:
        found = await super().look(site, subject)
        return None if found is None else vm_xml(read_vm(found))

    def is_same(self, expected: str | None, found: str | None) -> bool:
        return expected == found
