"""Publishing a calendar: an edition each time, history untouched, nonsense refused."""

from datetime import date, timedelta

import pytest

from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import CalendarEdition, CalendarException, CalendarHours
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from feedback_site.organisation.working_hours import CalendarError
from tests.factories.cases import NOW
from tests.factories.organisation import CalendarFactory, posted

pytestmark = pytest.mark.django_db
WEEK = {"mon": [["09:00", "18:00"]], "tue": [["09:00", "18:00"]]}


@pytest.fixture
def calendar():
    made = CalendarFactory()
    CalendarHours.objects.create(calendar=made, valid_from=date(2026, 1, 1), weekly=WEEK)
    return made


def test_the_first_edition_speaks_for_all_that_lies_before_it(calendar):
    edition = publish_calendar(calendar.pk, actor=None, now=NOW)

    assert (edition.version, edition.since) == (1, None)
    assert edition.content == {
        "weekly": [{"valid_from": "2026-01-01", "week": WEEK}], "days": [],
    }  # fmt: skip


def test_the_next_is_in_force_from_now_and_the_first_stays_as_it_was(calendar):
    first = publish_calendar(calendar.pk, actor=None, now=NOW)
    CalendarException.objects.create(
        calendar=calendar, day=date(2026, 10, 1), kind=CalendarException.Kind.HOLIDAY
    )
    second = publish_calendar(calendar.pk, actor=None, now=NOW + timedelta(days=1))

    assert (second.version, second.since) == (2, NOW + timedelta(days=1))
    assert [day["day"] for day in second.content["days"]] == ["2026-10-01"]
    assert CalendarEdition.objects.get(pk=first.pk).content == first.content
    calendar.refresh_from_db()
    assert calendar.version == 2


def test_the_ledger_knows_who_published(calendar):
    actor = posted(Role.ADMINISTRATOR)
    publish_calendar(calendar.pk, actor=actor, now=NOW)

    event = LedgerEvent.objects.get()
    assert (event.verb, event.subject, event.actor) == (
        "calendar.published", f"calendar:{calendar.pk}", f"user:{actor.pk}",
    )  # fmt: skip


@pytest.mark.parametrize(
    "week",
    [
        {"mon": [["18:00", "09:60"]]},
        {"someday": [["09:00", "18:00"]]},
    ],
    ids=["no such time", "no such day"],
)
def test_hours_that_cannot_be_read_are_refused_and_change_nothing(calendar, week):
    CalendarHours.objects.filter(calendar=calendar).update(weekly=week)

    with pytest.raises(CalendarError):
        publish_calendar(calendar.pk, actor=None, now=NOW)

    calendar.refresh_from_db()
    assert calendar.version == 0
    assert not CalendarEdition.objects.filter(calendar=calendar).exists()
    assert not LedgerEvent.objects.exists()
