"""Quotes at the desk: written with more lines, looked at, sent, and answered upon the customer's word."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Quote
from cases.quote_states import QuoteState
from cases.rules.assignment import assigning
from cases.states import CaseState
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.organisation import posted
from tests.factories.quotes import open_quote

pytestmark = pytest.mark.django_db
VALID_ON = timezone.localdate() + timedelta(days=10)
TYPED = {
    "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-kind": "labour",
    "lines-0-description": "更換快門", "lines-0-quantity": "1.5", "lines-0-unit_price": "801",
    "lines-1-kind": "part", "lines-1-description": "", "lines-1-quantity": "", "lines-1-unit_price": "",
    "valid_on": f"{VALID_ON:%Y-%m-%d}", "if_declined": "returned", "declined_fee": "300", "note": "",
    "seen": "",
}  # fmt: skip


def address(name, case, *more):
    return reverse(f"admin:cases_case_{name}", args=(case.reference, *more))


def test_it_is_written_looked_at_and_sent(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client = at_desk(agent)
    desk, write, preview = (
        address("desk", case), address("quote", case), address("quote_preview", case),
    )  # fmt: skip
    assert f'href="{write}"' in client.get(desk).content.decode()
    assert client.get(preview)["Location"] == write
    assert client.get(write).context["lines"].total_form_count() == 3

    more = client.post(write, {**TYPED, "more": "1"})
    assert (more.status_code, more.context["lines"].total_form_count()) == (200, 5)
    assert 'value="更換快門"' in more.content.decode()
    assert "error-summary" not in more.content.decode()
    wrong = {
        **TYPED, "lines-0-unit_price": "80.5", "lines-1-unit_price": "7", "valid_on": "2020-01-01",
    }  # fmt: skip
    refused = client.post(write, {**wrong, "keep": "1"})
    assert refused.status_code == 422
    assert [list(one) for one in refused.context["lines"].errors] == [
        ["unit_price"], ["description"],
    ]  # fmt: skip
    assert list(refused.context["form"].errors) == ["valid_on"]
    huge = {"lines-0-unit_price": "1e999", "declined_fee": "1e999", "lines-0-quantity": "1e999"}
    assert client.post(write, {**TYPED, **huge, "keep": "1"}).status_code == 422
    assert 'value="更換快門"' in refused.content.decode()
    assert not Quote.objects.exists()

    assert client.post(write, {**TYPED, "keep": "1"})["Location"] == preview
    shown = client.get(preview).content.decode()
    # In the language of its customer.
    assert "NT$ 1,202" in shown
    assert "含稅" in shown
    quote = Quote.objects.get()
    assert f"{timezone.localtime(quote.valid_until):%Y-%m-%d %H:%M}" == f"{VALID_ON} 23:59"
    stale = client.post(preview, {"digest": "0" * 64})
    assert stale.status_code == 409
    assert client.post(preview, {"digest": quote.digest})["Location"] == desk
    quote.refresh_from_db()
    assert (quote.state, quote.sent_by) == ("open", agent)
    # What comes next begins with what there was; somebody's newer draft is not overwritten unseen.
    again = client.get(write)
    assert again.context["lines"].initial[0]["description"] == "更換快門"
    client.post(write, {**TYPED, "keep": "1"})
    unseen = client.post(write, {**TYPED, "keep": "1", "note": "mine"})
    assert unseen.status_code == 409
    seen = unseen.context["form"]["seen"].value()
    assert (
        client.post(write, {**TYPED, "keep": "1", "note": "mine", "seen": seen}).status_code == 302
    )
    assert client.post(address("quote_drop", case))["Location"] == desk
    assert list(Quote.objects.values_list("number", flat=True)) == [1]


def test_the_answer_is_written_down_by_a_clerk_and_read_by_an_auditor(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    quote = open_quote(case, by=agent, now=timezone.now())
    clerk, auditor = at_desk(posted(Role.CLERK)), at_desk(posted(Role.AUDITOR))
    desk = address("desk", case)
    record, begin, withdraw = (
        address("act_on", case, code, quote.pk)
        for code in ("record_quote", "begin_quote", "withdraw_quote")
    )
    assert record in clerk.get(desk).content.decode()
    read = auditor.get(desk).content.decode()
    assert "NT$ 2,402" in read
    assert record not in read
    assert withdraw not in read
    assert auditor.get(address("quote_sheet", case, 1)).context["is_as_sent"]
    assert auditor.get(reverse("admin:cases_quote_changelist")).status_code == 200
    log = reverse("admin:cases_quote_change", args=(quote.pk,))
    assert "1.5 × NT$ 801" in auditor.get(log).content.decode()
    typed = {"answer": "approved", "how": "phone", "said_by": "customer", "words": "好"}
    assert auditor.post(record, typed).status_code == 403
    assert clerk.post(record, {**typed, "words": ""}).status_code == 422
    assert clerk.get(record).status_code == 200

    assert clerk.post(record, typed)["Location"] == desk
    assert clerk.post(begin).status_code == 403
    assert at_desk(agent).post(begin)["Location"] == desk

    quote.refresh_from_db()
    assert (quote.state, quote.begun_at is not None) == (QuoteState.APPROVED, True)
    # Begun, it is changed by writing alone.
    assert clerk.post(record, {**typed, "answer": "declined"}).status_code == 409
    assert at_desk(agent).post(withdraw, {"reason": "x"}).status_code == 409


def test_a_case_page_with_quotes_costs_one_statement_more_however_many(at_desk, agent):
    case = case_in(CaseState.RECEIVED)
    assigning.claim_case(case.pk, actor=agent, now=timezone.now())
    client = at_desk(agent)

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address("desk", case)).status_code == 200
        return len(found)

    bare = statements()
    open_quote(case, by=agent)
    assert statements() == bare + 1
    for number in range(2, 31):
        open_quote(case, by=agent, number=number, state=QuoteState.WITHDRAWN)
    assert statements() == bare + 1
