"""The zoo's northbound database."""

from tests.console.zoo.facts import MS
from tests.console.zoo.routers import blue_router, edge_router, main_router
from tests.console.zoo.switches import North, blue, databases, outside, pods, shop


def northbound() -> North:
    """The northbound database's rows."""
    north = North()
    tcp = north.add("Connection", "tcp", target="ptcp:6641")
    north.add(
        "NB_Global",
        name="zoo",
        nb_cfg=42,
        nb_cfg_timestamp=MS - 90_000,
        sb_cfg=42,
        sb_cfg_timestamp=MS - 89_988,
        hv_cfg=41,
        hv_cfg_timestamp=MS - 3_600_000,
        connections=tcp,
    )
    for part in (shop, databases, pods, blue, outside, main_router, edge_router, blue_router):
        part(north)
    return north
