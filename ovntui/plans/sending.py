"""One transaction, sent until it is known what became of it.

A transaction whose answer did not come is sent again as it was, guards and uuids and all: whichever of the
two comes second fails at its guards or its uuids, wherever the first one still lay (in the socket of a
server that died, in a cluster's queue), so that nothing is applied twice. The answer to the second, and
then the rows themselves, tell what became of the first.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost, NotSent, Refused
from ovntui.plans.answers import count_told, first_error, is_guard, refusal
from ovntui.plans.compile import NB_CFG
from ovntui.plans.gate import Gate, GateClosed
from ovntui.plans.look import rows_of, state, unmet
from ovntui.plans.plan import Outcome, Step

ANSWER: Final = 10.0
"""Seconds to wait for an answer before asking again: a cluster can lose a transaction in silence."""
SETTLING: Final = 3.0
"""Seconds that a cluster's members are given to agree before what one of them shows is believed."""

MOVED: Final = "what the plan was made from has changed since"
_CANNOT_TELL: Final = (
    "the link was lost before the answer came, and somebody has changed the same rows since: whether it was "
    "applied in between cannot be told"
)
_CLOSED: Final = (
    "the link was lost before the answer came, and nothing may be sent any more to find out: whether it was "
    "applied cannot be told"
)


class Sending:
    """The sending of one step. on_doubt is told in a sentence when no answer came."""

    def __init__(self, gate: Gate, database: Database, step: Step, on_doubt: Callable[[str], None]) -> None:
        self._gate = gate
        self._database = database
        self._step = step
        self._on_doubt = on_doubt
        self._in_doubt = False  # whether an attempt may have been applied unheard
        self._until: float | None = None

    async def outcome(self, operations: list[dict[str, Any]], *, counts: bool) -> Outcome:
        """The truth, however long it takes. counts says that the last result tells nb_cfg."""
        while True:
            try:
                results = await self._answer(operations)
                error = first_error(results)
                if error is None:
                    return Outcome("applied", nb_cfg=count_told(results) if counts else None)
                decided = await self._decided(error)
                if decided is not None and decided.verdict == "applied" and counts:
                    told = await self._database.read([NB_CFG])
                    decided = msgspec.structs.replace(decided, nb_cfg=count_told(told))
            except GateClosed as error:
                return Outcome("unknown", _CLOSED) if self._in_doubt else Outcome("refused", str(error))
            except NotSent as error:
                return Outcome("refused", f"nothing was sent: {error}")
            except LinkLost as error:
                self._doubt(error)
                await self._database.welcomed()
                continue
            except Refused as error:
                return Outcome("unknown" if self._in_doubt else "refused", str(error))
            if decided is not None:
                return decided
            await asyncio.sleep(0.05)

    async def _answer(self, operations: list[dict[str, Any]]) -> list[Any]:
        """Send until an answer comes. Raises NotSent where nothing ever left."""
        while True:
            try:
                async with asyncio.timeout(ANSWER):
                    return await self._gate.commit(self._database, operations)
            except NotSent:
                if not self._in_doubt:
                    raise
            except (LinkLost, TimeoutError) as error:
                self._doubt(error)
            await self._database.welcomed()

    def _doubt(self, error: Exception) -> None:
        self._in_doubt = True
        self._on_doubt(
            f"no answer yet ({error or 'the server is silent'}): it is being found out what became of it"
        )

    async def _decided(self, error: dict[str, Any]) -> Outcome | None:
        """What an error and the rows come to; None where it has to be sent again. Raises LinkLost.

        A member of a cluster sends a transaction again by itself when its leader is lost, and then answers
        to the second attempt; and what it shows may be old. So there an error is believed only when the
        rows bear it out.
        """
        database, step = self._database, self._step
        assert database.schema is not None  # the step was made from it
        is_cluster = database.link.role not in ("standalone", "")
        if not (self._in_doubt or is_cluster or is_guard(error)):
            return Outcome("refused", refusal(error))
        try:
            found = state(database.schema, step.changes, await rows_of(database, step.changes))
            told = await unmet(database, step)
        except NotSent as lost:
            raise LinkLost(str(lost)) from lost
        if found == "after" and (self._in_doubt or is_cluster):
            return Outcome("applied")
        refused = (
            Outcome("moved", MOVED, told) if is_guard(error) else Outcome("refused", refusal(error), told)
        )
        if not self._in_doubt:
            return refused
        now = asyncio.get_running_loop().time()
        self._until = self._until or now + (SETTLING if is_cluster else 0.0)
        if now < self._until:
            return None
        return refused if found == "before" else Outcome("unknown", _CANNOT_TELL, told)
