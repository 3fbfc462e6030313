"""Public holidays: the official days of 2026, filling a calendar with them, and asking for the next year."""

from datetime import UTC, date, datetime

import pytest

from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import CalendarException, CalendarHours
from feedback_site.organisation.public_holidays import public_year
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import filling
from feedback_site.organisation.rules.publishing import publish_calendar
from tests.factories.organisation import CalendarFactory, posted

NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (11, 12))


@pytest.mark.parametrize(
    ("country", "off", "worked"),
    [
        ("CN", ("2026-02-17", "2026-10-01"), ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09",
                                              "2026-09-20", "2026-10-10"]),
        ("TW", ("2026-02-16", "2026-10-10", "2026-09-28", "2026-10-25"), []),
        ("HK", ("2026-04-03", "2026-07-01"), []),
    ],
)  # fmt: skip
def test_the_days_of_2026(country, off, worked):
    year = public_year(country, 2026)

    assert {date.fromisoformat(day) for day in off} <= set(year.days)
    assert [day.isoformat() for day in year.made_up] == worked
    assert year.is_complete


def test_a_year_whose_make_up_days_are_not_announced_is_not_complete():
    assert not public_year("CN", 2029).is_complete
    with pytest.raises(ValueError, match="No public holidays"):
        public_year("XX", 2026)


@pytest.fixture
def calendar():
    calendar = CalendarFactory(holiday_country="CN")
    CalendarHours.objects.create(
        calendar=calendar, valid_from="2026-01-01", weekly={"mon": [["09:00", "18:00"]]}
    )
    return calendar


@pytest.mark.django_db
def test_filling_adds_what_is_missing_and_leaves_what_staff_entered(calendar):
    kinds = CalendarException.Kind
    CalendarException.objects.create(
        calendar=calendar, day="2026-10-01", kind=kinds.SPECIAL, intervals=[["10:00", "12:00"]]
    )

    added = filling.fill_year(calendar.pk, 2026, actor=posted(Role.ADMINISTRATOR), now=NOVEMBER)

    rows = calendar.exceptions.filter(day__year=2026)
    assert added == rows.count() - 1 == len(public_year("CN", 2026).days) + 6 - 1
    assert rows.get(day="2026-10-01").kind == kinds.SPECIAL
    worked = rows.get(day="2026-10-10", kind=kinds.MAKEUP)
    assert worked.intervals == [["09:00", "18:00"]]
    assert filling.fill_year(calendar.pk, 2026, actor=posted(Role.ADMINISTRATOR), now=NOVEMBER) == 0


@pytest.mark.django_db
def test_filling_is_for_administrators(calendar):
    with pytest.raises(NotAllowed):
        filling.fill_year(calendar.pk, 2026, actor=posted(Role.MANAGER), now=NOVEMBER)

    assert not calendar.exceptions.exists()


@pytest.mark.django_db
def test_the_next_year_is_asked_for_from_december_until_all_of_it_is_published():
    calendar = CalendarFactory(holiday_country="TW")
    CalendarHours.objects.create(
        calendar=calendar, valid_from="2026-01-01", weekly={"mon": [["09:00", "18:00"]]}
    )
    administrator, kinds = posted(Role.ADMINISTRATOR), CalendarException.Kind
    filling.fill_year(calendar.pk, 2026, actor=administrator, now=NOVEMBER)
    new_year = CalendarException.objects.create(
        calendar=calendar, day="2027-01-01", kind=kinds.HOLIDAY
    )
    publish_calendar(calendar.pk, actor=None, now=NOVEMBER)

    def missing(now):
        return filling.missing_years(now=now).get(calendar.pk)

    # One day of a year does not make the year known.
    assert (missing(NOVEMBER), missing(DECEMBER)) == (None, [2027])
    filling.fill_year(calendar.pk, 2027, actor=administrator, now=DECEMBER)
    assert missing(DECEMBER) == [2027]  # a draft puts nothing into force
    publish_calendar(calendar.pk, actor=None, now=DECEMBER)
    assert missing(DECEMBER) is None
    # A holiday on which people work is known; one that nobody thought of is not.
    CalendarException.objects.filter(pk=new_year.pk).update(
        kind=kinds.SPECIAL, intervals=[["10:00", "12:00"]]
    )
    publish_calendar(calendar.pk, actor=None, now=DECEMBER)
    assert missing(DECEMBER) is None
    new_year.delete()
    publish_calendar(calendar.pk, actor=None, now=DECEMBER)
    assert missing(DECEMBER) == [2027]


@pytest.mark.django_db
def test_a_chinese_year_is_known_only_with_its_make_up_days(calendar):
    assert not public_year("CN", 2029).is_complete
    later = datetime(2028, 12, 1, tzinfo=UTC)
    for year in (2028, 2029):
        filling.fill_year(calendar.pk, year, actor=posted(Role.ADMINISTRATOR), now=later)
    publish_calendar(calendar.pk, actor=None, now=later)
    assert filling.missing_years(now=later)[calendar.pk] == [2028, 2029]

    for day in ("2028-01-08", "2029-02-10"):
        CalendarException.objects.create(
            calendar=calendar, day=day, kind="makeup", intervals=[["09:00", "18:00"]]
        )
    publish_calendar(calendar.pk, actor=None, now=later)

    assert calendar.pk not in filling.missing_years(now=later)
