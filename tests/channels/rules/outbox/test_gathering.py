"""Three notices are three letters, four are one that lists them; people, kinds and hours are not mixed."""

from datetime import UTC, datetime, timedelta

import pytest

from channels import listed_letters
from channels.models import Outgoing
from channels.rules.outbox.gathering import Notice, Pile, tell_colleagues
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=7)
DUE = NOW.isoformat()


@pytest.fixture
def lin():
    return UserFactory(language="en")


def notices(number, *, first=1, clock="resolve", rank=0, due_at=DUE, level=100, limits=0):
    return [
        Notice(
            rank, due_at, n, (n + limits) * 1000 + level, clock, f"FB-{n}", f"case {n}", n + limits
        )
        for n in range(first, first + number)
    ]


def pile(person, *some, template="staff_limit_missed", not_before=None):
    return Pile(person, template, not_before, [one for few in some for one in few])


def tell(*piles, now=NOW):
    tell_colleagues(piles, now=now)


def told():
    """Who was told by which letter of how many; of letters of one case each, so many ones."""
    rows = Outgoing.objects.order_by("recipient", "template", "pk")
    return [(row.recipient_id, row.template, row.context.get("count", 1)) for row in rows]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_stay_letters_of_their_own(lin, number):
    tell(pile(lin, notices(number)))

    assert told() == [(lin.pk, "staff_limit_missed", 1)] * number
    row = Outgoing.objects.earliest("pk")
    assert row.context == {
        "case_id": 1, "reference": "FB-1", "title": "case 1", "clock": "resolve",
        "due_at": NOW.isoformat(),
    }  # fmt: skip
    assert row.dedup_key == f"case:1:staff_limit_missed:{lin.pk}:1100"


@pytest.mark.parametrize(("template", "listed"), listed_letters.LISTED_BY.items())
def test_four_of_a_kind_are_one_letter_and_hold_no_title(lin, template, listed):
    tell(pile(lin, notices(4), template=template))

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
    tell(
        pile(lin, notices(5)), pile(lin, notices(4, first=20), template="staff_limit_warning"),
        pile(wang, notices(4, first=2), notices(3, first=9)),
        pile(lin, notices(2), template="staff_escalated"),
    )  # fmt: skip

    assert told() == [
        (lin.pk, "staff_escalated", 1), (lin.pk, "staff_escalated", 1),
        (lin.pk, "staff_limits_missed", 5), (lin.pk, "staff_limits_near", 4),
        (wang.pk, "staff_limits_missed", 7),
    ]  # fmt: skip
    # Whoever chose no language reads the shop's own.
    assert Outgoing.objects.get(recipient=wang).language == "zh-hant"


def test_a_letter_waits_until_its_reader_may_be_told(lin):
    before = NOW - timedelta(hours=1)
    tell(pile(lin, notices(4)), pile(lin, notices(5, first=7), not_before=LATER))
    tell(pile(lin, notices(6, first=20), not_before=before))

    rows = Outgoing.objects.order_by("pk").values_list("due_at", "context__count")
    assert list(rows) == [(NOW, 4), (LATER, 5), (NOW, 6)]


def test_the_same_told_twice_is_one_letter_in_whatever_order(lin):
    same = notices(4)
    tell(pile(lin, same))
    tell(pile(lin, same[::-1]), now=LATER)
    assert Outgoing.objects.count() == 1

    tell(pile(lin, notices(5)))
    assert Outgoing.objects.count() == 2


def test_the_most_pressing_stand_first_and_behind_so_many_are_counted(lin):
    most = listed_letters.MOST_ROWS
    late = [(NOW - timedelta(hours=n)).isoformat() for n in range(most + 12)]
    some = [notices(1, first=n + 1, rank=1, due_at=at)[0] for n, at in enumerate(late)]

    tell(pile(lin, some, notices(1, first=900)))

    context = Outgoing.objects.get().context
    named = [one["case_id"] for one in context["rows"]]
    assert named == [900, *range(most + 12, 13, -1)]
    assert context["also"] == list(range(13, 0, -1))
    assert context["count"] == len(named) + len(context["also"]) == most + 13


def test_a_limit_missed_and_missed_for_long_is_one_row(lin):
    tell(pile(lin, notices(4), notices(4, level=150)))

    assert told() == [(lin.pk, "staff_limits_missed", 4)]


def test_two_limits_of_a_case_are_two_rows_and_of_what_was_raised_one(lin):
    for template in ("staff_limit_missed", "staff_escalated"):
        again = notices(4, limits=100)  # as of two promises on each case
        tell(pile(lin, notices(4), again, template=template))

    assert told() == [(lin.pk, "staff_escalations", 4), (lin.pk, "staff_limits_missed", 8)]


def test_many_cost_one_statement(lin, statements):
    other = UserFactory()
    with statements(1):
        tell(pile(lin, notices(2)), pile(other, notices(3, first=5)))
    with statements(1):
        tell(pile(lin, notices(90)), pile(other, notices(40, first=500)))
    with statements(0):
        tell()


def test_few_limits_told_twice_are_letters_as_before(lin):
    tell(pile(lin, notices(3), notices(3, level=150)))

    assert told() == [(lin.pk, "staff_limit_missed", 1)] * 6
