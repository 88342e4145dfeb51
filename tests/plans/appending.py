"""A console that only writes plans down: python -m tests.plans.appending JOURNAL NAME COUNT LIMIT."""

import asyncio
import sys
from pathlib import Path

from ovntui.plans.journal import Journal
from ovntui.plans.plan import Outcome, Plan


async def main(path: str, name: str, count: str, limit: str) -> None:
    """Write that many plans down, each with its verdict."""
    journal = Journal(Path(path), limit=int(limit))
    for number in range(int(count)):
        plan = Plan(f"{name}-{number}", "x", "X" * 500, name, {}, (f"{name} does {number}",), ())
        await journal.sent(plan)
        await journal.decided(plan.id, Outcome("applied"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
