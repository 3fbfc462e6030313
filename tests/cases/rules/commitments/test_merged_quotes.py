"""An open quote of a case that is merged: its customer still answers it, and the case that leads hears it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cases.errors import QuoteOver
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import CaseEvent
from cases.quote_states import QuoteState
from cases.rules.clocks import clocking
from cases.rules.commitments import approving, quoting
from cases.rules.links import merging
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.doors import enter
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.factories.quotes import offer

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _soon_after():
    with time_machine.travel(SOON, tick=True):
        yield


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def leader():
    return posted(Role.AGENT)


@pytest.fixture
def leading(leader):
    return case_in(CaseState.IN_PROGRESS, owner=leader)


@pytest.fixture
def case(agent):
    customer = customer_with(email="mei@example.com")
    submission = SubmissionFactory(
        customer=customer, conversation__customer=customer, no_contact_reason=""
    )
    return case_in(CaseState.IN_PROGRESS, submission=submission, owner=agent)


@pytest.fixture
def quote(agent, case):
    draft = quoting.write_quote(case.pk, offer=offer(), seen="", actor=agent, now=NOW)
    return quoting.send_quote(draft.pk, digest=draft.digest, actor=agent, now=NOW)


@pytest.fixture
def merged(agent, case, quote, leading):
    return merging.merge_case(
        case.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )


def test_whoever_merges_is_told_of_the_open_quote(client, agent, case, quote):
    client.force_login(agent)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("admin:cases_case_step", args=(case.reference, "merged")))

    assert "Quote 1 is open. Its customer can still answer it" in page.text


def test_the_answer_on_its_page_arrives_on_the_case_that_leads(
    client, leader, merged, leading, quote
):
    page = enter(client, merged.submission.conversation)
    client.cookies["django_language"] = "en"
    assert "Yes, I approve" in client.get(page).text

    said = {"digest": quote.digest, "answer": "approved", "words": "please"}
    assert client.post(f"{page}quote/1/", said).status_code == 302

    quote.refresh_from_db()
    assert (quote.state, quote.words) == (QuoteState.APPROVED, "please")
    heard = leading.events.get(kind=EventKind.QUOTE_APPROVED)
    assert (heard.facts["absorbed"], heard.by_customer) == (merged.reference, True)
    rung = Outgoing.objects.get(template="staff_quote_answered")
    assert rung.context["reference"] == leading.reference
    assert "You approved the quote" in client.get(page).text
    # The customer of the case that leads reads nothing of it.
    other = client.get(enter(client, leading.submission.conversation)).text
    assert "You approved the quote" not in other

    client.force_login(leader)
    desk = client.get(reverse("admin:cases_case_desk", args=(leading.reference,))).text
    assert f"Quote 1 of merged case {merged.reference}" in desk
    assert f"of merged case {merged.reference}" in desk
    own = client.get(reverse("admin:cases_case_desk", args=(merged.reference,))).text
    begin = reverse("admin:cases_case_act_on", args=(merged.reference, "begin_quote", quote.pk))
    assert begin in own
    assert client.post(begin).status_code == 302
    quote.refresh_from_db()
    assert quote.begun_at is not None


def test_answered_meanwhile_it_waits_no_more_once_it_is_taken_apart(agent, merged, quote):
    approving.answer_quote(quote.pk, digest=quote.digest, answer="declined", words="", now=SOON)

    apart = merging.unmerge_case(merged.pk, reason="other", actor=agent, now=SOON)

    assert apart.state == CaseState.IN_PROGRESS
    assert not clocking.mend(apart.pk, now=SOON)


def test_unanswered_it_waits_on_once_it_is_taken_apart(agent, merged, quote):
    assert merging.unmerge_case(merged.pk, reason="other", actor=agent, now=SOON).state == "waiting"


def test_whoever_has_the_case_that_leads_takes_it_back(agent, leader, merged, quote):
    with pytest.raises(NotAllowed):
        quoting.withdraw_quote(quote.pk, reason="sold out", actor=agent, now=SOON)

    quoting.withdraw_quote(quote.pk, reason="sold out", actor=leader, now=SOON)

    quote.refresh_from_db()
    assert quote.state == QuoteState.WITHDRAWN
    assert (
        merging.unmerge_case(merged.pk, reason="other", actor=leader, now=SOON).state
        == CaseState.IN_PROGRESS
    )


def test_once_nobody_works_on_what_leads_it_cannot_be_answered(merged, leading, quote):
    type(leading).objects.filter(pk=leading.pk).update(
        state=CaseState.RESOLVED, resolved_at=SOON, resolver=leading.owner
    )
    before = CaseEvent.objects.count()

    shown = customer_timeline(merged.submission.conversation, now=SOON).quotes[0]
    assert (shown.may_approve, shown.may_decline) == (False, False)
    with pytest.raises(QuoteOver):
        approving.answer_quote(quote.pk, digest=quote.digest, answer="approved", words="", now=SOON)

    assert CaseEvent.objects.count() == before
