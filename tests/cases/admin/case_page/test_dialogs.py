"""Each dialog: opened, refused with everything typed kept, and taken; as a page and as a part of one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, ComposerDraft
from cases.rules.desk import drafting, noting
from cases.rules.escalation import escalating
from cases.states import MOVES, CaseState, Outcome
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.opened import NOW, opened
from tests.factories.organisation import StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db
PART = {"X-Requested-With": "fetch"}
LATER = (NOW + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
SOLVING = {
    "root_cause": "machine_setting", "action_taken": "校色", "remedy": "reprint", "remedy_cost": "120",
    "decision_text": "我們已重印。", "told_how": "message",
}  # fmt: skip
# state → to, who, what is typed, what becomes of it.
TAKEN = [
    (
        CaseState.RECEIVED, CaseState.TRIAGED,
        {
            "category": "print_colour", "severity": "high", "concerns": "P12345", "is_safety": "no",
            "is_privacy": "no", "duplicates_checked": "yes",
        },
    ),
    (
        CaseState.IN_PROGRESS, CaseState.WAITING,
        {
            "waiting_reason": "customer", "asked_what": "訂單編號？", "asked_whom": "顧客",
            "resume_by": LATER,
        },
    ),
    (CaseState.IN_PROGRESS, CaseState.RESOLVED, SOLVING),
    (CaseState.WAITING, CaseState.IN_PROGRESS, {"cause": "零件到了"}),
    (CaseState.TRIAGED, CaseState.WITHDRAWN, {"reason": "顧客撤回"}),
]  # fmt: skip


def step_address(case, to):
    return reverse("admin:cases_case_step", args=(case.reference, to))


def act_address(case, code):
    return reverse("admin:cases_case_act", args=(case.reference, code))


@pytest.mark.parametrize(("state", "to", "typed"), TAKEN)
def test_a_step_asks_refuses_what_is_missing_and_is_taken(at_desk, agent, state, to, typed):
    case = case_in(state, owner=agent)
    client, address = at_desk(agent), step_address(case, to)
    first, *others = typed

    asked = client.get(address)
    assert asked.status_code == 200
    refused = client.post(address, {name: typed[name] for name in others})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [first]
    for name in others:
        assert refused.context["form"][name].value() == typed[name]
    case.refresh_from_db()
    assert case.state == state

    taken = client.post(address, {**typed, "version": case.version})

    case.refresh_from_db()
    assert taken.url == reverse("admin:cases_case_desk", args=(case.reference,))
    assert case.state == to


def test_a_dialog_over_the_page_is_a_part_and_is_told_where_to_go(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)

    part = client.get(address, headers=PART)
    refused = client.post(address, {"action_taken": "校色"}, headers=PART)
    taken = client.post(address, SOLVING, headers=PART)

    assert "<dialog" in part.text
    assert "<html" not in part.text
    assert refused.status_code == 422
    assert "校色" in refused.text
    assert (taken.status_code, taken["Location"]) == (
        204, reverse("admin:cases_case_desk", args=(case.reference,)),
    )  # fmt: skip


def test_a_merge_needs_a_case_that_one_may_see(at_desk, colleague, store):
    case, seen = opened(store=store), opened(store=store)
    hidden = opened(store=StoreFactory())
    hidden.department = Department.objects.get(code="customer_care")
    hidden.save()
    client, address = at_desk(colleague), step_address(case, CaseState.MERGED)

    refused = client.post(address, {"merge_into": hidden.reference, "reason": "same"})
    itself = client.post(address, {"merge_into": case.reference.lower(), "reason": "same"})
    taken = client.post(address, {"merge_into": seen.reference.lower(), "reason": "same"})

    case.refresh_from_db()
    assert (refused.status_code, itself.status_code) == (422, 422)
    assert "There is no such case that you may see." in refused.text
    assert f"{case.reference} is this case itself" in itself.text
    assert "no such case" not in itself.text
    assert taken.status_code == 302
    assert case.state == CaseState.MERGED


def test_a_stale_dialog_says_who_was_quicker_keeps_what_was_typed_and_may_be_sent_again(
    at_desk, agent, supervisor
):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)
    seen = case.version
    noting.note(case.pk, text="x", actor=supervisor, now=NOW)

    refused = client.post(address, {**SOLVING, "version": seen})

    assert refused.status_code == 409
    assert str(supervisor) in refused.text
    form = refused.context["form"]
    assert form["decision_text"].value() == SOLVING["decision_text"]
    assert client.post(address, {**SOLVING, "version": form["version"].value()}).status_code == 302


def test_a_rules_refusal_stands_in_the_dialog(at_desk, supervisor):
    """A date can be over by the time that a dialog is sent."""
    case = case_in(CaseState.IN_PROGRESS, owner=supervisor)
    typed = {
        "waiting_reason": "part", "asked_what": "滾輪", "asked_whom": "倉庫",
        "resume_by": "2020-01-01T10:00",
    }  # fmt: skip

    answer = at_desk(supervisor).post(step_address(case, CaseState.WAITING), typed)

    case.refresh_from_db()
    assert answer.status_code == 422
    assert "滾輪" in answer.text
    assert "Nothing was changed" in answer.text
    assert case.state == CaseState.IN_PROGRESS


def test_a_moment_is_meant_in_the_viewers_time_zone(at_desk, agent):
    agent.time_zone = "America/New_York"
    agent.save()
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    typed = {
        "waiting_reason": "part", "asked_what": "滾輪", "asked_whom": "倉庫",
        "resume_by": "2035-01-15T10:00",
    }  # fmt: skip

    at_desk(agent).post(step_address(case, CaseState.WAITING), typed)

    case.refresh_from_db()
    assert case.resume_by.isoformat() == "2035-01-15T15:00:00+00:00"


def test_a_step_that_is_not_open_to_somebody_is_forbidden(at_desk, agent, supervisor):
    case = case_in(CaseState.IN_PROGRESS, owner=supervisor)

    answer = at_desk(agent).post(step_address(case, CaseState.RESOLVED), SOLVING)

    case.refresh_from_db()
    assert answer.status_code == 403
    assert case.state == CaseState.IN_PROGRESS
    assert at_desk(agent).get(step_address(case, "nowhere")).status_code == 404
    assert at_desk(agent).get(act_address(case, "nothing")).status_code == 404


def test_closing_by_statement_offers_no_confirmation(at_desk, agent, supervisor):
    case = case_in(CaseState.VERIFYING, owner=agent, resolver=agent)
    address = step_address(case, CaseState.CLOSED)

    offered = dict(at_desk(supervisor).get(address).context["form"].fields["outcome"].choices)
    assert set(offered) == {"", "no_contact", "declined", "withdrawn", "legal"}
    assert at_desk(agent).get(address).status_code == 403
    at_desk(supervisor).post(address, {"outcome": "declined", "evidence": "said on the phone"})

    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.DECLINED)


def test_who_can_be_given_a_case(at_desk, agent, supervisor, colleague, stranger, store):
    case = opened(store=store)
    clerk = posted(Role.CLERK, store=store)
    gone = posted(Role.AGENT)
    gone.is_active = False
    gone.save()

    form = at_desk(supervisor).get(act_address(case, "assign")).context["form"]

    # After the empty one: those who could take it, and others.
    groups = [options for _name, options in form.fields["owner"].choices[1:]]
    offered = {value for options in groups for value, _name in options}
    assert {str(agent.pk), str(colleague.pk), str(supervisor.pk)} <= offered
    assert not {str(clerk.pk), str(gone.pk), str(stranger.pk)} & offered
    answer = at_desk(supervisor).post(act_address(case, "assign"), {"owner": colleague.pk})
    case.refresh_from_db()
    assert answer.status_code == 302
    assert case.owner == colleague
    refused = at_desk(supervisor).post(act_address(case, "assign"), {"owner": stranger.pk})
    assert refused.status_code == 422


def test_a_correction_needs_a_reason(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    address = act_address(case, "retarget")

    assert at_desk(agent).post(address, {"priority": "urgent"}).status_code == 422
    assert at_desk(agent).post(address, {"reason": "x"}).status_code == 422
    at_desk(agent).post(address, {"priority": "urgent", "reason": "wedding on Saturday"})
    at_desk(agent).post(address, {"is_safety": "yes", "reason": "it smoked, she says"})

    case.refresh_from_db()
    assert (case.priority, case.is_safety, case.level) == ("urgent", True, 1)


def test_claiming_twice_tells_the_slower_one(at_desk, agent, supervisor):
    case = case_in(CaseState.RECEIVED)
    at_desk(agent).post(act_address(case, "claim"))

    answer = at_desk(supervisor).post(act_address(case, "claim"))

    case.refresh_from_db()
    assert answer.status_code == 409
    assert case.owner == agent


def test_no_act_is_done_by_a_link(at_desk, agent):
    case = case_in(CaseState.RECEIVED)

    assert at_desk(agent).get(act_address(case, "claim")).status_code == 200

    assert Case.objects.get(pk=case.pk).owner is None


@pytest.mark.parametrize("code", ["claim", "escalate", "promise", "propose_rejection", "assign"])
def test_acts_are_not_for_those_who_only_look(at_desk, code):
    case = case_in(CaseState.RECEIVED)
    client = at_desk(posted(Role.AUDITOR))
    typed = {
        "reason": "x", "text": "x", "due_at": LATER, "customer_told": "x",
        "owner": UserFactory().pk,
    }  # fmt: skip

    assert client.get(act_address(case, code)).status_code == 403
    assert client.post(act_address(case, code), typed).status_code in (403, 422)

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.version, fresh.owner) == (case.version, None)


def test_what_stands_in_the_composer_begins_the_answer_that_solves(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)
    drafting.keep_draft(case.pk, mode="customer", text="我們已重印。", actor=agent, now=NOW)

    page = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert f'formaction="{address}"' in page
    begun = client.post(address, {"begin": "1", "text": "我們已重印。", "version": case.version})

    assert begun.status_code == 200
    assert list(begun.context["form"].fields) == [
        "version", *MOVES[CaseState.IN_PROGRESS][CaseState.RESOLVED].facts,
    ]  # fmt: skip
    assert "我們已重印。</textarea>" in begun.text
    assert "error-summary" not in begun.text
    assert ComposerDraft.objects.exists()
    client.post(address, {**SOLVING, "from_composer": "1", "version": case.version})
    case.refresh_from_db()
    assert (case.state, case.decision_text) == (CaseState.RESOLVED, "我們已重印。")
    assert not ComposerDraft.objects.exists()


def test_solving_takes_no_open_words_along(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)

    by_script = client.post(address, {"begin": "1", "text": "By {due}"}, headers=PART)

    assert (by_script.status_code, by_script.text) == (
        409, "There is still something to write out: {due}.",
    )  # fmt: skip
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS


def test_whoever_goes_on_reads_which_case_it_was_and_undoes_it_by_its_key(at_desk, agent):
    case, following = (case_in(CaseState.IN_PROGRESS, owner=agent) for _ in range(2))
    client, own = at_desk(agent), reverse("admin:cases_case_desk", args=(case.reference,))
    there = reverse("admin:cases_case_desk", args=(following.reference,))
    undo = reverse("admin:cases_case_act", args=(case.reference, "undo"))
    answer = {**SOLVING, "version": case.version, "next": there}

    page = client.post(step_address(case, CaseState.RESOLVED), answer, follow=True)

    assert page.redirect_chain[-1][0] == there
    told = page.text.partition('class="messages"')[2].partition("</main>")[0]
    assert f'<a class="code" href="{own}">{case.reference}</a> · ' in told
    assert f'formaction="{undo}" data-key="z" aria-keyshortcuts="z"' in told
    client.post(undo)
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS


def test_whoever_undid_solving_to_correct_a_word_finds_the_others_again(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)
    undo = reverse("admin:cases_case_act", args=(case.reference, "undo"))

    def filled_in():
        form = client.get(address).context["form"]
        return {name: form[name].value() for name in form.fields if name != "version"}

    assert not any(filled_in().values())
    client.post(address, {**SOLVING, "version": case.version})
    client.post(undo)

    assert {name: str(value) for name, value in filled_in().items()} == SOLVING
    page = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert "<strong>solving was undone</strong>" in page.lower()
    assert 'history-text">undone' not in page
    begun = client.post(address, {"begin": "1", "text": "Another answer"})
    assert (begun.context["form"]["decision_text"].value(), begun.context["form"]["remedy"].value()) == (
        "Another answer", SOLVING["remedy"],
    )  # fmt: skip


def test_why_a_dialog_was_refused_is_said_once(at_desk, agent, supervisor):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, address = at_desk(agent), step_address(case, CaseState.RESOLVED)
    version = case.version
    escalating.escalate(case.pk, reason="x", actor=supervisor, now=timezone.now())

    refused = client.post(address, {**SOLVING, "version": version})

    (why,) = refused.context["form"].non_field_errors()
    assert (refused.status_code, refused.text.count(f"{why}")) == (409, 1)


def test_on_its_own_page_a_case_needs_no_name(at_desk, agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    facts = {**SOLVING, "version": case.version}

    page = at_desk(agent).post(step_address(case, CaseState.RESOLVED), facts, follow=True)

    told = page.text.partition('class="messages"')[2].partition("</main>")[0]
    assert f">{case.reference}</a> · " not in told
    assert 'data-key="z"' in told


def test_a_wait_begins_in_three_days_and_a_correction_says_that_what_is_left_stays(at_desk, agent):
    case, client = case_in(CaseState.IN_PROGRESS, owner=agent), at_desk(agent)

    wait = client.get(step_address(case, CaseState.WAITING)).context["form"]
    correct = client.get(reverse("admin:cases_case_act", args=(case.reference, "retarget")))

    until = wait["resume_by"].initial - timezone.now()
    assert timedelta(days=2, hours=23) < until <= timedelta(days=3)
    empty = [correct.context["form"][name].field.choices[0] for name in ("category", "priority")]
    assert empty == [("", "stays as it is")] * 2
