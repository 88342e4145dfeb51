"""What holds for every test of plans."""

from tests.ovsdb.conftest import nothing_goes_wrong_in_silence

__all__ = ["nothing_goes_wrong_in_silence"]
