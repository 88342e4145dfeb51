"""What the records of a page are called by the changes that may be made to them."""

from collections.abc import Sequence

from ovntui.cloud.cells import Kind
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Named
from ovntui.widgets.console_screen import Subject


def subjects(cloud: Cloud, kind: Kind, keys: Sequence[str]) -> list[Subject]:
    """The records themselves, and the switch or router that one of them belongs to."""
    records = [(key, cloud.kinds[kind].get(key)) for key in keys]
    own = Subject(
        kind, tuple(_name(cloud, kind, key, getattr(record, "name", "")) for key, record in records)
    )
    found = [own]
    if len(records) == 1:
        _, record = records[0]
        for owner in ("switch", "router"):
            named = getattr(record, owner, None)
            if isinstance(named, Named) and owner != kind:
                found.append(Subject(owner, (_name(cloud, owner, named.key, named.name),)))
    return found


def _name(cloud: Cloud, kind: Kind, key: str, name: str) -> str:
    """The name where it tells the record from all others of its kind; else its uuid. A name that would not
    survive being a line of a form is none."""
    if kind == "nat" or name != name.strip() or len(name.splitlines()) != 1:
        return key
    if kind in ("port", "router_port"):
        return name
    return name if sum(other == name for _, other in cloud.names(kind)) == 1 else key
