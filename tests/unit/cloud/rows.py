"""Rows for the cloud's tests: from a dump of ovsdb-client, or made here."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.libvirt import Disk, Domain, Nic
from ovntui.cloud.rows.northbound import NORTHBOUND
from ovntui.cloud.rows.open_vswitch import OPEN_VSWITCH
from ovntui.cloud.rows.southbound import SOUTHBOUND
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import Row

BLOG = Path(__file__).parents[2] / "data" / "blog"


def uuid(*words: object) -> str:
    """A uuid that is always the same for the same words."""
    number = 0
    for char in " ".join(map(str, words)):
        number = number * 131 + ord(char)
    text = f"{number % (1 << 128):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def raw(pairs: dict[str, str]) -> msgspec.Raw:
    """A map column."""
    return msgspec.Raw(json.dumps(["map", sorted(pairs.items())]).encode())


def some(uuids: Iterable[str]) -> tuple[Literal["uuid", "set"], Any]:
    """A reference column."""
    listed: list[tuple[Literal["uuid"], str]] = [("uuid", one) for one in uuids]
    return listed[0] if len(listed) == 1 else ("set", listed)


def came(uuid: str, row: Row) -> Change[Row]:
    """A row that was not there before."""
    return Change(row.TABLE, uuid, None, row)


def became(uuid: str, old: Row, new: Row) -> Change[Row]:
    """A row that is another now."""
    return Change(new.TABLE, uuid, old, new)


def went(uuid: str, row: Row) -> Change[Row]:
    """A row that is there no more."""
    return Change(row.TABLE, uuid, row, None)


def dump(path: Path, types: Iterable[type[Row]]) -> Iterator[Change[Row]]:
    """The rows in what `ovsdb-client dump --format=json` printed: one JSON object a table."""
    by_table = {kind.TABLE: kind for kind in types}
    for line in path.read_text().splitlines():
        table = json.loads(line)
        kind = by_table.get(table["caption"].removesuffix(" table"))
        if kind is None:
            continue
        for values in table["data"]:
            row = dict(zip(table["headings"], values, strict=True))
            yield came(row["_uuid"][1], msgspec.json.decode(json.dumps(row), type=kind))


VM1 = Domain(
    name="vm1",
    state="running",
    vcpus=2,
    memory=2 * 2**30,
    nics=(
        Nic(
            "52:54:00:c4:a1:03", "bridge", "br-int", "vnet0", "c6c32709-bcd2-4585-b321-1606c349767a", "virtio"
        ),
    ),
    disks=(Disk("vda", "/var/lib/libvirt/images/ubuntest.qcow2", "disk"),),
)
"""The blog's first VM, as its libvirt tells of it."""


def blog() -> Cloud:
    """The cloud of the blog's scenario, as its databases were at the end, with the host kvm1 and its VM."""
    cloud = Cloud()
    cloud.apply("nb", dump(BLOG / "nb.json", NORTHBOUND))
    cloud.apply("sb", dump(BLOG / "sb.json", SOUTHBOUND))
    cloud.apply(("host", "kvm1"), dump(BLOG / "kvm1.ovs.json", OPEN_VSWITCH))
    cloud.apply(("host", "kvm1"), [came(uuid("vm1"), VM1)])
    return cloud
