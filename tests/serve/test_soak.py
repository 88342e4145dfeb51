"""A short form of the night's run: people come, work, stall and go, and the server is as it was before."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.servers.process import ENVIRONMENT


@pytest.mark.skipif(find_spec("bench") is None, reason="the benchmark's programs are not part of this source")
def test_after_many_visits_the_server_holds_what_it_held() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.soak", "--minutes", "0.2"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0.0 min left" in done.stdout
