"""The flags of plans beside those that are common to all commands."""

import argparse
from functools import partial

import pytest

from ovntui.flags import LateParser, common_flags
from ovntui.plans.commands import fill_plan, values_of
from ovntui.plans.recipes.catalogue import RECIPES


def parsed(*arguments: str) -> argparse.Namespace:
    parser = LateParser(prog="ovntui plan")
    fill_plan(parser, partial(common_flags, console=False), lambda _: 0)
    return parser.parse_args(arguments)


@pytest.mark.parametrize("recipe", RECIPES)
def test_no_field_hides_a_flag_that_all_commands_have(recipe: str) -> None:
    given = ("--reach", "kvm1=ssh:kvm1", "--cloud-name", "blog", "--nb", "unix:a", "--timeout", "3")
    found = parsed(recipe, *given)
    assert (found.host, found.name, found.nb, found.timeout) == (["kvm1=ssh:kvm1"], "blog", "unix:a", 3.0)


def test_a_field_is_asked_for_by_its_own_name() -> None:
    found = parsed("create-vm", "--host", "kvm1", "--name", "web-1", "--reach", "kvm1=ssh:a")
    assert values_of(found) == {"host": "kvm1", "name": "web-1"}
    assert found.host == ["kvm1=ssh:a"] and not hasattr(found, "name")
