"""The customer's own answer: by POST from whoever opened the case, kept with the follow-up."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from cases.models import Case
from cases.states import CaseState, Outcome
from channels.forms.stamps import read_stamp
from channels.models import RawIntake
from surveys.models import CallAttempt, FollowUp
from tests.doors import CommittingClient, enter, stamp
from tests.factories.cases import NOW, case_in
from tests.factories.surveys import FollowUpFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOT_ASKED = set(CaseState) - {CaseState.RESOLVED, CaseState.VERIFYING}


@pytest.fixture(autouse=True)
def _an_hour_later():
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


def opened(client, case):
    return enter(client, case.submission.conversation) + "answer/"


def rows():
    """Every row of ours as it stands."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in ("channels", "cases", "surveys", "ledger")
    }


def test_yes_closes_the_case_and_is_kept_with_the_follow_up(client):
    follow_up = FollowUpFactory(case=case_in(CaseState.VERIFYING))
    case = follow_up.case

    answer = client.post(opened(client, case), {"solved": "yes", "score": "5"}, follow=True)

    case.refresh_from_db()
    follow_up.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.CONFIRMED)
    assert case.events.get(kind="closed").by_customer
    assert (follow_up.state, follow_up.score) == ("solved", 5)
    assert CallAttempt.objects.get().channel == "link"
    assert answer.context["timeline"].standing.is_finished


def test_yes_counts_before_anybody_planned_to_ask(client):
    case = case_in(CaseState.RESOLVED)

    client.post(opened(client, case), {"solved": "yes"})

    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.CONFIRMED)
    assert FollowUp.objects.get().state == "solved"


def test_yes_with_a_low_score_is_no(client):
    case = FollowUpFactory(case=case_in(CaseState.VERIFYING)).case

    answer = client.post(opened(client, case), {"solved": "yes", "score": "1"}, follow=True)

    case.refresh_from_db()
    assert (case.state, case.level) == (CaseState.IN_PROGRESS, 1)
    assert FollowUp.objects.get().state == "not_solved"
    assert len(list(answer.context["messages"])) == 1


def test_yes_said_twice_is_thanked_for_and_counts_once(client):
    client.cookies["django_language"] = "en"
    path = opened(client, case_in(CaseState.RESOLVED))
    client.post(path, {"solved": "yes"}, follow=True)
    before = rows()

    again = client.post(path, {"solved": "yes"}, follow=True)

    said = [(message.level_tag, str(message)) for message in again.context["messages"]]
    assert said == [("success", "You told us already that it is solved. Thank you.")]
    assert rows() == before


@pytest.mark.parametrize("state", NOT_ASKED)
def test_yes_means_nothing_in_any_other_state(client, state):
    path = opened(client, case_in(state))
    before = rows()

    assert client.post(path, {"solved": "yes"}).status_code == 302

    assert rows() == before


@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.VERIFYING, CaseState.CLOSED])
def test_no_opens_it_again_one_level_higher_with_the_customers_words(client, state):
    case = case_in(state)

    answer = client.post(
        opened(client, case), {"solved": "no", "text": "膚色還是偏黃"}, follow=True
    )

    level = case.level
    case.refresh_from_db()
    assert (case.state, case.level) == (CaseState.IN_PROGRESS, level + 1)
    assert "膚色還是偏黃" in answer.text


def test_no_said_twice_counts_once_and_what_came_too_late_is_kept(client):
    client.cookies["django_language"] = "en"
    case = case_in(CaseState.VERIFYING)
    path = opened(client, case)
    client.post(path, {"solved": "no", "text": "膚色還是偏黃"}, follow=True)
    before = rows()

    again = client.post(path, {"solved": "no", "text": "膚色還是偏黃"}, follow=True)

    assert [message.level_tag for message in again.context["messages"]] == ["success"]
    assert rows() == before

    other = client.post(path, {"solved": "no", "text": "邊框也歪了"}, follow=True)
    assert [str(message) for message in other.context["messages"]] == [
        "The case has moved on meanwhile. We have your message."
    ]
    assert RawIntake.objects.order_by("-pk").first().context["reference"] == case.reference
    case.refresh_from_db()
    assert (case.state, case.level) == (CaseState.IN_PROGRESS, 1)


def test_the_same_words_that_come_too_late_for_two_cases_are_kept_for_both(client):
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    first, second = (opened(client, case) for case in cases)
    client.post(first, {"solved": "yes"}, follow=True)  # from now on it is the same browser
    before = RawIntake.objects.count()

    for path in (first, second, first):
        client.post(path, {"solved": "no", "text": "還沒好", "stamp": "of one page"}, follow=True)
    client.post(second, {"solved": "no", "text": "還沒好", "stamp": "of another"}, follow=True)

    kept = RawIntake.objects.order_by("pk")[before:]
    references = [case.reference for case in cases]
    assert [raw.context["reference"] for raw in kept] == [*references, references[1]]


def test_the_page_that_asks_what_is_missing_is_stamped(client):
    page = opened(client, case_in(CaseState.VERIFYING)).replace("/answer/", "/object/")

    stamps = [re.search('name="stamp" value="([^"]+)"', client.get(page).text)[1] for _ in range(2)]

    assert all(read_stamp(stamp).is_ours for stamp in stamps)
    assert stamps[0] != stamps[1]


@pytest.mark.parametrize("text", ["", " ", "x" * 2001])
def test_no_must_say_what_is_missing_and_nothing_typed_is_lost(client, text):
    case = case_in(CaseState.VERIFYING)

    answer = client.post(opened(client, case), {"solved": "no", "text": text})

    case.refresh_from_db()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text"}
    assert answer.context["form"]["text"].value() == text
    assert case.state == CaseState.VERIFYING


@pytest.mark.parametrize("said", [{}, {"solved": "perhaps"}, {"solved": "yes", "score": "9"}])
def test_neither_yes_nor_no_changes_nothing(client, said):
    path = opened(client, FollowUpFactory(case=case_in(CaseState.VERIFYING)).case)
    before = rows()

    assert client.post(path, said).status_code == 302

    assert rows() == before


def test_after_the_grace_nothing_is_opened_again(client, settings):
    case = case_in(CaseState.CLOSED)
    settings.REOPEN_GRACE_DAYS = 0

    client.post(opened(client, case), {"solved": "no", "text": "x"})

    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_what_comes_after_the_grace_is_carried_over_into_the_form_for_a_new_case(settings):
    client = CommittingClient()
    client.cookies["django_language"] = "en"
    case = case_in(CaseState.CLOSED)
    settings.REOPEN_GRACE_DAYS = 0

    told = client.post(opened(client, case), {"solved": "no", "text": "膚色又偏黃了"}, follow=True)

    assert told.redirect_chain == [(f"/feedback/?follows={case.reference}", 302)]
    assert ["so nothing was opened again" in str(one) for one in told.context["messages"]] == [True]
    again = client.get(told.redirect_chain[0][0])  # asked for once more, nothing is lost
    for page in (told, again):
        form = page.context["form"]
        assert (form["text"].value(), form["follows"].value()) == ("膚色又偏黃了", case.reference)
    assert Client().get(told.redirect_chain[0][0]).context["form"]["text"].value() is None

    form = {"text": "膚色又偏黃了", "is_anonymous": "on", "follows": case.reference}
    client.post("/feedback/", {**form, "stamp": stamp()})
    anew = Case.objects.exclude(pk=case.pk).get()
    assert [link.target for link in anew.links.filter(kind="follow_up_of")] == [case]
    page = client.get(told.redirect_chain[0][0])
    assert page.context["form"]["text"].value() is None


def test_words_that_came_too_late_are_gone_once_the_case_is_shut_on_the_device(client, settings):
    case = case_in(CaseState.CLOSED)
    settings.REOPEN_GRACE_DAYS = 0
    path = opened(client, case)
    client.post(path, {"solved": "no", "text": "膚色又偏黃了"})

    client.post(path.replace("/answer/", "/leave/"))

    assert "膚色又偏黃了" not in client.get(f"/feedback/?follows={case.reference}").text
    opened(client, case)
    assert "膚色又偏黃了" not in client.get(f"/feedback/?follows={case.reference}").text


def test_a_link_scanner_answers_nothing(client):
    path = opened(client, FollowUpFactory(case=case_in(CaseState.VERIFYING)).case)
    before = rows()

    assert [client.get(path).status_code, client.head(path).status_code] == [302, 302]

    assert rows() == before


def test_a_stranger_is_asked_for_the_code(client):
    case = FollowUpFactory(case=case_in(CaseState.VERIFYING)).case
    before = rows()

    answer = client.post(f"/case/{case.reference}/answer/", {"solved": "yes"})

    assert answer.url == f"/case/?reference={case.reference}"
    assert rows() == before
