"""The addresses of switch ports as they are typed: read, and judged against what is there."""

from collections.abc import Iterator, Sequence

from ovntui.plans.addresses import bare, host_fault, mac_fault
from ovntui.plans.recipe import View
from ovntui.plans.recipes.segment import Segment


def ip_faults(segment: Segment | None, texts: Sequence[str], own: str = "") -> Iterator[str]:
    """What is wrong with IP addresses for a port on a switch. own is the port's name, which may keep what
    it has; segment is None as long as the switch is not known."""
    taken = segment.taken() if segment is not None else {}
    networks = segment.networks() if segment is not None else []
    seen = set()
    for text in texts:
        if fault := host_fault(text, networks):
            yield fault
            continue
        ip = bare(text)
        assert ip is not None  # host_fault said so
        if ip in seen:
            yield f"{ip} stands here twice"
        elif taken.get(ip, own) != own:
            yield f"{ip} is taken by {taken[ip]}"
        seen.add(ip)


def mac_in_use(segment: Segment | None, mac: str, own: str = "") -> str | None:
    """Whether another port of the switch has a MAC address."""
    holder = segment.macs().get(mac.lower(), own) if segment is not None else own
    return f"{mac} is taken by {holder}" if holder != own else None


def element_fault(segment: Segment | None, element: str, own: str) -> str | None:
    """What is wrong with one element of a port's addresses (ovn-nb(5), Logical_Switch_Port addresses): "MAC
    IP…", "MAC dynamic", "dynamic", "dynamic IP", "unknown" or "router"."""
    first, *rest = element.split()
    if element in ("unknown", "router", "dynamic"):
        return None
    if first in ("unknown", "router"):
        return f"nothing stands beside {first}"
    if first != "dynamic" and (fault := mac_fault(first) or mac_in_use(segment, first, own)):
        return fault
    ips = [part for part in rest if part != "dynamic"]
    needs_subnet = "dynamic" in (first, *rest)
    if needs_subnet and segment is not None and not segment.managed:
        return f"switch {segment.switch.name} has no subnet from which a dynamic address could come"
    return next(ip_faults(segment, ips, own), None)


def security_fault(element: str) -> str | None:
    """What is wrong with one element of port_security: "MAC", or "MAC IP…" where an IP may be a network."""
    first, *rest = element.split()
    if fault := mac_fault(first):
        return fault
    return next((f"{part} is no IP address or network" for part in rest if bare(part) is None), None)


def secured(mac: str, ips: Sequence[str]) -> str:
    """The element of port_security that allows just these addresses."""
    return " ".join((mac, *(str(bare(ip)) for ip in ips)))


def segment_of(view: View, switch: str | None) -> Segment | None:
    """The segment of a switch by its key, where there is one."""
    return Segment(view, switch) if switch is not None else None
