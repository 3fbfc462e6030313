"""Pages are tested with browsers whose changes are committed."""

import pytest
from django.core.cache import caches

from tests.doors import CommittingClient


@pytest.fixture
def client():
    return CommittingClient()


@pytest.fixture(autouse=True)
def _nothing_counted():
    yield
    for cache in caches.all():
        cache.clear()
