"""Forget after each test what it let the process remember: the next one's rows are others.

A few tests remember for seconds, as a running site does. What they read would be believed by whichever test
comes next, if it comes soon enough.
"""

import pytest
from django.conf import settings

from feedback_site import remembering


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    # Where a whole module remembers (tests/house/conftest.py), it forgets at its own end.
    if not settings.LOOK_UP_SECONDS:
        remembering.forget()
    return result
