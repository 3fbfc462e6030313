"""A file of reviews is kept, looked at, and read in: each row once, wrong ones listed, nothing lost."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.rules.openings.opening import open_waiting
from channels.adapters.social import CONTENT_TYPE, document
from channels.errors import MissingSource, NotWaiting, UnreadableFile, WrongMapping
from channels.kinds import ChannelKind, Disposition, ImportState
from channels.models import Customer, Message, RawIntake, Review, ReviewImport, Submission, WrongRow
from channels.rules.conversations import reviewing
from channels.rules.imports import importing, taking_many
from channels.rules.imports.importing import (
    begin_import,
    confirm,
    preview,
    read_in,
    sweep_imports,
    wrong_rows,
)
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy.masking import mask_name
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import StoreFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
OPTIONS = {
    "zone": "Asia/Taipei", "stars": "3", "days": 30, "store": "", "language": "", "source": "Maps",
}  # fmt: skip
HEAD = "id,author,text,stars,date,store,url,reply\n"
GOOD = (
    "r1,陳小姐,相片整批偏黃,2,2026-05-18 10:00,,https://maps.example/r1,\n"
    "r2,王先生,店員很親切,5,2026-05-19,,,\n"
    "r3,,,1,2026-05-19,,,\n"
    "r4,林先生,取件太慢,2,2026-01-05,,,\n"
    "r5,張小姐,裁切不齊,2,2026-05-17,,,已經為您重印\n"
)
WRONG = "w1,A,bad stars,nine,2026-05-18,,,\nw2,B,two days,2,3/4/2026,,,\nw3,C,,,,nowhere,ftp://x,\n"


@pytest.fixture
def channel():
    return ChannelFactory(kind=ChannelKind.SOCIAL)


@pytest.fixture
def actor():
    return posted(Role.SUPERVISOR)


def uploaded(channel, text, *, actor=None, name="reviews.csv"):
    return begin_import(channel, name=name, body=text.encode(), actor=actor, now=NOW)


def imported(channel, text, **options):
    file = uploaded(channel, text)
    confirm(file.pk, mapping=file.mapping, options={**OPTIONS, **options}, actor=None, now=NOW)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return read_in(file.pk, now=NOW)


def counts(file):
    return file.rows, file.new, file.known, file.wrong


def test_the_file_is_kept_sealed_and_its_columns_are_guessed(channel, actor):
    file = uploaded(channel, HEAD + GOOD, actor=actor)

    assert file.bytes() == (HEAD + GOOD).encode()
    assert "陳小姐".encode() not in bytes(file.body)
    assert file.mapping == {
        "text": "text", "author": "author", "stars": "stars", "posted_at": "date", "url": "url",
        "external_id": "id", "store": "store", "reply": "reply",
    }  # fmt: skip
    event = LedgerEvent.objects.get(subject=f"import:{file.pk}")
    assert (event.verb, event.actor) == ("import.uploaded", f"user:{actor.pk}")


def test_before_anything_happens_each_row_is_shown_with_what_is_wrong(channel):
    file = uploaded(channel, HEAD + GOOD + WRONG)

    seen = preview(file, file.mapping, OPTIONS, now=NOW)

    assert [(one.number, one.wrong) for one in seen] == [
        (2, ()), (3, ()), (4, ()), (5, ()), (6, ()), (7, ("stars",)), (8, ("posted_at",)),
        (9, ("url", "empty", "store")),
    ]  # fmt: skip
    assert not RawIntake.objects.exists()


def test_each_row_is_one_item_and_the_same_file_again_brings_nothing(channel):
    assert counts(imported(channel, HEAD + GOOD)) == (5, 5, 0, 0)
    assert counts(imported(channel, HEAD + GOOD)) == (5, 0, 5, 0)

    assert RawIntake.objects.count() == Submission.objects.count() == Review.objects.count() == 5
    assert set(RawIntake.objects.values_list("state", flat=True)) == {"done"}


def test_stars_words_author_and_reply_have_their_places(channel):
    imported(channel, HEAD + GOOD)

    first = Review.objects.get(url="https://maps.example/r1")
    assert (first.stars, first.stars_given, first.source) == (2, "2", "Maps")
    assert first.posted_at == datetime(2026, 5, 18, 2, tzinfo=UTC)
    assert first.submission.text == "相片整批偏黃"
    assert first.submission.customer.name_masked == mask_name("陳小姐")
    only_stars = Review.objects.get(stars_given="1")
    assert only_stars.submission.text == "★☆☆☆☆"
    answered = Review.objects.get(submission__text="裁切不齊")
    assert answered.is_answered
    reply = answered.replies.get()
    assert (reply.text, reply.author, reply.posted_at) == ("已經為您重印", None, NOW)
    assert list(
        Message.objects.filter(conversation=answered.submission.conversation)
        .order_by("pk")
        .values_list("direction", flat=True)
    ) == ["inbound", "outbound"]


def test_what_is_bad_and_fresh_opens_a_case_and_the_rest_is_kept(channel):
    imported(channel, HEAD + GOOD)
    open_waiting(now=NOW, limit=50)

    texts = set(Case.objects.values_list("submission__text", flat=True))
    assert texts == {"相片整批偏黃", "★☆☆☆☆"}
    kept = RawIntake.objects.filter(disposition=Disposition.KEPT)
    assert kept.count() == Submission.objects.filter(is_insight=True).count() == 3


def test_how_many_stars_open_a_case_is_said_at_the_import(channel):
    imported(channel, HEAD + GOOD, stars="5", days=3650)

    assert Submission.objects.filter(is_insight=True).count() == 1  # the one answered already


def test_wrong_rows_are_listed_with_what_stands_in_them(channel):
    file = imported(channel, HEAD + GOOD + WRONG)

    assert counts(file) == (8, 5, 0, 3)
    found = [(row.number, row.cells["id"], why) for row, why in wrong_rows(file)]
    assert found == [
        (7, "w1", ["stars"]), (8, "w2", ["posted_at"]), (9, "w3", ["url", "empty", "store"]),
    ]  # fmt: skip
    assert file.rows == file.new + file.known + file.wrong


def test_without_ids_author_words_and_day_tell_reviews_apart(channel):
    head = "author,text,stars,date\n"
    rows = "A,too slow,2,2026-05-18\nA,too slow,2,2026-05-19\nB,too slow,2,2026-05-18\n"

    assert counts(imported(channel, head + rows))[1:3] == (3, 0)
    again = "B,too  slow ,2,2026-05-18 13:00\nA,slow,2,2026-05-18\n"
    assert counts(imported(channel, head + again))[1:3] == (1, 1)


def test_without_ids_and_names_store_address_and_place_in_the_file_tell_reviews_apart(
    channel, monkeypatch
):
    """Also where the reading of the file stopped between rows that are alike."""
    monkeypatch.setattr(importing, "BATCH", 1)
    one, two = StoreFactory(), StoreFactory()
    row = ",,5,2026-05-18,{},{},\n"
    rows = "".join(
        row.format(store.code, address)
        for store, address in [(one, ""), (two, ""), (two, ""), (two, "https://x.example/1")]
    )
    rows += f",,4,2026-05-18,{two.code},,\n"
    head = "author,text,stars,date,store,url,reply\n"
    file = uploaded(channel, head + rows)
    confirm(file.pk, mapping=file.mapping, options=OPTIONS, actor=None, now=NOW)
    real = importing.take_many
    monkeypatch.setattr(
        importing, "take_many",
        lambda items, **told: real(items, **told) if RawIntake.objects.count() < 2 else 1 / 0,
    )  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        read_in(file.pk, now=NOW)
    monkeypatch.setattr(importing, "take_many", real)

    assert counts(read_in(file.pk, now=NOW)) == (5, 5, 0, 0)
    assert counts(imported(channel, head + rows)) == (5, 0, 5, 0)


def test_praise_that_turns_into_a_complaint_becomes_a_case(channel):
    imported(channel, HEAD + "e1,陳小姐,很好,5,2026-01-02,,,謝謝您\n")
    later = "e1,陳小姐,相片全部偏黃,1,2026-01-02,,,謝謝您\n"

    assert counts(imported(channel, HEAD + later)) == (1, 1, 0, 0)
    assert counts(imported(channel, HEAD + later)) == (1, 0, 1, 0)
    open_waiting(now=NOW, limit=50)

    case = Case.objects.get()
    assert (case.title, case.submission.text) == ("相片全部偏黃", "相片全部偏黃\n★☆☆☆☆")
    assert case.submission.review.stars == 1
    said = Message.objects.filter(conversation=case.submission.conversation).order_by("pk")
    assert [one.text for one in said] == ["很好", "謝謝您", "相片全部偏黃\n★☆☆☆☆"]
    raws = RawIntake.objects.order_by("seq").values_list("external_id", "disposition")
    assert list(raws) == [
        ("source:maps id:e1", Disposition.OPENED), ("v2 source:maps id:e1", Disposition.APPENDED),
    ]  # fmt: skip
    changed = LedgerEvent.objects.get(verb="review.changed")
    assert changed.subject == f"submission:{case.submission_id}"


def test_a_complaint_that_is_edited_goes_on_in_its_case_and_a_later_reply_is_ours(channel):
    """Back to what it said at first is a change as well; columns that a file lacks are none."""
    first, edited = "e1,A,slow,2,2026-05-18,,,\n", "e1,A,slow,1,2026-05-18,,,\n"
    imported(channel, HEAD + first)
    open_waiting(now=NOW, limit=50)
    for text in (edited, first, first.replace(",,,", ",,https://x.example/e1,Sorry!"), first):
        imported(channel, HEAD + text)
    assert imported(channel, "id,text\ne1,slow\n").known == 1

    case = Case.objects.get()
    said = Message.objects.filter(conversation=case.submission.conversation).order_by("pk")
    assert [(one.direction, one.text) for one in said] == [
        ("inbound", "slow"), ("inbound", "slow\n★☆☆☆☆"), ("inbound", "slow\n★★☆☆☆"),
        ("outbound", "Sorry!"),
    ]  # fmt: skip
    review = Review.objects.get()
    assert (review.stars, review.is_answered) == (2, True)
    reply = review.replies.get()
    assert (reply.author, reply.posted_where) == (None, "https://x.example/e1")
    kinds = case.events.values_list("kind", flat=True)
    assert list(kinds).count("customer_wrote") == 2
    assert RawIntake.objects.filter(state="done").count() == 4


def test_a_reply_that_waited_is_posted_when_it_is_found_at_the_source(channel, actor):
    imported(channel, HEAD + "e1,A,slow,2,2026-05-18,,,\n")
    review = Review.objects.get()
    reply = reviewing.write_reply(review.pk, text="We are sorry.", actor=actor, now=NOW)

    imported(channel, HEAD + "e1,A,slow,2,2026-05-18,,,We are  sorry.\n")

    found = review.replies.get()
    assert (found.pk, found.author, found.posted_at) == (reply.pk, actor, NOW)


def test_the_same_id_on_another_channel_is_another_review(channel):
    imported(channel, HEAD + GOOD)

    other = imported(ChannelFactory(kind=ChannelKind.SOCIAL), HEAD + GOOD)

    assert other.new == 5


def test_the_same_id_at_another_source_is_another_review(channel):
    """Whether the source is said for the whole file or by a column of it, and however it is written."""
    head = "id,text,stars,platform\n"
    imported(channel, head + "1001,slow,2,Google Maps\n")

    other = imported(channel, head + "1001,yellow,1,Dianping\n1001,slow,2,google  maps\n")
    by_hand = imported(channel, "id,text,stars\n1001,slow,2\n", source="GOOGLE MAPS")

    assert (counts(other)[1:3], counts(by_hand)[1:3]) == ((1, 1), (0, 1))
    assert sorted(RawIntake.objects.values_list("external_id", flat=True)) == [
        "source:dianping id:1001", "source:google maps id:1001",
    ]  # fmt: skip


def test_what_was_read_in_before_sources_counted_is_known_by_its_source():
    channel = ChannelFactory(kind=ChannelKind.SOCIAL)
    imported(channel, HEAD + GOOD)
    raws, naming = (
        RawIntake.objects,
        import_module("channels.migrations.0009_reviews_by_their_source"),
    )
    named = list(raws.order_by("seq").values_list("external_id", flat=True))

    naming.forget_sources(apps, None)
    assert list(raws.order_by("seq").values_list("external_id", flat=True)) == [
        "id:r1", "id:r2", "id:r3", "id:r4", "id:r5",
    ]  # fmt: skip
    naming.name_sources(apps, None)

    assert list(raws.order_by("seq").values_list("external_id", flat=True)) == named
    raws.update(context={})  # nothing was noted then of what they said
    assert counts(imported(channel, HEAD + GOOD)) == (5, 0, 5, 0)
    assert counts(imported(channel, HEAD + GOOD.replace(",2,", ",1,", 1))) == (5, 1, 4, 0)


def test_a_file_that_does_not_say_where_its_reviews_stand_waits(channel):
    file = uploaded(channel, HEAD + GOOD)

    with pytest.raises(MissingSource):
        confirm(
            file.pk, mapping=file.mapping, options={**OPTIONS, "source": " "}, actor=None, now=NOW
        )

    file.refresh_from_db()
    assert file.state == ImportState.MAPPING


def test_a_store_is_found_by_code_or_name(channel):
    store = StoreFactory(name_zh_hant="中山店", name_en="Zhongshan")
    rows = f"a,A,x,2,,{store.code},,\nb,B,y,2,,中山 店,,\nc,C,z,2,,ZHONGSHAN,,\n"

    imported(channel, HEAD + rows)

    assert set(Submission.objects.values_list("store", flat=True)) == {store.pk}


def test_each_item_is_in_the_ledger_and_numbered_without_gaps(channel):
    imported(channel, HEAD + GOOD + WRONG)

    assert list(RawIntake.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    verbs = LedgerEvent.objects.filter(subject__startswith="intake:").values_list("verb", flat=True)
    assert sorted(verbs) == ["intake.accounted"] * 5 + ["intake.received"] * 5


@pytest.mark.parametrize(
    "mapping",
    [
        {}, {"author": "author"}, {"text": "no such column"}, {"text": "text", "title": "text"},
        {"text": "text", "nonsense": "id"},
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_changes_nothing(channel, mapping):
    file = uploaded(channel, HEAD + GOOD)

    with pytest.raises(WrongMapping):
        confirm(file.pk, mapping=mapping, options=OPTIONS, actor=None, now=NOW)

    file.refresh_from_db()
    assert file.state == ImportState.MAPPING


def test_a_file_is_confirmed_once(channel):
    file = imported(channel, HEAD + GOOD)

    with pytest.raises(NotWaiting):
        confirm(file.pk, mapping=file.mapping, options=OPTIONS, actor=None, now=NOW)

    assert RawIntake.objects.count() == 5


@pytest.mark.parametrize("text", ["", "id,text\n", "\n\n"])
def test_a_file_without_rows_is_not_kept(channel, text):
    with pytest.raises(UnreadableFile):
        uploaded(channel, text)

    assert not ReviewImport.objects.exists()


def test_a_file_that_breaks_off_keeps_what_was_read_and_says_so(channel, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 1)
    body = '{"id": "1", "text": "a"}\n{"id": "2", "text": "b"}\n' + "no json\n"
    monkeypatch.setattr(importing, "GUESSED_FROM", 2)
    file = uploaded(channel, body, name="a.jsonl")
    confirm(file.pk, mapping=file.mapping, options=OPTIONS, actor=None, now=NOW)

    file = read_in(file.pk, now=NOW)

    assert (file.state, file.new) == (ImportState.FAILED, 2)
    assert "line 3" in file.error


def test_a_killed_reading_goes_on_where_it_stood(channel, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    file = uploaded(channel, HEAD + GOOD)
    confirm(file.pk, mapping=file.mapping, options=OPTIONS, actor=None, now=NOW)
    real, calls = importing.take_many, []

    def dying(items, **told):
        calls.append(items)
        new = real(items, **told)
        if len(calls) == 2:
            raise SystemExit
        return new

    monkeypatch.setattr(importing, "take_many", dying)
    with pytest.raises(SystemExit):
        read_in(file.pk, now=NOW)
    file.refresh_from_db()
    assert (file.position, file.new, RawIntake.objects.count()) == (2, 2, 2)

    assert sweep_imports(now=NOW) == 1
    file.refresh_from_db()
    assert counts(file) == (5, 5, 0, 0)
    assert sweep_imports(now=NOW) == 0


def test_rows_that_cannot_go_together_go_one_by_one(channel, monkeypatch):
    """Two that drew one reference undo each other; a body that holds no review goes its own way."""
    monkeypatch.setattr(taking_many, "new_reference", lambda: "FB-2222-2222")
    items = [
        taking_many.Item(body=body, external_id=f"x{number}", context={})
        for number, body in enumerate([document({"t": "慢"}, {"text": "t"}, OPTIONS)] * 2 + [b"{}"])
    ]

    new = taking_many.take_many(items, channel=channel, content_type=CONTENT_TYPE, now=NOW)

    states = RawIntake.objects.order_by("seq").values_list("seq", "external_id", "state")
    assert (new, list(states)) == (
        3, [(1, "x0", "done"), (2, "x1", "done"), (3, "x2", "failed")],
    )  # fmt: skip
    assert Submission.objects.count() == 2


def test_a_file_takes_as_many_statements_as_one_row(channel, remembering):
    def statements(text):
        file = uploaded(channel, HEAD + text)
        confirm(file.pk, mapping=file.mapping, options=OPTIONS, actor=None, now=NOW)
        with CaptureQueriesContext(connection) as captured:
            read_in(file.pk, now=NOW)
        return len(captured)

    statements("x,A,what is remembered,2,,,,\n")
    one = statements("r,A,text,2,,,,reply\n")
    assert statements("".join(f"r{n},A,text {n},2,,,,reply\n" for n in range(30))) == one


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_one_file_once():
    channel = ChannelFactory(kind=ChannelKind.SOCIAL)
    file = uploaded(channel, HEAD + "".join(f"r{n},A,text {n},2,,,,\n" for n in range(60)))
    confirm(file.pk, mapping=file.mapping, options=OPTIONS, actor=None, now=NOW)

    at_once(2, lambda _n: read_in(file.pk, now=NOW))

    file.refresh_from_db()
    assert counts(file) == (60, 60, 0, 0)
    assert RawIntake.objects.count() == 60


def test_old_reviews_are_measured_from_when_they_arrive(channel):
    imported(channel, HEAD + "a,A,mist,1,2026-04-25,,,\n")
    open_waiting(now=NOW, limit=50)

    assert Case.objects.get().opened_at == NOW
    assert Case.objects.get().next_due_at > NOW + timedelta(minutes=10)


def test_no_name_stands_in_the_clear(channel):
    file = imported(channel, HEAD + GOOD)

    assert Customer.objects.count() == 4
    assert not WrongRow.objects.filter(file=file).exists()
    assert "陳小姐" not in str(list(RawIntake.objects.values_list("context", flat=True)))
