"""The call log, its figures, one call, and one call-back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from channels.models import Call, CallBack, CallBackTry
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from tests.channels import call_centre
from tests.channels.call_centre import tell
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
# A Monday, 15:00 in Taipei.
NOW = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LOG = "admin:channels_calls"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre():
    return call_centre.account()


@pytest.fixture
def agent(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def called(centre, number, *, ago=timedelta(hours=1), wait=None, end="ended", **data):
    """Make one call; `wait` is how long until it was answered, None for never."""
    at = NOW - ago
    told = {"call": f"c-{number}", "number": f"+8869123{number:05}", **data}
    tell(centre, "ringing", at, **told)
    if wait is not None:
        tell(centre, "answered", at + wait * SECOND, **told)
    tell(centre, end, at + 120 * SECOND, **told)
    return Call.objects.get(external_id=f"c-{number}")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_log_costs_the_same_at_1_and_30_rows(
    client, agent, centre, rows, django_assert_num_queries
):
    for number in range(rows):
        customer_with(phone=f"+8869123{number:05}")
        called(centre, number, wait=10)
        customer_with(phone=f"+8869123{number + 50:05}")
        called(centre, number + 50, end="missed")

    # Session, person, postings; calls, call-backs, names, lines, target, figures, days, hours; two of
    # Django's permissions, and the follow-ups of the menu.
    with django_assert_num_queries(17):
        answer = client.get(reverse(LOG))

    assert len(answer.context["owed"]) == rows
    assert len(answer.context["rows"]) == min(rows * 2, 50)


def test_the_figures_are_right_and_say_of_how_many(client, agent, centre):
    for number, wait in enumerate((5, 10, 20, 30, 90)):
        called(centre, number, wait=wait)
    called(centre, 6)
    called(centre, 7, end="missed")
    called(centre, 8, end="voicemail")
    called(centre, 9, wait=1, ago=timedelta(days=8))
    called(centre, 10, wait=1, direction="outbound")

    figures = client.get(reverse(LOG)).context["figures"]

    assert figures == {
        "n": 8, "answered": 5, "in_time": 4, "abandoned": 1, "in_time_share": 50,
        "by_hand": 0, "untimed": 0, "timed": 8, "timed_answers": 5,
        "abandoned_share": 12, "average": "31 s", "p50": "20 s", "p90": "1 min 6 s",
        "p95": "1 min 18 s",
    }  # fmt: skip


def test_of_no_calls_there_are_no_figures_and_the_page_says_so(client, agent):
    page = client.get(reverse(LOG), headers={"Accept-Language": "en"})

    assert page.context["figures"]["in_time_share"] is None
    assert page.context["figures"]["p50"] == ""
    assert "%</span>" not in page.content.decode()


def test_days_and_hours_are_those_of_the_reader(client, agent, centre):
    # 01:30 on Monday in Taipei is still Sunday in UTC.
    called(centre, 1, wait=5, ago=timedelta(hours=13, minutes=30))
    called(centre, 2, ago=timedelta(hours=1))

    context = client.get(reverse(LOG)).context

    assert [(one["day"].isoformat(), one["n"]) for one in context["by_day"]] == [("2026-05-04", 2)]
    assert [(one["hour"], one["n"], one["in_time_share"]) for one in context["by_hour"]] == [
        (1, 1, 100), (14, 1, 0),
    ]  # fmt: skip


def test_the_target_is_the_connections_own(client, agent):
    centre = call_centre.account(answer_seconds=8)
    called(centre, 1, wait=5)
    called(centre, 2, wait=10)

    context = client.get(reverse(LOG)).context

    assert (context["target"], context["figures"]["in_time"]) == (8, 1)


FILTERS = {
    "": {"c-1", "c-2", "c-3"},
    "outcome=missed": {"c-2"},
    "outcome=nonsense": {"c-1", "c-2", "c-3"},
    "line=orders": {"c-3"},
    "mine=1": {"c-1"},
    "day=2026-05-03": {"c-4"},
    "day=0001-01-01": {"c-1", "c-2", "c-3"},
    "day=2026-02-31": {"c-1", "c-2", "c-3"},
    "day=2020-01-01": set(),
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters(client, agent, centre, query):
    called(centre, 1, wait=5, agent=agent.username)
    called(centre, 2, end="missed")
    called(centre, 3, wait=5, line="orders")
    called(centre, 4, wait=5, ago=timedelta(days=1))

    rows = client.get(f"{reverse(LOG)}?{query}").context["rows"]

    assert {row["call"].external_id for row in rows} == FILTERS[query]


def test_pages_follow_one_another_without_gap_or_repeat(client, agent, centre):
    at = NOW - timedelta(hours=2)
    for number in range(60):
        tell(centre, "ringing", at + (number // 20) * SECOND, call=f"c-{number}", number="")

    seen, address = [], reverse(LOG)
    while address:
        context = client.get(address).context
        seen += [row["call"].external_id for row in context["rows"]]
        address = context["next_url"]

    assert len(seen) == len(set(seen)) == 60


def test_what_is_due_comes_first_and_what_is_late_says_so(client, agent, centre):
    called(centre, 1, end="missed", ago=timedelta(minutes=20))
    called(centre, 2, end="missed", ago=timedelta(hours=3))

    owed = client.get(reverse(LOG)).context["owed"]

    assert [row["standing"] for row in owed] == ["overdue", "ok"]


def test_a_colleague_of_another_store_sees_neither_call_nor_call_back(client, centre):
    store = StoreFactory()
    call = called(centre, 1, end="missed", store=store.code)
    client.force_login(posted(Role.AGENT, store=StoreFactory()))

    context = client.get(reverse(LOG)).context

    assert (context["rows"], context["owed"], context["figures"]["n"]) == ([], [], 0)
    assert client.get(reverse("admin:channels_call", args=[call.pk])).status_code == 404
    for name in ("channels_call_back", "channels_call_back_take", "channels_call_back_number"):
        answer = client.post(reverse(f"admin:{name}", args=[call.call_back_id]))
        assert answer.status_code == 404


def test_the_number_is_masked_until_it_is_revealed_and_that_is_logged(client, agent, centre):
    call = called(centre, 1, wait=4)
    address = reverse("admin:channels_call", args=[call.pk])

    assert "912300001" not in client.get(address).content.decode()
    shown = client.post(f"{address}reveal/", {"what": "number"}).content.decode()

    assert "+886912300001" in shown
    reveal = Reveal.objects.get()
    assert (reveal.actor, reveal.subject, reveal.field) == (agent, f"call:{call.pk}", "number")


def test_a_recording_is_revealed_like_a_number_and_nothing_else_is(client, agent, centre):
    call = called(centre, 1, end="voicemail", recording_url="https://calls.example.com/1")
    address = reverse("admin:channels_call_reveal", args=[call.pk])

    shown = client.post(address, {"what": "recording"}).content.decode()

    assert 'href="https://calls.example.com/1" rel="noreferrer' in shown
    assert client.post(address, {"what": "facts"}).status_code == 404
    assert Reveal.objects.count() == 1


@pytest.fixture
def owed(centre):
    return called(centre, 1, end="missed").call_back


def back(name, owed):
    return reverse(f"admin:channels_call_back{name}", args=[owed.pk])


def test_the_number_of_a_call_back_is_shown_and_what_was_typed_stays(client, agent, owed):
    page = client.post(back("_number", owed), {"remark": "noisy line"}).content.decode()

    assert 'href="tel:+886912300001"' in page
    assert "+886 912 300 001" in page
    assert "noisy line" in page
    assert Reveal.objects.get().reason == f"call_back:{owed.pk}"


def test_taking_it_on(client, agent, owed):
    client.post(back("_take", owed))

    owed.refresh_from_db()
    assert owed.owner == agent


def test_an_attempt_is_recorded_and_leads_back_to_the_list(client, agent, owed):
    answer = client.post(
        back("", owed), {"outcome": "reached", "remark": "comes on Friday", "seen": "0"}
    )

    owed.refresh_from_db()
    assert (answer["Location"], owed.state) == (reverse(LOG), "done")


@pytest.mark.parametrize(
    "data",
    [
        {}, {"outcome": "nonsense"}, {"outcome": "busy", "seen": "3"},
        {"outcome": "call_later", "call_at": "2026-05-04T10:00"},
    ],
)  # fmt: skip
def test_a_refused_attempt_changes_nothing_and_keeps_the_words(client, agent, owed, data):
    answer = client.post(back("", owed), {"remark": "noisy line", **data})

    assert answer.status_code in {409, 422}
    assert "noisy line" in answer.content.decode()
    assert not CallBackTry.objects.exists()


def test_call_later_takes_the_readers_own_time(client, agent, owed):
    client.post(back("", owed), {"outcome": "call_later", "call_at": "2026-05-04T16:30"})

    owed.refresh_from_db()
    assert owed.due_at == datetime(2026, 5, 4, 8, 30, tzinfo=UTC)


def test_giving_up_is_offered_after_three_attempts(client, agent, owed):
    assert client.post(back("_give_up", owed), {"reason": "x"}).status_code == 422
    for number in range(3):
        client.post(back("", owed), {"outcome": "no_answer", "seen": str(number)})
    assert client.get(back("", owed)).context["may_give_up"]

    client.post(back("_give_up", owed), {"reason": "never there"})

    owed.refresh_from_db()
    assert owed.state == "failed"


def test_a_finished_one_is_shown_without_buttons(client, agent, owed):
    client.post(back("", owed), {"outcome": "reached"})

    page = client.get(back("", owed)).content.decode()

    assert "data-try" not in page
    answers = [client.post(back(name, owed)).status_code for name in ("_take", "_give_up")]
    assert answers == [409, 409]


def test_the_first_page_counts_what_is_owed(client, agent, owed):
    answer = client.get("/admin/")

    tiles = {str(tile.url): tile.count for tile in answer.context["needs"]}
    assert tiles[reverse(LOG)] == "1"
    CallBack.objects.update(state="done", finished_at=NOW)
    assert reverse(LOG) not in {tile.url for tile in client.get("/admin/").context["needs"]}
