"""Another client that changes so many ports a second, one a transaction, until told to stop.

It turns `up` of ports chosen at random. Prints what it has done.
"""

import json
import random
import select
import sys
import time
from typing import Final

from bench.measure.client import Client, update

_BURST: Final = 50
"""Changes sent before the answers are looked at again: a server reads nothing from whom it still has to send
much."""


def _main(remote: str, rate: float) -> None:
    dice = random.Random(1)
    with Client(remote, "OVN_Northbound") as client:
        ports = {
            row["_uuid"][1]: row["up"] is True
            for row in client.select("Logical_Switch_Port", [["type", "==", ""]], "up")
        }
        uuids = list(ports)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        began = time.perf_counter()
        sent = answered = 0
        while True:
            due = int((time.perf_counter() - began) * rate)
            for _ in range(min(due - sent, _BURST)):
                uuid = dice.choice(uuids)
                ports[uuid] = not ports[uuid]
                client.send([update("Logical_Switch_Port", uuid, up=ports[uuid])])
                sent += 1
            ready = select.select(
                [client, sys.stdin], [], [], max(0.0, began + (sent + 1) / rate - time.perf_counter())
            )[0]
            if client in ready:
                answered += client.answers()
            if sys.stdin in ready:
                break
        seconds = time.perf_counter() - began
    json.dump({"sent": sent, "answered": answered, "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    _main(sys.argv[1], float(sys.argv[2]))
