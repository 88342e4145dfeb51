"""What is done to remove switches, routers and their ports."""

from collections.abc import Iterator
from uuid import UUID

from ovntui.plans.act import Act, Api, Command


def remove_switch(handle: str, name: str) -> Act:
    """A switch, by name or uuid, with all that lives by it; name is what people call it."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.ls_del(handle)

    return Act(f"remove switch {name}", commands, (("ls-del", handle),))


def remove_router(handle: str, name: str) -> Act:
    """A router, by name or uuid, with all that lives by it; name is what people call it."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lr_del(handle)

    return Act(f"remove router {name}", commands, (("lr-del", handle),))


def remove_port(port: str, switch: str | None) -> Act:
    """A port of a switch (by uuid), by its name."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lsp_del(port, switch)

    return Act(f"remove port {port}", commands, (("lsp-del", port),))


def remove_router_port(port: str, router: str | None) -> Act:
    """A port of a router (by uuid), by its name."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lrp_del(port, router)

    return Act(f"remove router port {port}", commands, (("lrp-del", port),))


def remove_nat(uuid: str, router: str, name: str) -> Act:
    """A NAT rule of a router, both by uuid; name is what people call the rule."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_remove("Logical_Router", router, "nat", UUID(uuid))

    return Act(f"remove NAT rule {name}", commands, (("remove", "Logical_Router", router, "nat", uuid),))
