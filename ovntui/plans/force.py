"""From applied to in force: which chassis have what a plan changed, and which have not."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.delta import Delta
from ovntui.cloud.records import Named
from ovntui.deployment import Deployment
from ovntui.plans.compile import Wait


@dataclass(frozen=True, slots=True)
class Reached:
    """A chassis that has it in force; ms after northd took it up, where both tell the time."""

    chassis: Named
    ms: int | None


@dataclass(frozen=True, slots=True)
class Force:
    """How far a configuration number has come. northd: it has been taken over into the southbound database.
    reached and laggards are the chassis of this zone, by name."""

    nb_cfg: int
    northd: bool
    reached: tuple[Reached, ...]
    laggards: tuple[Named, ...]

    def is_done(self, wait: Wait) -> bool:
        """Whether it has come as far as was asked for; on every chassis there is, for "hv"."""
        return wait == "none" or (self.northd and (wait == "sb" or not self.laggards))

    def __str__(self) -> str:
        if not self.northd:
            return "northd has not taken it up yet"
        total = len(self.reached) + len(self.laggards)
        told = f"in force on {len(self.reached)} of {total} chassis"
        if not self.laggards:
            return told
        named = ", ".join(one.name for one in self.laggards[:5])
        more = f" and {len(self.laggards) - 5} more" if len(self.laggards) > 5 else ""
        return f"{told}; not yet on {named}{more}"


def force(cloud: Cloud, nb_cfg: int) -> Force:
    """How far a number of NB_Global's nb_cfg has come (ovn-nb(5), NB_Global: sb_cfg; ovn-sb(5),
    Chassis_Private: nb_cfg). Looks at every chassis."""
    north = cloud.nb_global
    taken_up = max(0 if north is None else north.sb_cfg, cloud.sb_cfg or 0) >= nb_cfg
    began = north.nb_cfg_timestamp if north is not None and north.nb_cfg == nb_cfg else 0
    reached, laggards = [], []
    for chassis, cfg, timestamp in cloud.chassis_at():
        if cfg < nb_cfg:
            laggards.append(chassis)
        else:
            exact = cfg == nb_cfg and began and timestamp
            reached.append(Reached(chassis, max(0, timestamp - began) if exact else None))
    return Force(
        nb_cfg,
        taken_up,
        tuple(sorted(reached, key=lambda one: one.chassis.name)),
        tuple(sorted(laggards, key=lambda one: one.name)),
    )


async def follow(
    deployment: Deployment, nb_cfg: int, wait: Wait, on_change: Callable[[Force], None] = lambda _: None
) -> Force:
    """Tell on_change each time that more of the cloud has it in force, and return once it has come as far as
    was asked for. That may be never, where a chassis is down: whoever waits sets the limit."""
    changed = asyncio.Event()

    def listen(_: Delta) -> None:
        changed.set()

    told: Force | None = None
    stop = deployment.intake.listen(listen)
    try:
        while True:
            changed.clear()
            now = force(deployment.cloud, nb_cfg)
            if now != told:
                told = now
                on_change(now)
            if now.is_done(wait):
                return now
            await changed.wait()
    finally:
        stop()
