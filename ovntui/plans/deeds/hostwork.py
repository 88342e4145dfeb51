"""The work of one deed on one host."""

import asyncio
from typing import Final

import msgspec

from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError, Unreached
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft
from ovntui.plans.errors import Refusal
from ovntui.plans.gate import Gate, GateClosed
from ovntui.plans.look import State
from ovntui.plans.plan import Deed, Outcome, Plan, Step
from ovntui.plans.sending import MOVED
from ovntui.plans.work import GIVEN_UP, Doubt, How, Look, refuse_changed

_AGAIN: Final = 0.2
_PATIENCE: Final = 60.0
"""Seconds for which a step waits for a host that cannot be reached just now: what was done before may have
cost the connection."""


def site_of(deployment: Deployment, name: str) -> Site:
    """A host as one works on it. Raises Refusal where there is no way to do that."""
    connection = deployment.connections.get(name)
    if connection is None or not connection.is_host:
        raise Refusal(f"there is no host {name} to be changed: name it in the configuration")
    if connection.host is None or connection.host.site is None:
        raise Refusal(
            f"of {name} only its database is reached: name it as ssh:{name} to have work done there"
        )
    return connection.host.site


def deed_step(host: str, craft: Craft, deed: Deed) -> Step:
    """A deed as a step of a plan."""
    return Step(host, (), (), craft.words(deed), deed)


class HostWork:
    """See Work."""

    def __init__(self, site: Site, craft: Craft, deed: Deed) -> None:
        self._site = site
        self._craft = craft
        self._deed = deed

    @property
    def is_wait(self) -> bool:
        return self._craft.is_wait

    def against(self, gate: Gate) -> str:
        return gate.against_host(self._site.name)

    async def apply(self, gate: Gate, plan: Plan, how: How) -> Outcome:
        craft, deed = self._craft, self._deed
        try:
            found = await self._met(how.on_doubt)
        except HostError as error:
            return Outcome("refused", f"nothing was done: {error}")
        if self._state(found) == "after" and not craft.is_wait:
            return Outcome("applied")  # what came before brought it along, or an earlier try
        if not (craft.accepts(deed, found) or craft.is_wait or how.resumes):
            return Outcome("moved", MOVED, tuple(craft.differences(deed.subject, deed.before, found)))

        def tell(sentence: str, part: float | None) -> None:
            how.tell(sentence, part)
            if craft.can_stop and how.given_up():
                raise HostError(GIVEN_UP)

        try:
            return Outcome("applied", await gate.perform(self._site, craft, deed, tell))
        except GateClosed as error:
            return Outcome("refused", str(error))
        except HostError as error:
            return await self._became(gate, str(error), how.on_doubt)

    async def _met(self, on_doubt: Doubt) -> str | None:
        """What is there before it is done. Raises HostError."""
        try:
            return await self._craft.look(self._site, self._deed.subject)
        except Unreached as error:
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await self._settled(str(error), on_doubt)
            except TimeoutError:
                raise error from None

    async def look(self) -> Look:
        try:
            return self._seen(await self._craft.look(self._site, self._deed.subject))
        except HostError as error:
            raise Refusal(f"{self._site.name} cannot be looked at now: {error}") from error

    async def inverse(self) -> Step | None:
        back = self._craft.inverse(self._deed)
        return None if back is None else deed_step(self._site.name, self._craft, back)

    async def undo(self, *, cut_off: bool) -> Step | None:
        back = self._craft.inverse(self._deed)
        if back is None:
            return None
        try:
            found = await self._craft.look(self._site, self._deed.subject)
        except HostError as error:
            raise Refusal(f"{self._site.name} cannot be looked at now: {error}") from error
        if cut_off:
            back = msgspec.structs.replace(back, before=found)
        else:
            refuse_changed(self._seen(found))
        return deed_step(self._site.name, self._craft, back)

    def _seen(self, found: str | None) -> Look:
        state = self._state(found)
        if state == "after":
            return Look(state, ())
        return Look(state, tuple(self._craft.differences(self._deed.subject, self._deed.after, found)))

    def _state(self, found: str | None) -> State:
        """What is there, by the letter where that tells: what a deed takes away may be what is added."""
        deed, craft = self._deed, self._craft
        if found == deed.after:
            return "after"
        if found == deed.before:
            return "before"
        if craft.is_same(deed.after, found):
            return "after"
        return "before" if craft.is_same(deed.before, found) else "neither"

    async def _became(self, gate: Gate, error: str, on_doubt: Doubt) -> Outcome:
        """What became of a deed that was not done wholly, or of which nothing more was heard. What is left of
        it is taken back."""
        if self._craft.is_wait:
            return Outcome("refused", error)
        try:
            found = await self._settled(error, on_doubt)
            if self._state(found) == "neither":
                await self._take_back(gate)
                found = await self._settled(error, on_doubt)
        except (HostError, GateClosed, Refusal) as after:
            return Outcome("unknown", f"{error}; what is left of it cannot be told or taken back: {after}")
        look = self._seen(found)
        if look.state == "after":
            return Outcome("applied")
        if look.state == "before":
            return Outcome("refused", error)
        return Outcome("unknown", f"{error}; it is neither as before nor as after", look.differences)

    async def _settled(self, error: str, on_doubt: Doubt) -> str | None:
        """What is there, once the host is reached again. Raises HostError where it is reached and does not
        tell."""
        while True:
            try:
                return await self._craft.look(self._site, self._deed.subject)
            except Unreached:
                on_doubt(f"{error}: once the host is reached again it is found out what became of it")
                await self._site.welcomed()
                await asyncio.sleep(_AGAIN)  # a connection that is ending is there for a moment still

    async def _take_back(self, gate: Gate) -> None:
        back = self._craft.inverse(self._deed)
        if back is not None:
            await gate.perform(self._site, self._craft, back, lambda _, __: None)
