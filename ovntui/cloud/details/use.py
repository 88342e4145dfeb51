"""How much is used of what, as graphs in the details."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ovntui.cloud.cells import Cell, Field, Mood, Section
from ovntui.cloud.course import KEPT, Course, sparkline
from ovntui.cloud.details.fields import SHOWN, line
from ovntui.cloud.records import Host, Vm
from ovntui.cloud.rows.libvirt import Usage
from ovntui.cloud.shown import size
from ovntui.safetext import SafeText

_LEAST: Final = 1024.0
"""Bytes a second that fill a graph at least: what hardly trickles is not drawn as if it poured."""

_FLOWS: Final = ("disk read", "disk written", "net received", "net sent")


def counters(usage: Usage) -> tuple[float, ...]:
    """What a VM's graphs are drawn of."""
    return (usage.cpu, usage.read, usage.written, usage.received, usage.sent)


def vm_use(vm: Vm, course: Course | None, age: str, wrong: str) -> tuple[Section, ...]:
    """What a VM uses, once that is known. age says how long ago that was, wrong why nothing newer is."""
    if not vm.is_on or not (age or wrong):
        return ()
    fields = [_told(age, wrong)]
    if course is not None and (cpu := course.rates(0)):
        said = f"{100 * cpu[-1]:.0f} % of {vm.vcpus:,} {'CPU' if vm.vcpus == 1 else 'CPUs'}"
        fields.append(_graph("CPU", cpu, float(vm.vcpus), said))
        for which, label in enumerate(_FLOWS, 1):
            fields.append(_bytes(label, course.rates(which)))
    return (Section("Use", tuple(fields)),)


def tunnel_use(host: Host, courses: Mapping[str, Course], age: str, wrong: str) -> tuple[Section, ...]:
    """What goes through a host's tunnels."""
    if not host.tunnels or not (age or wrong):
        return ()
    return (Section("Through the tunnels", (_told(age, wrong), *_tunnels(host, courses))),)


def _tunnels(host: Host, courses: Mapping[str, Course]) -> Iterator[Field]:
    for one in host.tunnels[: SHOWN // 2]:
        course = courses.get(one.name)
        if course is not None and course.rates(0):
            yield _bytes(f"{one.name} in", course.rates(0))
            yield _bytes(f"{one.name} out", course.rates(1))


def _told(age: str, wrong: str) -> Field:
    if wrong:
        said = f"{age} ago, and not since: {wrong}" if age else wrong
        return Field("measured", line("", said, Mood.WARNING).cell, lively=True)
    return Field("measured", line("", f"{age} ago").cell, lively=True)


def _bytes(label: str, rates: Sequence[float]) -> Field:
    said = size(int(rates[-1])).text or "0 B"
    return _graph(label, rates, max(_LEAST, *rates), f"{said}/s")


def _graph(label: str, rates: Sequence[float], most: float, said: str) -> Field:
    drawn = sparkline(rates, most).rjust(KEPT)
    return Field(label, Cell(SafeText(f"{said:>14}  {drawn}".rstrip())), lively=True)
