"""Deeds on a real host: packages by apt, services without systemd, settings and networks of any content."""

from collections.abc import AsyncIterator

import pytest

from ovntui.hosts.errors import HostError
from ovntui.hosts.far import FarSite
from ovntui.hosts.site import Site
from ovntui.hosts.ssh import SshLink
from ovntui.ovsdb.remote import parse_remote
from ovntui.plans.deeds.craft import Craft
from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.deeds.membership import settings
from ovntui.plans.deeds.network import ovs_network
from ovntui.plans.deeds.packages import all_of
from ovntui.plans.deeds.service import RUNS, STOPPED, started
from ovntui.plans.plan import Deed
from tests.lab import openvswitch
from tests.lab.operator import Operator
from tests.lab.repository import offer
from tests.lab.waiting import wait_for
from tests.unit.hosts.test_words import TYPED


@pytest.fixture(params=["root", "kim"])
async def kvm1(request: pytest.FixtureRequest, operator: Operator) -> AsyncIterator[Site]:
    """A host of the lab, entered as root or as a user with sudo."""
    async with SshLink(parse_remote(f"ssh:{request.param}@10.10.10.234")) as link:
        yield FarSite("kvm1", None, link)


async def done(site: Site, craft: Craft, deed: Deed) -> list[tuple[str, float | None]]:
    """Do a deed that leaves what it says, twice."""
    told: list[tuple[str, float | None]] = []
    assert await craft.look(site, deed.subject) == deed.before
    await craft.do(site, deed, lambda sentence, part: told.append((sentence, part)))
    assert await craft.look(site, deed.subject) == deed.after
    await craft.do(site, deed, lambda _, __: None)
    assert await craft.look(site, deed.subject) == deed.after
    return told


async def test_packages_are_installed_with_progress_and_stay(kvm1: Site, operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    names = [f"{operator.home.name.replace('_', '-').lower()}-{number}" for number in (1, 2)]
    offer(host, names)
    craft = CRAFTS["packages"]
    subject = " ".join(names)
    assert await craft.look(kvm1, f"{subject} no-such-package coreutils") == "coreutils"
    first = Deed("packages", names[0], None, names[0])
    told = await done(kvm1, craft, first)
    assert any(part is not None and names[0] in sentence for sentence, part in told)
    deed = Deed("packages", subject, names[0], all_of(names))
    assert craft.words(deed)[-1][-1] == names[1], "only what is missing is asked for"
    await done(kvm1, craft, deed)
    assert host.read(f"/etc/{names[1]}") == "here\n"
    assert craft.inverse(deed) is None
    with pytest.raises(HostError, match="apt-get: E: Unable to locate package no-such-package"):
        missing = Deed("packages", "no-such-package", None, "no-such-package")
        await craft.do(kvm1, missing, lambda _, __: None)


async def test_a_service_is_started_and_stopped_by_its_own_script(kvm1: Site, operator: Operator) -> None:
    host, craft = operator.lab.hosts["kvm1"], CRAFTS["service"]
    host.run("pkill", "-x", "ovn-controller")
    wait_for(lambda: not host.succeeds("pidof", "ovn-controller"), "ovn-controller has ended")
    deed = Deed("service", "ovn-host", STOPPED, started(STOPPED))
    assert deed.after == RUNS
    await done(kvm1, craft, deed)
    back = craft.inverse(deed)
    assert back is not None
    await done(kvm1, craft, back)
    openvswitch.start_controller(host)
    assert await craft.look(kvm1, "libvirtd") == RUNS


async def test_settings_hold_what_was_typed_whatever_that_is(kvm1: Site, operator: Operator) -> None:
    host, craft = operator.lab.hosts["kvm1"], CRAFTS["membership"]
    before = host.run("ovs-vsctl", "get", "open_vswitch", ".", "external_ids")
    keys = "ovn-bridge-mappings ovn-encap-ip"
    for value in TYPED:
        if "\n" in value:
            continue  # a line each is how settings are told; no form takes one with a line's end
        deed = Deed("membership", keys, None, settings({"ovn-bridge-mappings": value}))
        await done(kvm1, craft, deed)
        back = craft.inverse(deed)
        assert back is not None
        await done(kvm1, craft, back)
    assert host.run("ovs-vsctl", "get", "open_vswitch", ".", "external_ids") == before


async def test_networks_of_any_name_come_and_go(kvm1: Site) -> None:
    craft = CRAFTS["network"]
    for name in ("plain", "two words", "$(id)", "a<b>&'\"c", "ümläut"):
        deed = Deed("network", name, None, ovs_network(name))
        await done(kvm1, craft, deed)
        back = craft.inverse(deed)
        assert back is not None
        await done(kvm1, craft, back)
