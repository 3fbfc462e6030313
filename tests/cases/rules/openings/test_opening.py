"""Opening: what a submission becomes, at once, and who is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import receivers
from cases.kinds import EventKind, LinkKind
from cases.models import Case, CaseLink, CaseText, Category
from cases.rules import sweeping
from cases.rules.clocks import clocking
from cases.rules.openings import opening
from cases.rules.time_limits import alarming
from cases.states import CaseState
from channels.kinds import ChannelKind, Direction, Disposition
from channels.models import Channel, ContactPoint, Customer, Message, Outgoing
from channels.rules.conversations.beginning import BY_MACHINE
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import NOW, RawIntakeFactory, SubmissionFactory, case_in
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    customer = Customer(first_seen_at=NOW)
    customer.write_name("陳小姐")
    customer.save()
    contact = ContactPoint(customer=customer, kind="email", created_at=NOW)
    contact.write(customer.wrapped_key, "chen@example.com")
    contact.save()
    return customer


def submission(text, kind=ChannelKind.WEB, *, customer=None, is_automatic=False, **more):
    channel = more.pop("channel", None) or Channel.objects.filter(kind=kind).first()
    made = SubmissionFactory(
        text=text, title=text[:40], raw__channel=channel, customer=customer,
        conversation__customer=customer, conversation__channel=channel, **more,
    )  # fmt: skip
    Message.objects.create(
        conversation=made.conversation, raw=made.raw, channel=channel,
        direction=Direction.INBOUND, text=text, is_automatic=is_automatic, happened_at=NOW,
        recorded_at=NOW,
    )  # fmt: skip
    return made


def test_a_clear_text_is_sorted_at_once_with_limits_running(customer):
    case = opening.open_case(
        submission("訂單P1的相片整批偏黃，顏色跟螢幕差很多，想請你們重印", customer=customer).pk,
        now=NOW,
    )

    assert case.state == CaseState.TRIAGED
    assert case.category == Category.objects.get(code="print_colour")
    assert case.department.code == "print_quality"
    assert case.reading["reasons"]
    assert set(case.cycles.values_list("clock", flat=True)) == {
        "acknowledge", "first_response", "dispatch", "resolve",
    }  # fmt: skip
    assert case.next_due_at == NOW + timedelta(minutes=30)


def test_what_the_rules_do_not_understand_waits_for_a_person(customer):
    case = opening.open_case(submission("嗯，想說一下", customer=customer).pk, now=NOW)

    assert case.state == CaseState.RECEIVED
    assert case.category is None
    assert case.department.code == "customer_care"


def test_danger_always_waits_for_a_person(customer):
    case = opening.open_case(
        submission("相片偏黃，而且機器冒煙還漏電，差點燙到小孩", customer=customer).pk, now=NOW
    )

    assert case.state == CaseState.RECEIVED
    assert case.is_safety
    assert case.priority == "urgent"


def test_opening_twice_makes_one(customer):
    given = submission("相片偏黃", customer=customer)

    assert opening.open_case(given.pk, now=NOW) == opening.open_case(given.pk, now=NOW)
    assert Case.objects.count() == 1
    assert Outgoing.objects.filter(template="received").count() == 1
    assert CaseText.objects.count() == 1


def test_a_machine_gets_no_answer(customer):
    case = opening.open_case(
        submission(
            "I am out of office", ChannelKind.EMAIL, customer=customer, is_automatic=True
        ).pk,
        now=NOW,
    )

    assert not Outgoing.objects.exists()
    assert case.cycles.get(clock="acknowledge").met_at is not None


@pytest.mark.parametrize(
    ("text", "severity"),
    [("訂單P1的相片整批偏黃，想請你們重印", "low"), ("相片偏黃，機器冒煙", "critical")],
)
def test_how_bad_a_category_usually_is_the_site_says(text, severity):
    Category.objects.filter(code="print_colour").update(default_severity="low")
    forget()

    case = opening.open_case(submission(text).pk, now=NOW)

    assert (case.reading["category"], case.severity) == ("print_colour", severity)


BEFORE, AFTER = NOW - timedelta(hours=3), NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("kind", "starts", "acknowledged", "breached"),
    [
        # By others: from when it reached us. Whoever waits for a letter waits for it from then on.
        (ChannelKind.EMAIL, NOW, None, NOW + timedelta(minutes=1)),
        (ChannelKind.LINE, NOW, None, NOW + timedelta(minutes=1)),
        # Said to a partner hours ago, who held the receipt as soon as we had it.
        (ChannelKind.PARTNER, BEFORE, BEFORE, None),
        # By our own people: from when they took it down, and nobody waits for a receipt.
        (ChannelKind.PHONE, BEFORE, BEFORE, None),
        (ChannelKind.BOX, BEFORE, BEFORE, None),
        (ChannelKind.SOCIAL, BEFORE, BEFORE, None),
    ],
)
def test_limits_count_from_receipt_and_a_late_worker_breaks_no_receipt(
    kind, starts, acknowledged, breached
):
    channel = Channel.objects.filter(kind=kind).first() or ChannelFactory(kind=kind)
    given = submission("嗯", captured_at=BEFORE, channel=channel)

    case = opening.open_case(given.pk, now=AFTER)

    cycle = case.cycles.get(clock="acknowledge")
    assert (cycle.started_at, cycle.met_at, cycle.breached_at) == (starts, acknowledged, breached)
    assert case.unanswered_since == starts
    assert set(case.cycles.values_list("started_at", flat=True)) == {starts}


@pytest.mark.parametrize(
    ("said_before", "starts", "is_told"),
    [(timedelta(seconds=30), NOW, True), (timedelta(days=2), NOW - timedelta(days=2), False)],
)
def test_what_was_over_before_a_partner_handed_it_on_is_told_to_nobody(
    said_before, starts, is_told
):
    posted(Role.DEPARTMENT_HEAD)
    given = submission(
        "嗯", captured_at=NOW - said_before, channel=ChannelFactory(kind=ChannelKind.PARTNER)
    )
    case = opening.open_case(given.pk, now=NOW + timedelta(minutes=5))

    alarming.sweep_alarms(now=NOW + timedelta(hours=24, minutes=5))

    assert case.cycles.get(clock="first_response").started_at == starts
    told = case.events.filter(kind="breached", facts__clock="first_response", facts__level=100)
    assert told.exists() is is_told


def test_a_like_case_of_the_same_customer_is_looked_at_by_a_person(customer):
    text = "訂單P1的相片整批偏黃，顏色跟螢幕差很多，想請你們重印"
    opening.open_case(submission(text, customer=customer).pk, now=NOW)

    second = opening.open_case(
        submission(text, customer=customer, received_at=NOW + timedelta(hours=1)).pk,
        now=NOW + timedelta(hours=1),
    )

    assert second.state == CaseState.RECEIVED


TORN = "訂單P{}的相片整批偏黃，顏色跟螢幕差很多，想請你們重印"


@pytest.fixture
def _remembering(settings):
    """As in life: categories and limits are looked up once in some seconds."""
    forget()
    settings.LOOK_UP_SECONDS = 60.0
    yield
    forget()


@pytest.mark.usefixtures("_remembering")
def test_many_are_opened_in_as_many_statements_as_few(customer, django_assert_num_queries):
    opening.open_case(submission("相片偏黃").pk, now=NOW)
    for number in range(3):
        submission(TORN.format(number), ChannelKind.PARTNER, customer=customer)
    with CaptureQueriesContext(connection) as few:
        assert opening.open_waiting(now=NOW, limit=50) == 3
    for number in range(30):
        submission(TORN.format(number), ChannelKind.PARTNER, customer=customer)

    with django_assert_num_queries(len(few)):
        assert opening.open_waiting(now=NOW, limit=50) == 30

    assert len(few) == 11
    assert Case.objects.count() == CaseText.objects.count() == 34
    assert Outgoing.objects.filter(template="received").count() == 33
    assert list(clocking.differing(now=NOW)) == []


def test_the_batch_makes_of_each_what_it_would_become_alone(customer):
    texts = ("相片偏黃，而且機器冒煙還漏電，差點燙到小孩", "嗯，想說一下", TORN.format(1))
    together = [submission(text, ChannelKind.PARTNER).pk for text in texts]
    opening.open_waiting(now=NOW, limit=50)
    alone = [
        opening.open_case(submission(text, ChannelKind.PARTNER).pk, now=NOW).pk for text in texts
    ]

    def seen(**which):
        return list(
            Case.objects.filter(**which).order_by("pk").values_list(
                "state", "category__code", "severity", "priority", "urgency", "is_safety",
                "department__code", "reading", "version", "last_event_seq", "next_due_at",
            )
        )  # fmt: skip

    assert seen(submission__in=together) == seen(pk__in=alone)


def test_two_of_one_customer_in_one_batch_know_of_each_other(customer):
    for _ in range(2):
        submission(TORN.format(1), ChannelKind.PARTNER, customer=customer)

    opening.open_waiting(now=NOW, limit=50)

    assert list(Case.objects.order_by("pk").values_list("state", flat=True)) == [
        CaseState.TRIAGED, CaseState.RECEIVED,
    ]  # fmt: skip


def test_strangers_in_one_batch_have_nothing_to_do_with_each_other():
    for _ in range(2):
        submission(TORN.format(1), ChannelKind.PARTNER, no_contact_reason="anonymous")

    opening.open_waiting(now=NOW, limit=50)

    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.TRIAGED}
    assert not Outgoing.objects.exists()


def test_a_machine_in_a_batch_gets_no_answer(customer):
    submission("I am out", ChannelKind.EMAIL, customer=customer, is_automatic=True)
    written = submission("The print is torn.", ChannelKind.EMAIL, customer=customer)

    opening.open_waiting(now=NOW, limit=50)

    assert Outgoing.objects.get().conversation == written.conversation


def test_what_has_its_case_is_left_alone(customer):
    opening.open_case(submission("相片偏黃", customer=customer).pk, now=NOW)

    assert opening.open_waiting(now=NOW, limit=50) == 0
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_each_case_once():
    for number in range(20):
        submission(TORN.format(number), ChannelKind.PARTNER, no_contact_reason="anonymous")

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(_open_all, range(2)))

    assert sum(numbers) == Case.objects.count() == 20


def _open_all(_worker):
    try:
        opened = 0
        while done := opening.open_waiting(now=NOW, limit=3):
            opened += done
        return opened
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("kind", "opens_at_once"),
    [(ChannelKind.WEB, True), (ChannelKind.COUNTER, True), (ChannelKind.PARTNER, False)],
)
def test_who_waits_at_a_page_waits_for_nobody_else(
    kind, opens_at_once, django_capture_on_commit_callbacks
):
    made = submission(TORN.format(1), kind)

    with django_capture_on_commit_callbacks(execute=True):
        receivers.open_case(submission_id=made.pk, is_awaited=kind not in BY_MACHINE)

    assert Case.objects.filter(submission=made).exists() is opens_at_once


def _left_behind():
    """A submission that waits for its case, and one opened at once, further on than a bell looks back."""
    lost = SubmissionFactory(pk=10**9, received_at=NOW)
    at_once = SubmissionFactory(pk=lost.pk + opening.LOOK_BACK, received_at=NOW)
    opening.open_case(at_once.pk, now=NOW)
    return lost


def test_what_was_opened_at_once_hides_nothing_that_waits():
    lost = _left_behind()

    assert opening.open_waiting(now=NOW, limit=10) == 0
    assert sweeping.sweep_submissions(now=NOW + timedelta(hours=36)) == 1
    assert Case.objects.filter(submission=lost).exists()


def test_what_lies_far_back_is_found_once_a_day():
    lost = _left_behind()
    later = NOW + timedelta(days=3)

    sweeping.sweep_submissions(now=later)
    assert not Case.objects.filter(submission=lost).exists()
    assert sweeping.sweep_long_lost(now=later) == 1
    assert Case.objects.filter(submission=lost).exists()


def test_a_mail_that_only_names_a_case_is_linked_to_it_as_unproven(customer):
    earlier = opening.open_case(submission("相片偏黃", ChannelKind.EMAIL).pk, now=NOW)
    told = submission(f"Re: [{earlier.reference}] 補充", ChannelKind.EMAIL, customer=customer)

    case = opening.open_case(told.pk, now=NOW)
    opening.open_case(submission(f"{earlier.reference} 再說一次", ChannelKind.WEB).pk, now=NOW)

    assert list(CaseLink.objects.values_list("source", "target", "kind")) == [
        (case.pk, earlier.pk, LinkKind.NAMES)
    ]


def test_a_message_that_lies_far_back_is_found_once_a_day():
    case = case_in(CaseState.IN_PROGRESS)
    later = NOW + timedelta(days=3)
    for recorded_at in (NOW, later - timedelta(hours=1)):
        Message.objects.create(
            conversation=case.submission.conversation, channel=case.channel, text="still yellow",
            raw=RawIntakeFactory(disposition=Disposition.APPENDED), direction=Direction.INBOUND,
            happened_at=recorded_at, recorded_at=recorded_at,
        )  # fmt: skip

    # One each: the late one by the short look, the old one by the long one.
    assert sweeping.sweep_submissions(now=later) == 1
    assert sweeping.sweep_long_lost(now=later) == 1
    assert case.events.filter(kind=EventKind.CUSTOMER_WROTE).count() == 2
