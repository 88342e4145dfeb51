"""What a server answered to a transaction, in an operator's words."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

_WORDS: Final = {
    "constraint violation": "the database does not allow it",
    "referential integrity violation": "something else needs what would go, or what it refers to is gone",
    "permission error": "this connection may not write that (RBAC, see ovn-sb(5), RBAC_Permission)",
    "not allowed": "the server serves the database read-only: it is a standby, or a copy of a file",
    "resources exhausted": "the server has not the resources for it",
    "I/O error": "the server cannot write its database: is its disk full?",
    "not supported": "this server is too old for it",
    "unknown database": "the server serves the database no longer",
    "duplicate uuid": "a row of this very uuid is there already",
}

_TWICE: Final = re.compile(r'multiple rows in "(\w+)" table to have identical values \((.+?)\) for index')


def first_error(results: Iterable[Any]) -> dict[str, Any] | None:
    """What the transaction failed at: the error object of RFC 7047 section 4.1.3, or None."""
    return next((one for one in results if isinstance(one, dict) and "error" in one), None)


def is_guard(error: dict[str, Any]) -> bool:
    """Whether a "wait" failed: what the plan was made from is not so any more."""
    return bool(error["error"] == "timed out")


def refusal(error: dict[str, Any]) -> str:
    """A sentence for a transaction that was refused."""
    tag, details = str(error["error"]), str(error.get("details", "") or "")
    if found := _TWICE.search(details):
        return f"there is a {found[1]} with {found[2]} already"
    words = _WORDS.get(tag, tag)
    return f"{words}: {details}" if details else words


def count_told(results: Sequence[Any]) -> int | None:
    """NB_Global's nb_cfg, where the transaction counted it up and asked for it last."""
    last = results[-1] if results else None
    rows = last.get("rows") if isinstance(last, dict) else None
    return int(rows[0]["nb_cfg"]) if rows else None
