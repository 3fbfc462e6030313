"""Holidays, closures and recomputing at the desk: seen first, then done, each by whoever may."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Policy, Recalculation
from cases.rules.openings import opening
from feedback_site.organisation.models import (
    Absence,
    BusinessCalendar,
    CalendarHours,
    StoreClosure,
)
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from tests.factories.cases import SubmissionFactory
from tests.factories.opened import NOW
from tests.factories.organisation import CalendarFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def administrator(at_desk):
    return at_desk(posted(Role.ADMINISTRATOR))


def test_the_holidays_of_a_year_are_seen_and_added_to_the_draft(administrator):
    calendar = CalendarFactory(holiday_country="TW")
    address = reverse("admin:cases_calendar_holidays", args=(calendar.pk,))
    year = NOW.year

    page = administrator.get(address, {"year": year})
    assert f"No public holiday of {year} is in force" not in page.text  # it was never published
    assert not calendar.exceptions.exists()
    answer = administrator.post(address, {"year": year})

    assert answer.url == reverse("admin:cases_calendar_publish", args=(calendar.pk,))
    assert calendar.exceptions.filter(day__year=year, kind="holiday").count() == len(
        page.context["rows"]
    )
    elsewhere = CalendarFactory()
    other = reverse("admin:cases_calendar_holidays", args=(elsewhere.pk,))
    assert administrator.get(other).status_code == 404


def test_an_administrator_is_told_of_calendars_without_holidays_and_others_are_not(at_desk):
    # The calendar of working days is shipped without any.
    shipped = BusinessCalendar.objects.get(code="working_days")
    address = reverse("admin:cases_calendar_holidays", args=(shipped.pk,))

    told = at_desk(posted(Role.ADMINISTRATOR)).get(reverse("admin:index"))
    untold = at_desk(posted(Role.MANAGER)).get(reverse("admin:index"))

    assert address in told.text
    assert address not in untold.text


def typed(store, **more):
    today = timezone.localtime()
    return {
        "store": store.pk, "begins": today.strftime("%Y-%m-%dT00:00"),
        "ends_on": today.strftime("%Y-%m-%d"), "reason": "flood", **more,
    }  # fmt: skip


def test_a_store_is_shut_after_a_look_at_what_that_moves(at_desk):
    store = StoreFactory()
    desk = at_desk(posted(Role.SUPERVISOR, store=store))
    address = reverse("admin:cases_closures")

    looked = desk.post(address, typed(store))
    assert looked.status_code == 200
    assert "No limit of 0 open cases would move" in looked.text
    assert not StoreClosure.objects.exists()
    assert desk.post(address, typed(store, confirmed="yes")).status_code == 302

    closure = StoreClosure.objects.get()
    assert (closure.store, closure.reason) == (store, "flood")
    assert closure.ends_at - closure.begins_at == timedelta(days=1)
    assert "flood" in desk.get(address).text
    desk.post(reverse("admin:cases_closure_open", args=(closure.pk,)))
    closure.refresh_from_db()
    assert closure.lifted_at is not None
    assert Recalculation.objects.filter(cause="closure", subject=store.code).count() == 2


@pytest.mark.parametrize(
    "far",
    [{"ends_on": "9999-12-31"}, {"begins": "9999-12-31T23:59"}, {"begins": "0001-01-01T00:00"}],
)
def test_a_day_at_the_end_of_time_is_refused_in_words(at_desk, far):
    store = StoreFactory()
    desk = at_desk(posted(Role.SUPERVISOR, store=store))

    refused = desk.post(reverse("admin:cases_closures"), typed(store, confirmed="yes", **far))

    assert refused.status_code == 422
    assert "lasts 31 days at most. Nothing was changed." in refused.text
    assert not StoreClosure.objects.exists()


def test_shutting_and_opening_at_the_desk_moves_an_open_case(at_desk):
    calendar = CalendarFactory()
    every_day = {day: [["00:00", "24:00"]] for day in EVERY_DAY}
    CalendarHours.objects.create(calendar=calendar, valid_from="2026-01-01", weekly=every_day)
    now = timezone.now()
    publish_calendar(calendar.pk, actor=None, now=now - timedelta(days=1))
    target = {"clock": "resolve", "seconds": 4 * 3600, "calendar": "@store"}
    Policy.objects.create(code="by_hours", name="by hours", rank=1, targets=[target])
    store = StoreFactory(calendar=calendar)
    submission = SubmissionFactory(store=store, received_at=now, captured_at=now)
    case = opening.open_case(submission.pk, now=now)
    before = case.cycles.get(clock="resolve").due_at
    desk = at_desk(posted(Role.SUPERVISOR, store=store))
    address = reverse("admin:cases_closures")
    filled = typed(store, begins=timezone.localtime(now).strftime("%Y-%m-%dT%H:%M"))

    assert desk.post(address, filled).context["preview"].later == 1
    desk.post(address, {**filled, "confirmed": "yes"})

    shut_until = StoreClosure.objects.get().ends_at
    assert case.cycles.get(clock="resolve").due_at > max(before, shut_until)
    desk.post(reverse("admin:cases_closure_open", args=(StoreClosure.objects.get().pk,)))
    assert case.cycles.get(clock="resolve").due_at < before + timedelta(minutes=5)


def test_a_store_elsewhere_can_be_neither_chosen_nor_seen(at_desk):
    store = StoreFactory()
    desk = at_desk(posted(Role.SUPERVISOR, store=StoreFactory()))

    refused = desk.post(reverse("admin:cases_closures"), typed(store, confirmed="yes"))

    assert refused.status_code == 422
    assert not StoreClosure.objects.exists()


def test_recomputing_shows_what_would_move_and_keeps_who_asked(administrator):
    opening.open_case(SubmissionFactory().pk, now=NOW)
    address = reverse("admin:cases_adopt_policies")
    assert "No limit of 1 open case would move" in administrator.get(address).text

    administrator.post(address, {"reason": "new contract"})

    asked = Recalculation.objects.get()
    assert (asked.reason, asked.cases) == ("new contract", 0)
    assert "new contract" in administrator.get(address).text


def test_the_receipt_says_which_policy_applies_and_why(at_desk):
    case = opening.open_case(SubmissionFactory().pk, now=NOW)
    page = at_desk(posted(Role.AGENT)).get(
        reverse("admin:cases_case_limits", args=(case.reference,))
    )

    assert "Every case · rank 1000 · for every case" in page.text
    assert "policies match; of them the lowest rank applies" in page.text


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hant", ("自", "人員")), ("zh-hans", ("自", "人员"))]
)
def test_tables_of_times_say_from_when_and_who_in_chinese_too(client, language, words):
    """The same English word is another one in Chinese: "from" a day is not where a thing comes from."""
    client.force_login(posted(Role.SUPERVISOR))
    client.cookies["django_language"] = language
    chain = posted(Role.AGENT)
    Absence.objects.create(
        person=chain, begins_at=NOW, ends_at=NOW + timedelta(days=1), kind="leave",
        entered_by=chain, entered_at=NOW,
    )  # fmt: skip

    away = client.get(reverse("admin:cases_absences")).text

    assert f'<th scope="col">{words[0]}</th>' in away
    assert f'<th scope="col">{words[1]}</th>' in away
    assert "來源" not in away
    assert "来源" not in away


def test_the_holidays_page_leads_on_to_publishing_what_is_in_the_draft_alone(administrator):
    calendar = CalendarFactory(holiday_country="TW")
    every_day = {day: [["09:00", "18:00"]] for day in EVERY_DAY}
    CalendarHours.objects.create(calendar=calendar, valid_from="2020-01-01", weekly=every_day)
    publish_calendar(calendar.pk, actor=None, now=NOW)
    address = reverse("admin:cases_calendar_holidays", args=(calendar.pk,))
    publishing = f'href="{reverse("admin:cases_calendar_publish", args=(calendar.pk,))}"'
    administrator.post(address, {"year": NOW.year})

    assert publishing in administrator.get(address, {"year": NOW.year}).text

    publish_calendar(calendar.pk, actor=None, now=NOW)
    assert publishing not in administrator.get(address, {"year": NOW.year}).text


def test_what_was_recomputed_for_is_named_as_people_name_it(administrator):
    store, calendar = StoreFactory(code="bq-code"), CalendarFactory()
    for cause, subject in (
        ("closure", store.code), ("calendar", calendar.code), ("policy", "policies"),
    ):  # fmt: skip
        Recalculation.objects.create(cause=cause, subject=subject, asked_at=NOW, cases=0)

    page = administrator.get(reverse("admin:cases_adopt_policies")).text

    assert f"a store was shut or opened again · {store.name}" in page
    assert f"working times changed · {calendar.name}" in page
    assert "<td>time limits changed</td>" in page
