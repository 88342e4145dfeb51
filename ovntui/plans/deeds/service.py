"""A service of a host: under systemd a unit, elsewhere what its package's own script starts."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

RUNS, STOPPED, ABSENT = "runs", "stopped", "not installed"
ENABLED, DISABLED = "starts with the host", "does not start with the host"


class _Daemon(NamedTuple):
    """What does a unit's work: its programs, each of which under systemd is a unit of its own or the unit
    itself; and what starts and stops it where there is no systemd. sockets are the units by which systemd
    starts it for whoever calls (systemd.socket(5)), as a pattern of systemctl(1)."""

    programs: tuple[str, ...]
    start: tuple[str, ...]
    stop: tuple[str, ...]
    sockets: tuple[str, ...] = ()


_OVS, _OVN = "/usr/share/openvswitch/scripts/ovs-ctl", "/usr/share/ovn/scripts/ovn-ctl"
_DAEMONS: Final = {
    "openvswitch-switch": _Daemon(
        ("ovsdb-server", "ovs-vswitchd"), (_OVS, "start", "--system-id=random"), (_OVS, "stop")
    ),
    "ovn-host": _Daemon(("ovn-controller",), (_OVN, "start_controller"), (_OVN, "stop_controller")),
    "libvirtd": _Daemon(
        ("libvirtd",),
        ("/usr/sbin/libvirtd", "--daemon"),
        ("pkill", "-x", "libvirtd"),
        ("libvirtd*.socket",),
    ),
}
"""By Debian's names of the units."""


class Service(Craft):
    """The subject is the unit's name. What is there is whether it runs and, in a second line where there is
    systemd, whether it starts with the host."""

    name = "service"
    noun = "service"

    async def look(self, site: Site, subject: str) -> str | None:
        daemon = _DAEMONS[subject]
        if not await _has_systemd(site):
            return await _running(site, daemon)
        units = (*_units(subject), *daemon.sockets)
        shown = await site.must(
            "systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState", "--", *units
        )
        told = [dict(line.split("=", 1) for line in unit.splitlines()) for unit in shown.split("\n\n")]
        unit = told[0]
        runs = RUNS if _answers(told) else STOPPED
        if unit["LoadState"] == "not-found":
            runs = ABSENT
        return f"{runs}\n{ENABLED if unit['UnitFileState'] == 'enabled' else DISABLED}"

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
        units = _units(deed.subject)
        return (
            ("systemctl", "enable" if starts == ENABLED else "disable", "--", deed.subject),
            ("systemctl", "start", "--", *units)
            if runs == RUNS
            # what calls it, and be it this console, would start it again
            else ("systemctl", "stop", "--", *units, *_DAEMONS[deed.subject].sockets),
        )

    def inverse(self, deed: Deed) -> Deed | None:
        # a service that a package brought stays installed, as the package does
        back = super().inverse(deed)
        assert back is not None
        return msgspec.structs.replace(back, after=(deed.before or "").replace(ABSENT, STOPPED))

    async def _is_done(self, site: Site, deed: Deed) -> bool:
        return await _running(site, _DAEMONS[deed.subject]) == deed.after


def started(found: str | None) -> str:
    """A service as it shall be: running, and starting with the host where systemd can see to that."""
    return f"{RUNS}\n{ENABLED}" if "\n" in (found or "") else RUNS


def _units(subject: str) -> tuple[str, ...]:
    """The unit, and those that do its work: it may be there as a name only, and count as active whatever
    becomes of them."""
    return tuple(dict.fromkeys((subject, *_DAEMONS[subject].programs)))


def _answers(told: Iterable[Mapping[str, str]]) -> bool:
    """Whether a service does its work, or begins to when it is called: libvirtd ends after two idle minutes,
    and waits at its sockets."""
    states = [(unit["Id"].endswith(".socket"), unit["ActiveState"]) for unit in told]
    waits = (True, "active") in states
    fine = ("active", "inactive") if waits else ("active",)
    return all(state in fine for is_socket, state in states if not is_socket)


async def _running(site: Site, daemon: _Daemon) -> str:
    pids = [await site.run("pidof", "-s", program) for program in daemon.programs]
    if all(one.status == 0 for one in pids):
        return RUNS
    return STOPPED if (await site.run("test", "-x", daemon.start[0])).status == 0 else ABSENT


async def _has_systemd(site: Site) -> bool:
    """See sd_booted(3)."""
    return (await site.run("test", "-d", "/run/systemd/system")).status == 0
