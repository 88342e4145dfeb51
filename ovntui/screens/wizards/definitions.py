"""A VM's definition as text: libvirt itself says what is wrong with another one, before it is a plan."""

from collections.abc import Sequence
from xml.etree import ElementTree

from textual.app import App

from ovntui.cloud.records import Vm
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.hostwork import site_of
from ovntui.plans.errors import Refusal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Wish
from ovntui.screens.wizards.text import edited


async def definition_text(app: App[None], planner: Planner, vm: Vm) -> "DefinitionText":
    """The text to begin with. Raises Refusal where it cannot be had, or must not be edited here."""
    if not vm.persistent:
        raise Refusal(f"{vm.name} is gone once it is off: libvirt keeps no definition of it")
    site = site_of(planner.deployment, vm.host.key)
    try:
        xml = await site.virt(lambda there: there.domains.xml(vm.uuid))
        if await site.virt(lambda there: there.domains.has_secrets(vm.uuid)):
            raise Refusal(f"the definition of {vm.name} holds a password, which would be lost: virsh edit")
    except HostError as error:
        raise Refusal(str(error)) from error
    return DefinitionText(app, site, vm, xml)


class DefinitionText:
    """See Text."""

    def __init__(self, app: App[None], site: Site, vm: Vm, xml: str) -> None:
        self._app = app
        self._site = site
        self._vm = vm
        self._before = self.text = xml

    @property
    def title(self) -> str:
        """What it is the text of."""
        return f"the definition of {self._vm.name}"

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""
        return self.text.strip() != self._before.strip()

    async def edit(self) -> Sequence[str]:
        """To the editor, and then to libvirt."""
        self.text = await edited(self._app, self.text, "domain.xml")
        if not self.is_changed:
            return ()
        if fault := another(self.text, self._vm):
            return (fault,)
        try:
            await self._site.work(lambda there: there.domains.try_out(self._vm.uuid, self.text))
        except HostError as error:
            return (str(error),)
        return ()

    async def plan(self, planner: Planner) -> Plan:
        """Guarded by the definition that the text was made from."""
        vm, text = self._vm, self.text
        before = self._before

        def after(found: str | None) -> str:
            if found != before:
                raise Refusal(
                    f"somebody else has changed {self.title} meanwhile: give this one up, and begin anew"
                )
            return text

        sentence = f"change the definition of {vm.name} on {vm.host.name}"
        act = HostAct(sentence, vm.host.key, "definition", vm.uuid, after)
        wish = Wish(
            acts=(act,),
            meaning=("what runs stays as it is until it is off and started again",) if vm.is_on else (),
            shows=("vm", vm.key),
        )
        return await planner.plan(wish, "edit-definition", f"Edit {self.title}", {"vm": vm.key})


def another(xml: str, vm: Vm) -> str | None:
    """Whether a definition is of another VM; what is no XML at all is for libvirt to tell."""
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314  # the operator's own
    except ElementTree.ParseError:
        return None
    if (root.findtext("uuid") or "").strip() != vm.uuid:
        return f"the uuid of a VM stays what it is: {vm.uuid}"
    if (root.findtext("name") or "") != vm.name:
        return f"its name stays {vm.name} here: to give it another one there is Rename"
    return None
