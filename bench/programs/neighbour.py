"""Another client that commits something small every few milliseconds. Prints how long each took.

What it changes nobody watches: it is its own waiting that is measured, beside those who read.
"""

import json
import select
import sys
import time
from typing import Final

from bench.measure.client import Client

_EVERY: Final = 0.004
_GLOBALS: Final = {"OVN_Northbound": "NB_Global", "OVN_Southbound": "SB_Global"}


def _main(remote: str, database: str) -> None:
    took: list[tuple[float, float]] = []
    with Client(remote, database) as client:
        while not select.select([sys.stdin], [], [], _EVERY)[0]:
            change = {"external_ids": ["map", [["bench", str(len(took))]]]}
            began = time.perf_counter()
            took.append(
                (
                    began,
                    client.commit_seconds(
                        {"op": "update", "table": _GLOBALS[database], "where": [], "row": change}
                    ),
                )
            )
            if len(took) == 1:
                sys.stdout.write("ready\n")
                sys.stdout.flush()
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:3])
