"""What is wrong in whatever field it stands, and the forms with as much of it as there can be."""

from collections.abc import Mapping
from typing import Final

from ovntui.plans.recipe import Field, Recipe, Values, View, faults, settled

WRONG: Final = ("?! ’", '"\\"', "-x", "999999999999", "fd00::/129", "2,3", "a\x01b")
"""No name, no address, no number, no list, nothing that a shell or a database would take: what is fine in
one field is wrong in another, and each field finds one of them wrong."""

OTHERWISE: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = {
    "attach-port": ({"parent": "web-1"},),
    "connect": ({"switch": "ls-ext"},),
    "add-route": ({"prefix": "0.0.0.0/0"},),
    "add-policy": ({"action": "reroute", "nexthops": "10.10.10.1"},),
    "gateway-priorities": ({"by": "group"},),
    "add-nat": (
        {"type": "dnat_and_snat", "external": "10.10.10.250", "logical": "10.0.1.22", "distributed": "yes"},
        {"router": "lr-edge"},
    ),
    "add-acl": ({"on": "port group", "port-group": "pg_office"}, {"log": "yes"}),
    "add-load-balancer": ({"checked": "10.0.2.100:80"},),
    "edit-load-balancer": ({"checked": "10.0.5.100:443"},),
    "add-dhcp-options": ({"cidr": "fd00:2::/64"},),
    "edit-dhcp-options": ({"cidr": "fd00:2::/64"},),
    "create-vm": (
        {"disk": "file", "file": "/tmp/web.qcow2"},
        {"disk": "empty"},
        {"disk": "upload", "upload": "/usr/share/common-licenses/GPL-3"},
    ),
    "delete-vm": ({"vm": "web-3"},),
    "remove-port": ({"port": "ls-ext-lr-main"},),
}
"""Under what else, beside what an operator would ask for, the other fields of a recipe are asked."""

LATER: Final = {("add-acl", "tier"), ("edit-acl", "tier")}
"""Fields of columns that the tests' server, of OVN 23.03, does not have."""


def wrong_in(recipe: Recipe, field: Field, view: View, values: Values) -> str | None:
    """Something that the form says is wrong in a field, beside values that are right; None where it takes
    whatever it is given."""
    for text in WRONG:
        typed = {**values, field.name: text}
        if field.name in dict(faults(recipe, view, settled(recipe, view, typed))):
            return text
    return None


def spoiled(recipe: Recipe, view: View, values: Values) -> dict[str, str]:
    """Values with something wrong in each field that is typed in, but where the form would then not ask for
    another one of these, or not see what is wrong with it."""
    typed = dict(values)
    wrong = set[str]()
    into = {field.name for field in recipe.fields if field.kind not in ("switch", "order")}
    for field in reversed(recipe.fields):
        before = settled(recipe, view, typed)
        text = wrong_in(recipe, field, view, values) if field.name in before.keys() & into else None
        if text is None:
            continue
        tried = {**typed, field.name: text}
        after = settled(recipe, view, tried)
        if after.keys() >= before.keys() & into and dict(faults(recipe, view, after)).keys() > wrong:
            typed = tried
            wrong.add(field.name)
    return typed
