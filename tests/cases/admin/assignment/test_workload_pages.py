"""Workload, skills, away times and the next case at the desk: each by whoever may, with what it says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Handover
from cases.rules.assignment import handing_over
from cases.states import CaseState
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Absence, User, WorkProfile
from feedback_site.organisation.roles import Role
from tests.factories.cases import case_in
from tests.factories.organisation import PostingFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db
WORKLOAD = reverse("admin:cases_workload")
AWAY = reverse("admin:cases_absences")


@pytest.mark.parametrize("number", [1, 30])
def test_the_workload_costs_the_same_at_1_and_30_people(
    at_desk, supervisor, store, number, remembering
):
    for _ in range(number):
        case_in(CaseState.IN_PROGRESS, owner=posted(Role.AGENT, store=store))
    client = at_desk(supervisor)
    client.get(WORKLOAD)

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(WORKLOAD)

    # Session, person, postings; the people's postings, two of hours, shifts, absences, standing; skills,
    # overdue, free cases, those left behind.
    assert len(asked) == 13, "\n".join(one["sql"][:150] for one in asked)
    assert answer.text.count("2 / 40") == number


def test_a_supervisor_sees_and_writes_what_their_own_people_can_do(at_desk, store):
    mine, other = posted(Role.AGENT, store=store), posted(Role.AGENT, store=StoreFactory())
    desk = at_desk(posted(Role.SUPERVISOR, store=store))

    page = desk.get(WORKLOAD).text
    assert (str(mine) in page, str(other) in page) == (True, False)
    assert desk.get(reverse("admin:cases_person", args=(other.pk,))).status_code == 404
    address = reverse("admin:cases_person", args=(mine.pk,))
    typed = {"skills": ["cameras"], "languages": ["ja", "zh-hant"], "capacity": "30"}
    assert desk.post(address, {**typed, "skills": ["juggling"]}).status_code == 422
    assert not WorkProfile.objects.exists()
    assert desk.post(address, typed).status_code == 302

    profile = WorkProfile.objects.get()
    assert (profile.person, profile.skills, profile.languages, profile.capacity) == (
        mine, ["cameras"], ["ja", "zh-hant"], 30,
    )  # fmt: skip
    assert LedgerEvent.objects.filter(verb="staff.profile_written").count() == 1
    assert "Camera repair" in desk.get(WORKLOAD).text


def typed(person, *, days=1, **more):
    today = timezone.localtime()
    return {
        "person": person.pk, "begins_at": today.strftime("%Y-%m-%dT00:00"),
        "ends_at": (today + timedelta(days=days)).strftime("%Y-%m-%dT00:00"), "kind": "sick",
        "hands_over": "on", **more,
    }  # fmt: skip


def test_an_away_time_is_seen_first_then_entered_ended_and_its_cases_given_back(
    at_desk, supervisor
):
    gone, takes = posted(Role.AGENT), posted(Role.AGENT)
    case = case_in(CaseState.IN_PROGRESS, owner=gone)
    desk = at_desk(supervisor)

    looked = desk.post(AWAY, typed(gone, stand_in=takes.pk))
    assert looked.status_code == 200
    assert (case.reference in looked.text, "works for the whole chain" in looked.text) == (
        True,
        True,
    )
    assert not Absence.objects.exists()
    assert desk.post(AWAY, typed(gone, stand_in=takes.pk, confirmed="yes")).status_code == 302
    absence = Absence.objects.get()
    refused = desk.post(AWAY, typed(gone, confirmed="yes"))
    assert (refused.status_code, "overlaps no other" in refused.text) == (422, True)
    handing_over.sweep_handovers(now=timezone.now())
    assert Case.objects.get(pk=case.pk).owner == takes

    back = reverse("admin:cases_absence_give_back", args=(absence.pk,))
    assert desk.post(back, {"case": case.pk}).status_code == 409
    ended = desk.post(reverse("admin:cases_absence_end", args=(absence.pk,)))
    assert ended.url == back
    assert case.reference in desk.get(back).text
    desk.post(back, {"case": case.pk})

    assert Case.objects.get(pk=case.pk).owner == gone
    assert Handover.objects.get().given_back_at is not None
    assert "Nothing to give back" in desk.get(back).text


def test_who_leads_somebody_sees_of_their_cases_those_in_reach_and_how_many_are_elsewhere(
    at_desk, supervisor, store
):
    gone = posted(Role.AGENT, store=store)
    takes, here = posted(Role.AGENT, store=store), posted(Role.SUPERVISOR, store=store)
    PostingFactory(user=takes)
    mine, other = (
        case_in(CaseState.IN_PROGRESS, owner=gone, store=place, department=None, title=title)
        for place, title in ((store, "Too yellow"), (StoreFactory(), "Torn by Mei"))
    )
    desk = at_desk(here)

    def seen(page):
        return [words in page for words in (mine.title, other.title, other.reference)], [
            words in page
            for words in ("1 more case lies outside", "No open case", "Nothing to give back")
        ]

    looked = desk.post(AWAY, typed(gone, stand_in=takes.pk)).text
    assert seen(looked) == ([True, False, False], [True, False, False])
    desk.post(AWAY, typed(gone, stand_in=takes.pk, confirmed="yes"))
    handing_over.sweep_handovers(now=timezone.now())
    absence = Absence.objects.get()
    desk.post(reverse("admin:cases_absence_end", args=(absence.pk,)))
    back = reverse("admin:cases_absence_give_back", args=(absence.pk,))
    assert seen(desk.get(back).text) == ([True, False, False], [True, False, False])
    desk.post(back, {"case": [mine.pk, other.pk]})

    owners = [Case.objects.get(pk=one.pk).owner for one in (mine, other)]
    assert owners == [gone, takes]
    assert seen(desk.get(back).text) == ([False, False, False], [True, False, False])


@pytest.mark.parametrize(
    "far", [{"ends_at": "9999-12-31T23:59"}, {"begins_at": "0001-01-01T00:00"}]
)
def test_a_day_at_the_end_of_time_is_refused_in_words(at_desk, supervisor, far):
    refused = at_desk(supervisor).post(AWAY, typed(posted(Role.AGENT), confirmed="yes", **far))

    assert (refused.status_code, Absence.objects.exists()) == (422, False)


def test_one_key_takes_the_next_case_and_an_empty_queue_says_so(at_desk, agent):
    client, address = at_desk(agent), reverse("admin:cases_next")
    queue = client.get(reverse("admin:cases_queue", args=("unassigned",)))
    assert f'action="{address}"' in queue.text
    case = case_in(CaseState.RECEIVED)

    assert client.post(address).url == reverse("admin:cases_case_desk", args=(case.reference,))
    nothing = client.post(address, follow=True)

    assert "Every case that you may see has somebody" in nothing.text
    assert Case.objects.get().owner == agent
    auditor = at_desk(posted(Role.AUDITOR)).get(reverse("admin:cases_queue", args=("all_open",)))
    assert address not in auditor.text


def test_whoever_was_given_a_sorted_case_begins_with_it_by_the_key_of_claiming(at_desk, agent):
    mine, other = case_in(CaseState.TRIAGED, owner=agent), case_in(CaseState.TRIAGED)
    addresses = [
        reverse("admin:cases_case_act", args=(one.reference, "claim")) for one in (mine, other)
    ]
    desk = at_desk(agent)

    queue = desk.get(reverse("admin:cases_queue", args=("all_open",))).text
    assert [f'data-claim="{one}"' in queue for one in addresses] == [True, False]
    page = desk.get(reverse("admin:cases_case_desk", args=(mine.reference,))).text
    assert f'action="{addresses[0]}"' in page
    assert [desk.post(one, {"version": 1}).status_code for one in addresses] == [302, 409]

    states = [Case.objects.get(pk=one.pk).state for one in (mine, other)]
    assert states == ["in_progress", "triaged"]


def test_who_gives_a_case_on_is_shown_whom_it_fits(at_desk, supervisor):
    case = case_in(CaseState.IN_PROGRESS)
    best, full = posted(Role.AGENT), posted(Role.AGENT)
    WorkProfile.objects.create(person=full, capacity=1)
    User.objects.filter(pk=best.pk).update(display_name="Best Fit")
    Absence.objects.create(
        person=posted(Role.AGENT), begins_at=timezone.now() - timedelta(days=1), kind="leave",
        ends_at=timezone.now() + timedelta(days=1), entered_by=supervisor, entered_at=timezone.now(),
    )  # fmt: skip
    address = reverse("admin:cases_case_act", args=(case.reference, "assign"))

    page = at_desk(supervisor).get(address).text

    for words in ("Who could take this", "Best Fit (0/40)", "would have more than they can",
                  "has it now", "away until"):  # fmt: skip
        assert words in page
    case.department.giving = "off"
    case.department.save()
    page = at_desk(supervisor).get(address).text
    for words in ("Who could take this", "Who could not, and why"):
        assert words not in page
    case.submission.text = "Best Fit was rude"
    case.submission.save()
    page = at_desk(supervisor).get(address).text
    assert ("Who could take this" in page, "is named in the complaint" in page) == (False, True)
