"""Three notices are three letters, four are one that lists them; people, kinds and hours are not mixed."""

from datetime import UTC, datetime, timedelta

import pytest

from channels import listed_letters
from channels.models import Outgoing
from channels.rules.outbox.gathering import Notice, tell_colleagues
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=7)


@pytest.fixture
def lin():
    return UserFactory(language="en")


def notices(person, number, *, template="staff_limit_missed", first=1, **more):
    values = {
        "rank": 0,
        "clock": "resolve",
        "due_at": NOW.isoformat(),
        "said": {"clock": "resolve"},
    }
    return [
        Notice(
            person=person, template=template, number=n * 1000 + 100, case_id=n, reference=f"FB-{n}",
            title=f"case {n}", **values | more,
        )
        for n in range(first, first + number)
    ]  # fmt: skip


def told():
    """Who was told by which letter of how many; of letters of one case each, so many ones."""
    rows = Outgoing.objects.order_by("recipient", "template", "pk")
    return [(row.recipient_id, row.template, row.context.get("count", 1)) for row in rows]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_stay_letters_of_their_own(lin, number):
    tell_colleagues(notices(lin, number), now=NOW)

    assert told() == [(lin.pk, "staff_limit_missed", 1)] * number
    row = Outgoing.objects.earliest("pk")
    assert row.context == {"case_id": 1, "reference": "FB-1", "title": "case 1", "clock": "resolve"}
    assert row.dedup_key == f"case:1:staff_limit_missed:{lin.pk}:1100"


@pytest.mark.parametrize(("template", "listed"), listed_letters.LISTED_BY.items())
def test_four_of_a_kind_are_one_letter_and_hold_no_title(lin, template, listed):
    tell_colleagues(notices(lin, 4, template=template), now=NOW)

    row = Outgoing.objects.get()
    assert (row.template, row.recipient, row.language, row.due_at) == (listed, lin, "en", NOW)
    assert row.context["count"] == 4
    assert row.context["rows"][0] == {
        "case_id": 1, "reference": "FB-1", "clock": "resolve", "due_at": NOW.isoformat(),
    }  # fmt: skip
    assert [one["case_id"] for one in row.context["rows"]] == [1, 2, 3, 4]
    assert "title" not in str(row.context)


def test_people_and_kinds_are_told_apart(lin):
    wang = UserFactory()
    warned = notices(lin, 4, template="staff_limit_warning", first=20)
    mixed = [*notices(lin, 5), *notices(wang, 4, first=2), *notices(wang, 3, first=9), *warned]

    tell_colleagues([*mixed, *notices(lin, 2, template="staff_escalated")], now=NOW)

    assert told() == [
        (lin.pk, "staff_escalated", 1), (lin.pk, "staff_escalated", 1),
        (lin.pk, "staff_limits_missed", 5), (lin.pk, "staff_limits_near", 4),
        (wang.pk, "staff_limits_missed", 7),
    ]  # fmt: skip
    # Whoever chose no language reads the shop's own.
    assert Outgoing.objects.get(recipient=wang).language == "zh-hant"


def test_what_may_be_told_only_later_is_told_by_itself_then(lin):
    tell_colleagues([*notices(lin, 4), *notices(lin, 5, first=7, not_before=LATER)], now=NOW)

    rows = Outgoing.objects.order_by("due_at").values_list("due_at", "context__count")
    assert list(rows) == [(NOW, 4), (LATER, 5)]


def test_whoever_came_before_now_is_told_now(lin):
    past = NOW - timedelta(hours=1)
    tell_colleagues([*notices(lin, 2, not_before=past), *notices(lin, 2, first=5)], now=NOW)

    assert Outgoing.objects.get().due_at == NOW


def test_the_same_told_twice_is_one_letter_in_whatever_order(lin):
    same = notices(lin, 4)
    tell_colleagues(same, now=NOW)
    tell_colleagues(same[::-1], now=LATER)
    assert Outgoing.objects.count() == 1

    tell_colleagues(notices(lin, 5), now=NOW)
    assert Outgoing.objects.count() == 2


def test_the_most_pressing_stand_first_and_behind_so_many_are_counted(lin):
    most = listed_letters.MOST_ROWS
    late = [(NOW - timedelta(hours=n)).isoformat() for n in range(most + 12)]
    some = [notices(lin, 1, first=n + 1, rank=1, due_at=at)[0] for n, at in enumerate(late)]
    urgent = notices(lin, 1, first=900, rank=0)

    tell_colleagues([*some, *urgent], now=NOW)

    context = Outgoing.objects.get().context
    named = [one["case_id"] for one in context["rows"]]
    assert named == [900, *range(most + 12, 13, -1)]
    assert context["also"] == list(range(13, 0, -1))
    assert context["count"] == len(named) + len(context["also"]) == most + 13


def test_a_limit_missed_and_missed_for_long_is_one_row(lin):
    both = [*notices(lin, 4), *notices(lin, 4)]
    for one in both[4:]:
        one.number += 50

    tell_colleagues(both, now=NOW)

    assert told() == [(lin.pk, "staff_limits_missed", 4)]


def test_two_limits_of_a_case_are_two_rows_and_of_what_was_raised_one(lin):
    for template in ("staff_limit_missed", "staff_escalated"):
        again = notices(lin, 4, template=template, clock="contact")
        tell_colleagues([*notices(lin, 4, template=template), *again], now=NOW)

    assert told() == [(lin.pk, "staff_escalations", 4), (lin.pk, "staff_limits_missed", 8)]


def test_many_cost_one_statement(lin, statements):
    other = UserFactory()
    with statements(1):
        tell_colleagues([*notices(lin, 2), *notices(other, 3, first=5)], now=NOW)
    with statements(1):
        tell_colleagues([*notices(lin, 90), *notices(other, 40, first=500)], now=NOW)
    with statements(0):
        tell_colleagues([], now=NOW)
