"""The wall around what recipes work out: a mistake in one of them must neither end the console nor lose what
was typed."""

import logging
from collections.abc import Callable
from typing import TypeVar

from ovntui.plans.errors import Refusal
from ovntui.plans.known import Missing

T = TypeVar("T")

_log = logging.getLogger(__name__)


def walled(what: str, work: Callable[[], T], field: str = "") -> T:
    """What work comes to. what names it in a sentence, field is the form's field that it is about. Raises
    Refusal, also in the place of all that goes wrong there by mistake, of which the log has the traceback."""
    try:
        return work()
    except (Refusal, Missing):
        raise
    except Exception as error:  # whatever it is, it is a mistake in one recipe, and all else goes on
        _log.exception("%s could not be worked out", what)
        mistake = f"a mistake in ovntui ({type(error).__name__})"
        told = f"{what} cannot be told: {mistake}; nothing was sent, and the log file has the details"
        raise Refusal(told, {field: told} if field else None) from error
