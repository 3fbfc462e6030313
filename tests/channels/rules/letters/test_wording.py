"""Letters in our own words: versions, what goes out to whom, and the shipped text behind all."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from channels import letters
from channels.errors import NotADraft, WrongText
from channels.kinds import ContactKind, TextState
from channels.models import LetterText
from channels.panels import slots
from channels.references import spaced
from channels.rules import access
from channels.rules.letters import composing, wording
from channels.rules.outbox import delivery
from feedback_site.ledger.models import LedgerEvent
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import UserFactory
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
BODY = "{{ reference }}\n\nLook here:\n{{ link }}\n\n{{ code }}"


@pytest.fixture
def actor():
    return UserFactory()


def written(actor, subject="Ours", *, channel=None, category="", language="en", body=BODY):
    return wording.write_text(
        template="received", language=language, channel=channel, category=category, subject=subject,
        body=body, actor=actor, now=NOW,
    )  # fmt: skip


def live(actor, subject, **more):
    return wording.publish_text(written(actor, subject, **more).pk, actor=actor, now=NOW)


def letter(conversation, language="en", *, template="received", kind=ContactKind.EMAIL):
    row = delivery.tell_customer(conversation, template=template, dedup_key="1", now=NOW)
    row.language, row.kind = language, kind
    return composing.compose(row, composing.Circumstances(zone=ZoneInfo("UTC")), now=NOW)


def test_a_draft_goes_out_to_nobody(actor):
    written(actor)

    assert letter(conversation_with(language="en")).subject.startswith("We have your feedback")


def test_what_is_published_goes_out_and_links_stay_buttons(actor):
    live(actor, "Ours {{ reference }}")
    conversation = conversation_with(language="en")

    found = letter(conversation)

    assert found.subject == f"Ours {conversation.reference}"
    assert found.html.count('class="press"') == 1
    assert letter(conversation, "zh-hans").subject.startswith("我们收到")


def test_our_own_words_go_out_on_messengers_too_with_the_subject_above(actor):
    live(actor, "Ours {{ reference }}")
    conversation = conversation_with(language="en")

    found = letter(conversation, kind=ContactKind.LINE)

    link, code = access.link(conversation), spaced(conversation.access_code)
    assert (found.text, found.html) == (
        f"Ours {conversation.reference}\n\n{conversation.reference}\n\nLook here:\n{link}\n\n{code}\n",
        "",
    )
    shipped = letter(conversation, "zh-hans", kind=ContactKind.LINE)
    assert shipped.text.startswith(f"我们收到您的意见了（{conversation.reference}）")


def test_above_the_answer_of_a_person_stands_no_subject(actor):
    text = wording.write_text(
        template="answered", language="en", channel=None, category="", subject="About your case",
        body="{{ text }}\n{{ link }}", actor=actor, now=NOW,
    )  # fmt: skip
    wording.publish_text(text.pk, actor=actor, now=NOW)
    conversation = conversation_with(language="en")

    found = letter(conversation, template="answered", kind=ContactKind.WECHAT)

    assert found.text == f"{access.link(conversation)}\n"


def test_the_most_particular_text_goes_out(actor, monkeypatch):
    here, there = ChannelFactory(), ChannelFactory()
    live(actor, "all")
    live(actor, "here", channel=here)
    live(actor, "colour", category="print_colour")
    live(actor, "print", category="print")
    live(actor, "here and colour", channel=here, category="print_colour")
    of = {}
    monkeypatch.setattr(slots, "category_of", lambda reference: of.get(reference, ()))

    def subject(channel, *codes):
        conversation = conversation_with(f"{len(of)}@example.com", channel=channel, language="en")
        of[conversation.reference] = codes
        row = delivery.tell_customer(
            conversation, template="received", dedup_key=conversation.reference, now=NOW
        )
        return composing.compose(
            row, composing.Circumstances(zone=ZoneInfo("UTC")), now=NOW
        ).subject

    assert subject(there) == "all"
    assert subject(here) == "here"
    assert subject(there, "print_colour", "print") == "colour"
    assert subject(there, "print_blur", "print") == "print"
    assert subject(here, "print_colour") == "here and colour"
    assert subject(here, "print_blur", "print") == "print"


def test_a_new_version_replaces_the_old_one_and_both_are_kept(actor):
    first = live(actor, "first")
    second = live(actor, "second")

    first.refresh_from_db()
    assert (first.state, first.version, second.version) == (TextState.RETIRED, 1, 2)
    assert letter(conversation_with(language="en")).subject == "second"
    wording.publish_text(first.pk, actor=actor, now=NOW)
    assert letter(conversation_with("b@example.com", language="en")).subject == "first"


def test_taken_back_the_shipped_text_goes_out_again(actor):
    text = live(actor, "Ours")
    wording.retire_text(text.pk, actor=actor, now=NOW)

    assert letter(conversation_with(language="en")).subject.startswith("We have your feedback")
    verbs = LedgerEvent.objects.filter(subject=f"letter_text:{text.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "letter.written", "letter.published", "letter.retired",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values", [{"body": "{% load x %}"}, {"body": "no link"}, {"subject": ""}, {"language": "fr"}]
)
def test_a_broken_text_is_not_even_kept(actor, values):
    with pytest.raises(WrongText):
        written(actor, **values)

    assert not LetterText.objects.exists()


def test_a_text_that_broke_later_is_not_published_and_the_shipped_one_goes_out(actor):
    text = written(actor)
    LetterText.objects.update(body="{% load x %}")
    with pytest.raises(WrongText):
        wording.publish_text(text.pk, actor=actor, now=NOW)
    LetterText.objects.update(state=TextState.LIVE, live_by=actor, live_at=NOW)

    assert letter(conversation_with(language="en")).subject.startswith("We have your feedback")


def test_published_and_taken_back_once(actor):
    text = live(actor, "Ours")
    with pytest.raises(NotADraft):
        wording.publish_text(text.pk, actor=actor, now=NOW)
    wording.retire_text(text.pk, actor=actor, now=NOW)
    with pytest.raises(NotADraft):
        wording.retire_text(text.pk, actor=actor, now=NOW)


def test_a_letter_costs_one_statement_more_and_two_where_categories_matter(actor, statements):
    conversation = conversation_with(language="en")
    row = delivery.tell_customer(conversation, template="closed", dedup_key="1", now=NOW)
    circumstances = composing.Circumstances(zone=ZoneInfo("UTC"))

    with statements(1):
        composing.compose(row, circumstances, now=NOW)


def test_values_are_filled_in_as_they_are_and_escaped_in_html(actor):
    live(actor, "Ours", body=BODY + "\n\n{% if by %}{{ by }}{% endif %}")
    conversation = conversation_with(language="en")
    row = delivery.tell_customer(
        conversation, template="received", dedup_key="1", now=NOW, context={"by": "{{ code }}<b>"}
    )

    found = composing.compose(row, composing.Circumstances(zone=ZoneInfo("UTC")), now=NOW)

    assert "<b>" not in found.html


@pytest.mark.django_db(transaction=True)
def test_two_publish_at_once_and_one_goes_out():
    actor = UserFactory()
    texts = [written(actor, subject) for subject in ("a", "b")]

    at_once(2, lambda n: wording.publish_text(texts[n].pk, actor=actor, now=NOW))

    assert LetterText.objects.filter(state=TextState.LIVE).count() == 1
    assert set(letters.LANGUAGES) == {"zh-hant", "zh-hans", "en"}
