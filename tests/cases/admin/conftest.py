"""Who works at the desk, and a case with everything on it."""

import pytest
from django.test import Client

from feedback_site.organisation.roles import Role
from tests.factories.opened import NOW, customer_called, opened, talk  # noqa: F401 for tests
from tests.factories.organisation import StoreFactory, posted


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def colleague(store):
    return posted(Role.AGENT, store=store)


@pytest.fixture
def stranger():
    """Works on cases, but at a store that none of them belongs to."""
    return posted(Role.AGENT, store=StoreFactory())


@pytest.fixture
def supervisor():
    return posted(Role.SUPERVISOR)


@pytest.fixture
def at_desk():
    """Sign somebody in; pages answer in English."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        client.cookies["django_language"] = "en"
        return client

    return sign_in


@pytest.fixture
def case(store):
    customer = customer_called("陳美玲", "mei@example.com", "0912345678")
    return opened(customer=customer, store=store)
