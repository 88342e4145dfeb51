"""What a session's process is told by its environment, and what of a client's is let in."""

import re
from collections.abc import Mapping
from typing import Final

_OURS: Final = (
    "HOME",
    "PATH",
    "TZ",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
)
_THEIRS: Final = re.compile(r"LANG|LANGUAGE|LC_[A-Z]{1,20}|COLORTERM|NO_COLOR")
_VALUE: Final = re.compile(r"[A-Za-z0-9_.,:@+-]{0,64}")
_TERM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")


def session_environment(ours: Mapping[str, str], theirs: Mapping[str, str], terminal: str) -> dict[str, str]:
    """A session's whole environment: where the server's own files are, and of what the client says only
    its language and its colours. A terminal's name that could be no name is taken for the commonest."""
    found = {name: ours[name] for name in _OURS if name in ours}
    found |= {k: v for k, v in theirs.items() if _THEIRS.fullmatch(k) and _VALUE.fullmatch(v)}
    found["TERM"] = terminal if _TERM.fullmatch(terminal) else "xterm-256color"
    return found
