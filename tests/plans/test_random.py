"""A thousand random plans, applied and undone in reverse: the database is as it was, down to the uuids."""

import random
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Plan
from ovntui.plans.undo import undo
from tests.plans.acts import wish
from tests.plans.stage import Words, stage

Make: TypeAlias = Callable[[Api, random.Random], list[Command]]

PLANS: Final = 1000
DEEP: Final = 100
"""So many are applied upon each other before they are undone."""

SETUP: tuple[Words, ...] = (
    ("ovn-nbctl", "ls-add", "sw-0", "--", "ls-add", "sw-1", "--", "lr-add", "r-0", "--", "lr-add", "r-1"),
    (
        "ovn-nbctl",
        "lsp-add",
        "sw-0",
        "p-0",
        "--",
        "lsp-add",
        "sw-1",
        "p-1",
        "--",
        "pg-add",
        "pg-0",
        "p-0",
        "p-1",
    ),
    ("ovn-nbctl", "lr-nat-add", "r-0", "snat", "192.0.2.1", "10.0.0.0/24"),
    ("ovn-nbctl", "acl-add", "sw-0", "from-lport", "1", "ip4", "allow", "--", "ha-chassis-group-add", "ha-0"),
    (
        "ovn-nbctl",
        "create",
        "DHCP_Options",
        "cidr=10.0.0.0/24",
        "--",
        "meter-add",
        "m-0",
        "drop",
        "10",
        "kbps",
    ),
)


async def test_random_plans_undone_in_reverse() -> None:
    dice, applied, refused = random.Random(4), 0, 0
    async with stage(*SETUP) as one:
        original = await one.contents()
        while applied < PLANS:
            plans: list[Plan] = []
            while len(plans) < min(DEEP, PLANS - applied):
                try:
                    plan = await one.planner.plan(wish(*_random_acts(dice)), "random", "Random", {})
                except Refusal:
                    refused += 1
                    continue
                outcome = await one.writer.apply(plan)
                if outcome.verdict == "applied":
                    plans.append(plan)
                else:
                    assert outcome.reason.endswith("already"), outcome
                    refused += 1
            assert await one.contents() != original
            applied += len(plans)
            entries = {entry.plan.id: entry for entry in one.journal.entries()}
            for plan in reversed(plans):
                outcome = await one.writer.apply(await undo(one.planner, entries[plan.id]))
                assert outcome.verdict == "applied", (plan, outcome)
            assert await one.contents() == original
    assert refused < 4 * PLANS, "most of what is drawn must be possible"


def _random_acts(dice: random.Random) -> Iterator[Act]:
    for _ in range(dice.randrange(1, 3)):
        yield _drawn(dice.choice(_DRAWN), dice.random())


def _drawn(make: Make, seed: float) -> Act:
    """The same each time that it is drafted."""

    def commands(nb: Api) -> Iterator[Command]:
        yield from make(nb, random.Random(seed))

    return Act("random", commands, ())


def _one(dice: random.Random, what: str) -> str:
    return f"{what}-{dice.randrange(4)}"


def _address(dice: random.Random) -> str:
    return f"10.{dice.randrange(3)}.{dice.randrange(3)}.{dice.randrange(1, 200)}"


def _add_switch(nb: Api, dice: random.Random) -> list[Command]:
    return [nb.ls_add(_one(dice, "sw"), other_config={"subnet": "10.0.0.0/24"})]


_DRAWN: Final[tuple[Make, ...]] = (
    _add_switch,
    lambda nb, d: [nb.ls_del(_one(d, "sw"))],
    lambda nb, d: [nb.lr_add(_one(d, "r"))],
    lambda nb, d: [nb.lr_del(_one(d, "r"))],
    lambda nb, d: [nb.lsp_add(_one(d, "sw"), _one(d, "p"))],
    lambda nb, d: [nb.lsp_del(_one(d, "p"))],
    lambda nb, d: [nb.lsp_set_addresses(_one(d, "p"), [f"52:54:00:00:00:01 {_address(d)}"])],
    lambda nb, d: [nb.lsp_set_options(_one(d, "p"), **{_one(d, "key"): str(d.randrange(9))})],
    lambda nb, d: [nb.lrp_add(_one(d, "r"), _one(d, "rp"), "00:00:00:00:00:01", [f"{_address(d)}/24"])],
    lambda nb, d: [nb.lrp_del(_one(d, "rp"))],
    lambda nb, d: [nb.lrp_set_gateway_chassis(_one(d, "rp"), _one(d, "kvm"), d.randrange(99))],
    lambda nb, d: [nb.lr_nat_add(_one(d, "r"), "dnat_and_snat", _address(d), _address(d))],
    lambda nb, d: [nb.lr_nat_del(_one(d, "r"))],
    lambda nb, d: [nb.lr_route_add(_one(d, "r"), f"10.{d.randrange(9)}.0.0/16", _address(d))],
    lambda nb, d: [nb.acl_add(_one(d, "sw"), "to-lport", d.randrange(9), "ip4", "drop")],
    lambda nb, d: [nb.acl_del(_one(d, "sw"))],
    lambda nb, d: [nb.pg_add(_one(d, "pg"))],
    lambda nb, d: [nb.pg_add_ports(_one(d, "pg"), nb.lookup("Logical_Switch_Port", _one(d, "p")).uuid)],
    lambda nb, d: [nb.pg_del(_one(d, "pg"))],
    lambda nb, d: [nb.lb_add(_one(d, "lb"), f"{_address(d)}:80", f"{_address(d)}:8080")],
    lambda nb, d: [nb.ls_lb_add(_one(d, "sw"), _one(d, "lb"))],
    lambda nb, d: [nb.lb_del(_one(d, "lb"))],
    lambda nb, d: [nb.db_set("Logical_Switch", _one(d, "sw"), ("external_ids", {_one(d, "k"): "v"}))],
    lambda nb, d: [nb.db_clear("Logical_Switch", _one(d, "sw"), "external_ids")],
)
