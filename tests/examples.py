"""How many examples a property is tried with: more with `make fuzz` than in every run of the tests."""

from hypothesis import settings


def examples(share: float) -> settings:
    """share is of what the profile in force asks for."""
    return settings(max_examples=max(1, int(settings().max_examples * share)))
