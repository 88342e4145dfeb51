"""An act: one thing done to one database, said in a sentence, done by typed commands, and spelled out in the
words that an operator would have typed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Api: TypeAlias = Any
"""ovsdbapp's API of the act's database, bound to a draft; the package has no types."""
Command: TypeAlias = Any
"""One of ovsdbapp's commands."""

TOOLS: Final = {"nb": "ovn-nbctl", "sb": "ovn-sbctl"}
"""The program that an operator would use on a database, by its connection's key; on a host's it is
ovs-vsctl."""


@dataclass(frozen=True, slots=True)
class Act:
    """sentence says what is done, with names and values ("add switch ls-int"), and is no more than that.

    commands yields ovsdbapp's commands; each has been run when the next is asked for, so that one may use
    the result of another. words are the same done by the database's own tool, without its name: one
    argument list for each of its commands (as between "--"), such that the tool does exactly the same.
    database is the key of the connection: "nb", "sb" or a host's name.
    """

    sentence: str
    commands: Callable[[Api], Iterator[Command]]
    words: tuple[tuple[str, ...], ...]
    database: str = "nb"


@dataclass(frozen=True, slots=True)
class Restoring:
    """The rows of the transaction before, on the same database, are as they were before it: it was for no
    longer than what is done in between."""

    sentence: str
    database: str = "nb"
