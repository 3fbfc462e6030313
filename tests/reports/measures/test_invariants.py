"""Each thing that must never be so is planted once, and found; sound work is found sound."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, ClockCycle, Notice
from cases.rules.openings import opening
from cases.states import CaseState
from channels.models import (
    Attachment,
    BatchScan,
    CallEvent,
    Channel,
    IdempotencyRecord,
    KeptMail,
    Message,
    Outgoing,
    RawIntake,
    Submission,
)
from channels.rules import intake
from channels.rules.manual_entry import batching
from channels.rules.outbox import delivery
from feedback_site.ledger.models import LedgerContent, LedgerEvent
from feedback_site.organisation.roles import Role
from reports.measures import (
    case_invariants,
    file_invariants,
    intake_invariants,
    outbox_invariants,
)
from reports.measures.invariants import inspect
from tests.channels import call_centre
from tests.channels.call_centre import tell
from tests.doors import PNG
from tests.factories.cases import CaseFactory, RawIntakeFactory, case_in
from tests.factories.channels import PartnerFactory
from tests.factories.organisation import StoreFactory, posted


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.LEDGER_ANCHOR_FILE = tmp_path / "anchors.jsonl"


def body(text):
    """A form with a picture, as a browser posts it."""
    fields = {"text": text, "email": "mei@example.com", "name": "林美玲"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
             for n, v in fields.items()]  # fmt: skip
    photo = (
        '--x\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    return "".join(parts).encode() + photo.encode() + PNG + b"\r\n--x--\r\n"


def taken(now, text="沖印的相片整批偏黃"):
    """Take one item all the way: stored, read, opened, and its receipt handed over."""
    raw = intake.take(
        channel=Channel.objects.get(code="web"), body=body(text),
        content_type="multipart/form-data; boundary=x", now=now, external_id=f"form:{text}",
    )  # fmt: skip
    case = opening.open_case(Submission.objects.get(raw=raw).pk, now=now)
    for row in Outgoing.objects.pending():
        delivery.deliver(row.pk, now=now)
    return case


@pytest.fixture
def case(db, now):
    return taken(now)


def codes(violations):
    return [(one.code, one.subject) for one in violations]


def free_of_constraints(*tables):
    """Take away what the database itself forbids, as a restore gone wrong may; a test's end undoes it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'c')",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def everything(now, settled):
    """All checks but the ledger's own, which needs a snapshot of its own."""
    return [
        *intake_invariants.dispositions(settled), *intake_invariants.cases_of_items(settled),
        *intake_invariants.numbers(now), *case_invariants.keeping(),
        *case_invariants.dues(settled), *case_invariants.clocks(now),
        *outbox_invariants.outbox(now, settled), *outbox_invariants.mail(),
        *outbox_invariants.notices(), *file_invariants.files(settled),
    ]  # fmt: skip


def test_sound_work_is_found_sound(case, now):
    assert everything(now, now) == []
    assert intake_invariants.counts() == {
        "items done": 1, "items opened": 1, "submissions": 1, "cases": 1,
    }  # fmt: skip
    assert outbox_invariants.counts() == {"outgoing sent": 1}
    assert case_invariants.counts() == {f"cases {case.state}": 1}
    assert file_invariants.counts() == {"files": 1}


def test_an_item_without_what_its_disposition_says(case, now):
    raw = case.submission.raw
    Attachment.objects.all().delete()
    Message.objects.all().delete()

    assert codes(intake_invariants.dispositions(now)) == [("disposition", f"intake:{raw.pk}")]


def test_an_item_with_two_dispositions(case, now):
    raw = case.submission.raw
    RawIntake.objects.filter(pk=raw.pk).update(disposition="appended")

    assert codes(intake_invariants.dispositions(now)) == [("disposition", f"intake:{raw.pk}")]


def test_an_item_stored_and_forgotten(db, now):
    raw = intake.receive(
        channel=Channel.objects.get(code="web"), body=b"text=Torn", now=now,
        content_type="application/x-www-form-urlencoded",
    ).raw  # fmt: skip

    assert codes(intake_invariants.dispositions(now)) == []
    later = now + timedelta(seconds=1)
    assert codes(intake_invariants.dispositions(later)) == [("left_stored", f"intake:{raw.pk}")]


def test_an_item_that_cannot_be_read_stands_in_its_queue_and_is_not_lost(db, now):
    raw = intake.take(
        channel=Channel.objects.get(code="web"), body=b"", now=now,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert raw.state == "failed"

    assert everything(now, now + timedelta(days=1)) == []


def test_a_submission_without_a_case(db, now):
    raw = intake.take(
        channel=Channel.objects.get(code="web"), body=body("Torn"), now=now,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    found = Submission.objects.get(raw=raw)

    assert codes(intake_invariants.cases_of_items(now)) == []
    later = now + timedelta(seconds=1)
    assert codes(intake_invariants.cases_of_items(later)) == [
        ("not_one_case", f"submission:{found.pk}")
    ]


def test_a_submission_with_two_cases(case, now):
    free_of_constraints("cases_case")
    CaseFactory(submission=case.submission)

    assert codes(intake_invariants.cases_of_items(now)) == [
        ("not_one_case", f"submission:{case.submission_id}")
    ]


def test_a_case_under_another_reference(case, now):
    Case.objects.filter(pk=case.pk).update(reference="FB-0000-0000")

    assert codes(intake_invariants.cases_of_items(now)) == [
        ("reference_differs", f"case:{case.pk}")
    ]


def test_a_gap_in_the_numbers(case, now):
    RawIntake.objects.update(seq=2)
    connection.cursor().execute("UPDATE channels_channelcounter SET last_seq = 2")

    assert codes(intake_invariants.numbers(now)) == [("gap", "web 1-1")]


def test_a_number_given_twice(case, now):
    taken(now, "Another")
    free_of_constraints("channels_rawintake")
    RawIntake.objects.update(seq=1)

    channel = case.channel_id
    assert ("same_number", f"channel:{channel}") in codes(intake_invariants.numbers(now))


def test_an_item_that_the_ledger_does_not_know(db, now):
    raw = RawIntakeFactory(seq=1, disposition="spam", disposition_reason="an advertisement")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channels_channelcounter (channel_id, last_seq) VALUES (%s, 1)",
            [raw.channel_id],
        )

    assert sorted(codes(intake_invariants.numbers(now))) == [
        ("no_intake.accounted", f"web intake:{raw.pk}"),
        ("no_intake.received", f"web intake:{raw.pk}"),
    ]


def test_what_was_acknowledged_is_there_once_by_each_of_its_names(case):
    partner = PartnerFactory(channel=Channel.objects.get(code="partner"))
    IdempotencyRecord.objects.create(
        partner=partner, key="key-1", fingerprint=b"", raw=case.submission.raw,
        created_at=timezone.now(),
    )  # fmt: skip
    raw = case.submission.raw

    assert codes(intake_invariants.acknowledged([raw.reference, raw.external_id, "key-1"])) == []
    assert codes(intake_invariants.acknowledged([raw.reference, "FB-0000-0000"])) == [
        ("acknowledged_not_once", "FB-0000-0000")
    ]


def test_what_was_acknowledged_and_is_there_twice(case, now):
    other = taken(now, "Another")
    free_of_constraints("channels_rawintake")
    RawIntake.objects.filter(pk=other.submission.raw_id).update(
        reference=case.submission.raw.reference
    )

    assert codes(intake_invariants.acknowledged([case.reference])) == [
        ("acknowledged_not_once", case.reference)
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": "pending", "sent_at": None, "leased": timedelta(minutes=3)}, "leased_too_long"),
        ({"leased": timedelta(seconds=30)}, "leased_too_long"),
        ({"state": "pending", "sent_at": None}, "not_sent"),
        ({"state": "pending", "sent_at": None, "leased": -timedelta(minutes=3)}, "not_sent"),
    ],
)
def test_a_message_that_hangs(case, now, fields, code):
    leased = fields.pop("leased", None)
    row = Outgoing.objects.get()
    Outgoing.objects.update(**fields, leased_until=leased and now + leased)

    found = outbox_invariants.outbox(now, now + timedelta(seconds=1))
    assert codes(found) == [(code, f"outgoing:{row.pk}")]


def test_a_message_at_work_or_for_later_is_in_order(case, now):
    Outgoing.objects.update(state="pending", sent_at=None, leased_until=now + timedelta(seconds=30))
    assert codes(outbox_invariants.outbox(now, now)) == []
    Outgoing.objects.update(leased_until=None, due_at=now + timedelta(hours=1))
    assert codes(outbox_invariants.outbox(now, now)) == []
    Outgoing.objects.update(state="dead", due_at=now - timedelta(hours=1))
    assert codes(outbox_invariants.outbox(now, now)) == []


def test_a_mail_said_to_be_sent_and_not_there(case):
    row = Outgoing.objects.get()
    KeptMail.objects.all().delete()

    assert codes(outbox_invariants.mail()) == [("mail_not_kept", f"outgoing:{row.pk}")]


def test_a_mail_that_nobody_sent(case, now):
    mail = KeptMail.objects.create(
        to="mei@example.com", subject="?", mail_message_id="<a@b>", raw=b"", kept_at=now
    )

    assert codes(outbox_invariants.mail()) == [("mail_from_nowhere", f"kept_mail:{mail.pk}")]


def test_a_mail_that_went_out_twice(case, now):
    mail = KeptMail.objects.get()
    free_of_constraints("channels_keptmail")
    KeptMail.objects.create(
        to=mail.to, subject="?", mail_message_id=mail.mail_message_id, raw=b"", kept_at=now
    )

    assert ("mail_twice", mail.mail_message_id) in codes(outbox_invariants.mail())


def test_a_limit_told_twice(case, now):
    cycle = case.cycles.order_by("pk")[0]
    free_of_constraints("cases_notice")
    for _ in range(2):
        Notice.objects.create(cycle=cycle, level=80, true_at=now, told_at=now)

    assert codes(outbox_invariants.notices()) == [("notice_twice", f"cycle:{cycle.pk}")]


def test_a_breach_written_twice_into_the_history(case, now):
    for seq in (101, 102):
        CaseEvent.objects.create(
            case=case, seq=seq, kind=EventKind.BREACHED, happened_at=now, recorded_at=now,
            facts={"clock": "resolve", "cycle": 1, "level": 100},
        )  # fmt: skip

    assert codes(outbox_invariants.notices()) == [("notice_twice", f"case:{case.pk}")]


def test_a_case_that_is_nobodys(case):
    Case.objects.update(owner=None, department=None)

    assert codes(case_invariants.keeping()) == [("nobodys_case", f"case:{case.pk}")]


def test_a_case_whose_history_is_not_whole(case):
    Case.objects.update(last_event_seq=case.last_event_seq + 1)

    assert codes(case_invariants.keeping()) == [("history_not_whole", f"case:{case.pk}")]


def test_an_open_case_that_waits_for_nothing(case, now):
    Case.objects.update(next_due_at=None)

    assert codes(case_invariants.dues(now)) == [("without_due", f"case:{case.pk}")]


def test_a_case_without_due_moment_may_have_its_reason(case, now):
    Case.objects.update(next_due_at=None)
    case.cycles.filter(met_at=None).update(problem="there is no calendar")

    assert codes(case_invariants.dues(now)) == []


def test_a_solved_case_that_nobody_asks_after(db, now):
    case = case_in(CaseState.RESOLVED, resolved_at=now)

    assert codes(case_invariants.dues(now)) == []
    assert codes(case_invariants.dues(now + timedelta(seconds=1))) == [
        ("without_due", f"case:{case.pk}")
    ]


def test_a_timer_that_did_not_ring(case, now):
    cycle = case.cycles.order_by("pk")[0]
    ClockCycle.objects.exclude(pk=cycle.pk).update(alarm_at=None)
    ClockCycle.objects.filter(pk=cycle.pk).update(alarm_at=now - timedelta(minutes=1))

    assert codes(case_invariants.dues(now)) == [("late_alarm", f"cycle:{cycle.pk}")]


def test_a_waiting_case_whose_date_is_past(db, now):
    case = case_in(CaseState.WAITING, resume_by=now - timedelta(minutes=1))

    assert codes(case_invariants.dues(now)) == [("not_continued", f"case:{case.pk}")]


@pytest.mark.parametrize(
    "change",
    [
        lambda case: case.cycles.filter(met_at=None).update(due_at=case.opened_at),
        lambda case: case.cycles.all().delete(),
        lambda case: Case.objects.filter(pk=case.pk).update(next_due_at=case.opened_at),
    ],
)
def test_stored_limits_that_are_not_what_the_history_says(case, now, change):
    change(case)
    before = list(case.cycles.order_by("pk").values())

    assert codes(case_invariants.clocks(now)) == [("clocks_differ", case.reference)]
    assert list(case.cycles.order_by("pk").values()) == before


def test_an_attachment_without_its_file(case, now):
    name = Attachment.objects.get().file.name
    default_storage.delete(name)

    assert codes(file_invariants.files(now)) == [("file_missing", name)]


def test_a_file_that_is_cut_short(case, now):
    name = Attachment.objects.get().file.name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"\x89PNG"))

    assert codes(file_invariants.files(now)) == [("file_differs", name)]


def test_a_file_from_before_files_were_sealed(case, now):
    row = Attachment.objects.get()
    content = row.content().read()
    default_storage.delete(row.file.name)
    default_storage.save(row.file.name, ContentFile(content))
    Attachment.objects.update(is_sealed=False)

    assert codes(file_invariants.files(now)) == [("file_not_sealed", row.file.name)]


def test_a_file_without_an_attachment(case, now):
    name = default_storage.save("attachments/ab/abc", ContentFile(b"left behind"))

    assert codes(file_invariants.files(now - timedelta(minutes=1))) == []
    assert codes(file_invariants.files(now + timedelta(minutes=1))) == [("orphan_file", name)]


@pytest.mark.django_db(transaction=True)
def test_the_command_counts_what_is_in_order(now, tmp_path):
    case = taken(now)
    told = tmp_path / "told.txt"
    told.write_text(f"{case.reference}\n")
    out = StringIO()

    call_command("check_invariants", settled=60, acknowledged=told, json=True, stdout=out)

    found = json.loads(out.getvalue())
    assert found["violations"] == []
    assert found["counts"]["cases"] == 1
    assert found["counts"]["ledger events"] == LedgerEvent.objects.count()


@pytest.mark.django_db(transaction=True)
def test_the_command_names_all_that_is_wrong_and_exits_with_1(now, tmp_path):
    case = taken(now)
    content = LedgerContent.objects.order_by("-event_id")[0]
    told = tmp_path / "told.txt"
    told.write_text("FB-0000-0000\n")
    Case.objects.update(owner=None, department=None)
    LedgerContent.objects.filter(pk=content.pk).update(body=b"{}")
    out, err = StringIO(), StringIO()

    try:
        with pytest.raises(SystemExit) as left:
            call_command(
                "check_invariants", settled=3600, acknowledged=told, stdout=out, stderr=err
            )
    finally:
        LedgerContent.objects.filter(pk=content.pk).update(body=bytes(content.body))

    assert left.value.code == 1
    lines = err.getvalue().splitlines()
    assert lines[0].startswith("ledger ")
    assert f"content of event {content.pk} was changed" in lines[0]
    assert lines[1:] == [
        "acknowledged_not_once FB-0000-0000 (0 items)",
        f"nobodys_case case:{case.pk} ({case.state})",
    ]
    assert out.getvalue().endswith("3 things are wrong:\n")


@pytest.mark.django_db(transaction=True)
def test_checking_changes_nothing(now):
    taken(now)
    ClockCycle.objects.filter(met_at=None).update(due_at=now)
    before = list(ClockCycle.objects.order_by("pk").values())

    found = inspect(now=now, settled=timedelta(hours=1))

    assert [one.code for one in found.violations] == ["clocks_differ"]
    assert list(ClockCycle.objects.order_by("pk").values()) == before


def begun(now):
    clerk = posted(Role.CLERK)
    return batching.begin_batch(
        Channel.objects.get(code="box"), store=StoreFactory(), collected_at=now, sheets=1,
        actor=clerk, now=now,
    )  # fmt: skip


def test_an_event_of_a_call_has_its_entry_in_the_log(db, now):
    tell(call_centre.account(), "ringing", now)

    assert codes(intake_invariants.dispositions(now)) == []
    CallEvent.objects.all().delete()
    raw = RawIntake.objects.get()
    assert codes(intake_invariants.dispositions(now)) == [("disposition", f"intake:{raw.pk}")]


def test_a_scan_without_its_file(db, now):
    batch = begun(now)
    BatchScan.objects.create(
        batch=batch, file=ContentFile(b"x", name="1.png"), name="1.png", mime="image/png",
        size=1, sha256=b"", added_by=batch.collected_by, added_at=now,
    )  # fmt: skip
    assert codes(file_invariants.files(now)) == []

    scan = BatchScan.objects.get()
    default_storage.delete(scan.file.name)

    assert codes(file_invariants.files(now)) == [("file_missing", scan.file.name)]
