"""A service of a host: under systemd a unit, elsewhere what its package's own script starts."""

from dataclasses import replace
from typing import Final, NamedTuple

from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

RUNS, STOPPED, ABSENT = "runs", "stopped", "not installed"
ENABLED, DISABLED = "starts with the host", "does not start with the host"


class _Daemon(NamedTuple):
    """What runs where there is no systemd, and what starts and stops it there."""

    programs: tuple[str, ...]
    start: tuple[str, ...]
    stop: tuple[str, ...]


_OVS, _OVN = "/usr/share/openvswitch/scripts/ovs-ctl", "/usr/share/ovn/scripts/ovn-ctl"
_DAEMONS: Final = {
    "openvswitch-switch": _Daemon(
        ("ovsdb-server", "ovs-vswitchd"), (_OVS, "start", "--system-id=random"), (_OVS, "stop")
    ),
    "ovn-host": _Daemon(("ovn-controller",), (_OVN, "start_controller"), (_OVN, "stop_controller")),
    "libvirtd": _Daemon(("libvirtd",), ("/usr/sbin/libvirtd", "--daemon"), ("pkill", "-x", "libvirtd")),
}
"""By Debian's names of the units."""


class Service(Craft):
    """The subject is the unit's name. What is there is whether it runs and, in a second line where there is
    systemd, whether it starts with the host."""

    name = "service"
    noun = "service"

    async def look(self, site: Site, subject: str) -> str | None:
        if not await _has_systemd(site):
            return await _running(site, _DAEMONS[subject])
        shown = await site.must(
            "systemctl", "show", "--property=LoadState,ActiveState,UnitFileState", "--", subject
        )
        facts = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
        runs = RUNS if facts.get("ActiveState") == "active" else STOPPED
        if facts.get("LoadState") == "not-found":
            runs = ABSENT
        return f"{runs}\n{ENABLED if facts.get('UnitFileState') == 'enabled' else DISABLED}"

    def accepts(self, deed: Deed, found: str | None) -> bool:
        # what an earlier deed has installed may have been started by that, or not
        return (deed.before or "").startswith(ABSENT) or super().accepts(deed, found)

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        for command in self.words(deed):
            if command[0] == "systemctl" or not await self._is_done(site, deed):
                await site.must(*command)
        if ENABLED in (deed.after or "") or DISABLED in (deed.after or ""):
            return ""
        return f"{site.name} has no systemd: nothing there starts {deed.subject} with the host"

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        runs, _, starts = (deed.after or STOPPED).partition("\n")
        if not starts:
            daemon = _DAEMONS[deed.subject]
            return (daemon.start if runs == RUNS else daemon.stop,)
        return (
            ("systemctl", "enable" if starts == ENABLED else "disable", "--", deed.subject),
            ("systemctl", "start" if runs == RUNS else "stop", "--", deed.subject),
        )

    def inverse(self, deed: Deed) -> Deed | None:
        # a service that a package brought stays installed, as the package does
        back = super().inverse(deed)
        assert back is not None
        return replace(back, after=(deed.before or "").replace(ABSENT, STOPPED))

    async def _is_done(self, site: Site, deed: Deed) -> bool:
        return await _running(site, _DAEMONS[deed.subject]) == deed.after


def started(found: str | None) -> str:
    """A service as it shall be: running, and starting with the host where systemd can see to that."""
    return f"{RUNS}\n{ENABLED}" if "\n" in (found or "") else RUNS


async def _running(site: Site, daemon: _Daemon) -> str:
    pids = [await site.run("pidof", "-s", program) for program in daemon.programs]
    if all(one.status == 0 for one in pids):
        return RUNS
    return STOPPED if (await site.run("test", "-x", daemon.start[0])).status == 0 else ABSENT


async def _has_systemd(site: Site) -> bool:
    """See sd_booted(3)."""
    return (await site.run("test", "-d", "/run/systemd/system")).status == 0
