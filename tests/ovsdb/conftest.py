"""What holds for every test of the client."""

import gc
import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """asyncio only logs what is raised in a callback; here it fails the test. And however a load
    ended, garbage is collected again afterwards."""
    yield
    errors = [
        record
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.ERROR
    ]
    assert not errors, [f"{record.getMessage()}: {record.exc_info}" for record in errors]
    assert gc.isenabled()
