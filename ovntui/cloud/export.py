"""The whole cloud as plain data, for `ovntui show --json`.

The result has these keys; keys may be added later, none is renamed or dropped:

    control       nb_cfg, sb_cfg, hv_cfg, sb_global, chassis, in_sync, behind: [NAME]
    switches      name, label, uuid, subnet, ports: how many, up, bindable, uplinks, routers, …
    ports         name, label, uuid, type, state, switch, addresses, chassis, router, interfaces, …
    routers       name, label, uuid, ports, networks, gateways, nats, routes, …
    router_ports  name, uuid, router, mac, networks, candidates, active, …
    nats          uuid, type, external_ip, logical_ip, router, chassis, …
    chassis       name, hostname, label, uuid, encaps, mappings, nb_cfg, in_sync, roles, bindings, …
    hosts         name, system_id, bridges, interfaces, tunnels, chassis, …
    vms           key: HOST/UUID, name, uuid, host, state, vcpus, memory, nics, disks, …

Every list of records is sorted by name, then uuid. A relation is {"uuid", "name"} or null, and its uuid
is "" where no such record exists; what may be unknown is null. The names in it are as the databases
have them, escaped as JSON does.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.overview import control_plane
from ovntui.cloud.records import Named, Record


def to_json(cloud: Cloud) -> dict[str, Any]:
    """The cloud as dicts, lists, strings, numbers, booleans and None."""
    plane = control_plane(cloud)
    return {
        "control": {
            "name": plane.name,
            "nb_cfg": plane.nb_cfg,
            "sb_cfg": plane.sb_cfg,
            "hv_cfg": plane.hv_cfg,
            "sb_global": plane.sb_global,
            "chassis": plane.chassis,
            "in_sync": plane.in_sync,
            "behind": [one.name for one in plane.behind],
        },
        "switches": _records(cloud.switches.values()),
        "ports": _records(cloud.ports.values()),
        "routers": [
            {
                **_plain(router),
                "static_routes": [_plain(route) for route in cloud.routes_of_router(router.key)],
            }
            for router in _sorted(cloud.routers.values())
        ],
        "router_ports": _records(cloud.router_ports.values()),
        "nats": _records(cloud.nats.values()),
        "chassis": [
            {**_plain(chassis), "bindings": sorted(cloud.bindings_on_chassis(chassis.key))}
            for chassis in _sorted(cloud.chassis.values())
        ],
        "hosts": _records(cloud.hosts.values(), "name"),
        "vms": _records(cloud.vms.values(), "key"),
    }


def _sorted(records: Iterable[Any]) -> list[Any]:
    return sorted(records, key=lambda record: (getattr(record, "name", ""), record.key))


def _records(records: Iterable[Record], key: str = "uuid") -> list[dict[str, Any]]:
    return [_plain(record, key) for record in _sorted(records)]


def _plain(value: Any, key: str = "uuid") -> Any:
    if isinstance(value, msgspec.Struct):
        fields = {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
        return {key: fields.pop("key"), **fields} if "key" in fields else fields
    if isinstance(value, Named):
        return {"uuid": value.key, "name": value.name}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {("uuid" if name == "key" else name): _plain(one) for name, one in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
