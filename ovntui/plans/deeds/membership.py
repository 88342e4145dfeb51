"""A host's settings for ovn-controller: external_ids of its Open_vSwitch row (ovn-controller(8)).

They are set by ovs-vsctl on the host itself: when a plan is made that installs Open vSwitch there is no
database yet that a transaction could be made for.
"""

import json
from typing import Any, Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site, complaint
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

_ROW: Final = ("Open_vSwitch", ".")
_VSCTL: Final = ("ovs-vsctl", "--timeout=30", "--no-wait")
"""Does not wait for ovs-vswitchd: it has nothing to do with these settings."""
_READ: Final = ("ovs-vsctl", "--timeout=10", "--format=json")
_REMOTE: Final = "ovn-remote"
_HOSTNAME: Final = "hostname"
"""Recorded by ovs-record-hostname.service, once the network is up, where nothing is there (ovs-ctl(8))."""
_FILES: Final = {"private-key": "Private key", "certificate": "Certificate", "ca-cert": "CA Certificate"}
"""What ovs-vsctl get-ssl calls the files of these flags."""


class Membership(Craft):
    """The subject is the keys, a blank between; what is there is those that are set, KEY=VALUE, a line each.

    Where ovn-remote goes or changes, the host's chassis is taken out of the southbound that it leads to, and
    its tunnels out of the host: ovn-controller, cut off from that database, does neither.
    """

    name = "membership"
    noun = "settings of ovn-controller"

    async def look(self, site: Site, subject: str) -> str | None:
        there = await read_settings(site)
        return settings({key: there[key] for key in subject.split() if key in there})

    def accepts(self, deed: Deed, found: str | None) -> bool:
        # Open vSwitch, which an earlier deed may have started, is told its host's name some time after that
        before, now = _pairs(deed.before), _pairs(found)
        return before == {key: value for key, value in now.items() if key in before or key != _HOSTNAME}

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        there = await read_settings(site)
        wanted = _pairs(deed.after)
        await site.must(*_VSCTL, *_change(deed))
        is_asked = _REMOTE in deed.subject.split()
        if is_asked and there.get(_REMOTE) and there[_REMOTE] != wanted.get(_REMOTE):
            tell(f"leaving {there[_REMOTE]}", None)
            await _leave(site, there)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        words = (("ovs-vsctl", *_change(deed)),)
        old = _pairs(deed.before).get(_REMOTE)
        if old and old != _pairs(deed.after).get(_REMOTE):
            return *words, ("ovn-sbctl", f"--db={old}", "--if-exists", "chassis-del", "SYSTEM-ID")
        return words


def settings(pairs: dict[str, str]) -> str | None:
    """Settings as a deed holds them."""
    return "\n".join(f"{key}={value}" for key, value in sorted(pairs.items())) or None


async def read_settings(site: Site) -> dict[str, str]:
    """All external_ids of the host's Open_vSwitch row; none where Open vSwitch does not run. Raises
    HostError."""
    done = await site.run(*_READ, "--columns=external_ids", "list", *_ROW)
    if done.status == 0:
        return dict(json.loads(done.out)["data"][0][0][1])
    if "No such file" in done.err or "onnection refused" in done.err or "not found" in done.err:
        return {}
    raise HostError(f"{site.name}: ovs-vsctl: {complaint(done)}")


def _pairs(text: str | None) -> dict[str, str]:
    pairs = (line.partition("=") for line in (text or "").splitlines())
    return {key: value for key, _, value in pairs}


def _change(deed: Deed) -> tuple[str, ...]:
    wanted = _pairs(deed.after)
    gone = [key for key in deed.subject.split() if key not in wanted]
    words: list[str] = []
    if gone:
        words += ["remove", *_ROW, "external_ids", *gone]
    if wanted:
        words += ["--"] if words else []
        # ovs-vsctl takes a quoted value as JSON has it (ovs-vsctl(8), "Database Values")
        words += ["set", *_ROW, *(f"external_ids:{key}={json.dumps(value)}" for key, value in wanted.items())]
    return tuple(words)


async def _leave(site: Site, there: dict[str, str]) -> None:
    """Take the chassis out of the southbound that the settings lead to, and its tunnels out of the host."""
    system_id = there.get("system-id", "")
    if system_id:
        await site.must(*await sbctl(site, there), "--if-exists", "chassis-del", system_id)
    ports: Any = json.loads(await site.must(*_READ, "--columns=name,external_ids", "list", "Port"))
    for name, ids in ports["data"]:
        if "ovn-chassis-id" in dict(ids[1]):
            await site.must(*_VSCTL, "--if-exists", "del-port", name)


async def sbctl(site: Site, there: dict[str, str]) -> tuple[str, ...]:
    """ovn-sbctl at the southbound that a host's settings lead to, with the certificates that ovn-controller
    has there: those of Open vSwitch (ovn-controller(8), "PKI Options")."""
    flags: list[str] = []
    if there[_REMOTE].startswith("ssl:"):
        told = await site.must("ovs-vsctl", "--timeout=10", "get-ssl")
        files = dict(line.partition(": ")[::2] for line in told.splitlines())
        flags = [f"--{flag}={files[name]}" for flag, name in _FILES.items() if files.get(name)]
    return ("ovn-sbctl", "--timeout=30", f"--db={there[_REMOTE]}", *flags)
