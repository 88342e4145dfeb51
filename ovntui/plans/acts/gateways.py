"""What is done to the chassis that may hold a router port's gateway."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import value_words

_PORT = "Logical_Router_Port"
_STEP = 25


def priorities(count: int) -> tuple[int, ...]:
    """Falling priorities for so many chassis: 100, 75, 50 …, with room for others in between. More than
    four begin higher; what is most is 32767 (ovn-nb(5), Gateway_Chassis)."""
    step = max(1, min(_STEP, 32767 // max(count, 1)))
    top = step * max(count, 4)
    return tuple(top - step * place for place in range(count))


@dataclass(frozen=True, slots=True)
class Member:
    """A chassis, by its name (the system-id), that may hold a gateway. uuid is its row's where it has one
    already; label is what people call the chassis. own_name says that its row has the name that ovn-nbctl
    would give it, by which ovn-nbctl finds it."""

    chassis: str
    label: str
    priority: int
    uuid: str = ""
    own_name: bool = True


def _name(port: str, chassis: str) -> str:
    """What ovn-nbctl calls a router port's Gateway_Chassis."""
    return f"{port}-{chassis}"


def set_candidates(port: str, members: Sequence[Member]) -> Act:
    """Chassis that may hold a router port's gateway: new ones, and others at another priority."""

    def commands(nb: Api) -> Iterator[Command]:
        for one in members:
            if one.uuid:
                yield nb.db_set("Gateway_Chassis", UUID(one.uuid), ("priority", one.priority))
                continue
            row = nb.db_create(
                "Gateway_Chassis",
                name=_name(port, one.chassis),
                chassis_name=one.chassis,
                priority=one.priority,
            )
            yield row
            yield nb.db_add(_PORT, port, "gateway_chassis", row.result.uuid)

    words = tuple(
        ("set", "Gateway_Chassis", one.uuid, f"priority={one.priority}")
        if one.uuid and not one.own_name
        else ("lrp-set-gateway-chassis", port, one.chassis, str(one.priority))
        for one in members
    )
    listed = ", ".join(f"{one.label} {one.priority}" for one in members)
    return Act(f"let {port} be held by {listed}", commands, words)


def remove_candidates(port: str, members: Sequence[Member]) -> Act:
    """Chassis that may hold a router port's gateway no more."""

    def commands(nb: Api) -> Iterator[Command]:
        for one in members:
            yield nb.db_remove(_PORT, port, "gateway_chassis", UUID(one.uuid))
            yield nb.db_destroy("Gateway_Chassis", one.uuid)

    words = tuple(("remove", _PORT, port, "gateway_chassis", one.uuid) for one in members)
    return Act(f"let {port} be held no more by {', '.join(one.label for one in members)}", commands, words)


def add_group(group: str, members: Sequence[Member], port: str) -> Act:
    """A new group of chassis, and the router port that it holds from now on."""

    def commands(nb: Api) -> Iterator[Command]:
        row = nb.db_create("HA_Chassis_Group", name=group)
        yield row
        for one in members:
            yield nb.ha_chassis_group_add_chassis(row.result.uuid, one.chassis, one.priority)
        yield nb.db_set(_PORT, port, ("ha_chassis_group", row.result.uuid))

    words = (
        ("--id=@group", "create", "HA_Chassis_Group", f"name={value_words(group)}"),
        *(("ha-chassis-group-add-chassis", group, one.chassis, str(one.priority)) for one in members),
        ("set", _PORT, port, "ha_chassis_group=@group"),
    )
    listed = ", ".join(f"{one.label} {one.priority}" for one in members)
    return Act(f"let {port} be held by group {group}: {listed}", commands, words)


def change_group(group: str, kept: Sequence[Member], gone: Sequence[Member]) -> Act:
    """The members of a group, by its name: kept ones are new or have another priority."""

    def commands(nb: Api) -> Iterator[Command]:
        for one in kept:
            yield nb.ha_chassis_group_add_chassis(group, one.chassis, one.priority)
        for one in gone:
            yield nb.ha_chassis_group_del_chassis(group, one.chassis)

    words = (
        *(("ha-chassis-group-add-chassis", group, one.chassis, str(one.priority)) for one in kept),
        *(("ha-chassis-group-remove-chassis", group, one.chassis) for one in gone),
    )
    parts = [f"{one.label} {one.priority}" for one in kept] + [f"without {one.label}" for one in gone]
    return Act(f"change group {group}: {', '.join(parts)}", commands, words)


def use_group(port: str, group: str, uuid: str) -> Act:
    """Let a router port be held by a group that is there."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_set(_PORT, port, ("ha_chassis_group", UUID(uuid)))

    return Act(
        f"let {port} be held by group {group}", commands, (("set", _PORT, port, f"ha_chassis_group={uuid}"),)
    )


def leave_group(port: str, group: str) -> Act:
    """Let a router port be held by its group no more; the group stays."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lrp_del_ha_chassis_group(port)

    return Act(f"take {port} from group {group}", commands, (("clear", _PORT, port, "ha_chassis_group"),))
