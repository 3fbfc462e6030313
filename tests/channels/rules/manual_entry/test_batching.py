"""Batches of paper: nothing is entered twice, nothing is missing, and differences take two."""

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from PIL import Image

from channels.batch_kinds import MOVES, BatchState, SheetState
from channels.drafts import FileDraft
from channels.errors import (
    BatchClosed,
    FilesAway,
    MissingReason,
    NoSuchSheet,
    SecondPersonNeeded,
    SheetTaken,
    WrongCount,
)
from channels.models import (
    Attachment,
    Batch,
    BatchEvent,
    BatchSheet,
    Channel,
    ChannelCounter,
    Message,
    RawIntake,
    Submission,
)
from channels.rules.manual_entry import batching, scanning
from channels.rules.monitoring import sweeping
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy.sealing import CannotUnseal
from tests.factories.organisation import StoreFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
COLLECTED = NOW - timedelta(days=2)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def clerk(store):
    return posted(Role.CLERK, store=store)


@pytest.fixture
def second(store):
    return posted(Role.CLERK, store=store)


def begin(store, actor, *, sheets=3, code="box"):
    return batching.begin_batch(
        Channel.objects.get(code=code), store=store, collected_at=COLLECTED, sheets=sheets,
        actor=actor, now=NOW,
    )  # fmt: skip


@pytest.fixture
def batch(store, clerk):
    return begin(store, clerk)


def enter(batch, number, actor, *, text="相片太黃", external_id=None, **more):
    fields = {"text": text, **more.pop("fields", {})}
    return batching.enter_sheet(
        batch.pk, number=number, body=urlencode(fields).encode(), content_type=FORM, actor=actor,
        external_id=external_id or f"form:{number}:{text}", now=NOW, **more,
    )  # fmt: skip


def aside(batch, number, actor, *, state=SheetState.EMPTY, reason="nothing on it"):
    return batching.set_aside(
        batch.pk, number=number, state=state, reason=reason, actor=actor, now=NOW
    )


def correct(batch, number, actor, *, text="相片太藍", reason="misread"):
    return batching.correct_sheet(
        batch.pk, number=number, body=urlencode({"text": text}).encode(), content_type=FORM,
        external_id=f"form:{text}", reason=reason, actor=actor, now=NOW,
    )  # fmt: skip


def picture():
    data = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(data, "PNG")
    return FileDraft(name="1.png", mime="image/png", content=data.getvalue())


def kinds(batch):
    return list(batch.events.values_list("kind", "sheet"))


def test_each_sheet_is_an_item_said_when_it_was_collected(batch, clerk, store):
    sheet = enter(batch, 1, clerk, fields={"category": "print_colour"})

    submission = Submission.objects.get(raw=sheet.raw)
    assert (submission.captured_at, submission.received_at) == (COLLECTED, NOW)
    assert (submission.is_anonymous, submission.customer) == (True, None)
    assert (submission.store, submission.captured_by) == (store, clerk)
    assert submission.category_hint == "print_colour"
    assert sheet.raw.context == {
        "clerk": clerk.pk, "store": store.code, "batch": batch.pk, "sheet": 1,
    }  # fmt: skip


def test_who_left_a_number_on_the_paper_is_a_customer(batch, clerk):
    sheet = enter(batch, 1, clerk, fields={"name": "王大明", "phone": "0912345678"})

    submission = Submission.objects.get(raw=sheet.raw)
    assert (submission.is_anonymous, submission.customer.name_masked) == (False, "王○○")


def test_the_same_posting_again_is_one_sheet_even_of_a_closed_batch(batch, clerk):
    first = enter(batch, 1, clerk, external_id="form:one")
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.ENTERED)

    assert enter(batch, 1, clerk, external_id="form:one") == first
    assert (RawIntake.objects.count(), Batch.objects.get().entered) == (1, 1)


def test_another_sheet_under_a_number_that_is_taken_is_refused_whole(batch, clerk, second):
    enter(batch, 1, clerk)
    before = _state()

    with pytest.raises(SheetTaken, match=str(clerk)):
        enter(batch, 1, second, text="another")

    assert _state() == before
    enter(batch, 2, second, text="another")
    assert sweeping.reconcile(now=NOW + timedelta(hours=1)) == []


def test_a_batch_that_adds_up_is_reconciled_when_it_is_finished(batch, clerk):
    enter(batch, 1, clerk)
    aside(batch, 2, clerk)
    aside(batch, 3, clerk, state=SheetState.ILLEGIBLE, reason="water")

    batching.finish(batch.pk, actor=clerk, now=NOW)

    batch.refresh_from_db()
    assert (batch.state, batch.reconciled_at) == (BatchState.RECONCILED, NOW)
    assert (batch.sheets, batch.entered, batch.set_aside) == (3, 1, 2)
    assert kinds(batch) == [
        ("made", None), ("entered", 1), ("set_aside", 2), ("set_aside", 3), ("finished", None),
        ("reconciled", None),
    ]  # fmt: skip
    verbs = LedgerEvent.objects.filter(subject=f"batch:{batch.pk}").order_by("pk")
    assert [one.verb for one in verbs] == [
        "batch.made", "batch.entered", "batch.set_aside", "batch.set_aside", "batch.finished",
        "batch.reconciled",
    ]  # fmt: skip


@pytest.fixture
def differing(batch, clerk):
    """Two of three sheets are there, and the clerk is through."""
    enter(batch, 1, clerk)
    enter(batch, 2, clerk)
    return batching.finish(batch.pk, actor=clerk, now=NOW)


def test_what_differs_waits_for_a_second_person(differing):
    assert (differing.state, differing.difference) == (BatchState.ENTERED, 1)
    assert differing.reconciled_at is None


def test_a_second_person_counts_again_and_it_adds_up(differing, second):
    batching.recount(differing.pk, sheets=2, reason="two stuck together", actor=second, now=NOW)

    differing.refresh_from_db()
    assert (differing.state, differing.sheets) == (BatchState.RECONCILED, 2)
    event = differing.events.get(kind="recounted")
    assert (event.actor, event.reason) == (second, "two stuck together")
    assert event.facts == {"was": 3, "sheets": 2}


def test_a_recount_that_still_differs_waits_on(differing, second):
    batching.recount(differing.pk, sheets=4, reason="one more", actor=second, now=NOW)

    differing.refresh_from_db()
    assert (differing.state, differing.difference) == (BatchState.ENTERED, 2)


def test_the_missing_sheet_is_found_and_entered(differing, clerk):
    batching.resume(differing.pk, actor=clerk, now=NOW)
    enter(differing, 3, clerk)

    assert batching.finish(differing.pk, actor=clerk, now=NOW).state == BatchState.RECONCILED


@pytest.mark.parametrize("hand", ["collected", "entered", "finished", "scanned"])
def test_whoever_had_a_hand_in_it_is_no_second_person(store, clerk, second, hand):
    batch = begin(store, clerk)
    if hand == "collected":
        Batch.objects.filter(pk=batch.pk).update(collected_by=second)
    enter(batch, 1, second if hand == "entered" else clerk)
    if hand == "scanned":
        scanning.add_scans(batch.pk, [picture()], actor=second, now=NOW)
    batching.finish(batch.pk, actor=second if hand == "finished" else clerk, now=NOW)
    before = _state()

    with pytest.raises(SecondPersonNeeded):
        batching.recount(batch.pk, sheets=1, reason="x", actor=second, now=NOW)

    assert _state() == before


def _state():
    return (
        list(Batch.objects.values()), list(BatchSheet.objects.values()),
        list(BatchEvent.objects.values()), RawIntake.objects.count(), Message.objects.count(),
        LedgerEvent.objects.count(), list(ChannelCounter.objects.values_list("last_seq")),
    )  # fmt: skip


REFUSALS = {
    "a sheet without number": (WrongCount, lambda b, a, s: enter(b, 0, a)),
    "a sheet beyond all": (WrongCount, lambda b, a, s: enter(b, 2001, a)),
    "set aside without reason": (MissingReason, lambda b, a, s: aside(b, 3, a, reason=" ")),
    "set aside what is entered": (SheetTaken, lambda b, a, s: aside(b, 1, a)),
    "set aside as entered": (NoSuchSheet, lambda b, a, s: aside(b, 3, a, state=SheetState.ENTERED)),
    "set aside twice": (SheetTaken, lambda b, a, s: aside(b, 2, a)),
    "correct what was never entered": (NoSuchSheet, lambda b, a, s: correct(b, 3, a)),
    "correct what is empty": (NoSuchSheet, lambda b, a, s: correct(b, 2, a)),
    "correct without reason": (MissingReason, lambda b, a, s: correct(b, 1, a, reason="")),
    "recount while open": (
        BatchClosed, lambda b, a, s: batching.recount(b.pk, sheets=2, reason="x", actor=s, now=NOW)
    ),
    "resume what is open": (BatchClosed, lambda b, a, s: batching.resume(b.pk, actor=a, now=NOW)),
    "by an auditor": (NotAllowed, lambda b, a, s: enter(b, 3, posted(Role.AUDITOR))),
    "finished by an auditor": (
        NotAllowed, lambda b, a, s: batching.finish(b.pk, actor=posted(Role.AUDITOR), now=NOW)
    ),
    "scanned by an auditor": (
        NotAllowed, lambda b, a, s: scanning.add_scans(b.pk, [], actor=posted(Role.AUDITOR), now=NOW)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_changes_nothing(batch, clerk, second, name):
    enter(batch, 1, clerk)
    aside(batch, 2, clerk)
    before = _state()
    error, act = REFUSALS[name]

    with pytest.raises(error):
        act(batch, clerk, second)

    assert _state() == before


@pytest.mark.parametrize("count", [0, 2001])
def test_no_batch_of_nothing(store, clerk, count):
    with pytest.raises(WrongCount):
        begin(store, clerk, sheets=count)

    assert not Batch.objects.exists()


CLOSED = {
    "entered": (BatchState.ENTERED, BatchState.RECONCILED),
    "set aside": (BatchState.ENTERED, BatchState.RECONCILED),
    "finished": (BatchState.ENTERED, BatchState.RECONCILED),
    "resumed": (BatchState.OPEN, BatchState.RECONCILED),
    "recounted": (BatchState.OPEN, BatchState.RECONCILED),
}
ACTS = {
    "entered": lambda b, a, s: enter(b, 3, a),
    "set aside": lambda b, a, s: aside(b, 3, a),
    "finished": lambda b, a, s: batching.finish(b.pk, actor=a, now=NOW),
    "resumed": lambda b, a, s: batching.resume(b.pk, actor=a, now=NOW),
    "recounted": lambda b, a, s: batching.recount(b.pk, sheets=2, reason="x", actor=s, now=NOW),
}


@pytest.mark.parametrize(
    ("act", "state"), [(act, state) for act, states in CLOSED.items() for state in states]
)
def test_a_step_outside_the_table_changes_nothing(batch, clerk, second, act, state):
    enter(batch, 1, clerk)
    enter(batch, 2, clerk)
    moment = NOW if state == BatchState.RECONCILED else None
    Batch.objects.filter(pk=batch.pk).update(state=state, sheets=2, reconciled_at=moment)
    before = _state()

    with pytest.raises(BatchClosed):
        ACTS[act](batch, clerk, second)

    assert _state() == before


def test_every_state_has_its_moves():
    assert set(MOVES) == set(BatchState)


def test_a_correction_is_one_more_message_on_the_case(batch, clerk, second):
    sheet = enter(batch, 1, clerk)
    conversation = Submission.objects.get(raw=sheet.raw).conversation

    raw = correct(batch, 1, second)
    again = correct(batch, 1, second)

    assert raw == again
    assert (raw.disposition, raw.conversation) == ("appended", conversation)
    assert list(conversation.messages.order_by("pk").values_list("text", flat=True)) == [
        "相片太黃", "相片太藍",
    ]  # fmt: skip
    event = batch.events.get(kind="corrected")
    assert (event.sheet, event.reason, event.actor) == (1, "misread", second)
    batch.refresh_from_db()
    assert (batch.entered, batch.set_aside) == (1, 0)


@pytest.mark.parametrize("state", BatchState)
def test_what_could_not_be_read_is_entered_after_all(batch, clerk, second, state):
    aside(batch, 1, clerk, state=SheetState.ILLEGIBLE, reason="water")
    moment = NOW if state == BatchState.RECONCILED else None
    Batch.objects.filter(pk=batch.pk).update(state=state, sheets=1, reconciled_at=moment)

    enter(batch, 1, second)

    batch.refresh_from_db()
    sheet = batch.pages.get()
    assert (batch.entered, batch.set_aside, batch.state) == (1, 0, state)
    assert (sheet.state, sheet.reason, sheet.entered_by) == (SheetState.ENTERED, "water", second)
    assert sheet.raw.disposition == "opened"


def test_scans_are_kept_once_and_lie_with_the_case_of_their_sheet(batch, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = [
        picture(),
        FileDraft(name="all.pdf", mime="application/pdf", content=b"%PDF-1.7 " + b"x" * 64),
    ]

    drawn, document = scanning.add_scans(batch.pk, files, actor=clerk, now=NOW)
    assert scanning.add_scans(batch.pk, files[:1], actor=clerk, now=NOW) == []
    sheet = enter(batch, 1, clerk, scan_id=drawn.pk)

    assert [one.is_safe_picture for one in (drawn, document)] == [True, False]
    attachment = Attachment.objects.get(message__raw=sheet.raw)
    assert (attachment.name, attachment.is_safe_picture) == (drawn.name, True)


def test_a_scan_lies_sealed_and_opens_only_with_its_key(batch, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = FileDraft(name="all.pdf", mime="application/pdf", content=b"%PDF-1.7 SECRET")

    (scan,) = scanning.add_scans(batch.pk, [paper], actor=clerk, now=NOW)

    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert [b"SECRET" in content for content in stored] == [False]
    assert scan.content().read() == paper.content
    scan.wrapped_key = None
    with pytest.raises(CannotUnseal):
        scan.content()


def test_a_storage_that_is_away_keeps_no_half_scan(batch, clerk, settings, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    settings.MEDIA_ROOT = tmp_path / "file"  # a folder cannot be made below a file

    with pytest.raises(FilesAway):
        scanning.add_scans(batch.pk, [picture()], actor=clerk, now=NOW)

    assert not batch.scans.exists()


def test_the_scan_of_another_batch_stays_there(batch, clerk, store, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    other = begin(store, clerk, code="letter")
    (foreign,) = scanning.add_scans(other.pk, [picture()], actor=clerk, now=NOW)

    enter(batch, 1, clerk, scan_id=foreign.pk)

    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_on_one_batch_enter_each_sheet_once():
    store = StoreFactory()
    clerks = [posted(Role.CLERK, store=store), posted(Role.CLERK, store=store)]
    batch = begin(store, clerks[0], sheets=12)

    def work(n):
        refused = 0
        for number in range(1, 13):
            try:
                enter(batch, number, clerks[n], text=f"{n}: sheet {number}")
            except SheetTaken:
                refused += 1
        return refused

    assert sum(at_once(2, work)) == 12
    batch.refresh_from_db()
    assert (batch.entered, batch.pages.count(), Submission.objects.count()) == (12, 12, 12)
    assert ChannelCounter.objects.get(channel=batch.channel).last_seq == 12
    assert batching.finish(batch.pk, actor=clerks[1], now=NOW).state == BatchState.RECONCILED
    assert sweeping.reconcile(now=NOW + timedelta(hours=1)) == []


@pytest.mark.django_db(transaction=True)
def test_finishing_while_somebody_saves_leaves_no_sheet_uncounted():
    store = StoreFactory()
    clerk = posted(Role.CLERK, store=store)
    batch = begin(store, clerk, sheets=1)

    def work(n):
        try:
            return enter(batch, 1, clerk) if n else batching.finish(batch.pk, actor=clerk, now=NOW)
        except BatchClosed:
            return None

    at_once(2, work)

    batch.refresh_from_db()
    assert batch.entered == batch.pages.count() == RawIntake.objects.count()
    assert (batch.state == BatchState.RECONCILED) == (batch.entered == 1)
