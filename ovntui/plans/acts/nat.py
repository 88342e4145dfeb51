"""What is done to NAT rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ovntui.plans.act import Act, Api, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class NatRule:
    """A NAT rule to be (ovn-nb(5), NAT). port and mac make a dnat_and_snat distributed; ports, "FIRST-LAST",
    one or "", are those of which one is picked in place of a connection's own; gateway_port names the router
    port at which the rule is done, and gateway_uuid is its uuid."""

    type: str
    external: str
    logical: str
    port: str = ""
    mac: str = ""
    ports: str = ""
    gateway_port: str = ""
    gateway_uuid: str = ""
    stateless: bool = False

    def __str__(self) -> str:
        external = f"{self.external}:{self.ports}" if self.ports else self.external
        arrow = {"snat": "→", "dnat": "←"}.get(self.type, "↔")
        return f"{self.type} {self.logical} {arrow} {external}"


def add_nat(router: str, rule: NatRule) -> Act:
    """A NAT rule of a router."""

    def commands(nb: Api) -> Iterator[Command]:
        row = nb.lr_nat_add(
            router,
            rule.type,
            rule.external,
            rule.logical,
            logical_port=rule.port or None,
            external_mac=rule.mac or None,
        )
        yield row
        # ovn-nbctl writes this option into every rule, and so does whoever expects to find it
        columns: dict[str, Any] = {"options": {"stateless": "true" if rule.stateless else "false"}}
        if rule.ports:
            columns["external_port_range"] = rule.ports
        if rule.gateway_uuid:
            columns["gateway_port"] = UUID(rule.gateway_uuid)
        yield nb.db_set("NAT", row.result, *columns.items())

    options = (
        *(("--stateless",) if rule.stateless else ()),
        *(("--portrange",) if rule.ports else ()),
        *((f"--gateway-port={rule.gateway_port}",) if rule.gateway_port else ()),
    )
    distributed = (rule.port, rule.mac) if rule.port else ()
    ports = (rule.ports,) if rule.ports else ()
    words = (*options, "lr-nat-add", router, rule.type, rule.external, rule.logical, *distributed, *ports)
    return Act(f"add {rule} to router {router}", commands, (words,))


def remove_nat(router: str, uuid: str, rule: str) -> Act:
    """Take a NAT rule, by uuid, from its router. rule is what people call it."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_remove("Logical_Router", router, "nat", UUID(uuid))
        yield nb.db_destroy("NAT", uuid)

    words = ("remove", "Logical_Router", router, "nat", uuid)
    return Act(f"remove {rule} from router {router}", commands, (words,))
