"""Make the connection of each test known to the ledger before the test begins.

The first event that a connection records asks for the epoch as well. Whether a test is that first one is
chance, and one that holds the number of statements literally would fail by it.
"""

import pytest

from feedback_site.ledger.rules.recording import writer_and_epoch

DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    if item.get_closest_marker("django_db") or not DATABASE.isdisjoint(
        getattr(item, "fixturenames", ())
    ):
        writer_and_epoch()
