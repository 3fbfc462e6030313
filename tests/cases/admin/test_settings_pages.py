"""Categories, time limits, calendars, escalations, ledger and reveals in the back office."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import label_for_field
from django.urls import reverse
from django.utils import translation

from cases.models import Category, Diagnosis, DutyShift, Escalation, WorkLimit
from cases.rules.escalation import escalating
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.models import Absence, BusinessCalendar, CalendarHours, Department
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from feedback_site.privacy.models import Reveal
from tests.factories.opened import NOW, opened
from tests.factories.organisation import CalendarFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(at_desk):
    return at_desk(posted(Role.ADMINISTRATOR))


def management(prefix, total=0):
    names = {"TOTAL_FORMS": total, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 99}
    return {f"{prefix}-{name}": value for name, value in names.items()}


LISTS = [
    ("cases_category", {Role.ADMINISTRATOR}),
    (
        "cases_escalation",
        {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.MANAGER},
    ),
    ("ledger_ledgerevent", {Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER}),
    ("ledger_ledgerseal", {Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER}),
    ("privacy_reveal", {Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER}),
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("name", "allowed"), LISTS)
def test_lists_are_for_those_whose_business_they_are(at_desk, role, name, allowed):
    answer = at_desk(posted(role)).get(reverse(f"admin:{name}_changelist"))

    assert answer.status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("name", ["ledger_ledgerevent", "privacy_reveal", "cases_escalation"])
def test_records_are_for_reading(administrator, name):
    assert administrator.get(reverse(f"admin:{name}_add")).status_code == 403


def test_a_ledger_event_opens_and_says_whether_it_holds(at_desk):
    record([Entry(verb="test.done", subject="case:1", actor="system", body={})], now=NOW)
    client = at_desk(posted(Role.AUDITOR))

    found = client.get(reverse("admin:ledger_ledgerevent_changelist", query={"q": "case:1"}))
    event = found.context["cl"].result_list[0]
    page = client.get(reverse("admin:ledger_ledgerevent_change", args=(event.pk,)))

    assert page.status_code == 200
    assert "test.done" in page.text


def test_a_reveal_is_listed_without_its_value(at_desk):
    user = posted(Role.AGENT)
    Reveal.objects.create(actor=user, subject="customer:1", field="name", revealed_at=NOW)

    page = at_desk(posted(Role.AUDITOR)).get(reverse("admin:privacy_reveal_changelist"))

    assert "customer:1" in page.text


def test_escalations_of_other_places_are_not_listed(at_desk, store, agent):
    case = opened(store=store)
    escalating.escalate(case.pk, reason="x", actor=agent, now=NOW)
    address = reverse("admin:cases_escalation_changelist")

    here = at_desk(posted(Role.SUPERVISOR, store=store)).get(address)
    everywhere = at_desk(posted(Role.SUPERVISOR)).get(address)

    assert Escalation.objects.count() == 1
    assert case.reference in here.text
    assert case.reference in everywhere.text
    stranger = at_desk(posted(Role.SUPERVISOR, store=StoreFactory())).get(address)
    assert case.reference not in stranger.text


PRINTS, CAMERAS = "print_quality", "camera_repair"


def _posted(role, place):
    if place == "store":
        return posted(role, store=StoreFactory())
    return posted(role, **({"department": Department.objects.get(code=place)} if place else {}))


@pytest.mark.parametrize(
    ("actor", "person", "department", "is_allowed"),
    [
        ((Role.SUPERVISOR, "store"), None, "", False),
        ((Role.SUPERVISOR, "store"), (Role.MANAGER, ""), "", False),
        ((Role.DEPARTMENT_HEAD, PRINTS), None, "", False),
        ((Role.DEPARTMENT_HEAD, PRINTS), None, CAMERAS, False),
        ((Role.DEPARTMENT_HEAD, PRINTS), None, PRINTS, True),
        ((Role.SUPERVISOR, ""), (Role.SPECIALIST, PRINTS), PRINTS, True),
        ((Role.ADMINISTRATOR, ""), (Role.MANAGER, ""), "", True),
        ((Role.ADMINISTRATOR, ""), (Role.AGENT, "store"), "", False),
        ((Role.ADMINISTRATOR, ""), (Role.SPECIALIST, CAMERAS), PRINTS, False),
        ((Role.ADMINISTRATOR, ""), (Role.AUDITOR, ""), "", False),
    ],
)
def test_nobody_puts_on_duty_beyond_their_own_reach(at_desk, actor, person, department, is_allowed):
    filler = _posted(*actor)
    stands = _posted(*person) if person else filler
    of = Department.objects.get(code=department).pk if department else None
    form = {
        "level": 3, "person": stands.pk, "department": of or "", "position": 1,
        "starts_at_0": "2026-11-30", "starts_at_1": "09:00", "ends_at_0": "2026-11-30",
        "ends_at_1": "18:00",
    }  # fmt: skip

    answer = at_desk(filler).post(reverse("admin:cases_dutyshift_add"), form)

    assert answer.status_code == (302 if is_allowed else 200)
    made = list(DutyShift.objects.values_list("person", "department"))
    assert made == ([(stands.pk, of)] if is_allowed else [])


@pytest.mark.parametrize(("place", "status"), [(PRINTS, 302), (CAMERAS, 403), ("store", 403)])
def test_shifts_of_other_departments_are_for_reading(at_desk, place, status):
    shift = DutyShift.objects.create(
        level=1, person=_posted(Role.AGENT, PRINTS), starts_at=NOW, ends_at=NOW + timedelta(hours=8),
        department=Department.objects.get(code=PRINTS),
    )  # fmt: skip
    client = at_desk(_posted(Role.DEPARTMENT_HEAD, place))
    address = reverse("admin:cases_dutyshift_change", args=(shift.pk,))
    form = {
        "level": 2, "person": shift.person_id, "department": shift.department_id, "position": 1,
        "starts_at_0": "2026-11-30", "starts_at_1": "09:00", "ends_at_0": "2026-11-30",
        "ends_at_1": "18:00",
    }  # fmt: skip

    assert client.get(address).status_code == 200
    assert client.post(address, form).status_code == status

    shift.refresh_from_db()
    assert shift.level == (2 if status == 302 else 1)


def test_a_shift_is_entered_for_the_weeks_that_follow_at_the_same_hours(at_desk):
    chief = posted(Role.ADMINISTRATOR)
    chief.time_zone = "Europe/Berlin"  # whose clocks go back on 25 October
    chief.save()
    stands = posted(Role.MANAGER)
    form = {
        "level": 3, "person": stands.pk, "department": "", "position": 2, "weeks": 2,
        "starts_at_0": "2026-10-18", "starts_at_1": "09:00", "ends_at_0": "2026-10-18",
        "ends_at_1": "18:00",
    }  # fmt: skip

    answer = at_desk(chief).post(reverse("admin:cases_dutyshift_add"), form)

    assert answer.status_code == 302
    shifts = DutyShift.objects.order_by("starts_at")
    assert [one.starts_at.isoformat() for one in shifts] == [
        "2026-10-18T07:00:00+00:00", "2026-10-25T08:00:00+00:00", "2026-11-01T08:00:00+00:00",
    ]  # fmt: skip
    assert [one.ends_at - one.starts_at for one in shifts] == [timedelta(hours=9)] * 3
    assert {(one.person, one.level, one.position) for one in shifts} == {(stands, 3, 2)}
    at_desk(chief).post(reverse("admin:cases_dutyshift_add"), {**form, "weeks": 27})
    assert shifts.count() == 3


def test_repeated_shifts_leave_out_weeks_in_which_nobody_would_stand_or_one_person_twice(at_desk):
    chief, stands = posted(Role.ADMINISTRATOR), posted(Role.MANAGER)
    chief.time_zone = "UTC"
    chief.save()
    form = {
        "level": 3, "person": stands.pk, "department": "", "position": 1,
        "starts_at_0": "2026-12-07", "starts_at_1": "09:00", "ends_at_0": "2026-12-07",
        "ends_at_1": "18:00",
    }  # fmt: skip
    monday = datetime(2026, 12, 7, tzinfo=UTC)
    for begins, ends in (
        (14, 15),
        (28.5, 29),
    ):  # away all Monday, and for the last Monday's afternoon
        Absence.objects.create(
            person=stands, begins_at=monday + timedelta(days=begins), kind="leave",
            ends_at=monday + timedelta(days=ends), entered_by=chief, entered_at=monday,
        )  # fmt: skip
    DutyShift.objects.create(
        person=stands, level=3, starts_at=monday + timedelta(days=21, hours=12),
        ends_at=monday + timedelta(days=21, hours=20),
    )  # fmt: skip
    client, address = at_desk(chief), reverse("admin:cases_dutyshift_add")

    told = client.post(address, {**form, "weeks": 4}, follow=True).text

    days = [one.starts_at.day for one in DutyShift.objects.all() if one.starts_at.hour == 9]
    assert sorted(days) == [4, 7, 14]
    assert "2 further shifts were entered" in told
    assert "away then: 21 Dec 2026. Choose somebody else" in told
    assert "on duty there already: 28 Dec 2026." in told
    # The shift itself is not entered either for a day on which they are away.
    away = {"starts_at_0": "2026-12-21", "ends_at_0": "2026-12-21"}
    before = DutyShift.objects.count()
    assert "They are away in this time." in client.post(address, {**form, **away}).text
    assert DutyShift.objects.count() == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ends_at_0": "2026-11-29"}, "A shift ends after it begins"),
        ({"ends_at_1": "09:00"}, "A shift ends after it begins"),
        ({"ends_at_0": "2031-11-30"}, "31 days at most"),
        ({"ends_at_1": "08:00", "ends_at_0": "2026-12-01"}, "on duty there already"),
    ],
)
def test_a_shift_with_odd_times_is_refused_in_words(at_desk, more, words):
    stands = posted(Role.MANAGER)
    client = at_desk(posted(Role.ADMINISTRATOR))
    form = {
        "level": 3, "person": stands.pk, "department": "", "position": 1,
        "starts_at_0": "2026-11-30", "starts_at_1": "09:00", "ends_at_0": "2026-11-30",
        "ends_at_1": "18:00",
    }  # fmt: skip
    address = reverse("admin:cases_dutyshift_add")
    client.post(address, form)

    answer = client.post(address, {**form, **more})

    assert words in answer.text
    assert "cases_duty" not in answer.text
    assert DutyShift.objects.count() == 1
    # The next day, or on another level, they may stand as well, and what stands there may be corrected.
    later = {"starts_at_0": "2026-12-01", "ends_at_0": "2026-12-01"}
    shift = DutyShift.objects.get()
    own = reverse("admin:cases_dutyshift_change", args=(shift.pk,))
    for door, changed in ((address, later), (address, {"level": 2}), (own, {"ends_at_1": "19:00"})):
        assert client.post(door, {**form, **changed}).status_code == 302
    assert DutyShift.objects.count() == 3


def test_a_department_is_given_some_time_at_least(at_desk):
    client, address = at_desk(posted(Role.ADMINISTRATOR)), reverse("admin:cases_worklimit_add")
    number = WorkLimit.objects.count()
    form = {
        "department": Department.objects.first().pk, "kind": "", "calendar": "", "warn_at": 80,
        "is_active": "on",
    }  # fmt: skip

    answer = client.post(address, {**form, "minutes": 0})

    assert "Give one minute at least." in answer.text
    assert "cases_worklimit" not in answer.text.replace(address, "")
    assert WorkLimit.objects.count() == number
    assert client.post(address, {**form, "minutes": 1}).status_code == 302


def test_a_category_is_retired_not_deleted(administrator):
    category = Category.objects.get(code="print_colour")

    answer = administrator.post(reverse("admin:cases_category_delete", args=(category.pk,)))

    assert answer.status_code == 403
    assert (
        administrator.get(reverse("admin:cases_category_change", args=(category.pk,))).status_code
        == 200
    )


@pytest.fixture
def calendar():
    calendar = CalendarFactory()
    CalendarHours.objects.create(
        calendar=calendar, valid_from="2026-01-01", weekly={"mon": [["09:00", "18:00"]]}
    )
    publish_calendar(calendar.pk, actor=None, now=NOW)
    return BusinessCalendar.objects.get(pk=calendar.pk)


def calendar_form(calendar, weekly):
    hours = calendar.hours.get()
    return {
        "name_zh_hant": "門市", "name_zh_hans": "门店", "name_en": "Store", "time_zone": "Asia/Taipei",
        "holiday_country": "TW", **management("hours", 1), "hours-INITIAL_FORMS": 1,
        "hours-0-id": hours.pk, "hours-0-calendar": calendar.pk,
        "hours-0-valid_from": "2026-01-01", "hours-0-weekly": weekly, **management("exceptions", 1),
        "exceptions-0-calendar": calendar.pk, "exceptions-0-day": "2026-10-10",
        "exceptions-0-kind": "holiday", "exceptions-0-intervals": "", "exceptions-0-note": "國慶日",
    }  # fmt: skip


def test_hours_are_typed_in_lines_and_come_into_force_by_publishing(administrator, calendar):
    change = reverse("admin:organisation_businesscalendar_change", args=(calendar.pk,))
    publish = reverse("admin:cases_calendar_publish", args=(calendar.pk,))
    assert "mon 09:00-18:00" in administrator.get(change).text

    saved = administrator.post(
        change, calendar_form(calendar, "mon 09:00-12:00 13:30-18:00\nsat 10:00–14:00")
    )
    assert saved.status_code == 302
    calendar.refresh_from_db()
    assert calendar.version == 1
    administrator.get(publish)
    calendar.refresh_from_db()
    assert calendar.version == 1

    administrator.post(publish)

    calendar.refresh_from_db()
    edition = calendar.editions.last()
    assert (calendar.version, edition.version) == (2, 2)
    assert edition.content["weekly"][0]["week"] == {
        "mon": [["09:00", "12:00"], ["13:30", "18:00"]], "sat": [["10:00", "14:00"]],
    }  # fmt: skip
    assert edition.content["days"][0]["note"] == "國慶日"
    assert "Nothing was changed" in administrator.get(publish).text


@pytest.mark.parametrize("weekly", ["xyz 09:00-12:00", "mon 9-12", "mon 25:00-26:00"])
def test_hours_that_cannot_be_are_refused(administrator, calendar, weekly):
    change = reverse("admin:organisation_businesscalendar_change", args=(calendar.pk,))

    answer = administrator.post(change, calendar_form(calendar, weekly))

    assert answer.status_code == 200
    assert calendar.hours.get().weekly == {"mon": [["09:00", "18:00"]]}


def test_publishing_is_for_administrators(at_desk, calendar):
    publish = reverse("admin:cases_calendar_publish", args=(calendar.pk,))

    assert at_desk(posted(Role.MANAGER)).post(publish).status_code == 403
    assert calendar.editions.count() == 1


@pytest.mark.parametrize(("language", "heading"), [("zh-hant", "名稱"), ("zh-hans", "名称")])
def test_a_column_of_names_is_headed_in_the_readers_language(language, heading):
    with translation.override(language):
        assert str(label_for_field("name", Diagnosis, site.get_model_admin(Diagnosis))) == heading


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_a_list_is_called_by_what_is_in_it(at_desk, role):
    client = at_desk(posted(role))
    client.cookies["django_language"] = "zh-hant"

    page = client.get(reverse("admin:cases_dutyshift_changelist"))

    title = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)[1]
    assert title.split("|")[0].strip() == "值班"
    assert "來修改" not in page.text
