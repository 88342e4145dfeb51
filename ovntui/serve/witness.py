"""What the server itself tells the audit: who came, who was refused and what, and when they went."""

import asyncio
import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from ovntui.operators import Operator, Role
from ovntui.plans.audit import Audit
from ovntui.plans.errors import JournalError

_LOG: Final = logging.getLogger(__name__)

_REFUSALS: Final = 10
"""Refusals a minute of somebody not known that are told one by one; of more the number."""


class Witness:
    """Writes in the order in which things happened, and in a thread, so that a slow disk holds nobody up.
    Where it cannot be written it is said in the log: looking on goes on, and changes stop at the session's
    own audit."""

    def __init__(self, path: Path) -> None:
        self._audit = Audit(path)
        self._thread = ThreadPoolExecutor(1, "audit")
        self._minute = 0.0
        self._refused: Counter[str] = Counter()
        self._is_broken = False

    def tell(self, event: str, who: Operator, **facts: Any) -> None:
        """Something happened."""
        asyncio.get_running_loop().run_in_executor(self._thread, self._write, event, who, facts)

    def refused(self, who: Operator, is_known: bool, what: str) -> None:
        """Something was refused. A flood of strangers fills no disk."""
        self.breathe()
        self._refused[who.source] += not is_known
        if is_known or self._refused[who.source] <= _REFUSALS:
            self.tell("refused", who, what=what)

    def breathe(self) -> None:
        """Once a minute, tell how many were not told of."""
        now = time.monotonic()
        if now - self._minute < 60:
            return
        self._minute = now
        for source, count in self._refused.items():
            if count > _REFUSALS:
                self.tell("refused", Operator("", Role.VIEWER, source), more=count - _REFUSALS)
        self._refused.clear()

    def close(self) -> None:
        """Write what is still to be written."""
        self._thread.shutdown()

    def _write(self, event: str, who: Operator, facts: dict[str, Any]) -> None:
        try:
            self._audit.append(event, who, **facts)
            self._is_broken = False
        except JournalError as error:
            if not self._is_broken:
                _LOG.error("%s; nothing can be changed until it can be", error)
            self._is_broken = True
