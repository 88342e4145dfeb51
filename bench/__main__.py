"""`python -m bench`: all figures, or those that are named."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.clouds import SIZES
from bench.report import stamp, versions, write
from bench.run import Run

FIGURES: Final = (
    "first_screen",
    "ports",
    "keys",
    "stall",
    "sorting",
    "commits",
    "churn",
    "flip",
    "memory",
    "neighbour",
    "blog",
    "reconnect",
    "growth",
    "plan",
    "recipes",
    "rest",
    "serve",
)
"""In the order of docs/performance.md."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print each table as it is ready, and put them into a page if one is named, figure by figure,
    so that they can be measured in several sittings."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="NAME", help=f"of {', '.join(FIGURES)}; default: all")
    parser.add_argument("--sizes", default="S,M,L", help="of S, M, L, XL (default S,M,L)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is run (default 5)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long changes rain (default 60)")
    parser.add_argument("--no-idl", action="store_true", help="without ovsdbapp, which takes minutes at L")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page")
    args = parser.parse_args(arguments)
    if unknown := set(args.figures) - set(FIGURES) | set(args.sizes.split(",")) - set(SIZES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    chosen = [size for name, size in SIZES.items() if name in args.sizes.split(",")]
    run = Run(chosen, args.rounds, args.seconds, not args.no_idl, args.write.parent if args.write else None)
    head, measured = versions(), stamp()
    print(head, flush=True)
    for name in args.figures or FIGURES:
        tables: list[str] = []
        for table in importlib.import_module(f"bench.figures.{name}").measure(run):
            tables.append(table.markdown(measured))
            print(f"\n{tables[-1]}", flush=True)
        if args.write:
            write(args.write, head, tables)


if __name__ == "__main__":
    main(sys.argv[1:])
