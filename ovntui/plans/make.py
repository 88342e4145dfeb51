"""A plan from a recipe and what was asked for: fetches what it takes, drafts, and guards."""

import contextlib
import getpass
import os
import shlex
import socket
import uuid
from collections.abc import Iterable
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.ovsdb.schema import Schema
from ovntui.plans.act import TOOLS, Act, Restoring
from ovntui.plans.asking import Asked, ask
from ovntui.plans.changes import row_changes
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.crafts import CRAFTS, SIGHTS
from ovntui.plans.deeds.hostwork import deed_step, site_of
from ovntui.plans.errors import Refusal
from ovntui.plans.fetch import fetch
from ovntui.plans.guards import guards
from ovntui.plans.hints import NO_HINT, Hint, hint_of
from ovntui.plans.inverse import inverse
from ovntui.plans.known import Known, Missing
from ovntui.plans.plan import Deed, Plan, Step
from ovntui.plans.recipe import Recipe, Values, View, Wish, asked, faults, looked, settled
from ovntui.plans.systems import database_of
from ovntui.plans.wall import walled

if TYPE_CHECKING:
    from ovntui.plans.draft.draft import Draft

_ROUNDS: Final = 100
"""How often a plan may find that something is missing. Each round brings what the next builds on."""


def operator_name() -> str:
    """Who makes the plans of this process, as the journal and the databases' logs name them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a uid that nobody has named
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


class Planner:
    """Makes plans for one operator."""

    def __init__(self, deployment: Deployment, operator: str | None = None) -> None:
        self.deployment = deployment
        known = deployment.settings.operator
        self.operator = operator or (known.name if known else operator_name())
        self._drafts: dict[str, tuple[Schema, Draft]] = {}

    async def view(self, recipe: Recipe, values: Values) -> View:
        """What the recipe sees: the cloud, the rows that it asks for, and what it wants to know of hosts."""
        cloud = self.deployment.cloud
        rows: Asked = {}
        met = {key: one.database.schema for key, one in self.deployment.connections.items()}
        schemas = {key: schema for key, schema in met.items() if schema is not None}
        queries = asked(recipe, cloud, schemas, values)
        for (key, _), several in groupby(queries, key=attrgetter("database", "of")):
            await ask(self.database(key), several, rows)
        found: dict[Look, str | None] = {}
        for look in looked(recipe, cloud, values):
            with contextlib.suppress(Refusal):  # a form is no worse for a host that does not answer
                found[look] = await self.found(look)
        hosts = {name: one.host.site for name, one in self.deployment.connections.items() if one.host}
        sites = tuple(sorted(name for name, site in hosts.items() if site is not None))
        settings = self.deployment.settings
        at_home = settings.operator is None
        return View(cloud, rows, schemas, found, sites, settings.mac_prefix, at_home)

    async def make(self, recipe: Recipe, typed: Values) -> Plan:
        """The plan for what was typed and, where nothing was, for what is proposed. Raises Refusal."""
        view = await self.view(recipe, typed)
        values = settled(recipe, view, typed)
        if found := dict(faults(recipe, view, values)):
            raise Refusal("; ".join(found.values()), found)
        wish = walled(recipe.title, partial(recipe.wish, view, values))
        return await self.plan(wish, recipe.name, recipe.title, typed)

    async def plan(self, wish: Wish, recipe: str, title: str, values: Values) -> Plan:
        """The plan for a wish, whoever has it. Raises Refusal."""
        steps = await self.steps(wish.acts)
        done = {step.deed.sentence for step in steps if step.deed}
        return Plan(
            id=str(uuid.uuid4()),
            recipe=recipe,
            title=title,
            operator=self.operator,
            values=dict(values),
            sentences=tuple(
                act.sentence for act in wish.acts if not isinstance(act, HostAct) or act.sentence in done
            ),
            steps=steps,
            meaning=wish.meaning,
            warnings=wish.warnings,
            shows=wish.shows,
            confirm=wish.confirm,
            apart=wish.apart,
        )

    async def steps(self, acts: Iterable[Act | HostAct | Restoring]) -> tuple[Step, ...]:
        """The steps that acts come to: of those between two deeds one transaction for each database, in the
        order in which they are first done something to. Raises Refusal, also where nothing would change."""
        steps: list[Step] = []
        by_database: dict[str, list[Act]] = {}
        for act in acts:
            if isinstance(act, Act):
                by_database.setdefault(act.database, []).append(act)
                continue
            steps += [await self._step(key, acts) for key, acts in by_database.items()]
            by_database = {}
            if isinstance(act, Restoring):
                step = next(one for one in reversed(steps) if one.database == act.database and not one.deed)
                steps.append(await inverse(self.database(act.database), step))
            else:
                steps += await self._deed(act)
        steps += [await self._step(key, acts) for key, acts in by_database.items()]
        steps = [step for step in steps if step.changes or step.deed]
        if not any(step.deed is None or not CRAFTS[step.deed.craft].is_wait for step in steps):
            raise Refusal("that is how it is already: nothing would change")
        return tuple(steps)

    def database(self, key: str) -> Database:
        """A database that answers. Raises Refusal where there is none."""
        return database_of(self.deployment, key)

    async def found(self, look: Look) -> str | None:
        """What is on a host, as a craft tells it. Raises Refusal."""
        site = site_of(self.deployment, look.host)
        try:
            return await SIGHTS[look.craft].look(site, look.subject)
        except HostError as error:
            raise Refusal(f"the plan cannot be made now: {error}") from error

    async def _deed(self, act: HostAct) -> list[Step]:
        craft = CRAFTS[act.craft]
        before = await self.found(Look(act.host, act.craft, act.subject))
        after = walled(act.sentence, partial(act.after, before))
        if before == after:
            return []
        return [deed_step(act.host, craft, Deed(act.craft, act.subject, before, after, act.sentence))]

    async def _step(self, key: str, acts: list[Act]) -> Step:
        database = self.database(key)
        known, hint = Known(), hint_of(self.deployment, key)
        for _ in range(_ROUNDS):
            try:
                draft = self._draft(key, database)
                drafted = walled("the change", partial(draft.run, acts, known))
                changes = row_changes(draft.schema, known, drafted)
            except Missing as missing:
                await self._fetch(database, missing, known, hint)
            except Refusal:
                if not known.assumed:
                    raise
                known, hint = Known(), NO_HINT  # what the cloud did not know of may have come a moment ago
            else:
                found = guards(draft.schema, known, changes, drafted.reads)
                words = tuple(words for act in acts for words in act.words)
                return Step(key, changes, found, words)
        raise Refusal(f"{database.name} changes faster than a plan can be made of it")

    def _draft(self, key: str, database: Database) -> "Draft":
        """A schema is read once: that takes longer than most plans."""
        assert database.schema is not None
        schema, draft = self._drafts.get(key, (None, None))
        if draft is None or schema is not database.schema:
            from ovntui.plans.draft.draft import Draft  # ovsdbapp takes as long to import as Textual

            draft = Draft(database.schema_json, database.schema)
            self._drafts[key] = (database.schema, draft)
        return draft

    async def _fetch(self, database: Database, missing: Missing, known: Known, hint: Hint) -> None:
        try:
            await fetch(database, missing.wanted, known, hint)
        except LinkLost as error:
            raise Refusal(f"the plan cannot be made now: {error}") from error


def command_line(step: Step) -> str:
    """The step as an operator would type it, ready to copy; of a deed that is on its host, as root."""
    if step.deed is not None:
        return "\n".join(shlex.join(words) for words in step.words)
    tool = TOOLS.get(step.database, "ovs-vsctl")
    return f"{tool} " + " -- \\\n    ".join(shlex.join(words) for words in step.words)
