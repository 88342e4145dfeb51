"""Who is at the keys, and what that person may do."""

from enum import IntEnum

import msgspec


class Role(IntEnum):
    """What an operator may do; each may do all that those before may."""

    VIEWER = 0
    OPERATOR = 1
    ADMIN = 2

    @property
    def word(self) -> str:
        """As it is written in files and on the screen."""
        return self.name.lower()


ROLES = {role.word: role for role in Role}
"""The roles by their words."""


class Operator(msgspec.Struct, frozen=True):
    """One person in one session. name comes from whoever keeps the keys, never from the client; source
    is the address that the session came from, empty for this machine's own terminal; session tells the
    sessions of one server apart."""

    name: str
    role: Role
    source: str = ""
    session: str = ""
