"""Who works on the cases around the loop, and cases at its stations."""

import pytest

from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def colleague():
    return posted(Role.AGENT)


@pytest.fixture
def working(agent):
    return case_in(CaseState.IN_PROGRESS, owner=agent)


@pytest.fixture
def reachable(working):
    conversation = working.submission.conversation
    conversation.customer = customer_with(email="mei@example.com")
    conversation.save()
    return working


@pytest.fixture
def verifying(agent):
    return case_in(CaseState.VERIFYING, owner=agent, resolver=agent)


def told(case):
    """What still goes out to its customer, in the order in which it would."""
    pending = Outgoing.objects.filter(conversation=case.submission.conversation, state="pending")
    return list(pending.order_by("due_at", "pk").values_list("template", flat=True))
