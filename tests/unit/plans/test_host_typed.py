"""Whatever is typed into the forms of hosts that join and leave: the plan holds it as it was typed, or the
form refuses it beside that field. All the others are tried on real hosts, in tests/lab/test_typed.py."""

import pytest

from ovntui.cloud.rows.southbound import Chassis
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.recipe import View, faults, settled
from ovntui.plans.recipes.catalogue import RECIPES
from tests.unit.cloud.rows import blog, came, uuid
from tests.unit.hosts.test_words import TYPED
from tests.unit.plans.test_host_forms import REMOTE, view


def joined() -> View:
    """kvm3, as a chassis into which nothing is plugged."""
    cloud = blog()
    cloud.apply("sb", [came(uuid("third"), Chassis(name="third", hostname="kvm3"))])
    return view(cloud=cloud, is_reached=True)


BARE = {"host": "kvm3", "remote": REMOTE, "network": "ovs-net"}
FORMS = [
    *(("join-host", field, BARE) for field in ("host", "remote", "northbound", "encap-type", "encap-ip")),
    *(("join-host", field, BARE) for field in ("datapath", "network")),
    *(("leave-host", field, {"host": "kvm3", "network": "ovs-net"}) for field in ("host", "network")),
]


@pytest.mark.parametrize(("name", "field", "right"), FORMS)
def test_it_arrives_or_is_refused_beside_its_field(name: str, field: str, right: dict[str, str]) -> None:
    recipe, seen = RECIPES[name], view() if name == "join-host" else joined()
    assert not dict(faults(recipe, seen, settled(recipe, seen, right)))
    assert field in [one.name for one in recipe.fields]
    for text in TYPED:
        asked = settled(recipe, seen, {**right, field: text})
        told = dict(faults(recipe, seen, asked))
        assert not told or field in told, (text, told)
        if told or not text.strip():
            continue
        acts = [act for act in recipe.wish(seen, asked).acts if isinstance(act, HostAct)]
        found = [part for act in acts for part in (act.host, act.subject, act.after(None) or "")]
        assert any(text.strip() in part for part in found), (text, found)


def test_every_field_is_tried() -> None:
    for name in ("join-host", "leave-host"):
        fields = {one.name for one in RECIPES[name].fields if one.kind != "switch"}
        assert fields == {field for of, field, _ in FORMS if of == name}
