"""One message to all of an incident: in their language, each person once, and no limit met by it."""

from datetime import timedelta

import pytest
from django.utils import translation

from cases.errors import AlreadyDone, MissingFacts, StaleMessage
from cases.kinds import EventKind
from cases.measures.problems.incident_recipients import planned, shares_of, to_be_called
from cases.models import IncidentRecipient
from cases.order_lists import read
from cases.rules.openings import opening
from cases.rules.problems import addressing, declaring, listing_affected
from channels.kinds import OutboxState
from channels.models import Message, Outgoing
from channels.rules.letters import composing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.channels import conversation_with
from tests.factories.incidents import incident_with, member
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
TEXTS = {"zh-hant": "機台已停用", "en": "The machine is off"}


@pytest.fixture
def lead():
    return posted(Role.SUPERVISOR)


def opened(email, language, customer=None):
    conversation = conversation_with(None if customer else email, language=language)
    conversation.customer = customer or conversation.customer
    conversation.save()
    submission = SubmissionFactory(
        conversation=conversation, channel=conversation.channel, customer=conversation.customer,
        no_contact_reason="" if conversation.customer else "anonymous", received_at=NOW,
    )  # fmt: skip
    return opening.open_case(submission.pk, now=NOW)


@pytest.fixture
def scene(lead):
    """Two cases of one customer, one of nobody, one in other letters; two affected, by mail and phone."""
    mei = opened("mei@example.com", "zh-hant")
    again = opened(None, "zh-hant", customer=mei.customer)
    anonymous, other = opened(None, "en"), opened("li@example.com", "zh-hans")
    incident = incident_with([mei, again, anonymous, other], lead=lead)
    rows = read("A1,kim@example.com,en\nA2,0912345678").rows
    listing_affected.list_affected(incident.pk, rows, actor=lead, now=LATER)
    return incident, (mei, again, anonymous, other)


def send(message, person):
    return addressing.send(message.pk, looked_at=message.version, actor=person, now=LATER)


def letters():
    return Outgoing.objects.filter(template__startswith="incident_")


def test_each_reads_it_in_their_language_and_gets_one_letter(scene, lead):
    incident, cases = scene
    shares = shares_of(planned(incident, to_affected=True), TEXTS)
    assert {(one.language, one.written_in, one.way, one.number) for one in shares} == {
        ("zh-hant", "zh-hant", "email", 1), ("zh-hans", "zh-hant", "email", 1), ("en", "en", "", 1),
        ("en", "en", "email", 1),
    }  # fmt: skip
    assert to_be_called(incident) == 1
    limits = [
        list(case.cycles.order_by("pk").values("clock", "due_at", "met_at")) for case in cases
    ]
    message = addressing.compose(incident.pk, TEXTS, to_affected=True, actor=lead, now=LATER)
    assert not letters().exists()

    send(message, lead)
    assert addressing.sweep_telling(now=LATER) == 5
    assert addressing.sweep_telling(now=LATER) == 0

    message.refresh_from_db()
    assert message.state == "sent"
    assert letters().count() == 3
    said = Message.objects.filter(author=lead)
    assert sorted(said.values_list("text", flat=True)) == sorted(
        [TEXTS["en"], *[TEXTS["zh-hant"]] * 3]
    )
    for case, its in zip(cases, limits, strict=True):
        assert list(case.cycles.order_by("pk").values("clock", "due_at", "met_at")) == its
        assert case.events.filter(kind=EventKind.INCIDENT_TOLD).count() == 1
        assert not case.events.filter(kind=EventKind.ANSWERED).exists()
    for letter in letters().select_related("conversation", "contact_point__customer", "message"):
        circumstances = composing.circumstances_of(letter, now=NOW)
        text = composing.compose(letter, circumstances, now=LATER).text
        assert TEXTS["en" if letter.template == "incident_notice" else "zh-hant"] in text
        assert (letter.conversation is None) == ("/case/" not in text and "/c/" not in text)
    with pytest.raises(AlreadyDone):
        send(message, lead)


def test_who_joins_later_gets_it_too_and_what_failed_is_tried_again(scene, lead):
    incident, _cases = scene
    message = addressing.compose(incident.pk, TEXTS, to_affected=False, actor=lead, now=LATER)
    send(message, lead)
    addressing.sweep_telling(now=LATER)
    with pytest.raises(AlreadyDone):
        addressing.extend(message.pk, actor=lead, now=LATER)
    with pytest.raises(AlreadyDone):
        addressing.retry(message.pk, actor=lead, now=LATER)

    late = opened("late@example.com", "en")
    declaring.join(incident.pk, [late.pk], actor=lead, now=LATER)
    assert addressing.extend(message.pk, actor=lead, now=LATER) == 1
    assert addressing.sweep_telling(now=LATER) == 1
    letter = letters().get(conversation=late.submission.conversation)
    Outgoing.objects.filter(pk=letter.pk).update(state=OutboxState.DEAD)

    assert addressing.retry(message.pk, actor=lead, now=LATER) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (OutboxState.PENDING, 0)
    assert IncidentRecipient.objects.filter(message=message).count() == 5


def test_only_who_speaks_for_it_writes_and_not_without_a_word(scene, lead):
    incident, _cases = scene
    hand, voice = posted(Role.AGENT), posted(Role.AGENT)
    member(incident, hand, "technical")
    member(incident, voice, "communication")

    with pytest.raises(NotAllowed):
        addressing.compose(incident.pk, TEXTS, to_affected=True, actor=hand, now=LATER)
    with pytest.raises(MissingFacts):
        addressing.compose(incident.pk, {"en": " "}, to_affected=True, actor=voice, now=LATER)
    assert not incident.messages.exists()
    first = addressing.compose(incident.pk, TEXTS, to_affected=True, actor=voice, now=LATER)
    second = addressing.compose(
        incident.pk, {"en": "B"}, to_affected=True, actor=lead, now=LATER, looked_at=first.version
    )
    assert (first.pk, second.text_en, second.text_zh_hant) == (second.pk, "B", "")


def test_of_two_who_write_the_later_is_told_and_nothing_unread_goes_out(scene, lead):
    incident, _cases = scene

    def compose(text, looked_at, minutes):
        return addressing.compose(
            incident.pk, {"en": text}, to_affected=False, actor=lead, looked_at=looked_at,
            now=LATER + timedelta(minutes=minutes),
        )  # fmt: skip

    first = compose("A", "", 0)
    second = compose("B", first.version, 1)
    for late in (
        lambda: compose("mine", "", 2),  # began when there was none
        lambda: compose("mine", first.version, 2),
        lambda: send(first, lead),
    ):
        with pytest.raises(StaleMessage) as refused:
            late()
        assert str(lead) in str(refused.value)
    draft = incident.messages.get()
    assert (draft.text_en, draft.state, draft.version) == ("B", "draft", second.version)
    assert not IncidentRecipient.objects.exists()

    send(second, lead)
    with translation.override("en"), pytest.raises(StaleMessage, match="sent meanwhile"):
        compose("C", second.version, 3)
    assert list(incident.messages.values_list("text_en", flat=True)) == ["B"]
