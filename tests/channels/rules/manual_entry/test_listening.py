"""Talks: each statement one item, a case only where the moderator calls it a complaint."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase

from cases.models import Case
from channels.drafts import FileDraft
from channels.errors import NoConsent, NothingSaid, TooManyParticipants, UnknownParticipant
from channels.kinds import Disposition, TalkKind
from channels.models import Attachment, Channel, RawIntake, Statement, Submission, Talk
from channels.rules.manual_entry.listening import MOST_PARTICIPANTS, Said, hold_talk, note_statement
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def moderator():
    return posted(Role.EXPERIENCE_OFFICER)


def held(moderator, *, has_consent=True, participants=("P1", "P2"), **more):
    return hold_talk(
        kind=TalkKind.FOCUS_GROUP, subject="Waiting at the counter", held_at=NOW - timedelta(hours=2),
        place="Zhongshan", participants=participants, has_consent=has_consent, moderator=moderator,
        now=NOW, **more,
    )  # fmt: skip


def noted(talk, moderator, text="等太久", *, key="1", **more):
    said = Said(text=text, participant=more.pop("participant", "P1"), **more)
    channel = Channel.objects.get(code="interviews")
    with TestCase.captureOnCommitCallbacks(execute=True):
        return note_statement(talk.pk, said, channel=channel, key=key, actor=moderator, now=NOW)


def test_everybody_who_took_part_is_kept_or_nothing_is(moderator):
    everybody = [f"P{number}" for number in range(MOST_PARTICIPANTS + 1)]

    with pytest.raises(TooManyParticipants):
        held(moderator, participants=everybody)
    assert not Talk.objects.exists()

    assert held(moderator, participants=everybody[1:]).participants == everybody[1:]


def test_what_is_no_complaint_is_kept_as_an_insight(moderator):
    statement = noted(held(moderator), moderator)

    submission = Submission.objects.get(raw=statement.raw)
    assert (submission.is_insight, submission.is_anonymous) == (True, True)
    assert submission.captured_by == moderator
    assert submission.captured_at == NOW - timedelta(hours=2)
    assert RawIntake.objects.get().disposition == Disposition.KEPT
    assert not Case.objects.exists()


def test_a_complaint_opens_a_case_at_once_and_knows_its_customer(moderator):
    store = StoreFactory()
    statement = noted(
        held(moderator), moderator, "相片偏黃，要求重印", is_complaint=True, name="陳小姐",
        email="mei@example.com", store=store.code,
    )  # fmt: skip

    case = Case.objects.get(submission__raw=statement.raw)
    assert case.customer is not None
    assert case.store == store
    assert case.opened_at == NOW


def test_files_are_attached(moderator):
    file = FileDraft(name="notes.txt", mime="text/plain", content=b"seen")

    noted(held(moderator), moderator, files=[file])

    assert Attachment.objects.get().name == "notes.txt"


def test_pressing_twice_notes_once(moderator):
    talk = held(moderator)

    assert noted(talk, moderator) == noted(talk, moderator)
    noted(talk, moderator, key="2")

    assert Statement.objects.count() == RawIntake.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "error"),
    [({"participant": "P9"}, UnknownParticipant), ({"text": "  "}, NothingSaid)],
)
def test_what_is_not_said_by_somebody_is_not_noted(moderator, more, error):
    with pytest.raises(error):
        noted(held(moderator), moderator, **more)

    assert not RawIntake.objects.exists()


def test_without_consent_nothing_is_written_down(moderator):
    talk = held(moderator, has_consent=False)

    with pytest.raises(NoConsent):
        noted(talk, moderator)

    assert not RawIntake.objects.exists()


@pytest.mark.parametrize("participants", [(), (" ", "")])
def test_a_talk_is_with_somebody(moderator, participants):
    with pytest.raises(NothingSaid):
        held(moderator, participants=participants)

    assert not Talk.objects.exists()


def test_the_ledger_knows_of_talk_and_statement(moderator):
    talk = held(moderator, participants=("P1", "P1", " P2 "))
    noted(talk, moderator)

    assert talk.participants == ["P1", "P2"]
    verbs = LedgerEvent.objects.order_by("pk").values_list("verb", "actor")
    assert list(verbs) == [
        (verb, f"user:{moderator.pk}")
        for verb in ("talk.held", "intake.received", "intake.accounted")
    ]
