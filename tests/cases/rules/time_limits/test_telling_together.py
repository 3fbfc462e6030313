"""What one pass tells one colleague of more than three limits is one letter, read as far as they may see."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Notice, Policy
from cases.rules.commitments import promising
from cases.rules.time_limits import alarming
from cases.sla.terms import ClockKind
from cases.states import CaseState, Outcome
from channels.kinds import OutboxState
from channels.letters import CLOCKS, LANGUAGES
from channels.models import Outgoing
from channels.rules.letters import wording
from channels.rules.letters.composing import circumstances_of, compose
from channels.rules.outbox import delivery
from feedback_site.organisation.models import Posting
from feedback_site.organisation.roles import Role
from tests.cases.rules.escalation.test_pressing import on_duty
from tests.cases.rules.time_limits.test_alarming import stored
from tests.channels.relays import Relay, running
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import StoreFactory, UserFactory, posted

HOUR = timedelta(hours=1)
WARNED, MISSED = NOW + 2.7 * HOUR, NOW + 3.1 * HOUR
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def head():
    Policy.objects.update(until=NOW - HOUR)  # promises alone have a limit
    return posted(Role.DEPARTMENT_HEAD)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def promised(number, owner, *, promiser=None, **more):
    cases = [stored(case_in(CaseState.IN_PROGRESS, owner=owner, **more)) for _ in range(number)]
    for case in cases:
        promising.promise(
            case.pk, text="x", due_at=NOW + 3 * HOUR, owner=promiser or owner, actor=owner, now=NOW
        )
    return cases


def told(person):
    rows = Outgoing.objects.filter(recipient=person, template__startswith="staff_").order_by("pk")
    return [(row.template, row.context.get("count", 1)) for row in rows]


def sweep(now):
    while alarming.sweep_alarms(now=now):
        pass


def test_three_are_told_each_by_itself(head, agent):
    promised(3, agent)

    sweep(WARNED)
    assert told(agent) == [("staff_limit_warning", 1)] * 3
    sweep(MISSED)

    assert told(agent)[3:] == [("staff_limit_missed", 1)] * 3
    assert told(head) == [("staff_escalated", 1)] * 3


def test_two_promises_on_one_case_are_two_rows(agent):
    cases = promised(2, agent)
    for case in cases:
        promising.promise(
            case.pk, text="y", due_at=NOW + 3 * HOUR, owner=agent, actor=agent, now=NOW
        )

    sweep(MISSED)

    listed = Outgoing.objects.get(recipient=agent, template="staff_limits_missed")
    assert [one["case_id"] for one in listed.context["rows"]] == [
        case.pk for case in cases for _promise in range(2)
    ]


def test_four_are_told_together_and_once(head, agent):
    cases = promised(4, agent)

    sweep(WARNED)
    assert told(agent) == [("staff_limits_near", 4)]
    assert told(head) == []
    sweep(MISSED)
    sweep(MISSED + HOUR)

    assert told(agent) == [("staff_limits_near", 4), ("staff_limits_missed", 4)]
    assert told(head) == [("staff_escalations", 4)]
    listed = Outgoing.objects.get(template="staff_limits_missed").context["rows"]
    assert {one["case_id"] for one in listed} == {case.pk for case in cases}
    assert Notice.objects.filter(cycle__case__in=cases, level=100).count() == 4


def test_each_is_told_of_what_is_theirs(head, agent):
    other, promiser = posted(Role.AGENT), posted(Role.AGENT)
    promised(4, agent, promiser=promiser)
    promised(2, other)

    sweep(MISSED)

    assert ("staff_limits_missed", 4) in told(agent)
    assert told(promiser)[-1] == ("staff_limits_missed", 4)
    assert told(other)[-2:] == [("staff_limit_missed", 1)] * 2
    assert told(head) == [("staff_escalations", 6)]


def test_nobody_off_shift_is_told_before_they_come(head, agent):
    promiser = posted(Role.AGENT)
    on_duty(promiser, start=5)
    on_duty(agent, start=7)
    promised(4, agent, promiser=promiser)

    sweep(MISSED)

    rows = Outgoing.objects.filter(template="staff_limits_missed").order_by("due_at")
    assert list(rows.values_list("recipient", "due_at")) == [
        (promiser.pk, NOW + 5 * HOUR), (agent.pk, NOW + 7 * HOUR),
    ]  # fmt: skip


def test_what_breaks_off_before_the_commit_is_told_once(head, agent):
    promised(4, agent)

    def broken_off():
        with transaction.atomic():
            alarming.sweep_alarms(now=MISSED)
            assert told(head) == [("staff_escalations", 4)]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert not Outgoing.objects.filter(template__startswith="staff_").exists()
    sweep(MISSED)
    sweep(MISSED)

    assert told(head) == [("staff_escalations", 4)]
    assert [one for one in told(agent) if "missed" in one[0]] == [("staff_limits_missed", 4)]


def letter_of(template, person):
    row = Outgoing.objects.get(template=template, recipient=person)
    return compose(row, circumstances_of(row, now=MISSED), now=MISSED)


SAID = {
    "zh-hant": {
        "staff_limits_near": "時限快到了：4 項", "staff_limits_missed": "已逾期：4 項時限",
        "staff_escalations": "升級處理：4 件案件轉到您手上",
        "row": "承諾 · 期限 5月4日（週一）12:30", "hidden": "您無法查看這件案件。", "ended": "已結束",
    },
    "zh-hans": {
        "staff_limits_near": "时限快到了：4 项", "staff_limits_missed": "已逾期：4 项时限",
        "staff_escalations": "升级处理：4 件案件转到您手上",
        "row": "承诺 · 期限 5月4日（周一）12:30", "hidden": "您无法查看这件案件。", "ended": "已结束",
    },
    "en": {
        "staff_limits_near": "Due soon: 4 time limits", "staff_limits_missed": "Overdue: 4 time limits",
        "staff_escalations": "Escalated to you: 4 cases",
        "row": "a promise · due Monday 4 May, 12:30", "hidden": "This case is not open to you.",
        "ended": "no longer open",
    },
}  # fmt: skip
QUEUES = {
    "staff_limits_near": "mine/", "staff_limits_missed": "mine/?due=overdue",
    "staff_escalations": "to_acknowledge/",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", QUEUES)
def test_the_letter_lists_each_with_its_limit_and_page(head, agent, template, language):
    type(agent).objects.update(language=language)
    agent.refresh_from_db()
    cases = promised(4, agent, title="偏黃 <b> & 模糊")
    sweep(WARNED)
    sweep(MISSED)

    reader = head if template == "staff_escalations" else agent
    letter = letter_of(template, reader)

    assert letter.subject == SAID[language][template]
    for case in cases:
        page = f"http://testserver/admin/cases/case/{case.reference}/"
        row = f"{case.reference} 偏黃 <b> & 模糊\n{SAID[language]['row']}\n{page}\n\n"
        assert letter.text.count(row) == 1
        shown = f'<a href="{page}">{case.reference} 偏黃 &lt;b&gt; &amp; 模糊</a>'
        assert letter.html.count(shown) == 1
    assert letter.html.count(f'<span class="beside">{SAID[language]["row"]}</span>') == 4
    queue = f"http://testserver/admin/cases/queue/{QUEUES[template]}"
    assert letter.text.endswith(f"{queue}\n")
    assert letter.html.count(f'<p class="press"><a href="{queue}">') == 1
    assert letter.html.count('class="press"') == 1


def test_its_queues_are_pages(client, head, agent):
    for person in (head, agent):
        client.force_login(person)
        for queue in QUEUES.values():
            assert client.get(f"/admin/cases/queue/{queue}").status_code == 200


def test_moments_are_by_the_clock_that_the_reader_chose(head, agent):
    type(agent).objects.filter(pk=agent.pk).update(language="en", time_zone="Europe/London")
    agent.refresh_from_db()
    promised(4, agent)
    sweep(MISSED)

    assert "due Monday 4 May, 05:30" in letter_of("staff_limits_missed", agent).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_behind_thirty_the_rest_is_counted(head, language):
    reader = UserFactory(language=language)
    listed = [
        {"case_id": n, "reference": f"FB-{n}", "clock": "resolve", "due_at": ""} for n in range(30)
    ]
    row = delivery.enqueue(
        template="staff_limits_missed", dedup_key="k", language=language, now=NOW, recipient=reader,
        context={"count": 37, "rows": listed, "also": list(range(30, 37))},
    )  # fmt: skip

    letter = compose(row, circumstances_of(row, now=NOW), now=NOW)

    more = {"zh-hant": "另有 7 項。", "zh-hans": "另有 7 项。", "en": "and 7 more."}[language]
    assert "37" in letter.subject
    assert f"\n\n{more}\n\n" in letter.text
    assert f"<p>{more}</p>" in letter.html


def placed_at(*stores, **more):
    person = UserFactory(**more)
    for store in stores:
        Posting.objects.create(user=person, role=Role.SUPERVISOR, store=store)
    return person


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_may_not_see_a_case_any_more_reads_no_title_of_it(head, language):
    here, there = StoreFactory(), StoreFactory()
    boss = placed_at(here, there, language=language)
    kept = promised(2, posted(Role.AGENT), title="相片偏黃", store=here, promiser=boss)
    lost = promised(2, posted(Role.AGENT), title="店員很兇", store=there, promiser=boss)
    sweep(MISSED)
    Posting.objects.filter(user=boss, store=there).update(ended_at=NOW)

    letter = letter_of("staff_limits_missed", boss)

    for whole in (letter.text, letter.html):
        assert whole.count("相片偏黃") == 2
        assert "店員很兇" not in whole
        assert whole.count(SAID[language]["hidden"]) == 2
        for case in kept:
            assert f"/admin/cases/case/{case.reference}/" in whole
        for case in lost:
            assert case.reference in whole
            assert f"/admin/cases/case/{case.reference}/" not in whole


def test_nor_does_a_letter_about_one_case_show_it(head):
    here = StoreFactory()
    boss = placed_at(here, language="en")
    (case,) = promised(1, posted(Role.AGENT), title="店員很兇", store=here, promiser=boss)
    sweep(MISSED)
    assert "店員很兇" in letter_of("staff_limit_missed", boss).text
    Posting.objects.filter(user=boss).update(ended_at=NOW)

    letter = letter_of("staff_limit_missed", boss)

    assert case.reference in letter.text
    assert "店員很兇" not in letter.text + letter.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_finished_by_then_says_so_and_leads_to_its_page(head, agent, language):
    type(agent).objects.filter(pk=agent.pk).update(language=language)
    agent.refresh_from_db()
    merged, closed, *_open = promised(5, agent)
    sweep(MISSED)
    Case.objects.filter(pk=merged.pk).update(state=CaseState.MERGED)
    Case.objects.filter(pk=closed.pk).update(
        state=CaseState.CLOSED, outcome=Outcome.CONFIRMED, closed_at=MISSED
    )

    text = letter_of("staff_limits_missed", agent).text

    assert text.count(f"{SAID[language]['row']} · {SAID[language]['ended']}\n") == 2
    for case in (merged, closed):
        assert f"/admin/cases/case/{case.reference}/" in text


@pytest.mark.usefixtures("remembering")
def test_looking_up_costs_the_same_for_few_and_many(head, agent):
    promised(4, agent)
    promised(9, posted(Role.AGENT))
    sweep(MISSED)
    rows = {
        row.context["count"]: Outgoing.objects.select_related("recipient").get(pk=row.pk)
        for row in Outgoing.objects.filter(template="staff_limits_missed")
    }

    def cost(*rows):
        with CaptureQueriesContext(connection) as captured:
            known = delivery.composing.circumstances_of_many(rows, now=MISSED)
            for row in rows:
                compose(row, known[row.pk], now=MISSED)
        return len(captured)

    cost(rows[4])
    fresh = Outgoing.objects.select_related("recipient").get(pk=rows[4].pk)
    assert cost(rows[9]) == cost(fresh) == 2


def test_it_goes_out_by_smtp_once(head, agent, settings):
    type(head).objects.filter(pk=head.pk).update(email="head@shop.example", language="zh-hant")
    cases = promised(5, agent, title="相片偏黃")
    sweep(MISSED)
    settings.MAIL_TRANSPORT = "smtp"
    with running(Relay()) as relay:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
            "127.0.0.1",
            relay.port,
            2,
        )
        row = Outgoing.objects.get(recipient=head)
        delivery.deliver(row.pk, now=MISSED)
        delivery.deliver(row.pk, now=MISSED)

    row.refresh_from_db()
    [envelope], [mail] = relay.mails, relay.parsed
    assert row.state == OutboxState.SENT
    assert envelope.rcpt_tos == ["head@shop.example"]
    assert mail["Subject"] == "升級處理：5 件案件轉到您手上"
    assert mail["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        said = mail.get_body((kind,)).get_content()
        for case in cases:
            assert f"{case.reference} 相片偏黃" in said
            assert f"http://testserver/admin/cases/case/{case.reference}/" in said


def test_words_of_our_own_keep_the_rows(head, agent):
    (case, *_others) = promised(4, agent, title="相片偏黃")
    sweep(MISSED)
    text = wording.write_text(
        template="staff_escalations", language="zh-hant", channel=None, category="",
        subject="{{ count }} 件要您看", body="各位：\n\n{{ cases }}\n\n{{ link }}", actor=head, now=NOW,
    )  # fmt: skip
    wording.publish_text(text.pk, actor=head, now=NOW)

    letter = letter_of("staff_escalations", head)

    assert letter.subject == "4 件要您看"
    page = f"http://testserver/admin/cases/case/{case.reference}/"
    assert f'<p class="row"><a href="{page}">{case.reference} 相片偏黃</a>' in letter.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_has_words_in_letters(language):
    assert set(CLOCKS[language]) == {clock.value for clock in ClockKind}
