"""How things stand between us and one database."""

from typing import Literal, TypeAlias

import msgspec

from ovntui.ovsdb.remote import Remote

LinkState: TypeAlias = Literal["connecting", "loading", "live", "lost"]
Role: TypeAlias = Literal["standalone", "leader", "follower", "relay", ""]


class Timing(msgspec.Struct, frozen=True):
    """All in seconds. After probe without a byte from the server it is asked for a sign of life; after
    give_up without a byte the link is taken for dead. connect limits one attempt to reach a remote and
    be welcomed there. Back-off between rounds over all remotes grows from first_wait to longest_wait;
    a link that lived for steady starts it anew."""

    probe: float = 2.0
    give_up: float = 20.0
    connect: float = 5.0
    first_wait: float = 0.1
    longest_wait: float = 8.0
    steady: float = 5.0


class Link(msgspec.Struct, frozen=True):
    """The state of a connection, replaced by another at each turn.

    since is when this state began, by the event loop's clock. error tells why the link was last lost
    or could not be made, in one sentence. cut_off: the server is a cluster's member that cannot reach
    its cluster, or a relay that cannot reach its source, so that what it tells may be old.
    """

    state: LinkState = "connecting"
    remote: Remote | None = None
    role: Role = ""
    cut_off: bool = False
    since: float = 0.0
    error: str = ""
    schema_version: str = ""
