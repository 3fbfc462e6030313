"""One thing done with many cases: each by its own rule, told one by one, and asked for first."""

import pytest
from django.urls import reverse

from cases.admin.acts.bulk import KEYS, bulk_choices
from cases.admin.queues.desk_keys import STEP_KEYS
from cases.models import Case, Note
from cases.rules.assignment import assigning
from cases.rules.desk import noting
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.opened import NOW, opened
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
BULK = "/admin/cases/bulk/"
LIST = "/admin/cases/queue/unassigned/"


def ticked(*cases):
    return [f"{case.reference}~{case.version}" for case in cases]


def results(answer):
    return {one.case.reference: one.is_done for one in answer.context["results"]}


def test_each_act_has_the_key_that_it_has_on_one_case(agent):
    keys = [key for _code, _label, key in bulk_choices(agent) if key]

    assert len(keys) == len(set(keys))
    assert {code: key for code, _label, key in bulk_choices(agent)} == {
        "claim": "c", "assign": "a", "retarget": "t", "escalate": "e", "wait": "w", "resume": "",
        "resolve": "s", "note": "n",
    }  # fmt: skip
    assert all(STEP_KEYS[code] == KEYS[code] for code in ("wait", "resolve"))


def test_all_are_claimed_and_one_is_back_at_the_list(at_desk, agent):
    cases = [opened() for _ in range(3)]

    answer = at_desk(agent).post(
        BULK, {"act": "claim", "case": ticked(*cases), "next": LIST}, follow=True
    )

    assert answer.redirect_chain == [(LIST, 302)]
    assert "Claim: done with 3 cases." in answer.text
    assert set(Case.objects.values_list("owner", flat=True)) == {agent.pk}


def test_what_is_refused_is_told_with_its_reason_and_may_be_tried_again(
    at_desk, agent, supervisor, stranger
):
    free, taken, moved, unseen = (opened() for _ in range(4))
    assigning.claim_case(taken.pk, actor=supervisor, now=NOW)
    noting.note(moved.pk, text="x", actor=supervisor, now=NOW)

    told = at_desk(agent).post(BULK, {"act": "claim", "case": ticked(free, taken, moved)})

    assert results(told) == {free.reference: True, taken.reference: False, moved.reference: False}
    assert str(supervisor) in told.text  # who changed it while one was looking
    again = told.context["again"]
    assert len(again) == 2
    second = at_desk(agent).post(BULK, {"act": "claim", "sent": "1", "case": again})
    assert results(second) == {taken.reference: False, moved.reference: True}
    assert not Case.objects.filter(pk=taken.pk, owner=agent).exists()
    # What one may not see does not exist, ticked or not.
    assert at_desk(stranger).post(BULK, {"act": "claim", "case": ticked(unseen)}).status_code == 302
    unseen.refresh_from_db()
    assert unseen.owner is None


def test_an_act_asks_for_its_facts_first_then_does_it_to_each(at_desk, supervisor, agent):
    cases = [opened() for _ in range(2)]
    client, chosen = at_desk(supervisor), {"case": ticked(*cases), "next": LIST}

    asks = client.post(BULK, {"act": "assign", **chosen})
    lacks = client.post(BULK, {"act": "assign", "sent": "1", **chosen})
    assert (asks.status_code, lacks.status_code) == (200, 422)
    assert "owner" in lacks.context["form"].errors
    assert not Case.objects.exclude(owner=None).exists()

    done = client.post(BULK, {"act": "assign", "sent": "1", "owner": agent.pk, **chosen})
    assert done.url == LIST
    assert set(Case.objects.values_list("owner", flat=True)) == {agent.pk}
    asks = client.post(BULK, {"act": "note", **chosen})
    key = asks.context["form"]["key"].value()
    assert f'value="{key}"' in asks.text
    # Pressed twice, it is written once of each.
    for _press in range(2):
        sent = {"act": "note", "sent": "1", "text": "3 號機", "key": key, **chosen}
        assert client.post(BULK, sent).url == LIST
    assert Note.objects.filter(text="3 號機").count() == 2


def test_nothing_ticked_says_so_and_who_only_reads_has_no_such_page(at_desk, agent, case):
    answer = at_desk(agent).post(BULK, {"act": "claim", "next": LIST}, follow=True)
    assert "Tick at least one case" in answer.text
    auditor = at_desk(posted(Role.AUDITOR))
    assert auditor.post(BULK, {"act": "claim", "case": ticked(case)}).status_code == 403
    assert 'id="bulk"' not in auditor.get(reverse("admin:cases_queue", args=("all_open",))).text
    case.refresh_from_db()
    assert case.owner is None


def test_a_step_asks_once_is_taken_with_each_and_is_undone_with_each(at_desk, agent):
    cases = [case_in("in_progress", owner=agent) for _ in range(2)]
    waits = case_in("waiting", owner=agent)
    client, chosen = at_desk(agent), {"case": ticked(*cases, waits), "next": LIST}
    facts = {
        "root_cause": "machine_setting", "action_taken": "重新校色", "remedy": "reprint",
        "remedy_cost": "0", "decision_text": "我們已重印。", "told_how": "phone",
    }  # fmt: skip
    assert "decision_text" in client.post(BULK, {"act": "resolve", **chosen}).context["form"].fields

    told = client.post(BULK, {"act": "resolve", "sent": "1", **facts, **chosen})

    expected = {cases[0].reference: True, cases[1].reference: True, waits.reference: False}
    assert results(told) == expected
    solved = Case.objects.filter(state="resolved", decision_text="我們已重印。")
    assert set(solved) == set(cases)
    assert len(told.context["undoable"]) == 2
    # A step on what was changed meanwhile is not tried again unseen; what is refused for good may be.
    stale = case_in("in_progress", owner=agent)
    seen = ticked(stale, waits)
    noting.note(stale.pk, text="x", actor=agent, now=NOW)
    refused = client.post(BULK, {"act": "resolve", "sent": "1", **facts, "case": seen})
    assert [one.split("~")[0] for one in refused.context["again"]] == [waits.reference]
    assert "open it first" in refused.text
    undone = client.post(BULK, {"act": "undo", "case": told.context["undoable"], "next": LIST})
    assert undone.url == LIST
    assert set(Case.objects.filter(state="in_progress")) == {*cases, stale}
    client.post(BULK, {"act": "resume", "sent": "1", "cause": "the part came", **chosen})
    waits.refresh_from_db()
    assert waits.state == "in_progress"


def test_what_is_not_open_is_said_before_anybody_fills_in_a_form(at_desk, agent):
    waits, received = case_in("waiting", owner=agent), opened()
    works = case_in("in_progress", owner=agent)
    client = at_desk(agent)

    asks = client.post(BULK, {"act": "resolve", "case": ticked(works, waits), "next": LIST})
    at_once = client.post(BULK, {"act": "resolve", "case": ticked(waits, received), "next": LIST})

    assert (asks.context["shut"], asks.context["n_open"]) == ({waits.pk}, 1)
    assert asks.text.count("not open to this") == 1
    assert results(at_once) == {waits.reference: False, received.reference: False}
    assert "Not open to you while the case is “waiting”" in at_once.text
    assert Case.objects.filter(state__in=("resolved", "verifying")).count() == 0
