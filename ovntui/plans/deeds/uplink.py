"""Moving a NIC under a bridge, or back, so that the host stays within reach whatever happens on the way.

The host moves itself, by a program that puts everything back unless it is told that all is well over a
connection that was made after the move. So it does not matter whether our own connection, or we, outlive it.
"""

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any, Final

import msgspec

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds import at_start
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.deeds.keepers import keeping
from ovntui.plans.deeds.mover import LOCK, WANTED, broadcast
from ovntui.plans.deeds.placement import placement_of, read_placement, told, write_placement
from ovntui.plans.plan import Deed

_PROGRAM: Final = Path(__file__).with_name("mover.py")
_FOLDER: Final = "/run/ovntui"
_SECONDS: Final = 40.0
"""Until the host puts everything back, from the beginning on."""
_SETTLED: Final = 150
"""Seconds until a move is surely over."""
_GRACE: Final = 15.0
"""Seconds more in which it may still be heard how that went."""
_EVERY: Final = 0.5
_PAST: Final = frozenset(("kept", "restored", "failed", "refused"))


class Uplink(Craft):
    """The subject is the NIC, the bridge, and the files of configuration that tell of them, a blank between;
    what is there is a Placement."""

    name = "uplink"
    noun = "uplink"

    async def look(self, site: Site, subject: str) -> str | None:
        # what is there while something is being moved is not what will be there
        await at_start.begun(site)
        if (await site.run("test", "-e", LOCK)).status == 0:
            wait = ("flock", "--shared", "--wait", str(_SETTLED), LOCK, "true")
            await site.must(*wait, seconds=_SETTLED + 10)
        nic, bridge, *files = subject.split()
        found = await placement_of(site, nic, bridge, files)
        return None if found is None else write_placement(found)

    def lines(self, state: str | None) -> list[str]:
        return list(told(read_placement(state))) if state else []

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        folder = f"{_FOLDER}/{uuid.uuid4()}"
        now = await self.look(site, deed.subject)
        if now is None or deed.after is None:
            raise HostError(f"{site.name} has no {deed.subject.split()[0]}")
        if now == deed.after:
            return ""
        await self._begin(site, folder, deed, now)
        tell("the host moves itself, and moves back unless it is confirmed", None)
        return await self._follow(site, folder, tell)

    async def _follow(self, site: Site, folder: str, tell: Tell) -> str:
        """Confirm it over a connection made anew, and tell how it ended. Raises HostError."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while (passed := loop.time() - began) < _SETTLED:
            try:
                async with site.anew() as there:
                    state, said = await _state(there, folder)
                    if state in _PAST:
                        await there.run("rm", "-rf", "--", folder)
                        return _end(site, state, said)
                    if state == "waiting":
                        tell("reached anew: confirming", None)
                        # who makes it first decides: the host makes it when its time is up
                        if (await there.run("mkdir", "--", f"{folder}/decision")).status == 0:
                            await there.run("rm", "-f", "--", WANTED)
            except _Ended as end:
                raise HostError(str(end)) from None
            except HostError as error:
                if passed > _SECONDS + _GRACE:
                    late = f"was not reached anew in {_SECONDS:g} s, and moves back by itself"
                    raise HostError(f"{site.name} {late}: {error}") from error
            left = max(0.0, _SECONDS - passed)
            tell(f"{left:.0f} s until it moves back by itself", left / _SECONDS)
            await asyncio.sleep(_EVERY)
        raise HostError(f"{site.name} does not tell how it went")

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        nic, bridge, *_ = deed.subject.split()
        if deed.after is None:
            return ()
        after = read_placement(deed.after)
        words: list[tuple[str, ...]] = []
        before = read_placement(deed.before) if deed.before else after
        changed = [path for path, lines in after.files.items() if lines != before.files.get(path)]
        keeper = keeping(after.files)
        mode = f"{keeper.mode:o}" if keeper else "644"
        words += [
            ("install", "-m", mode, "/dev/stdin", path) if after.files[path] is not None else ("rm", path)
            for path in changed
        ]
        if after.bridge is not None and after.bridge.has_nic:
            words.append(("ovs-vsctl", "--may-exist", "add-br", bridge))
            words.append(("ovs-vsctl", "--may-exist", "add-port", bridge, nic))
            words.append(("ip", "link", "set", "dev", bridge, "up"))
        else:
            words.append(("ovs-vsctl", "del-port", bridge, nic))
        gone = [one for one in before.addresses if one not in after.addresses]
        words += [("ip", "address", "del", *_on(one)) for one in gone]
        for one in after.addresses:
            words.append(("ip", "address", "replace", *_on(one), *broadcast(one.partition(" on ")[0])))
        words += [("ip", "route", "replace", *_on(one)) for one in after.routes]
        if after.bridge is None:
            words.append(("ovs-vsctl", "--if-exists", "del-br", bridge))
        if changed and keeper and keeper.apply:
            words.append(keeper.apply)
        return tuple(words)

    async def _begin(self, site: Site, folder: str, deed: Deed, now: str) -> None:
        nic, bridge, *files = deed.subject.split()
        assert deed.after is not None
        has_systemd = (await site.run("test", "-d", "/run/systemd/system")).status == 0
        keeper = keeping(files)
        after = msgspec.json.decode(deed.after)
        plan = {
            "nic": nic,
            "bridge": bridge,
            "before": msgspec.json.decode(now),
            "after": after,
            "seconds": _SECONDS,
            "apply": keeper.apply if keeper and has_systemd else (),
            "mode": keeper.mode if keeper else 0o644,
            "unit": at_start.UNIT if has_systemd else "",
        }
        await site.must("mkdir", "-p", "-m", "700", "--", _FOLDER, folder)
        if keeper is not None:
            texts = {path: "".join(lines) for path, lines in after["files"].items() if lines is not None}
            try:
                await keeper.check(site, folder, texts)
            except HostError:
                await site.run("rm", "-rf", "--", folder)
                raise
        program = await asyncio.to_thread(_PROGRAM.read_text)
        await site.write(f"{folder}/mover.py", program, 0o600)
        await site.write(f"{folder}/plan.json", json.dumps(plan), 0o600)
        if has_systemd:
            await at_start.prepare(site, folder, program, plan)
        detached = (
            ("systemd-run", "--quiet", "--collect", f"--unit=ovntui-{folder.rpartition('/')[2]}", "--")
            if has_systemd
            else ("setsid", "--fork")
        )
        await site.must(*detached, "python3", "-I", f"{folder}/mover.py", folder)


class _Ended(Exception):
    """The host has put everything back, or tried to. One sentence."""


async def _state(site: Site, folder: str) -> tuple[str, str]:
    text = await site.read(f"{folder}/state")
    told: Any = json.loads(text) if text else {}
    return told.get("state", ""), told.get("said", "")


def _end(site: Site, state: str, said: str) -> str:
    if state == "kept":
        return ""
    raise _Ended(
        f"{site.name} put everything back: {said}" if state == "restored" else f"{site.name}: {said}"
    )


def _on(one: str) -> tuple[str, ...]:
    words, _, device = one.rpartition(" on ")
    return (*words.split(), "dev", device)
