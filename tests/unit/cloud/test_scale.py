"""What one change costs does not grow with the cloud, nor does what is not looked at get joined."""

from statistics import median
from time import perf_counter

import msgspec
import pytest

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.overview import overview
from ovntui.cloud.rows import northbound as nb
from ovntui.cloud.rows import southbound as sb
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.wire import Row

from .rows import became, came, some, uuid


def switch_of(count: int) -> tuple[Cloud, list[Change[Row]], list[Change[Row]]]:
    """A cloud of one switch and one chassis, and changes of each of its ports and of their bindings."""
    cloud = Cloud()
    keys = [uuid("p", number) for number in range(count)]
    ports: list[Row] = [nb.LogicalSwitchPort(name=f"p{number}", up=True) for number in range(count)]
    bound = some([uuid("c")])
    bindings: list[Row] = [
        sb.PortBinding(logical_port=f"p{number}", chassis=bound) for number in range(count)
    ]
    cloud.apply("nb", [came(uuid("s"), nb.LogicalSwitch(name="s", ports=some(keys)))])
    cloud.apply("sb", [came(uuid("c"), sb.Chassis(name="c"))])
    cloud.apply("nb", [came(key, row) for key, row in zip(keys, ports, strict=True)])
    cloud.apply("sb", [came(uuid("b", n), row) for n, row in enumerate(bindings)])
    downs = [
        became(key, row, msgspec.structs.replace(row, up=False)) for key, row in zip(keys, ports, strict=True)
    ]
    unbound = [
        became(uuid("b", n), row, msgspec.structs.replace(row, chassis=("set", [])))
        for n, row in enumerate(bindings)
    ]
    return cloud, downs, unbound


def seconds_for_one(cloud: Cloud, source: str, changes: list[Change[Row]]) -> float:
    spent = []
    for change in changes[:400]:
        before = perf_counter()
        cloud.apply("nb" if source == "nb" else "sb", [change])
        overview(cloud)
        assert cloud.switches[uuid("s")].ports == len(cloud.ports)
        spent.append(perf_counter() - before)
    return median(spent)


@pytest.mark.parametrize("source", ["nb", "sb"])
def test_a_port_of_a_huge_switch_costs_what_one_of_a_small_switch_does(source: str) -> None:
    small, *few = switch_of(400)
    huge, *many = switch_of(10_000)
    which = 0 if source == "nb" else 1
    quick = seconds_for_one(small, source, few[which])
    assert seconds_for_one(huge, source, many[which]) < 4 * quick  # the huge one is 25 times as large


def test_a_delta_names_only_what_the_change_reaches() -> None:
    cloud, downs, unbound = switch_of(1000)
    delta = cloud.apply("nb", downs[:1])
    assert (delta["port"].changed, delta["switch"].changed) == ({uuid("p", 0)}, {uuid("s")})
    assert list(delta) == ["switch", "port"]
    delta = cloud.apply("sb", unbound[1:2])
    assert delta["port"].changed == {uuid("p", 1)}
    assert delta["chassis"].changed == {uuid("c")}


def test_a_record_stays_the_same_object_until_it_is_reached() -> None:
    cloud, downs, _ = switch_of(3)
    before = dict(cloud.ports)
    cloud.apply("nb", downs[:1])
    assert [cloud.ports[key] is before[key] for key in before] == [False, True, True]
    assert cloud.ports[uuid("p", 0)].state == "down"
