"""Categories, time limits, calendars, escalations, ledger and reveals in the back office."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from cases.models import Category, DutyShift, Escalation, Policy
from cases.rules import escalating, proofreading
from feedback_site.ledger.models import LedgerEvent
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.models import BusinessCalendar, CalendarHours, Department
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from feedback_site.privacy.models import Reveal
from tests.cases.admin.conftest import NOW, opened
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
    ("cases_policy", {Role.ADMINISTRATOR}),
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


def test_a_category_is_retired_not_deleted(administrator):
    category = Category.objects.get(code="print_colour")

    answer = administrator.post(reverse("admin:cases_category_delete", args=(category.pk,)))

    assert answer.status_code == 403
    assert (
        administrator.get(reverse("admin:cases_category_change", args=(category.pk,))).status_code
        == 200
    )


def terms(policy, **more):
    return {
        "name": policy.name, "rank": policy.rank, "match": json.dumps(policy.match),
        "targets": json.dumps(policy.targets), "reopen_mode": policy.reopen_mode,
        "on_disable": policy.on_disable, **more,
    }  # fmt: skip


def test_saving_a_policy_makes_its_next_version(administrator):
    old = Policy.objects.filter(until=None).first()
    address = reverse("admin:cases_policy_change", args=(old.pk,))

    answer = administrator.post(address, terms(old, rank=7))

    assert answer.status_code == 302
    old.refresh_from_db()
    new = Policy.objects.get(code=old.code, version=old.version + 1)
    assert old.until == new.since is not None
    assert (new.rank, new.until, new.targets) == (7, None, old.targets)
    assert administrator.post(address, terms(old)).status_code == 403


@pytest.mark.parametrize(
    "targets", [[{"clock": "nonsense", "seconds": 1}], [{"seconds": 5}], ["x"], "x", 5]
)
def test_terms_that_the_clocks_cannot_read_are_refused(administrator, targets):
    old = Policy.objects.filter(until=None).first()
    address = reverse("admin:cases_policy_change", args=(old.pk,))

    answer = administrator.post(address, terms(old, targets=json.dumps(targets)))

    assert answer.status_code == 200
    assert not Policy.objects.filter(code=old.code, version=old.version + 1).exists()


SLIPS = [
    (
        {"match": {"categories": ["print_color"]}},
        "match", "for which cases, “categories”: “print_color” is not known. Did you mean “print_colour”?",
    ),
    (
        {"match": {"category": ["print_colour"]}},
        "match", "for which cases: “category” is not known. Did you mean “categories”?",
    ),
    (
        {"match": {"classes": "technical"}},
        "match", 'for which cases, “classes”: it must be a list of codes in quotes: ["…", "…"].',
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 3600, "calender": "working_days"}]},
        "targets", "targets, entry 1: “calender” is not known. Did you mean “calendar”?",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 3600, "calendar": "working days"}]},
        "targets", "targets, entry 1, “calendar”: “working days” is not known. Did you mean “working_days”?",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 60, "pause_reasons": ["costumer"]}]},
        "targets", "targets, entry 1, “pause_reasons”: “costumer” is not known. Did you mean “customer”?",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 60}, {"clock": "resolve", "seconds": 90}]},
        "targets", "targets, entry 2: entry 1 says the same limit already.",
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 60, "pause_reasons": [{}]}]},
        "targets", 'targets, entry 1, “pause_reasons”: it must be a list of codes in quotes: ["…", "…"].',
    ),
    (
        {"targets": [{"clock": "resolve", "seconds": 9**9}]},
        "targets",
        "targets, entry 1: The calendar is open so little that the limit would not fall within 800 days.",
    ),
    ({"reopen_mode": "new cycle"}, "reopen_mode",
     "on re-opening: “new cycle” is not known. Did you mean “new_cycle”?"),
]  # fmt: skip


@pytest.mark.parametrize(("slip", "field", "words"), SLIPS)
def test_a_slip_that_would_switch_a_limit_off_is_named_where_it_stands(
    administrator, slip, field, words
):
    old = Policy.objects.get(code="technical", until=None)
    typed = {
        name: value if name == "reopen_mode" else json.dumps(value) for name, value in slip.items()
    }

    answer = administrator.post(
        reverse("admin:cases_policy_change", args=(old.pk,)), terms(old, is_on="on", **typed)
    )

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {field: [words]}
    assert list(Policy.objects.filter(code="technical")) == [old]
    assert not LedgerEvent.objects.filter(verb__startswith="policy.").exists()


@pytest.mark.parametrize("slip", [{"clock": []}, {"anchor": {}}, {"calendar": []}, {"warn_at": {}}])
def test_what_is_no_word_at_all_is_named_and_breaks_nothing(slip):
    policy = Policy.objects.get(code="technical", until=None)
    policy.targets = [{"clock": "resolve", "seconds": 60, **slip}]

    with translation.override("en"):
        (fault,) = proofreading.faults_in(policy, now=NOW)

    assert (fault.field, next(iter(slip)) in fault.words) == ("targets", True)


def test_a_policy_that_names_what_is_gone_can_be_taken_out_of_use(administrator):
    Policy.objects.filter(code="technical", until=None).update(match={"categories": ["gone"]})
    old = Policy.objects.get(code="technical", until=None)
    address = reverse("admin:cases_policy_change", args=(old.pk,))

    refused = administrator.post(address, terms(old, is_on="on"))
    taken = administrator.post(address, terms(old, is_on=""))

    assert (refused.status_code, taken.status_code) == (200, 302)
    new = Policy.objects.get(code="technical", until=None)
    assert (new.version, new.is_on, new.match) == (old.version + 1, False, old.match)


def test_a_store_is_known_by_its_number_and_a_retired_category_by_its_successor():
    store = StoreFactory()
    Category.objects.filter(code="print_blur").update(
        is_active=False, successor=Category.objects.get(code="print_colour")
    )
    match = {"stores": [store.code, str(store.pk)], "categories": ["print_blur"]}
    policy = Policy.objects.get(code="technical")
    policy.match = match

    with translation.override("en"):
        faults = [fault.words for fault in proofreading.faults_in(policy, now=NOW)]

    assert faults == [
        f"for which cases, “stores”: “{store.code}” is not known. Did you mean “{store.pk}”?",
        "for which cases, “categories”: “print_blur” is not known. Did you mean “print_colour”?",
    ]


def test_all_shipped_policies_are_sound():
    assert [list(proofreading.faults_in(one, now=NOW)) for one in Policy.objects.all()] == [
        [] for _one in Policy.objects.all()
    ]


def test_a_policy_made_at_the_page_goes_by_the_rule(administrator, monkeypatch):
    forgotten = []
    monkeypatch.setattr("cases.rules.revising.forget", lambda: forgotten.append(1))
    old = Policy.objects.get(code="technical", until=None)
    address = reverse("admin:cases_policy_add")

    taken = administrator.post(address, terms(old, code="technical", is_on="on"))
    wrong = administrator.post(address, terms(old, code="own", is_on="on", match='{"class": []}'))
    assert (taken.status_code, wrong.status_code) == (200, 200)
    assert not LedgerEvent.objects.filter(verb="policy.made").exists()

    answer = administrator.post(address, terms(old, code="own", is_on="on", rank=7))

    assert answer.status_code == 302
    made = Policy.objects.get(code="own")
    assert (made.version, made.rank, made.until) == (1, 7, None)
    assert made.since is not None
    told = LedgerEvent.objects.get(verb="policy.made")
    assert told.subject == f"policy:{made.pk}"


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
