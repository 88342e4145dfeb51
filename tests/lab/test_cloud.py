"""The blog's cloud on the lab's hosts: packets go where the blog says that they go."""

import pytest

from tests.lab.cast import INTERNET, SNAT, VMS
from tests.lab.lab import Lab
from tests.lab.outside import heard
from tests.lab.waiting import wait_for


def test_vm1_reaches_vm2(cloud: Lab) -> None:
    there = VMS[1].address.partition("/")[0]
    wait_for(lambda: cloud.guests["vm1"].reaches(there), "vm1 reaches vm2", 90)


@pytest.mark.parametrize("vm", ["vm1", "vm2"])
def test_a_vm_reaches_the_internet_under_the_routers_address(cloud: Lab, vm: str) -> None:
    with heard(cloud) as sender:
        wait_for(lambda: cloud.guests[vm].reaches(INTERNET), f"{vm} reaches the internet", 90)
        assert sender() == SNAT


def test_packets_between_hosts_travel_in_geneve(cloud: Lab) -> None:
    for who in cloud.hypervisors:
        kinds = cloud.hosts[who.name].run("ovs-vsctl", "--bare", "--columns=type", "list", "interface")
        assert "geneve" in kinds.split()
