"""The case page: who sees it, what stands on it, which buttons it has, and at what cost."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.kinds import ComposerMode, EventKind
from cases.measures.case_page import case_file, case_story
from cases.models import Case, Escalation, Promise
from cases.rules.assignment import assigning
from cases.rules.commitments import promising
from cases.rules.desk import drafting, noting, steps
from cases.rules.escalation import escalating
from cases.rules.lifecycle import closing, moving
from cases.rules.replies import replying
from cases.states import CaseState
from channels.models import ContactPoint, Customer, Message
from channels.rules.items.receiving import receive
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from tests.cases.admin.conftest import NOW, customer_called, opened, talk
from tests.cases.rules.lifecycle.test_loop import solving
from tests.factories.cases import case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
# Session, person, postings, case, messages, events, people, related, limits,
# contacts.
STATEMENTS = 10


def desk(case, what="", *more):
    name = f"admin:cases_case_{what or 'desk'}"
    return reverse(name, args=(case.reference, *more))


def buttons(answer):
    return [button.code for button in answer.context["buttons"].steps]


def acts(answer):
    return [button.code for button in answer.context["buttons"].acts]


def test_owner_and_colleague_see_it_a_stranger_does_not(at_desk, case, agent, colleague, stranger):
    assigning.claim_case(case.pk, actor=agent, now=NOW)

    assert at_desk(agent).get(desk(case)).status_code == 200
    assert at_desk(colleague).get(desk(case)).status_code == 200
    for address in (
        desk(case), desk(case, "limits"), desk(case, "changed"), desk(case, "step", "merged"),
        desk(case, "act", "escalate"),
    ):  # fmt: skip
        assert at_desk(stranger).get(address).status_code == 404, address
    for what in ("reply", "note", "reveal"):
        assert at_desk(stranger).post(desk(case, what), {"text": "x"}).status_code == 404
    assert not Message.objects.filter(text="x").exists()


def test_visitors_are_sent_to_the_sign_in_page(client, case):
    assert "/login/" in client.get(desk(case)).url


def test_the_page_is_never_stored(at_desk, agent, case):
    assert "no-store" in at_desk(agent).get(desk(case))["Cache-Control"]


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.AUDITOR, Role.CLERK])
def test_the_buttons_are_the_steps_this_person_may_take(at_desk, state, role):
    user = posted(role)
    case = case_in(state)

    answer = at_desk(user).get(desk(case))

    assert answer.status_code == 200
    assert buttons(answer) == [step.verb for _to, step in steps.available(case, user)]


@pytest.mark.parametrize("state", CaseState)
def test_the_owners_buttons_lead_to_dialogs_that_ask_for_the_steps_facts(at_desk, agent, state):
    case = case_in(state, owner=agent)
    client = at_desk(agent)

    for to, step in steps.available(case, agent):
        form = client.get(desk(case, "step", to)).context["form"]
        assert list(form.fields) == ["version", *step.facts]


def test_the_acts_of_a_fresh_case(at_desk, agent, supervisor, case):
    assert acts(at_desk(agent).get(desk(case))) == [
        "claim", "escalate", "order", "consult", "promise", "add_list", *sorting(case), "spam",
        "split", "relate", "book",
    ]  # fmt: skip
    assert acts(at_desk(posted(Role.AUDITOR)).get(desk(case))) == []
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    assert "assign" in acts(at_desk(supervisor).get(desk(case)))
    assert "claim" not in acts(at_desk(supervisor).get(desk(case)))


def sorting(case):
    shared = ["trace", "join_incident"]
    if case.state == CaseState.RECEIVED:
        return ["mood", *shared, "propose_rejection"]
    return ["retarget", "mood", "carry_out", *shared]


@pytest.mark.parametrize("times", [0, 30])
def test_a_case_costs_the_same_however_long_it_is(at_desk, case, agent, times, remembering):
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    talk(case, agent, times)
    client = at_desk(agent)
    client.get(desk(case))

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(desk(case))

    assert len(answer.context["file"].said) == 1 + 2 * times
    assert len(asked) == STATEMENTS, "\n".join(one["sql"][:150] for one in asked)


def test_messages_and_notes_stand_in_order_and_look_different(at_desk, case, agent):
    replying.reply(case.pk, text="我們正在查看。", actor=agent, now=NOW - timedelta(minutes=2))
    noting.note(case.pk, text="3 號機校色", actor=agent, now=NOW - timedelta(minutes=1))

    answer = at_desk(agent).get(desk(case))

    kinds = [said.kind for said in answer.context["file"].said]
    assert kinds == ["customer", "staff", "internal"]
    assert 'class="said said-internal"' in answer.text
    assert "Only colleagues read this." in answer.text


def test_what_a_customer_wrote_is_never_markup(at_desk, agent):
    case = opened("<script>alert(1)</script> 相片偏黃")

    assert "<script>alert(1)" not in at_desk(agent).get(desk(case)).text


def test_a_reply_is_sent_and_a_note_is_not(at_desk, case, agent):
    client = at_desk(agent)
    client.post(desk(case, "reply"), {"text": "您好", "how": "message", "version": case.version})
    client.post(desk(case, "note"), {"text": "內部"})

    assert list(Message.objects.filter(direction="outbound").values_list("text", "author")) == [
        ("您好", agent.pk)
    ]
    assert list(case.notes.values_list("text", "author")) == [("內部", agent.pk)]


def test_an_answer_may_leave_the_case_waiting_where_that_step_is_open(at_desk, case, agent):
    client = at_desk(agent)
    assert 'name="waits"' not in client.get(desk(case)).text
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    page = client.get(desk(case))
    assert 'name="waits"' in page.text

    version = page.context["case"].version
    told = {"text": "請問訂單編號？", "how": "phone", "waits": "7", "version": version}
    client.post(desk(case, "reply"), told)

    case.refresh_from_db()
    assert case.state == CaseState.WAITING
    assert case.resume_by - timezone.now() > timedelta(days=6, hours=23)
    history = client.get(desk(case)).context["file"].history
    assert "請問訂單編號？" in [one.text for one in history]


def test_what_was_told_by_phone_is_recorded_and_not_sent(at_desk, case, agent):
    at_desk(agent).post(desk(case, "reply"), {"text": "已電話說明", "how": "phone"})

    message = Message.objects.get(direction="outbound")
    assert message.outgoing.count() == 0
    assert case.events.latest("seq").facts["how"] == "phone"


def test_an_auditor_writes_to_no_customer(at_desk, case):
    answer = at_desk(posted(Role.AUDITOR)).post(
        desk(case, "reply"), {"text": "x", "how": "message"}
    )

    assert answer.status_code == 403
    assert not Message.objects.filter(direction="outbound").exists()


def test_an_answer_to_a_case_that_changed_is_kept_and_may_be_sent_again(
    at_desk, case, agent, supervisor
):
    client = at_desk(agent)
    client.get(desk(case))
    replying.reply(case.pk, text="先回覆了", actor=supervisor, now=NOW)

    refused = client.post(
        desk(case, "reply"), {"text": "我打了很久的字", "how": "message", "version": case.version}
    )

    assert refused.status_code == 409
    assert str(supervisor) in refused.text
    assert "我打了很久的字" in refused.text
    assert Message.objects.filter(direction="outbound").count() == 1
    version = refused.context["customer_form"]["version"].value()
    again = client.post(
        desk(case, "reply"), {"text": "我打了很久的字", "how": "message", "version": version}
    )
    assert again.status_code == 302
    assert Message.objects.filter(direction="outbound").count() == 2


def test_contacts_are_masked_until_revealed_and_every_look_is_logged(at_desk, case, agent):
    client = at_desk(agent)
    page = client.get(desk(case)).text
    assert "mei@example.com" not in page
    assert "陳美玲" not in page.replace("陳○○", "")
    point = ContactPoint.objects.get(customer=case.customer, kind="email")

    shown = client.post(desk(case, "reveal"), {"what": point.pk})
    part = client.post(
        desk(case, "reveal"), {"what": "name"}, headers={"X-Requested-With": "fetch"}
    )

    assert "mei@example.com" in shown.text
    assert "陳美玲" in part.text
    assert "<html" not in part.text
    assert list(Reveal.objects.order_by("pk").values_list("actor", "subject", "reason")) == [
        (agent.pk, f"contact_point:{point.pk}", case.reference),
        (agent.pk, f"customer:{case.customer_id}", case.reference),
    ]


def test_a_value_of_somebody_else_is_not_revealed(at_desk, case, agent):
    other = customer_called("王大同", "wang@example.com")
    point = other.contact_points.get()

    assert at_desk(agent).post(desk(case, "reveal"), {"what": point.pk}).status_code == 404
    assert not Reveal.objects.exists()


def test_an_auditor_reveals_nothing(at_desk, case):
    answer = at_desk(posted(Role.AUDITOR)).post(desk(case, "reveal"), {"what": "name"})

    assert answer.status_code == 403
    assert not Reveal.objects.exists()


def test_earlier_cases_and_possible_duplicates_stand_beside(at_desk, case, agent, colleague):
    near = opened(customer=case.customer, store=case.store)
    old = opened(customer=case.customer, at=NOW - timedelta(days=40))
    opened(customer=customer_called("王大同"))

    file = at_desk(agent).get(desk(case)).context["file"]
    theirs = at_desk(colleague).get(desk(case)).context["file"]

    assert [one.reference for one in file.alike] == [near.reference]
    assert [one.reference for one in file.earlier] == [old.reference]
    # What reaches no place of the viewer's is not told of.
    assert [one.reference for one in theirs.earlier] == []


def test_a_strangers_case_about_the_same_product_is_no_earlier_case_of_the_customer(
    at_desk, case, agent
):
    old = opened(customer=case.customer, at=NOW - timedelta(days=3))
    stranger = opened(customer=customer_called("王大同"), at=NOW - timedelta(days=2))
    long_ago = opened(customer=customer_called("李小龍"), at=NOW - timedelta(days=30))
    cases = Case.objects.filter(pk__in=[case.pk, old.pk, stranger.pk, long_ago.pk])
    cases.update(concerns="EOS R50")
    Case.objects.filter(pk__in=[old.pk, stranger.pk]).update(
        state=CaseState.CLOSED, resolved_at=NOW, closed_at=NOW, outcome="confirmed"
    )

    page = at_desk(agent).get(desk(case))
    file = page.context["file"]

    assert [one.reference for one in file.earlier] == [old.reference]
    assert [one.reference for one in file.about] == [stranger.reference]
    assert [one.reference for one in file.alike] == []
    assert "About the same order or product" in page.text


def test_a_long_conversation_is_read_back_to_its_beginning(at_desk, case, agent, monkeypatch):
    for module in (case_story, case_file):
        monkeypatch.setattr(module, "MOST_ENTRIES", 6)
    for n in range(14):
        noting.note(case.pk, text=f"note {n}", actor=agent, now=NOW + timedelta(minutes=n + 10))
    client, address, read = at_desk(agent), desk(case), []
    while address:
        page = client.get(address)
        read += [one.text for one in page.context["file"].said]
        older = re.search(r'href="([^"]+)">Older entries', page.text)
        address = older and html.unescape(older[1])
        assert len(read) < 60

    assert {f"note {n}" for n in range(14)} | {case.submission.text} <= set(read)
    assert "note 13" not in page.text
    assert "Latest entries" in page.text
    assert "note 13" in client.get(f"{desk(case)}?before=yesterday").text


NOTE_IN_FRONT = re.compile(r'id="mode-note"[^>]*\bchecked')


@pytest.mark.parametrize(
    ("facts", "draft", "is_note"),
    [
        ({}, "", False), ({}, "customer", False), ({}, "note", True),
        ({"is_safety": True}, "", True), ({"is_privacy": True}, "customer", True),
    ],
)  # fmt: skip
def test_the_composer_opens_on_the_note_where_a_slip_would_tell_too_much(
    at_desk, case, agent, facts, draft, is_note
):
    Case.objects.filter(pk=case.pk).update(**facts)
    if draft:
        drafting.keep_draft(
            case.pk, mode=ComposerMode(draft), text="not for everybody", actor=agent, now=NOW
        )
    client = at_desk(agent)

    assert bool(NOTE_IN_FRONT.search(client.get(desk(case)).text)) is is_note
    # What came back with a refusal stays in front.
    assert not NOTE_IN_FRONT.search(client.post(desk(case, "reply"), {"text": ""}).text)


def test_a_case_leads_to_its_customers_page_whoever_they_were_merged_into(at_desk, case, agent):
    head = customer_called("陳美玲")
    Customer.objects.filter(pk=case.customer_id).update(person=head, merged_into=head)

    client = at_desk(agent)
    link = reverse("admin:channels_customer", args=(head.pk,))

    assert f'href="{link}"' in client.get(desk(case)).text
    assert client.get(link).status_code == 200


def test_a_change_by_somebody_else_is_told_to_an_open_page(at_desk, case, agent, supervisor):
    client = at_desk(agent)
    address = f"{desk(case, 'changed')}?version={case.version}"
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    noting.note(case.pk, text="x", actor=supervisor, now=NOW)
    later = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert first.content == b""
    assert same.status_code == 304
    assert str(supervisor) in later.text


def test_the_receipt_says_why_a_limit_falls_when_it_falls(at_desk, case, agent):
    page = at_desk(agent).get(desk(case, "limits"))
    part = at_desk(agent).get(desk(case, "limits"), headers={"X-Requested-With": "fetch"})

    assert page.status_code == 200
    assert {receipt.name for receipt in page.context["receipts"]} >= {"solving it"}
    assert "counted in all" in page.text
    assert "<dialog" in part.text


def test_a_rejection_takes_two_persons(at_desk, agent, supervisor):
    case = case_in(CaseState.RECEIVED)
    at_desk(agent).post(
        desk(case, "act", "propose_rejection"),
        {"reason": "advertising", "customer_told": "by mail"},
    )

    first = at_desk(agent).get(desk(case))
    second = at_desk(supervisor).get(desk(case))
    assert "A second person decides" in first.text
    assert "confirm_rejection" not in acts(first)
    assert {"confirm_rejection", "decline_rejection"} <= set(acts(second))

    at_desk(supervisor).post(desk(case, "act", "confirm_rejection"))
    case.refresh_from_db()
    assert case.state == CaseState.REJECTED


def test_spam_goes_by_one_press_and_comes_back_by_another(at_desk, agent):
    case = case_in(CaseState.TRIAGED, owner=agent)
    page = at_desk(agent).get(desk(case))
    assert f'action="{desk(case, "act", "spam")}"' in page.text

    at_desk(agent).post(desk(case, "act", "spam"))
    case.refresh_from_db()
    assert (case.is_spam, "not_spam" in acts(at_desk(agent).get(desk(case)))) == (True, True)

    at_desk(agent).post(desk(case, "act", "not_spam"))
    case.refresh_from_db()
    assert (case.state, case.owner) == (CaseState.TRIAGED, agent)


def test_a_declined_rejection_leaves_the_case_open(at_desk, agent, supervisor):
    case = case_in(CaseState.RECEIVED)
    closing.propose_rejection(
        case.pk, reason="advertising", customer_told="by mail", actor=agent, now=NOW
    )

    at_desk(supervisor).post(desk(case, "act", "decline_rejection"), {"reason": "it is real"})

    case.refresh_from_db()
    assert (case.state, case.rejection_proposed_by) == (CaseState.RECEIVED, None)


def test_solving_can_be_undone_for_some_minutes(at_desk, agent):
    case = case_in(CaseState.RESOLVED, owner=agent, resolver=agent)
    Case.objects.filter(pk=case.pk).update(resolved_at=timezone.now() - timedelta(minutes=1))

    page = at_desk(agent).get(desk(case))
    assert "undo" in acts(page)
    assert "data-countdown" in page.text
    Case.objects.filter(pk=case.pk).update(resolved_at=timezone.now() - timedelta(minutes=10))
    assert "undo" not in acts(at_desk(agent).get(desk(case)))


def test_a_promise_is_made_and_kept(at_desk, agent, case):
    due = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    at_desk(agent).post(desk(case, "act", "promise"), {"text": "call by Thursday", "due_at": due})
    promise = Promise.objects.get()
    assert promise.owner == agent

    at_desk(agent).post(desk(case, "act_on", "keep", promise.pk))

    promise.refresh_from_db()
    assert promise.kept_at is not None


def test_an_escalation_is_acknowledged_and_stepped_down(at_desk, agent, supervisor, case):
    head = posted(Role.DEPARTMENT_HEAD)
    at_desk(agent).post(desk(case, "act", "escalate"), {"reason": "the customer asks"})
    escalation = Escalation.objects.get(case=case)

    refused = at_desk(agent).post(desk(case, "act_on", "acknowledge", escalation.pk))
    assert refused.status_code == 403
    at_desk(head).post(desk(case, "act_on", "acknowledge", escalation.pk))
    at_desk(supervisor).post(
        desk(case, "act_on", "step_down", escalation.pk), {"reason": "settled"}
    )

    escalation.refresh_from_db()
    case.refresh_from_db()
    assert escalation.acknowledged_at is not None
    assert escalation.step_down_reason == "settled"
    assert case.level == 0


def test_a_row_of_another_case_is_not_acted_on(at_desk, agent, supervisor, case):
    other = opened(store=case.store)
    escalating.escalate(other.pk, reason="x", actor=agent, now=NOW)
    escalation = Escalation.objects.get(case=other)
    made = promising.promise(
        other.pk, text="x", due_at=NOW + timedelta(days=1), actor=agent, now=NOW
    )

    client = at_desk(supervisor)
    assert client.post(desk(case, "act_on", "acknowledge", escalation.pk)).status_code == 404
    assert client.post(desk(case, "act_on", "keep", made.pk)).status_code == 404


def test_the_original_of_a_mail_is_shown_where_nothing_of_it_runs(at_desk, agent, stranger, case):
    message = Message.objects.get(conversation=case.submission.conversation)
    Message.objects.filter(pk=message.pk).update(html="<p>hello</p><script>x()</script>")

    answer = at_desk(agent).get(desk(case, "original", message.pk))

    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert at_desk(stranger).get(desk(case, "original", message.pk)).status_code == 404


def test_the_whole_mail_is_given_to_save_and_that_is_logged(
    at_desk, agent, supervisor, stranger, case
):
    message = Message.objects.get(conversation=case.submission.conversation)
    address = desk(case, "whole", message.pk)
    assert at_desk(supervisor).post(address).status_code == 404  # it came by no item
    channel = case.submission.channel
    message.raw = receive(
        channel=channel, body=b"Subject: x", content_type="message/rfc822", now=NOW
    ).raw
    message.mail_message_id = "x@example.com"
    message.save()

    # A script that sent it as it sends other forms would throw the file away.
    assert f'<form method="post" data-plain action="{address}"' in (
        at_desk(supervisor).get(desk(case)).text
    )
    answer = at_desk(supervisor).post(address)

    assert answer.content == b"Subject: x"
    assert (
        answer["Content-Disposition"] == f'attachment; filename="{case.reference}-{message.pk}.eml"'
    )
    assert answer["Content-Type"] == "application/octet-stream"
    assert Reveal.objects.get().subject == f"intake:{message.raw_id}"
    assert at_desk(stranger).post(address).status_code == 404
    assert at_desk(supervisor).get(address).status_code == 405
    assert Reveal.objects.count() == 1


def test_a_note_is_on_no_page_of_the_customers(client, at_desk, case, agent):
    at_desk(agent).post(desk(case, "note"), {"text": "只給同事看的話"})
    at_desk(agent).post(desk(case, "act", "escalate"), {"reason": "內部的理由"})
    conversation = case.submission.conversation

    page = client.get(f"/c/{case.reference}/{conversation.access_code}", follow=True)

    assert page.status_code == 200
    assert case.reference in page.text
    assert "只給同事看的話" in at_desk(agent).get(desk(case)).text
    assert "只給同事看的話" not in page.text
    assert "內部的理由" not in page.text


def test_a_remedy_noted_by_mistake_is_taken_back_from_the_history(at_desk, case, agent):
    assigning.claim_case(case.pk, actor=agent, now=NOW)
    client = at_desk(agent)
    remedied = {"remedy": "refund", "remedy_cost": "120", "action_taken": "R-17"}
    client.post(desk(case, "act", "carry_out"), {**remedied, "version": ""})
    noted = case.events.get(kind="remedied")
    address = desk(case, "act_on", "take_back_noting", noted.pk)
    assert address in client.get(desk(case)).text
    assert address not in at_desk(posted(Role.AUDITOR)).get(desk(case)).text

    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert not case.events.filter(kind="noting_taken_back").exists()
    client.post(address, {"reason": "Another case was meant"})

    assert case.events.get(kind="noting_taken_back").facts["reason"] == "Another case was meant"
    assert address not in client.get(desk(case)).text
    assert client.get(desk(case, "act_on", "take_back_noting", 0)).status_code == 404


def solve(case, agent, at):
    moving.resolve_case(case.pk, facts=solving(), actor=agent, now=at)


def test_what_was_opened_again_tells_its_first_and_its_total_resolution(at_desk, agent, supervisor):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    client, since = at_desk(agent), case.opened_at

    def told():
        return client.get(desk(case)).context["resolutions"]

    solve(case, agent, since + timedelta(hours=1))
    moving.undo_resolution(case.pk, actor=agent, now=since + timedelta(hours=1, minutes=2))
    slip = told()  # solved by mistake and taken back: that was no resolution
    solve(case, agent, since + timedelta(hours=5))
    once = told()
    closing.reopen_case(case.pk, reason="x", actor=supervisor, now=since + timedelta(hours=20))
    open_again, words = told(), client.get(desk(case)).text
    solve(case, agent, since + timedelta(days=2, hours=3))

    assert (slip, once) == (None, None)
    assert (open_again.first, open_again.last) == (since + timedelta(hours=5), None)
    assert ("First solved" in words, "open again," in words) == (True, True)
    assert (told().first, told().last) == (open_again.first, since + timedelta(days=2, hours=3))
    assert "after 2\xa0days, 3\xa0hours" in html.unescape(client.get(desk(case)).text)


@pytest.mark.parametrize("times", [2, 12])
def test_first_and_total_resolution_cost_one_statement_however_often(at_desk, agent, times):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    for hour in range(times):
        at = case.opened_at + timedelta(hours=hour)
        case.events.create(
            seq=500 + hour, kind=EventKind.RESOLVED, facts={}, happened_at=at, recorded_at=at
        )
    client = at_desk(agent)

    def cost(number):
        Case.objects.filter(pk=case.pk).update(resolution_number=number)
        with CaptureQueriesContext(connection) as asked:
            client.get(desk(case))
        return len(asked)

    client.get(desk(case))
    assert cost(times) - cost(0) == 1
