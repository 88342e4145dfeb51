"""Who is heard outside: under which address the cloud's packets arrive there."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.lab.lab import Lab


@contextmanager
def heard(lab: Lab) -> Iterator[Callable[[], str]]:
    """Listen there; what this gives tells who sent the newest ping. The first of a new port may come as it
    is, once in a while, and is not answered then."""
    with lab.outside.network():  # where the socket stays
        ear = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    with ear:
        ear.setblocking(False)
        yield lambda: list(_senders(ear))[-1]


def _senders(ear: socket.socket) -> Iterator[str]:
    with contextlib.suppress(BlockingIOError):
        while True:
            yield str(ear.recvfrom(2048)[1][0])
