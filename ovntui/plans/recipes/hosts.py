"""What recipes have in common that work on hosts."""

from typing import Final

from ovntui.plans.deeds.act import HostAct
from ovntui.plans.deeds.membership import settings
from ovntui.plans.recipe import View

KEYS: Final = ("ovn-remote", "ovn-nb", "ovn-encap-type", "ovn-encap-ip", "ovn-bridge-datapath-type")
"""The settings that make a host a chassis (ovn-controller(8)); ovn-nb is nobody's but a reader's."""


def membership(host: str, sentence: str, wanted: dict[str, str]) -> HostAct:
    """Let a host have these settings, and no others of KEYS."""
    keys = " ".join(dict.fromkeys((*KEYS, *wanted)))
    return HostAct(sentence, host, "membership", keys, lambda _: settings(wanted))


def no_site(view: View, name: str) -> str:
    """Why nobody can work on a host."""
    if name in view.cloud.hosts:
        return f"of {name} only its database is reached: in the configuration say ssh:{name}"
    return f"there is no host {name} in the configuration"


def no_facts(view: View, name: str) -> str:
    """Why nobody knows what a host has, on which one might work."""
    host = view.cloud.hosts.get(name)
    if host is not None and host.stand_in:
        return f"{name} is a sandbox's: it has no NICs, packages or services of its own"
    return f"{name} does not answer now, or lets nobody work there as root"
