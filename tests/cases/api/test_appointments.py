"""Partners list free times and book for the customers of their own submissions, by the customers' rules."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation

from cases import event_words
from cases.measures.case_page.case_news import news_since
from cases.measures.case_page.changes_since import changes_since
from cases.models import Appointment, Case
from cases.rules.appointments import booking
from cases.rules.links import calling_off
from cases.rules.openings import opening
from channels.models import Outgoing, Partner, Submission
from feedback_site.organisation.roles import Role
from tests.cases.admin.case_page.test_workspace import desk
from tests.factories.channels import PartnerFactory, partner_key
from tests.factories.organisation import posted
from tests.factories.slots import TUESDAY, offer_at, open_store
from tests.waiting import how_many_wait

pytestmark = pytest.mark.django_db
URL = "/api/v1/submissions/"
TWO, THREE = "2026-05-06T14:00:00+08:00", "2026-05-06T07:00:00Z"
AT = TUESDAY.replace(day=6, hour=6)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def key():
    return partner_key(PartnerFactory())


@pytest.fixture
def offer():
    return offer_at(open_store())


@pytest.fixture
def ask(client, key):
    def send(verb, address, body=None, *, by=key):
        how = {"content_type": "application/json"} if body is not None else {}
        data = {"data": json.dumps(body)} if body is not None else {}
        return getattr(client, verb)(address, **data, **how, headers={"Authorization": by})

    return send


@pytest.fixture
def reference(ask):
    told = {
        "text": "The flash does not fire",
        "customer": {"email": "mei@example.com"},
        "language": "en",
    }
    reference = ask("post", URL, told).json()["reference"]
    given = Submission.objects.get(conversation__reference=reference)
    if not Case.objects.filter(submission=given).exists():
        opening.open_case(given.pk, now=timezone.now())
    return reference


def at(moment, **more):
    return {"store": "zs", "purpose": "repair", "starts_at": moment, **more}


def test_free_times_are_those_that_customers_are_offered(ask, offer):
    answer = ask("get", "/api/v1/slots/?store=zs&purpose=repair").json()

    assert (answer["time_zone"], len(answer["slots"])) == ("Asia/Taipei", 22)
    assert answer["slots"][0] == {
        "starts_at": "2026-05-05T06:00:00Z", "ends_at": "2026-05-05T07:00:00Z", "places": 1,
    }  # fmt: skip
    assert ask("get", "/api/v1/slots/?store=zs&purpose=pickup").json()["slots"] == []
    for wrong, field in (("store=no&purpose=repair", "store"), ("store=zs", "purpose")):
        refused = ask("get", f"/api/v1/slots/?{wrong}")
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_a_time_is_booked_once_moved_and_cancelled(ask, offer, reference):
    address = f"{URL}{reference.lower()}/appointment/"
    assert ask("get", address).status_code == 404

    answers = [ask("put", address, at(one)) for one in (TWO, TWO, THREE)]

    assert [one.status_code for one in answers] == [201, 200, 200]
    assert answers[0].json() == {
        "store": "zs", "purpose": "repair", "starts_at": "2026-05-06T06:00:00Z",
        "ends_at": "2026-05-06T07:00:00Z", "change_until": "2026-05-06T04:00:00Z",
    }  # fmt: skip
    assert ask("get", address).json()["starts_at"] == THREE
    one = Appointment.objects.get()
    # It counts among the changes that a customer may make.
    events = one.case.events.filter(kind__startswith="booking_moved") | one.case.events.filter(
        kind="booked"
    )
    assert set(events.values_list("by_customer", "actor")) == {(True, None)}
    assert ask("delete", address).status_code == 204
    assert ask("delete", address).status_code == 404
    one.refresh_from_db()
    assert one.state == "cancelled"
    templates = list(Outgoing.objects.order_by("pk").values_list("template", flat=True))
    assert templates[-3:] == ["appointment_booked", "appointment_booked", "appointment_cancelled"]


def test_the_history_says_through_whom_it_was_done_in_each_language(client, ask, offer, reference):
    address, name = f"{URL}{reference}/appointment/", Partner.objects.get().name
    ask("put", address, at(TWO))
    ask("put", address, at(THREE))
    ask("delete", address)

    events = list(Case.objects.get().events.filter(kind__startswith="book").order_by("seq"))

    assert [one.facts["partner"] for one in events] == [name] * 3
    for language, words in (
        ("en", f"done through {name}"), ("zh-hant", f"透過合作夥伴「{name}」辦理"),
        ("zh-hans", f"通过合作伙伴“{name}”办理"),
    ):  # fmt: skip
        with translation.override(language):
            said = [event_words.text_of(one.kind, one.facts) for one in events]
        assert all(words in text.split("\n") for text in said)
    case = Case.objects.get()
    client.force_login(posted(Role.AGENT))
    page = client.get(desk(case)).text
    assert page.count(f'<span class="muted">{name}</span>') == 3
    assert {who for who, _what in news_since(case.pk, events[0].seq - 1, number=3).latest} == {name}
    assert [one.who for one in changes_since(case, case.version - 3)][-3:] == [name] * 3
    # No letter names it.
    assert not any("partner" in one.context for one in Outgoing.objects.all())


def test_what_is_over_and_nobody_answered_for_is_no_longer_to_come(ask, offer, reference, clock):
    address = f"{URL}{reference}/appointment/"
    ask("put", address, at(TWO))
    clock.move_to(AT + timedelta(minutes=59))
    assert ask("get", address).status_code == 200

    clock.move_to(AT + timedelta(hours=1))

    assert ask("get", address).status_code == 404
    assert Appointment.objects.get().state == "booked"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_moved", [False, True])
def test_of_two_equal_ones_at_once_the_second_finds_it_done(ask, offer, reference, key, is_moved):
    address, case = f"{URL}{reference}/appointment/", Case.objects.get()
    if is_moved:
        ask("put", address, at("2026-05-07T06:00:00Z"))
    letters = Outgoing.objects.filter(template="appointment_booked").count()
    how = {"store_id": offer.store_id, "purpose": "repair", "starts_at": AT, "actor": None}

    def second():
        try:
            body = json.dumps(at(TWO))
            return Client().put(
                address, data=body, content_type="application/json", headers={"Authorization": key}
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # The first has written, and is not committed.
            if is_moved:
                booking.move(Appointment.objects.get().pk, now=TUESDAY, **how)
            else:
                booking.book(case.pk, now=TUESDAY, **how)
            answer = pool.submit(second)
            while not how_many_wait():
                assert not answer.done(), answer.result().content
        answer = answer.result(120)

    assert (answer.status_code, answer.json()["starts_at"]) == (200, "2026-05-06T06:00:00Z")
    assert Appointment.objects.get().times_moved == int(is_moved)
    assert Outgoing.objects.filter(template="appointment_booked").count() == letters + 1


def test_what_cannot_be_booked_says_why_and_changes_nothing(ask, offer, reference, clock):
    address = f"{URL}{reference}/appointment/"
    for wrong, status, code in (
        (at("2026-05-09T06:00:00Z"), 409, "slot_gone"), (at("soon"), 400, "invalid"),
        (at(TWO, store="no"), 400, "invalid"),
    ):  # fmt: skip
        refused = ask("put", address, wrong)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    stranger = partner_key(PartnerFactory())
    for verb, body in (("get", None), ("put", at(TWO)), ("delete", None)):
        assert ask(verb, address, body, by=stranger).status_code == 404
        assert ask(verb, address, body, by="Api-Key wrong").status_code == 401
    assert not Appointment.objects.exists()

    ask("put", address, at(TWO))
    clock.move_to(AT - timedelta(hours=1))
    late = [ask("put", address, at("2026-05-07T06:00:00Z")), ask("delete", address)]
    assert [(one.status_code, one.json()["code"]) for one in late] == [
        (409, "too_late_to_change")
    ] * 2
    assert Appointment.objects.get().starts_at == AT
    case = Case.objects.get()
    booking.cancel(Appointment.objects.get().pk, actor=None, now=AT - timedelta(hours=9))
    calling_off.withdraw_case(case.pk, reason="x", actor=None, by_customer=True, now=timezone.now())
    assert ask("put", address, at("2026-05-07T06:00:00Z")).json()["code"] == "case_ended"
    assert Appointment.objects.filter(state="booked").count() == 0


def test_before_anybody_looked_at_it_nothing_can_be_booked(ask, offer, reference):
    Case.objects.filter(reference=reference).update(reference="FB-0000-0000")

    refused = ask("put", f"{URL}{reference}/appointment/", at(TWO))

    assert (refused.status_code, refused.json()["code"]) == (409, "not_looked_at_yet")
    assert not Appointment.objects.exists()
