"""Reviews at the desk: seen by those who may, answered in public, followed in private, made cases of."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase
from django.urls import reverse

from cases.models import Case, CaseLink
from cases.rules.openings.opening import open_waiting
from channels.adapters.social import CONTENT_TYPE, document, options_for
from channels.kinds import ChannelKind, Moderation
from channels.models import Message, PublicReply, RawIntake, Review
from channels.references import new_reference
from channels.rules import intake
from channels.rules.conversations import reviewing
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.doors import CommittingClient, stamp
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
LIST = "admin:cases_reviews"


@pytest.fixture
def agent(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    return user


def reviewed(stars="2", text="相片整批偏黃", *, store=None, channel=None, **cells):
    channel = channel or ChannelFactory(kind=ChannelKind.SOCIAL)
    said = {"text": text, "stars": stars, "author": "陳小姐", **cells}
    options = options_for(zone="Asia/Taipei", store=store.code if store else "", source="Maps")
    with TestCase.captureOnCommitCallbacks(execute=True):
        raw = intake.take(
            channel=channel, body=document(said, {name: name for name in said}, options),
            content_type=CONTENT_TYPE, now=NOW,
        )  # fmt: skip
    open_waiting(now=NOW, limit=50)
    return Review.objects.get(submission__raw=raw)


def page(review, name="cases_review", *more):
    return reverse(f"admin:{name}", args=(review.pk, *more))


@pytest.mark.parametrize("role", Role)
def test_only_those_who_watch_channels_see_reviews(client, role):
    review = reviewed()
    client.force_login(posted(role))
    expected = 200 if Ability.WATCH_CHANNELS in ABILITIES[role] else 403

    assert client.get(reverse(LIST)).status_code == expected
    assert client.get(page(review)).status_code == expected


def test_a_store_sees_its_own_and_those_of_no_store(client):
    here = StoreFactory()
    mine, theirs, nobodys = reviewed(store=here), reviewed(store=StoreFactory()), reviewed()
    client.force_login(posted(Role.AGENT, store=here))

    rows = client.get(reverse(LIST)).context["rows"]

    assert {row.review for row in rows} == {mine, nobodys}
    assert client.get(page(theirs)).status_code == 404
    assert client.post(page(theirs, "cases_review_reply"), {"text": "x"}).status_code == 404
    assert not PublicReply.objects.exists()


@pytest.mark.parametrize(
    ("view", "texts"),
    [("unanswered", {"bad", "good"}), ("bad", {"bad", "done"}), ("insights", {"good", "done"}),
     ("all", {"bad", "good", "done"}), ("nonsense", {"bad", "good"})],
)  # fmt: skip
def test_views(client, agent, view, texts):
    reviewed("2", "bad")
    reviewed("5", "good")
    reviewed("1", "done", reply="Thank you")

    rows = client.get(reverse(LIST), {"view": view}).context["rows"]

    assert {row.review.submission.text for row in rows} == texts


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same(client, agent, number, django_assert_num_queries):
    channel = ChannelFactory(kind=ChannelKind.SOCIAL)
    for at in range(number):
        reviewed("2", f"text {at}", channel=channel)
    client.get(reverse(LIST))

    with django_assert_num_queries(11):
        answer = client.get(reverse(LIST))
    assert len(answer.context["rows"]) == number


def test_a_reply_that_is_posted_answers_the_case(client, agent):
    review = reviewed(url="https://maps.example/1")
    case = Case.objects.get(submission=review.pk)
    assert (
        client.post(page(review, "cases_review_reply"), {"text": "  我們重印給您  "}).status_code
        == 302
    )
    client.post(page(review, "cases_review_reply"), {"text": "我們今天重印給您"})
    reply = PublicReply.objects.get()
    case.refresh_from_db()
    assert (case.first_answered_at, reply.text) == (None, "我們今天重印給您")

    client.post(
        page(review, "cases_review_posted", reply.pk),
        {"where": "https://maps.example/1#reply", "posted_at": ""},
    )

    reply.refresh_from_db()
    case.refresh_from_db()
    review.refresh_from_db()
    assert reply.posted_by == agent
    assert reply.message.conversation == review.submission.conversation
    assert review.is_answered
    assert case.first_answered_at is not None
    assert case.unanswered_since is None
    answered = case.events.get(kind="answered")
    assert answered.facts == {"human": True, "how": "in_public"}
    verbs = LedgerEvent.objects.filter(subject=f"submission:{review.pk}")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "review.reply_written", "review.reply_written", "review.reply_posted",
    ]  # fmt: skip
    assert "我們今天重印給您" in client.get(page(review)).content.decode()


def test_a_reply_is_posted_once(client, agent):
    review = reviewed()
    reply = reviewing.write_reply(review.pk, text="x", actor=agent, now=NOW)
    for _ in range(2):
        client.post(page(review, "cases_review_posted", reply.pk), {"where": "there"})

    assert Message.objects.filter(direction="outbound").count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("cases_review_reply", {"text": " "}), ("cases_review_moderate", {"moderation": "burnt"})],
)
def test_what_is_not_said_changes_nothing(client, agent, name, data):
    review = reviewed()

    assert client.post(page(review, name), data).status_code == 422

    assert not PublicReply.objects.exists()
    review.refresh_from_db()
    assert review.moderation == Moderation.SHOWN


def test_without_a_place_nothing_is_posted(client, agent):
    review = reviewed()
    reply = reviewing.write_reply(review.pk, text="x", actor=agent, now=NOW)

    assert (
        client.post(page(review, "cases_review_posted", reply.pk), {"where": ""}).status_code == 422
    )

    reply.refresh_from_db()
    assert reply.posted_at is None


def test_a_reply_of_another_review_is_not_found(client, agent):
    reply = reviewing.write_reply(reviewed().pk, text="x", actor=agent, now=NOW)

    answer = client.post(page(reviewed(), "cases_review_posted", reply.pk), {"where": "there"})

    assert answer.status_code == 404
    reply.refresh_from_db()
    assert reply.posted_at is None


def test_how_it_stands_at_the_source_is_noted(client, agent):
    review = reviewed()

    client.post(page(review, "cases_review_moderate"), {"moderation": "hidden"})

    review.refresh_from_db()
    assert review.moderation == Moderation.HIDDEN
    assert not Review.objects.unanswered().exists()


def test_an_insight_becomes_a_case_once_and_its_limits_begin_then(client, agent):
    review = reviewed("5")
    assert not Case.objects.exists()
    client.post(page(review, "cases_review_open"))
    answer = client.post(page(review, "cases_review_open"), follow=True)

    case = Case.objects.get()
    assert case.submission_id == review.pk
    assert case.opened_at > NOW + timedelta(days=1)
    assert [str(one.level_tag) for one in answer.context["messages"]] == ["success", "error"]
    raw = RawIntake.objects.get(submission=review.pk)
    assert raw.disposition == "opened"
    assert LedgerEvent.objects.filter(verb="insight.case_asked").count() == 1


def test_the_author_may_talk_in_private_and_opens_nothing(client, agent):
    review = reviewed()
    link = reviewing.talk_link(review.submission.conversation.reference)
    visitor = CommittingClient()
    token = link.partition("follows=")[2]
    assert token in visitor.get(link).content.decode()

    answer = visitor.post(
        "/feedback/",
        {"text": "那則評論是我寫的，訂單 12345", "email": "mei@example.com", "name": "Mei",
         "language": "zh-hant", "notice_version": "1", "stamp": stamp(), "follows": token},
    )  # fmt: skip

    assert answer.status_code == 302
    case = Case.objects.exclude(submission=review.pk).get()
    assert CaseLink.objects.get(source=case).target.submission_id == review.pk
    reference = review.submission.conversation.reference
    assert visitor.get(f"/case/{reference}/").status_code == 302


@pytest.mark.parametrize(
    "forged", ["", ".", "{0}.", "{0}.0123456789abcdef01234567", "x.{1}", "{0}.é"]
)
def test_a_forged_invitation_ties_nothing(forged):
    reference = new_reference()
    signature = reviewing.talk_token(reference).partition(".")[2]

    assert reviewing.invited(forged.format(reference, signature)) == ""
    assert reviewing.invited(f"{reference}.{signature}") == reference
