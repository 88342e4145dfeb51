"""Port groups: switch ports that ACLs belong to, and match expressions name at once, as @name."""

from typing import Final

from ovntui.plans.recipe import View
from ovntui.plans.recipes.address_sets import set_name_fault
from ovntui.plans.recipes.asked import Asked
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.recipes.things import find, offers_of
from ovntui.plans.typed import TypedError
from ovntui.plans.values import Columns, Value, elements, set_value


def read_ports(view: View, text: str) -> Value:
    """Switch ports by name or uuid, a line each, as references. Raises TypedError."""
    found = []
    for number, raw in enumerate(text.splitlines()):
        name = raw.strip()
        if not name:
            continue
        key = find(view, "port", name)
        if key is None:
            raise TypedError(f"there is no port {name}", number)
        found.append(("uuid", key))
    return set_value(found)


def show_ports(view: View, value: Value) -> str:
    """References to switch ports by name."""
    ports = view.cloud.ports
    return "\n".join(ports[key].name if key in ports else key for _, key in elements(value))


def said(row: Columns) -> str:
    """A port group in few words."""
    return str(row["name"])


def _lost(_: View, row: Columns) -> tuple[str, ...]:
    told = [f"match expressions that name @{row['name']} match nothing any more"]
    if acls := elements(row["acls"]):
        told.append("its 1 ACL goes with it" if len(acls) == 1 else f"its {len(acls)} ACLs go with it")
    return tuple(told)


FAMILY: Final = Family(
    table="Port_Group",
    word="port-group",
    noun="port group",
    title="a port group",
    summary="Switch ports that share ACLs, and that match expressions name at once, as @name.",
    asked=(
        Asked(
            name="name",
            column="name",
            label="Name",
            help="what match expressions call it, behind an @",
            required=True,
            check=set_name_fault,
        ),
        Asked(
            name="ports",
            column="ports",
            label="Ports",
            help="the switch ports in it, by name or uuid",
            kind="many",
            offers=offers_of("port"),
            read=read_ports,
            show=show_ports,
        ),
    ),
    said=said,
    is_kept=True,
    index=("name",),
    lost=_lost,
    also=("acls",),
)

RECIPES: Final = recipes_of(FAMILY)
