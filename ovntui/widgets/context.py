"""Calls that come from a connection, made as if they came from the page that waits for them."""

from collections.abc import Callable
from contextvars import copy_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def here(call: Callable[P, T]) -> Callable[P, T]:
    """The same call, always made in the context of now.

    A connection calls in the context that it was opened in, where there was no app yet. Textual finds
    the app in the context: a timer that is set in another one never rings.
    """
    context = copy_context()

    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        return context.copy().run(call, *args, **kwargs)  # a context is not entered twice at a time

    return made
