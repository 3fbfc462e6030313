"""What a device kept comes in once, exactly, counts from when it was written down, and forgets nobody."""

import json
import posixpath
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from cases.event_words import text_of
from cases.models import Case, Notice
from cases.rules.clocks import clocking, recounting
from cases.rules.time_limits import alarming
from channels.devices.clerks import clerk_token
from channels.models import (
    CounterDevice,
    DeviceNumber,
    Outgoing,
    RawIntake,
    ReservedReference,
    Submission,
)
from channels.references import OF_DEVICES, new_reference
from channels.rules.devices import registering
from channels.rules.reserving import BLOCK
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels.tablets import CONTACT, ENTRY, FORM, Tablet, form_of
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def clerk(store):
    return posted(Role.CLERK, store=store)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def tablet(client, store, clerk, now):
    client.force_login(clerk)
    made = Tablet(store, client, now=now - 30 * DAY)
    made.contact()
    return made


def nothing_came():
    return not RawIntake.objects.exists() and not DeviceNumber.objects.exists()


# ---- Registering


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 403), (Role.AGENT, 403), (Role.SUPERVISOR, 201), (Role.AUDITOR, 403)]
)  # fmt: skip
def test_those_who_supervise_the_store_set_devices_up(client, store, role, status):
    client.force_login(posted(role, store=store))

    answer = client.post("/counter/device/", {"name": " Tablet  1 ", "store": store.code})

    assert answer.status_code == status
    assert [one.name for one in CounterDevice.objects.all()] == ["Tablet 1"] * (status == 201)


def test_a_device_is_not_set_up_for_a_store_elsewhere(client, store):
    client.force_login(posted(Role.SUPERVISOR, store=store))

    answer = client.post("/counter/device/", {"store": StoreFactory().code})

    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_device")
    assert not CounterDevice.objects.exists()


def test_the_secret_is_told_once_and_lies_sealed(client, store):
    client.force_login(posted(Role.SUPERVISOR, store=store))

    told = client.post("/counter/device/", {"store": store.code}).json()

    device = CounterDevice.objects.get()
    assert device.secret() == told["secret"]
    assert told["secret"].encode() not in bytes(device.secret_sealed)
    assert LedgerEvent.objects.filter(
        verb="device.registered", subject=f"device:{device.pk}"
    ).count() == 1  # fmt: skip


# ---- Reporting


def test_a_contact_fills_the_block_up_and_tells_time_codes_and_clerk(tablet, clerk):
    told = tablet.contact().json()

    assert len(told["references"]) == BLOCK == ReservedReference.objects.count()
    assert {reference[3] for reference, _code in told["references"]} == {OF_DEVICES}
    assert told["clerk"]["name"] == str(clerk)
    assert told["now"]


def test_what_lies_on_slips_is_not_given_again_and_is_made_up_for(tablet, now):
    before = {reference for reference, _code in tablet.block}
    tablet.keep(now - HOUR)
    held = tablet.kept[1]["reference"]

    tablet.contact()

    after = {reference for reference, _code in tablet.block}
    assert held not in after
    assert len(after) == BLOCK
    assert before - {held} < after


def test_a_contact_costs_the_same_whatever_was_reserved(tablet):
    with CaptureQueriesContext(connection) as first:
        tablet.contact()
    for number in range(1, 31):
        tablet.keep(timezone.now() - HOUR)
        tablet.send(number)
        del tablet.kept[number]

    tablet.contact()
    with CaptureQueriesContext(connection) as second:
        tablet.contact()

    assert len(second) == len(first)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"device": 1}', '{"device": "x", "given_to": -1}']
)
def test_a_report_that_says_nothing_is_refused(tablet, body):
    answer = tablet.client.post(CONTACT, body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_report_that_another_device_signed_is_refused(tablet, store):
    other = Tablet(store, tablet.client)
    other.row.public_id = tablet.row.public_id

    answer = other.contact()

    assert (answer.status_code, answer.json()["code"]) == (422, "tampered_entry")


# ---- Sending


def test_an_entry_becomes_the_case_whose_number_is_on_the_slip(tablet, clerk, store, now):
    captured = now - 3 * HOUR
    number = tablet.keep(captured, contact_at=now - 5 * HOUR)
    slip = tablet.kept[number]

    answer = tablet.send(number)

    raw = RawIntake.objects.select_related("submission", "conversation").get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "number": 1, "reference": slip["reference"], "is_new": True,
            "slip": f"/counter/slip/{slip['reference']}/",
        },
    )  # fmt: skip
    assert (raw.reference, raw.bytes()) == (slip["reference"], slip["body"])
    assert raw.conversation.opens_with(slip["code"])
    assert (raw.submission.captured_by, raw.submission.store) == (clerk, store)
    assert (raw.captured_at, raw.submission.captured_at) == (captured, captured)
    assert not ReservedReference.objects.filter(pk=slip["reference"]).exists()
    assert tablet.client.get(answer.json()["slip"]).status_code == 200


def test_its_clocks_count_from_when_it_was_written_down_and_what_was_over_is_told_to_nobody(
    tablet, now
):
    captured = now - 10 * DAY
    tablet.send(tablet.keep(captured))

    case = Case.objects.get()
    alarming.ring(case.pk, now=timezone.now())

    cycles = {one.clock: one for one in case.cycles.all()}
    assert {one.started_at for one in cycles.values()} == {captured.replace(microsecond=0)}
    assert cycles["acknowledge"].breached_at is None
    folded = clocking.folded(recounting.history_of(case), now=timezone.now())
    over = {one.clock: one.breach for one in folded if one.breach is not None}
    assert {over["first_response"].cause, over["resolve"].cause} == {"late_sync"}
    assert cycles["first_response"].breached_at == captured.replace(microsecond=0) + DAY
    with override("en"):
        said = text_of("received", case.events.get(kind="received").facts)
    assert "while the line was down" in said
    assert not Notice.objects.exists()
    assert not Outgoing.objects.filter(template__startswith="staff_").exists()


def test_an_entry_sent_again_is_the_same_one(tablet, now):
    number = tablet.keep(now - HOUR)

    first, again = tablet.send(number), tablet.send(number)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["reference"] == again.json()["reference"]
    assert (RawIntake.objects.count(), Case.objects.count()) == (1, 1)


def test_entries_may_come_out_of_order(tablet, now):
    numbers = [tablet.keep(now - HOUR, text=f"第 {n} 件") for n in range(3)]
    marks = []
    for number in reversed(numbers):
        tablet.send(number)
        marks.append(CounterDevice.objects.values_list("gapless_to", "highest").get())

    assert marks == [(0, 3), (0, 3), (3, 3)]
    assert set(Submission.objects.values_list("text", flat=True)) == {
        "第 0 件",
        "第 1 件",
        "第 2 件",
    }


def test_photographs_and_a_signature_come_along(tablet, now):
    body = (
        form_of(text="偏黃", is_anonymous="on")[:-7]
        + b'--b\r\nContent-Disposition: form-data; name="photos"; filename="signature.png"\r\n'
        b"Content-Type: image/png\r\n\r\n"
        + SimpleUploadedFile("a", b"not a picture").read()
        + b"\r\n--b--\r\n"
    )
    number = tablet.keep(now - HOUR)
    tablet.kept[number].update(tablet.signed(tablet.kept[number]["words"], body))

    tablet.send(number)

    files = Submission.objects.get().conversation.messages.get().attachments.all()
    assert [one.name for one in files] == ["signature.png"]


def test_who_sends_it_need_not_be_who_wrote_it_down(tablet, clerk, store, now):
    number = tablet.keep(now - HOUR)
    colleague = posted(Role.CLERK, store=store)
    other = Client()
    other.force_login(colleague)

    tablet.send(number, client=other)

    raw = RawIntake.objects.get()
    assert raw.submission.captured_by == clerk
    assert (raw.context["clerk"], raw.context["sent_by"]) == (clerk.pk, colleague.pk)


def test_without_proof_of_who_it_was_it_is_by_who_sends_it(tablet, clerk, now):
    tablet.clerk = "1:forged"

    tablet.send(tablet.keep(now - HOUR))

    assert Submission.objects.get().captured_by == clerk


def test_a_token_proves_nothing_for_ever(tablet, clerk, store, now):
    with time_machine.travel(now - 31 * DAY, tick=False):
        tablet.clerk = clerk_token(clerk.pk)
    sender = posted(Role.CLERK, store=store)
    tablet.client.force_login(sender)

    tablet.send(tablet.keep(now - HOUR))

    assert Submission.objects.get().captured_by == sender


def test_what_somebody_wrote_down_who_left_since_is_taken_and_is_by_who_sends_it(
    tablet, clerk, store, now
):
    number = tablet.keep(now - HOUR)
    clerk.is_active = False
    clerk.save()
    sender = posted(Role.CLERK, store=store)
    tablet.client.force_login(sender)

    answer = tablet.send(number)

    assert (answer.status_code, Submission.objects.get().captured_by) == (201, sender)


def test_a_device_sends_nothing_for_another_store_and_from_no_other_time(tablet, store, now):
    other = StoreFactory()

    tablet.send(tablet.keep(now - HOUR, store=other.code, captured_at="2020-01-01T00:00:00Z"))

    submission = Submission.objects.get()
    assert (submission.store, submission.captured_at) == (store, now - HOUR)


def test_a_clock_that_is_wrong_is_corrected_and_said(tablet, now):
    tablet.send(tablet.keep(now - 9 * HOUR, offset_ms=8 * 3_600_000))

    raw = RawIntake.objects.get()
    assert raw.captured_at == now - HOUR
    assert (raw.context["skew_seconds"], raw.context["is_doubtful"]) == (8 * 3600, True)


def test_without_a_reserved_number_the_entry_gets_one_when_it_comes(tablet, now):
    tablet.block = []

    answer = tablet.send(tablet.keep(now - HOUR))

    assert answer.json()["reference"] == RawIntake.objects.get().reference
    assert answer.json()["reference"][3] != OF_DEVICES


def test_an_entry_that_nobody_can_read_is_kept_for_a_person(tablet, now):
    number = tablet.keep(now - HOUR)
    tablet.kept[number].update(tablet.signed(tablet.kept[number]["words"], b"--b--"))

    answer = tablet.send(number)

    assert (answer.status_code, RawIntake.objects.get().state) == (201, "failed")


# ---- What is refused stays on the device


def test_signed_out_nothing_is_taken_and_the_device_is_told_why(tablet, now):
    number = tablet.keep(now - HOUR)

    answers = [tablet.send(number, client=Client()), Client().post(CONTACT)]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(401, "sign_in")] * 2
    assert nothing_came()


def test_whoever_takes_no_feedback_sends_none(tablet, now):
    number = tablet.keep(now - HOUR)
    other = Client()
    other.force_login(posted(Role.AUDITOR))

    answer = tablet.send(number, client=other)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert nothing_came()


def test_another_sites_page_cannot_send_in_somebodys_name(tablet, clerk, now):
    number = tablet.keep(now - HOUR)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)

    assert tablet.send(number, client=strict).status_code == 403
    assert nothing_came()


@pytest.mark.parametrize("changed", ["body", "words", "signature"])
def test_an_entry_that_was_changed_is_refused(tablet, now, changed):
    number = tablet.keep(now - HOUR)
    one = tablet.kept[number]
    other = {
        "body": one["body"].replace("取件".encode(), "退款".encode()),
        "words": one["words"].replace('"number": 1', '"number": 2'),
        "signature": "0" * 64,
    }

    answer = tablet.send(number, **{changed: other[changed]})

    assert (answer.status_code, answer.json()["code"]) == (422, "tampered_entry")
    assert nothing_came()


def test_a_device_out_of_service_sends_nothing_until_it_is_put_back(tablet, store, now):
    number = tablet.keep(now - HOUR)
    supervisor = posted(Role.SUPERVISOR, store=store)
    registering.revoke_device(tablet.row.pk, actor=supervisor, now=now)

    refused = tablet.send(number)
    assert (refused.status_code, refused.json()["code"]) == (403, "device_revoked")
    assert tablet.contact().json()["code"] == "device_revoked"
    assert nothing_came()

    registering.reinstate_device(tablet.row.pk, actor=supervisor, now=now)
    assert tablet.send(number).status_code == 201


def test_two_devices_that_give_one_number_are_told_apart(tablet, now):
    number = tablet.keep(now - HOUR)
    tablet.send(number)
    tablet.next = 1
    tablet.keep(now - HOUR, text="另一件事")

    answer = tablet.send(1)

    assert (answer.status_code, answer.json()["code"]) == (409, "number_taken")
    assert Submission.objects.get().text == "取件晚了兩天"


def test_the_number_of_another_slip_is_refused(tablet, store, now):
    other = Tablet(store, tablet.client)
    other.contact()
    tablet.block = other.block

    answer = tablet.send(tablet.keep(now - HOUR))

    assert (answer.status_code, answer.json()["code"]) == (409, "foreign_reference")
    assert nothing_came()
    assert ReservedReference.objects.filter(device=other.row).count() == BLOCK


def test_a_slip_printed_from_a_block_that_we_forgot_is_taken_once(tablet, store, now):
    """A backup of before the block was given has been put back."""
    (reference, code), other = tablet.block[0], Tablet(store, tablet.client)
    ReservedReference.objects.all().delete()
    other.block = [(reference, code)]

    answers = [one.send(one.keep(now - HOUR)) for one in (tablet, other)]

    assert [one.status_code for one in answers] == [201, 409]
    assert answers[1].json()["code"] == "foreign_reference"
    assert RawIntake.objects.get().reference == reference


def test_no_device_prints_a_number_of_another_kind(tablet, now):
    tablet.block = [(new_reference(), "")]

    answer = tablet.send(tablet.keep(now - HOUR))

    assert (answer.status_code, answer.json()["code"]) == (409, "foreign_reference")
    assert nothing_came()


@pytest.mark.parametrize(
    "words",
    [
        "", "{}", "[]",
        {"number": 0}, {"number": 10**30}, {"number": True}, {"captured_at": "yesterday"},
        {"offset_ms": 10**15}, {"reference": "FB-2222-2223"}, {"language": "xx"}, {"device": ""},
    ],
)  # fmt: skip
def test_words_that_no_device_of_ours_would_say_are_refused(tablet, now, words):
    number = tablet.keep(now - HOUR)
    if isinstance(words, dict):
        words = json.dumps({**json.loads(tablet.kept[number]["words"]), **words})
    tablet.kept[number].update(tablet.signed(words, tablet.kept[number]["body"]))

    answer = tablet.send(number)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert nothing_came()


def test_a_number_far_ahead_is_no_number(tablet, now):
    tablet.next = 5000

    assert tablet.send(tablet.keep(now - HOUR)).json()["code"] == "tampered_entry"
    assert nothing_came()


def test_an_unknown_device_is_told_so(tablet, now):
    number = tablet.keep(now - HOUR)
    words = tablet.kept[number]["words"].replace(tablet.row.public_id, "0" * 24)

    answer = tablet.client.post(
        ENTRY, b"x", content_type=FORM, headers={"Device-Words": words, "Device-Signature": "0"}
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_device")


# ---- Before it has come


def test_the_customer_is_told_that_it_has_not_come_yet_and_afterwards_it_opens(tablet, client, now):
    number = tablet.keep(now - HOUR)
    slip = tablet.kept[number]
    customer = Client()
    customer.cookies["django_language"] = "en"
    asked = {"reference": slip["reference"], "code": slip["code"]}

    early = customer.post("/case/", asked)
    scanned = customer.get(f"/c/{slip['reference']}/{slip['code'].replace('-', '')}", follow=True)
    wrong = customer.post("/case/", {**asked, "code": slip["code"][::-1]})
    tablet.send(number)
    late = customer.post("/case/", asked)

    assert early.status_code == wrong.status_code == 404
    assert "has not reached us yet" in str(early.context["form"].errors)
    assert "has not reached us yet" in scanned.content.decode()
    assert "has not reached us yet" not in str(wrong.context["form"].errors)
    assert late["Location"] == f"/case/{slip['reference']}/"


def test_a_clerk_who_scans_such_a_slip_is_told_where_it_lies(tablet, now):
    tablet.keep(now - HOUR)
    find = {"query": tablet.kept[1]["reference"]}

    page = tablet.client.post("/counter/find/", find, headers={"X-Requested-With": "fetch"})

    assert page.context["waits_on"] == tablet.row
    assert "Tablet 1" in page.content.decode()


# ---- What is installed


def test_what_is_installed_names_nobody(tablet, clerk):
    shell = tablet.client.get("/counter/shell/").content.decode()
    worker = Client().get("/counter/worker.js")
    manifest = Client().get("/counter/app.webmanifest").json()

    assert str(clerk) not in shell
    assert "FB-" not in shell
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert 'SHELL = "/counter/shell/"' in worker.content.decode()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "/counter/", "/counter/", "standalone",
    )  # fmt: skip


def test_the_page_names_every_script_that_the_devices_own_loads(tablet):
    """The worker keeps what the page names; what is only imported would be missing without a line."""
    shell = tablet.client.get("/counter/shell/").content.decode()
    found, waiting = set(), ["channels/counter_device.js"]
    while waiting:
        name = waiting.pop()
        found.add(name)
        script = Path(finders.find(name)).read_text()
        imported = re.findall(r'^import .*?"(\.[^"]+)";$', script, re.MULTILINE)
        waiting += {posixpath.normpath(f"{name}/../{one}") for one in imported} - found

    assert len(found) > 10
    assert found - set(re.findall(r'"/static/([^"]+js)"', shell)) == set()
