"""`ovntui plan`, `ovntui log` and `ovntui undo`: the same plans as the console's, without it."""

import argparse
from collections.abc import Callable
from typing import Any, Final

from ovntui.flags import LateParser
from ovntui.plans.recipe import Field, Recipe
from ovntui.plans.recipes.catalogue import RECIPES

_FIELD = "field:"
"""What a recipe's fields are called in the namespace, where the common flags have names of their own."""


_BEHIND: Final = ("where the cloud is", "TLS, for ssl: remotes")
"""The groups of flags that are told of behind those of the plan itself."""


def fill_plan(
    parser: LateParser,
    common: Callable[[], LateParser],
    run: Callable[[argparse.Namespace], int],
) -> None:
    """A parser below `plan` for each recipe."""
    recipes = parser.add_subparsers(title="plans", metavar="NAME", parser_class=LateParser)
    for recipe in RECIPES.values():
        late = recipes.add_parser(
            recipe.name,
            help=recipe.summary,
            usage=f"ovntui plan {recipe.name} [WHAT IS ASKED FOR] [--dry-run] [--yes] [--json] [--wait …]",
            description=recipe.summary,
            parents=[common()],
            conflict_handler="resolve",  # a common flag has another name where a field takes its first
        )
        late.set_defaults(run=run, recipe=recipe.name)
        late.fill = _filler(recipe)


def add_sending_flags(parser: argparse.ArgumentParser) -> None:
    """The flags of whatever sends a plan."""
    sending = parser.add_argument_group("how it is applied")
    sending.add_argument("--dry-run", action="store_true", help="print the plan and send nothing")
    sending.add_argument("--yes", action="store_true", help="apply without asking")
    sending.add_argument("--json", action="store_true", help="print plan and outcome as JSON")
    sending.add_argument(
        "--wait",
        choices=("none", "sb", "hv"),
        default="none",
        help="wait until northd has taken it over (sb), or until it is in force on every chassis (hv)",
    )


def values_of(args: argparse.Namespace) -> dict[str, str]:
    """What was given for the recipe's fields."""
    given = {
        name.removeprefix(_FIELD): value for name, value in vars(args).items() if name.startswith(_FIELD)
    }
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in given.items()}


def _filler(recipe: Recipe) -> Callable[[LateParser], None]:
    def fill(parser: LateParser) -> None:
        group = parser.add_argument_group("what is asked for")
        for field in recipe.fields:
            _add_field(group, field)
        add_sending_flags(parser)
        groups = parser._action_groups  # printed in this order, for which argparse has no other way
        groups.sort(key=lambda one: one.title in _BEHIND)

    return fill


def _add_field(group: "argparse._ArgumentGroup", field: Field) -> None:
    told = field.help + (" (needed)" if field.required else "")
    flag, metavar = f"--{field.name}", field.name.upper().replace("-", "_")
    where: dict[str, Any] = {"dest": f"{_FIELD}{field.name}", "default": argparse.SUPPRESS}
    if field.kind in ("many", "order"):
        group.add_argument(
            flag, action="append", metavar=metavar, help=f"{told}; may be given again", **where
        )
    elif field.kind == "switch":
        group.add_argument(flag, nargs="?", const="yes", choices=("yes", "no"), help=told, **where)
    else:
        group.add_argument(flag, metavar=metavar, help=told, **where)
