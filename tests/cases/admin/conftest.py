"""Who works at the desk, and a case with everything on it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from cases.rules.desk import noting
from cases.rules.openings import opening
from cases.rules.replies import replying
from channels.kinds import ContactKind, Direction
from channels.models import ContactPoint, Customer, Message
from feedback_site.organisation.roles import Role
from tests.factories.cases import SubmissionFactory
from tests.factories.organisation import StoreFactory, posted

NOW = datetime.now(UTC).replace(microsecond=0)


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


def customer_called(name, email="", phone="", at=NOW):
    customer = Customer(first_seen_at=at)
    customer.write_name(name)
    customer.save()
    for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone)):
        if value:
            point = ContactPoint(customer=customer, kind=kind, created_at=at)
            point.write(customer.wrapped_key, value)
            point.save()
    return customer


def opened(text="在中山店沖印的相片整批偏黃，想請你們重印。", *, at=None, customer=None, **more):
    """Give a case as intake opens it, with its first message."""
    at = at or NOW - timedelta(minutes=30)
    submission = SubmissionFactory(
        title=text[:40], text=text, captured_at=at, received_at=at, customer=customer,
        no_contact_reason="" if customer else "anonymous", **more,
    )  # fmt: skip
    submission.conversation.customer = customer
    submission.conversation.save()
    Message.objects.create(
        conversation=submission.conversation, channel=submission.channel, text=text,
        direction=Direction.INBOUND, happened_at=at, recorded_at=at,
    )  # fmt: skip
    return opening.open_case(submission.pk, now=at)


@pytest.fixture
def case(store):
    customer = customer_called("陳美玲", "mei@example.com", "0912345678")
    return opened(customer=customer, store=store)


def talk(case, agent, times):
    """Let a case grow: answers and notes."""
    for number in range(times):
        replying.reply(case.pk, text=f"answer {number}", actor=agent, now=NOW)
        noting.note(case.pk, text=f"note {number}", actor=agent, now=NOW)
