"""Nothing is remembered from one test to the next: what it was read from is rolled back."""

import pytest
from django.conf import settings as site_settings

from feedback_site.remembering import forget


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Where a whole module remembers (tests/house/conftest.py), it forgets at its own end."""
    if not site_settings.LOOK_UP_SECONDS:
        forget()
    # Which cases are there already: their numbers may come again.
    from cases.rules.openings import marking
    from reports.rules import refreshing

    marking.forget()
    refreshing.forget_mark()


@pytest.fixture
def remembering(settings):
    """Remember look-ups as a running site does; the suite remembers nothing otherwise."""
    settings.LOOK_UP_SECONDS = 60
