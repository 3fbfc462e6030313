"""Feeds are asked when they are due, and each post comes in once, whatever fails in between."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from channels.adapters.social import document, options_for
from channels.errors import ComesTooEarly
from channels.kinds import AccountKind, ChannelKind, Disposition
from channels.models import ChannelAccount, RawIntake, Review, Submission
from channels.rules import intake
from channels.rules.connections import connecting
from channels.rules.imports import collecting
from channels.rules.items.receiving import receive
from channels.rules.monitoring import sweeping
from feedback_site.organisation.roles import Role
from tests.channels.feed_site import FeedSite, running
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site(settings):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    with running(FeedSite()) as found:
        yield found


@pytest.fixture
def account(site):
    return connected(site)


def connected(site, channel=None, name="Feed of the town", **values):
    return connecting.make_account(
        channel or ChannelFactory(kind=ChannelKind.SOCIAL), kind=AccountKind.FEED, name=name,
        values={"url": f"{site.url}/feed", **values}, actor=None, now=NOW,
    )  # fmt: skip


def test_new_posts_come_in_once_and_nothing_new_costs_nothing(site, account):
    site.says((1, 2), (2, 5))
    assert collecting.collect_due(now=NOW) == 2
    site.says((1, 2), (2, 5), (3, 1))
    assert collecting.collect_due(now=NOW + MINUTE) == 0, "it is not due yet"
    assert collecting.collect_due(now=NOW + 15 * MINUTE) == 1
    assert collecting.collect_due(now=NOW + 30 * MINUTE) == 0

    asked = [headers.get("If-None-Match") for _path, headers in site.asked]
    assert asked == [None, '"2"', '"3"']
    assert RawIntake.objects.count() == 3
    account.refresh_from_db()
    assert (account.failures, account.worked_at) == (0, NOW + 30 * MINUTE)


def test_two_feeds_on_one_channel_may_count_alike(site, account):
    other = connected(site, account.channel, "Another feed")
    site.says((1, 2))

    assert [collecting.fetch(one.pk, now=NOW) for one in (account, other, account)] == [1, 1, 0]

    assert set(RawIntake.objects.values_list("external_id", flat=True)) == {
        f"account:{account.pk} id:1", f"account:{other.pk} id:1",
    }  # fmt: skip


def test_a_post_that_is_edited_comes_once_more(site, account):
    """A killed fetch, or a second worker, brings the change no second time."""
    site.says((1, 5))
    collecting.fetch(account.pk, now=NOW)
    site.says((1, 1), (2, 5))

    assert [collecting.fetch(account.pk, now=NOW + n * MINUTE) for n in (1, 2)] == [2, 0]

    review = Review.objects.get(stars=1)
    assert not review.submission.is_insight
    assert RawIntake.objects.filter(conversation=review.submission.conversation).count() == 2


def version(channel, name, *, stars, **context):
    """An item of a review that was stored, and not read yet."""
    cells = {"text": f"words of {name}", "stars": str(stars)}
    body = document(cells, {name: name for name in cells}, options_for(zone="UTC", source="Town"))
    return receive(
        channel=channel, body=body, content_type="application/json", external_id=name, now=NOW,
        context=context,
    ).raw.pk  # fmt: skip


def test_a_version_that_is_read_before_its_first_waits_for_it():
    channel = ChannelFactory(kind=ChannelKind.SOCIAL)
    first = version(channel, "id:1", stars=2)
    second = version(channel, "v2 id:1", stars=1, version_of="id:1", anew=["words", "stars"])

    with pytest.raises(ComesTooEarly):
        intake.account(second, now=NOW)
    assert sweeping.sweep_left_behind(now=NOW + 5 * MINUTE, limit=5) == 2

    told = RawIntake.objects.order_by("pk").values_list("pk", "disposition")
    assert list(told) == [(first, "opened"), (second, "appended")]
    assert Submission.objects.count() == 1


def test_versions_of_what_was_put_aside_are_one_case():
    channel = ChannelFactory(kind=ChannelKind.SOCIAL)
    intake.dismiss(
        version(channel, "id:1", stars=2), disposition=Disposition.SPAM, reason="an advertisement",
        actor=posted(Role.ADMINISTRATOR), now=NOW,
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        for number in (2, 3):
            told = {"version_of": "id:1", "anew": ["words"]}
            intake.account(version(channel, f"v{number} id:1", stars=1, **told), now=NOW)

    # No index knows what lies in a context: they are asked for by name.
    assert [one["sql"] for one in asked if '"context" ->' in one["sql"]] == []
    assert list(RawIntake.objects.order_by("pk").values_list("disposition", flat=True)) == [
        "spam", "opened", "appended",
    ]  # fmt: skip


def test_stars_source_and_what_opens_a_case(site, account):
    site.says((1, 2), (2, 5))
    collecting.collect_due(now=NOW)

    found = Review.objects.order_by("stars").values_list(
        "stars", "source", "submission__is_insight", "submission__text"
    )
    assert list(found) == [
        (2, "Feed of the town", False, "words 1"), (5, "Feed of the town", True, "words 2"),
    ]  # fmt: skip


def test_a_source_that_fails_is_left_alone_longer_and_longer(site, account):
    site.answers = [(500, {})] * 3
    asked_at = [
        minute
        for minute in range(0, 220, 5)
        if collecting.collect_due(now=NOW + minute * MINUTE) or len(site.asked) > asked_so_far(site)
    ]

    assert asked_at == [0, 30, 90, 210]
    account.refresh_from_db()
    assert account.failures == 0


def asked_so_far(site):
    before, site.counted = getattr(site, "counted", 0), len(site.asked)
    return before


@pytest.mark.parametrize(
    "answer", [(404, {}), (200, {"Content-Length": 0}), (301, {"Location": "/feed"})]
)
def test_what_is_no_feed_is_a_failure_with_a_reason(site, account, answer):
    site.answers = [answer] * 9
    site.body = b"<html>" if answer[0] == 200 else site.body

    with translation.override("en"):
        assert collecting.fetch(account.pk, now=NOW) == 0

    account.refresh_from_db()
    assert account.failures == 1
    assert account.error.startswith("The source cannot be read")
    assert account.worked_at is None
    assert not RawIntake.objects.exists()


def test_a_redirect_is_followed(site, account):
    site.says((1, 2))
    site.answers = [(301, {"Location": "/elsewhere"})]

    assert collecting.fetch(account.pk, now=NOW) == 1
    assert [path for path, _headers in site.asked] == ["/feed", "/elsewhere"]


def test_a_redirect_into_our_own_network_is_not(site, settings):
    account = connected(site)
    settings.HTTP_OPEN_NETWORKS = []

    assert collecting.fetch(account.pk, now=NOW) == 0

    account.refresh_from_db()
    assert account.failures == 1
    assert site.asked == []


def test_a_fetch_that_was_killed_brings_everything_the_next_time(site, account, monkeypatch):
    site.says((1, 2), (2, 2), (3, 2))
    real, calls = collecting.intake.take_once, []

    def dying(**item):
        calls.append(item)
        if len(calls) == 2:
            raise SystemExit
        return real(**item)

    monkeypatch.setattr(collecting.intake, "take_once", dying)
    with pytest.raises(SystemExit):
        collecting.fetch(account.pk, now=NOW)
    assert RawIntake.objects.count() == 1

    assert collecting.collect_due(now=NOW + 15 * MINUTE) == 2
    assert RawIntake.objects.count() == Submission.objects.count() == 3


def test_what_is_switched_off_is_not_asked(site, account):
    ChannelAccount.objects.update(is_active=False)

    assert collecting.collect_due(now=NOW) == 0
    assert site.asked == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once(site):
    account = connected(site)
    site.says((1, 2))
    seen = list(ChannelAccount.objects.filter(pk=account.pk)) * 2

    found = at_once(2, lambda n: collecting._claim(seen[n], NOW))

    assert sorted(found) == [False, True]


@pytest.mark.parametrize(("failures", "minutes"), [(0, 15), (1, 30), (3, 120), (5, 480), (9, 480)])
def test_the_pause_doubles_to_a_bound(failures, minutes):
    account = ChannelAccount(values={"minutes": 15}, failures=failures)

    assert collecting.pause_of(account) == minutes * MINUTE
