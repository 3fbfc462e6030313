"""What tests of channels share."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def statements():
    """Count SQL statements, leaving out the savepoints that only the suite's own transaction causes."""

    @contextmanager
    def counting(expected):
        with CaptureQueriesContext(connection) as captured:
            yield
        found = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"][:20]]
        assert len(found) == expected, "\n\n".join(found)

    return counting
