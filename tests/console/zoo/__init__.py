"""A cloud with one of everything: port types and states, NAT rules, gateways, chassis, all of it fixed.

Shop and database servers behind lr-main, which three gateway chassis offer; pods inside a VM; a Neutron
network; lr-edge held by the second member of its group; one gateway that nobody holds; one chassis that
lags behind, one of another availability zone, one VTEP switch. Two hosts' own databases, and their VMs.
"""

from tests.console.zoo.facts import NOW
from tests.console.zoo.hosts import host
from tests.console.zoo.north import northbound
from tests.console.zoo.south import southbound
from tests.console.zoo.vms import vms

__all__ = ["NOW", "host", "northbound", "southbound", "vms"]
