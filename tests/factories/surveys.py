"""Rows of surveys."""

import factory

from cases.states import CaseState
from surveys.models import FollowUp
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import customer_with


def solved_case(*, customer=None, store=None, **more):
    """Give a case that waits for its customer's word."""
    submission = SubmissionFactory(
        customer=customer, store=store, no_contact_reason="" if customer else "anonymous"
    )
    submission.conversation.customer = customer
    submission.conversation.save()
    return case_in(CaseState.VERIFYING, submission=submission, **more)


class FollowUpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FollowUp

    case = factory.LazyFunction(lambda: solved_case(customer=customer_with()))
    resolution_number = 1
    due_at = NOW
    created_at = NOW
