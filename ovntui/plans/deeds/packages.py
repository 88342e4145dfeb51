"""Packages of a Debian or Ubuntu host."""

import re
from collections.abc import Iterable
from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

_UPDATE: Final = ("apt-get", "update")
_INSTALL: Final = (
    *("env", "DEBIAN_FRONTEND=noninteractive"),
    *("apt-get", "install", "--yes", "--no-remove", "-o", "Dpkg::Options::=--force-confold"),
)
"""Nothing is asked, nothing that is there is removed, and no file of configuration is written over."""
_LIMIT: Final = 1800.0
"""Seconds: packages may have to come from far."""

_STATUS: Final = re.compile(r"(?:dl|pm)status:[^:]*:([0-9.]+):(.*)")
"""A line of APT::Status-Fd (apt's README.progress-reporting)."""


class Packages(Craft):
    """The subject is their names, a blank between; what is there is the names of those that are installed, a
    line each. They stay when the plan is undone: others may have come to need them."""

    name = "packages"
    noun = "packages"

    async def look(self, site: Site, subject: str) -> str | None:
        done = await site.run("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n", *_names(subject))
        if done.status not in (0, 1):  # 1: some of them are not known
            raise HostError(f"{site.name} has no packages of Debian's kind; install these there: {subject}")
        lines = done.out.decode(errors="replace").splitlines()
        told = (line.partition(" ") for line in lines)
        return all_of(name for name, _, status in told if status == "installed")

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        def heard(line: str) -> None:
            if found := _STATUS.fullmatch(line):
                tell(found[2], min(float(found[1]) / 100, 1.0))

        tell("asking what there is to install", None)
        await site.must(*_UPDATE, seconds=_LIMIT)
        install = (*_INSTALL, "-o", "APT::Status-Fd=1", "--", *_missing(deed))
        await site.must(*install, seconds=_LIMIT, heard=heard)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        return _UPDATE, (*_INSTALL, "--", *_missing(deed))

    def inverse(self, deed: Deed) -> Deed | None:
        return None


def all_of(names: Iterable[str]) -> str | None:
    """Packages as they are told of when they are installed."""
    return "\n".join(sorted(set(names))) or None


def _names(subject: str) -> list[str]:
    return subject.split()


def _missing(deed: Deed) -> list[str]:
    there = set((deed.before or "").split())
    return [name for name in _names(deed.subject) if name not in there]
