"""Each sweep of the house goes on past a row that the database refuses, and does it once it may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection

from cases.incident_kinds import RunKind
from cases.kinds import EventKind
from cases.models import (
    Appointment,
    Case,
    CaseEvent,
    CaseQuality,
    Category,
    ClockCycle,
    Consultation,
    Escalation,
    IncidentRecipient,
    IncidentRunCase,
    NearText,
    Notice,
    Recalculation,
    SpikePass,
    WorkOrder,
)
from cases.rules import sweeping
from cases.rules.appointments import reminding
from cases.rules.assignment import giving, handing_over
from cases.rules.categories import editing
from cases.rules.desk import clearing_files
from cases.rules.escalation import consulting, pressing
from cases.rules.links import comparing
from cases.rules.openings import grading, opening
from cases.rules.openings.acknowledging import sweep_receipts
from cases.rules.problems import addressing, going_through, running, spotting
from cases.rules.problems.chronicling import chronicled
from cases.rules.time_limits import alarming, entitling, recalculating
from cases.rules.triage import carrying
from cases.rules.work_orders import sweeping as order_sweeping
from cases.states import CaseState
from channels.kinds import Direction, Disposition
from channels.models import (
    CustomerSigns,
    Message,
    Outgoing,
    PublicReply,
    PurchaseFile,
    RawIntake,
    Review,
    ServiceTier,
    UnsentFile,
)
from channels.models.purchase_file import KEPT_FOR
from channels.rules import intake
from channels.rules.customers import recognising
from channels.rules.imports import importing_purchases
from channels.rules.monitoring import sweeping as channels_sweeping
from channels.rules.outbox import delivery
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from feedback_site.sweeping.models import StuckRow
from feedback_site.sweeping.rules.isolating import FIRST_REST
from feedback_site.sweeping.sweeps import known_sweeps
from reports.measures.selection import Selection
from reports.models import CaseFact, KeptFigures
from reports.periods import Period
from reports.rules import keeping, refreshing
from surveys.kinds import FollowUpState
from surveys.models import FollowUp
from surveys.rules import planning
from tests.factories.cases import NOW, RawIntakeFactory, SubmissionFactory, case_in
from tests.factories.channels import ChannelFactory, conversation_with, customer_with
from tests.factories.incidents import bare_incident, incident_with
from tests.factories.organisation import StoreFactory, posted
from tests.sweeping.chat_scenes import CHAT_SCENES

pytestmark = pytest.mark.django_db
LATER, SECOND = NOW + timedelta(hours=1), timedelta(seconds=1)
# Refuses to write the rows that a setting of the session names by this column.
_REFUSE = """
CREATE FUNCTION refuse_poisoned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0] = current_setting('test.poisoned', true) THEN
        RAISE EXCEPTION 'poisoned';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
"""


def poison(table, column, value, when="INSERT OR UPDATE"):
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE)
        cursor.execute(
            f"CREATE TRIGGER refuse_poisoned BEFORE {when} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_poisoned('{column}')"
        )
        cursor.execute("SELECT set_config('test.poisoned', %s, false)", [str(value)])


def mend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('test.poisoned', '', false)")


@pytest.fixture(autouse=True)
def _mended():
    yield
    mend()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Two rows of a sweep; the first cannot be done until it is mended."""

    rows: tuple
    sweep: Callable
    is_done: Callable
    mend: Callable = mend


def opening_scene():
    rows = [SubmissionFactory(received_at=NOW) for _ in range(2)]
    poison("cases_case", "submission_id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=sweeping.sweep_submissions,
        is_done=lambda pk: Case.objects.filter(submission=pk).exists(),
    )


def taking_in():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    rows = [
        Message.objects.create(
            conversation=case.submission.conversation, channel=case.channel, text="?",
            raw=RawIntakeFactory(disposition=Disposition.APPENDED), direction=Direction.INBOUND,
            happened_at=NOW, recorded_at=NOW,
        )
        for case in cases
    ]  # fmt: skip
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=sweeping.sweep_submissions,
        is_done=lambda pk: CaseEvent.objects.filter(message=pk).exists(),
    )


def taking_in_replies():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    rows = []
    for case in cases:
        review = Review.objects.create(submission=case.submission, source="Maps")
        message = Message.objects.create(
            conversation=case.submission.conversation, channel=case.channel, text="We print it again.",
            direction=Direction.OUTBOUND, happened_at=NOW, recorded_at=NOW,
        )  # fmt: skip
        PublicReply.objects.create(
            review=review, text=message.text, written_at=NOW, posted_at=NOW, message=message
        )
        rows.append(message)
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=sweeping.sweep_submissions,
        is_done=lambda pk: CaseEvent.objects.filter(message=pk, kind=EventKind.ANSWERED).exists(),
    )


def taking_back():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    rows = [
        Message.objects.create(
            conversation=case.submission.conversation, channel=case.channel, text="", raw=RawIntakeFactory(),
            direction=Direction.INBOUND, happened_at=NOW, recorded_at=NOW, taken_back_at=NOW,
        )
        for case in cases
    ]  # fmt: skip
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=sweeping.sweep_submissions,
        is_done=lambda pk: CaseEvent.objects.filter(message=pk, kind=EventKind.TOOK_BACK).exists(),
    )


def continuing():
    cases = [case_in(CaseState.WAITING, resume_by=NOW) for _ in range(2)]
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=sweeping.sweep_waiting,
        is_done=lambda pk: Case.objects.get(pk=pk).state == CaseState.IN_PROGRESS,
    )


def acknowledging():
    cases = []
    for number in range(2):
        conversation = conversation_with(
            f"mei{number}@example.com", channel=ChannelFactory(kind="email")
        )
        submission = SubmissionFactory(
            conversation=conversation, customer=conversation.customer, no_contact_reason="",
            channel=conversation.channel,
        )  # fmt: skip
        cases.append(opening.open_case(submission.pk, now=NOW))
    receipts = list(Outgoing.objects.filter(template="received").order_by("pk"))
    for receipt in receipts:
        delivery.deliver(receipt.pk, now=NOW)
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(receipt.pk for receipt in receipts),
        sweep=partial(sweep_receipts, since=NOW - sweeping.LOST_WITHIN),
        is_done=lambda pk: CaseEvent.objects.filter(
            case__submission__conversation__outgoing=pk, kind="acknowledged"
        ).exists(),
    )


def ringing():
    cases = []
    for _ in range(2):
        submission = SubmissionFactory(received_at=NOW - timedelta(days=9))
        cases.append(opening.open_case(submission.pk, now=NOW - timedelta(days=9)))
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=alarming.sweep_alarms,
        is_done=lambda pk: Notice.objects.filter(cycle__case=pk).exists(),
    )


def proving():
    cases = [opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW) for _ in range(2)]
    ClockCycle.objects.update(target_seconds=1)
    poison("cases_clockcycle", "case_id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=sweeping.prove_clocks,
        is_done=lambda pk: not ClockCycle.objects.filter(case=pk, target_seconds=1).exists(),
    )


def seen_again(table, sweep, model):
    cases = [opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW) for _ in range(2)]
    poison(table, "case_id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=partial(sweep, limit=10),
        is_done=lambda pk: model.objects.filter(pk=pk).exists(),
    )


def recognising_scene():
    people = [conversation_with(f"mei{number}@example.com").customer for number in range(2)]
    for customer in people:
        SubmissionFactory(customer=customer, conversation__customer=customer, no_contact_reason="")
    poison("channels_customersigns", "customer_id", people[0].pk)
    return Scene(
        rows=tuple(customer.pk for customer in people),
        sweep=partial(recognising.sweep_people, limit=10),
        is_done=lambda pk: CustomerSigns.objects.filter(pk=pk, compared_up_to__gt=0).exists(),
    )


def reading():
    channel = ChannelFactory()
    rows = [
        intake.receive(
            channel=channel, body=b"text=Torn", now=NOW,
            content_type="application/x-www-form-urlencoded",
        ).raw
        for _ in range(2)
    ]  # fmt: skip
    poison("channels_submission", "raw_id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=lambda now: channels_sweeping.sweep_left_behind(now=now, limit=10),
        is_done=lambda pk: RawIntake.objects.get(pk=pk).disposition == Disposition.OPENED,
    )


def sending():
    rows = [
        delivery.tell_customer(
            conversation_with(f"mei{number}@example.com"), template="closed",
            dedup_key=str(number), now=NOW,
        )
        for number in range(2)
    ]  # fmt: skip
    Outgoing.objects.filter(pk=rows[0].pk).update(context=["no", "mapping"])
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=lambda now: delivery.sweep(now=now, limit=10),
        is_done=lambda pk: Outgoing.objects.get(pk=pk).state == "sent",
        mend=lambda: Outgoing.objects.filter(pk=rows[0].pk).update(context={}),
    )


def planning_scene():
    cases = [case_in(CaseState.RESOLVED) for _ in range(2)]
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=planning.sweep_resolved,
        is_done=lambda pk: FollowUp.objects.filter(case=pk).exists(),
    )


def ending_scene():
    cases = [case_in(CaseState.RESOLVED) for _ in range(2)]
    rows = [planning.plan_follow_up(case.pk, now=NOW) for case in cases]
    Case.objects.update(state=CaseState.IN_PROGRESS)
    for case in cases:
        CaseEvent.objects.create(
            case=case, seq=99, kind=EventKind.REOPENED, happened_at=NOW, recorded_at=NOW
        )
    poison("surveys_followup", "id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=planning.sweep_ended,
        is_done=lambda pk: FollowUp.objects.get(pk=pk).state == FollowUpState.NOT_SOLVED,
    )


def counting():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    poison("reports_casefact", "case_id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=refreshing.refresh_facts,
        is_done=lambda pk: CaseFact.objects.filter(case=pk).exists(),
    )


def renewing():
    period = Period(since=date(2026, 5, 1), last=date(2026, 5, 31))
    early = LATER - timedelta(minutes=2)
    for store in (None, StoreFactory().pk):
        selection = Selection(user=posted(Role.MANAGER), period=period, store=store)
        keeping.figures_for(selection, now=early)
    poisoned, whole = KeptFigures.objects.order_by("key")
    question = poisoned.question
    KeptFigures.objects.filter(pk=poisoned.pk).update(question={})
    return Scene(
        rows=tuple(int(kept.key[:15], 16) for kept in (poisoned, whole)),
        sweep=keeping.renew_figures,
        is_done=lambda number: KeptFigures.objects.get(key__startswith=f"{number:015x}").as_of > early,
        mend=lambda: KeptFigures.objects.filter(pk=poisoned.pk).update(question=question),
    )  # fmt: skip


def following():
    customer = customer_with(email="mei@example.com")
    cases = [
        opening.open_case(SubmissionFactory(customer=customer, no_contact_reason="").pk, now=NOW)
        for _ in range(2)
    ]
    type(customer).objects.update(tier=ServiceTier.objects.get(code="business"))
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=entitling.sweep_tiers,
        is_done=lambda pk: Case.objects.get(pk=pk).tier == "business",
    )


def carrying_scene():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    successor = Category.objects.get(code="print_cut")
    editing.retire_category(
        cases[0].category_id, successor_id=successor.pk, reason="rare", open_cases="follow",
        actor=posted(Role.ADMINISTRATOR), now=NOW,
    )  # fmt: skip
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=carrying.sweep_carrying,
        is_done=lambda pk: Case.objects.get(pk=pk).category == successor,
    )


def recalculating_scene(cause, kind):
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    ids = [case.pk for case in cases]
    if cause == "policy":  # only what would move is told
        ClockCycle.objects.filter(case__in=ids, due_at__isnull=False).update(due_at=NOW)
    Recalculation.objects.create(cause=cause, subject="x", asked_at=NOW, cases=2, remaining=ids)
    poison("cases_case", "id", ids[0])
    return Scene(
        rows=tuple(ids),
        sweep=recalculating.sweep_recalculations,
        is_done=lambda pk: CaseEvent.objects.filter(case=pk, kind=kind).exists(),
    )


def handing_on():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    rows = [
        Escalation.objects.create(
            case=case, level=1, role=Role.DEPARTMENT_HEAD, cause="request", raised_at=NOW,
            acknowledge_by=NOW,
        )
        for case in cases
    ]  # fmt: skip
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=pressing.sweep_pressing,
        is_done=lambda pk: Escalation.objects.get(pk=pk).climbed_at is not None,
    )


def raising_scene():
    cases = [case_in(CaseState.IN_PROGRESS, is_safety=True) for _ in range(2)]
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=pressing.sweep_pressing,
        is_done=lambda pk: Escalation.objects.filter(case=pk, cause="safety").exists(),
    )


def giving_scene():
    posted(Role.AGENT)
    cases = [case_in(CaseState.RECEIVED, next_due_at=NOW) for _ in range(2)]
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=giving.sweep_unowned,
        is_done=lambda pk: Case.objects.get(pk=pk).owner_id is not None,
    )


def handing_over_scene():
    left = posted(Role.AGENT)
    cases = [case_in(CaseState.IN_PROGRESS, owner=left) for _ in range(2)]
    posted(Role.AGENT)
    User.objects.filter(pk=left.pk).update(is_active=False)
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(case.pk for case in cases),
        sweep=handing_over.sweep_handovers,
        is_done=lambda pk: Case.objects.get(pk=pk).owner_id != left.pk,
    )


def spotting_scene():
    hours = [int(LATER.timestamp() // 3600) - 1, int(LATER.timestamp() // 3600)]
    poison("cases_spikepass", "hour", hours[0])
    return Scene(
        rows=tuple(hours),
        sweep=spotting.sweep_spikes,
        is_done=lambda hour: SpikePass.objects.filter(hour=hour).exists(),
    )


def telling_scene():
    cases = [case_in(CaseState.IN_PROGRESS) for _ in range(2)]
    lead = posted(Role.SUPERVISOR)
    incident = incident_with(cases, lead=lead)
    message = addressing.compose(incident.pk, {"en": "off"}, to_affected=False, actor=lead, now=NOW)
    addressing.send(message.pk, looked_at=message.version, actor=lead, now=NOW)
    rows = list(IncidentRecipient.objects.order_by("case"))
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=addressing.sweep_telling,
        is_done=lambda pk: IncidentRecipient.objects.get(pk=pk).told_at is not None,
    )


def running_scene():
    cases = [case_in(CaseState.RECEIVED) for _ in range(2)]
    lead, incident = posted(Role.SUPERVISOR), bare_incident()
    with chronicled(incident.pk, actor=lead, now=NOW) as chronicle:
        running.begin(chronicle, RunKind.JOIN, [case.pk for case in cases], {})
    rows = list(IncidentRunCase.objects.order_by("pk"))
    poison("cases_case", "id", cases[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=going_through.sweep_runs,
        is_done=lambda pk: IncidentRunCase.objects.get(pk=pk).done_at is not None,
    )


def watching_orders():
    department = Category.objects.get(code="print_colour").department
    rows = [
        WorkOrder.objects.create(
            kind="other", title="a", asked="b", asked_by=posted(Role.AGENT), asked_at=NOW,
            department=department, due_at=NOW, alarm_at=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    poison("cases_workorder", "id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=order_sweeping.sweep_orders,
        is_done=lambda pk: WorkOrder.objects.get(pk=pk).alarm_at is None,
    )


def reminding_of_appointments():
    rows = [
        Appointment.objects.create(
            case=case_in(CaseState.IN_PROGRESS), store=StoreFactory(), purpose="repair",
            starts_at=NOW - SECOND, ends_at=NOW, change_until=NOW, booked_at=NOW, look_at=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    poison("cases_appointment", "id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=reminding.sweep_appointments,
        is_done=lambda pk: Appointment.objects.get(pk=pk).asked_at is not None,
    )


def awaiting_opinions():
    rows = [
        Consultation.objects.create(
            case=case_in(CaseState.IN_PROGRESS), question="a", asked_at=NOW, due_at=NOW,
            alarm_at=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    poison("cases_consultation", "id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=consulting.sweep_consultations,
        is_done=lambda pk: Consultation.objects.get(pk=pk).alarm_at is None,
    )


def clearing():
    author = posted(Role.AGENT)
    rows = [
        UnsentFile.objects.create(
            conversation=case_in(state).submission.conversation, author=author, file=state, size=1,
            sha256=b"1", added_at=LATER - age - SECOND,
        )
        for state, age in (
            (CaseState.CLOSED, clearing_files.KEPT_ENDED),
            (CaseState.IN_PROGRESS, clearing_files.KEPT_FOR),
        )
    ]  # fmt: skip
    poison("channels_unsentfile", "id", rows[0].pk, when="DELETE")
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=clearing_files.sweep_files,
        is_done=lambda pk: not UnsentFile.objects.filter(pk=pk).exists(),
    )


def forgetting_purchases():
    rows = [
        importing_purchases.begin_file(
            name=f"till {number}.csv", body="訂單編號,購買日期\nP1,2026-04-20\n".encode(),
            actor=posted(Role.SUPERVISOR), now=LATER - KEPT_FOR,
        )
        for number in range(2)
    ]  # fmt: skip
    poison("channels_purchasefile", "id", rows[0].pk)
    return Scene(
        rows=tuple(row.pk for row in rows),
        sweep=importing_purchases.sweep_left,
        is_done=lambda pk: PurchaseFile.objects.get(pk=pk).body is None,
    )


SCENES = {
    "channels.forget_purchases": forgetting_purchases,
    "cases.clear_files": clearing,
    "cases.give": giving_scene, "cases.hand_over": handing_over_scene,
    "cases.spot": spotting_scene, "cases.tell_incident": telling_scene,
    "cases.run_incident": running_scene,
    "cases.orders": watching_orders, "cases.consult": awaiting_opinions,
    "cases.appointments": reminding_of_appointments,
    "cases.carry_category": carrying_scene, "cases.tier": following,
    "cases.climb": handing_on, "cases.raise": raising_scene,
    "cases.recalculate": partial(recalculating_scene, "calendar", "calendar_changed"),
    "cases.adopt_policy": partial(recalculating_scene, "policy", "policy_changed"),
    "cases.compare": partial(seen_again, "cases_neartext", comparing.sweep_near, NearText),
    "cases.grade": partial(seen_again, "cases_casequality", grading.sweep_quality, CaseQuality),
    "channels.compare": recognising_scene,
    "cases.open": opening_scene, "cases.take_in": taking_in, "cases.take_back": taking_back,
    "cases.take_in_reply": taking_in_replies,
    "cases.continue": continuing, "cases.prove": proving,
    "cases.acknowledge": acknowledging, "cases.ring": ringing, "channels.read": reading,
    "channels.send": sending, "surveys.plan": planning_scene,
    "surveys.end": ending_scene, "reports.count": counting,
    "reports.renew": renewing,
}  # fmt: skip


def of_chats(scene):
    refused, parts = scene()
    poison(*refused)
    return Scene(**parts)


SCENES |= {code: partial(of_chats, scene) for code, scene in CHAT_SCENES.items()}


def test_each_sweep_has_its_scene():
    assert {sweep.code for sweep in known_sweeps()} == SCENES.keys()


@pytest.mark.parametrize("code", SCENES)
def test_it_goes_on_past_a_poisoned_row_and_does_it_once_mended(code):
    scene = SCENES[code]()
    poisoned, healthy = scene.rows

    scene.sweep(now=LATER)

    assert scene.is_done(healthy)
    assert not scene.is_done(poisoned)
    row = StuckRow.objects.get()
    assert (row.sweep, row.row_id, row.tries) == (code, poisoned, 1)
    assert row.label
    assert "poison" not in row.reason

    scene.sweep(now=LATER + FIRST_REST - SECOND)
    assert StuckRow.objects.get().tries == 1
    scene.sweep(now=LATER + FIRST_REST + SECOND)
    assert StuckRow.objects.get().tries == 2

    scene.mend()
    scene.sweep(now=LATER + 3 * FIRST_REST + 2 * SECOND)
    assert scene.is_done(poisoned)
    assert not StuckRow.objects.exists()


def test_what_was_done_meanwhile_is_not_done_again():
    scene = continuing()
    poisoned, _healthy = scene.rows
    scene.sweep(now=LATER)
    mend()
    Case.objects.filter(pk=poisoned).update(resume_by=LATER + timedelta(days=2))

    scene.sweep(now=LATER + FIRST_REST)

    assert not scene.is_done(poisoned)
    assert not StuckRow.objects.exists()


def test_a_letter_that_breaks_off_each_time_becomes_a_dead_one():
    scene = sending()
    poisoned, _healthy = scene.rows
    now = LATER
    scene.sweep(now=now)
    while StuckRow.objects.exists():
        now = StuckRow.objects.get().next_try_at
        scene.sweep(now=now)

    row = Outgoing.objects.get(pk=poisoned)
    assert (row.state, row.last_error) == ("dead", "each try broke off")
    assert row.attempts == delivery.MOST_ATTEMPTS + 1


def test_an_item_that_cannot_be_accounted_for_is_put_before_a_person():
    scene = reading()
    poisoned, _healthy = scene.rows
    now = LATER
    scene.sweep(now=now)
    while StuckRow.objects.exists():
        now = StuckRow.objects.get().next_try_at
        scene.sweep(now=now)

    raw = RawIntake.objects.get(pk=poisoned)
    assert (raw.state, raw.attempts) == ("failed", channels_sweeping.MOST_ATTEMPTS)


def test_poisoned_rows_do_not_fill_every_pass():
    store = StoreFactory()
    for place in (store, store, store, store, None):
        last = SubmissionFactory(received_at=NOW, store=place)
    poison("cases_case", "store_id", store.pk)

    for number in range(3):
        sweeping.sweep_submissions(now=LATER + timedelta(seconds=10 * number), limit=2)

    assert Case.objects.get().submission == last
    assert StuckRow.objects.count() == 4


def test_proving_counts_only_what_it_mended():
    opening.open_case(SubmissionFactory(received_at=NOW).pk, now=NOW)
    assert sweeping.prove_clocks(now=LATER) == 0
    ClockCycle.objects.update(target_seconds=1)

    assert sweeping.prove_clocks(now=LATER) == 1
    assert sweeping.prove_clocks(now=LATER) == 0
