"""A wish for a deed, before anybody has looked at the host."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """What a recipe wants to know of a host: a subject of a craft."""

    host: str
    craft: str
    subject: str


@dataclass(frozen=True, slots=True)
class HostAct:
    """sentence says what is done ("start ovn-controller on kvm1"), and is no more than that.

    host is the name of the host, craft and subject are as in a deed; after makes what is to be there of what
    is there, None being nothing, and may raise Refusal. Where both are the same nothing is done.
    """

    sentence: str
    host: str
    craft: str
    subject: str
    after: Callable[[str | None], str | None]
