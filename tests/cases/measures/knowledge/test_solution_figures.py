"""Whether solutions hold: confirmed, and nobody back within thirty days."""

from datetime import timedelta

import pytest

from cases.kinds import EventKind, LinkKind
from cases.measures.knowledge.solution_figures import Figures, figures_of
from cases.models import CaseEvent, CaseLink, SolutionUse, SolutionVote
from cases.states import CaseState
from tests.factories.cases import NOW, case_in
from tests.factories.solutions import solution_version

pytestmark = pytest.mark.django_db
# What happened to a case after the use, in days after it; and what that says, looked at on day 100.
USED_AT, DAYS = NOW, 100
CLOSED, REOPENED = EventKind.CLOSED, EventKind.REOPENED
STORIES = {
    "confirmed, and never heard of again": ([(5, CLOSED, "confirmed")], (1, 0)),
    "confirmed, but not thirty days ago": ([(80, CLOSED, "confirmed")], (0, 0)),
    "still open": ([], (0, 0)),
    "closed without anybody's word": ([(5, CLOSED, "unreachable")], (0, 0)),
    "not solved when asked": ([(3, REOPENED, ""), (9, CLOSED, "confirmed")], (0, 1)),
    "re-opened on the last day": ([(5, CLOSED, "confirmed"), (35, REOPENED, "")], (0, 1)),
    "re-opened after thirty days": ([(5, CLOSED, "confirmed"), (36, REOPENED, "")], (1, 0)),
    "used after the re-opening": (
        [(-3, CLOSED, "confirmed"), (-1, REOPENED, ""), (5, CLOSED, "confirmed")], (1, 0),
    ),
}  # fmt: skip


def used(version, *events, at=USED_AT):
    case = case_in(CaseState.CLOSED)
    for days, kind, outcome in events:
        case.last_event_seq += 1
        CaseEvent.objects.create(
            case=case, seq=case.last_event_seq, kind=kind, facts={"outcome": outcome} if outcome else {},
            happened_at=USED_AT + timedelta(days=days), recorded_at=NOW,
        )  # fmt: skip
    SolutionUse.objects.create(
        case=case, version=version, language="en", used_by=case.owner, used_at=at
    )
    return case


def counted(version):
    return figures_of([version.solution_id], now=USED_AT + timedelta(days=DAYS))[
        version.solution_id
    ]


@pytest.mark.parametrize("story", STORIES)
def test_what_became_of_the_case(story):
    events, (held, came_back) = STORIES[story]
    version = solution_version()
    used(version, *events)

    found = counted(version)
    assert (found.used, found.held, found.came_back) == (1, held, came_back)


@pytest.mark.parametrize(
    ("kind", "days", "came_back"),
    [
        (LinkKind.FOLLOW_UP_OF, 20, 1), (LinkKind.REPEAT_OF, 34, 1), (LinkKind.REPEAT_OF, 36, 0),
        (LinkKind.DUPLICATE_OF, 20, 0),
    ],
)  # fmt: skip
def test_who_comes_back_with_another_case_has_come_back(kind, days, came_back):
    version = solution_version()
    case = used(version, (5, CLOSED, "confirmed"))
    CaseLink.objects.create(
        source=case_in(CaseState.RECEIVED), target=case, kind=kind,
        made_at=USED_AT + timedelta(days=days),
    )  # fmt: skip

    found = counted(version)
    assert (found.held, found.came_back) == (1 - came_back, came_back)


def test_a_case_counts_once_whichever_versions_were_used_and_old_uses_do_not():
    first = solution_version()
    case = used(first, (5, CLOSED, "confirmed"))
    first.state = "retired"
    first.save()
    second = solution_version(number=2)
    SolutionUse.objects.create(
        case=case, version=second, language="en", used_by=case.owner, used_at=USED_AT
    )
    used(second, (-400, CLOSED, "confirmed"), at=USED_AT - timedelta(days=401))
    for has_helped in (True, True, False):
        SolutionVote.objects.create(
            version=second, language="en", has_helped=has_helped, given_at=NOW
        )

    found = counted(second)
    assert found == Figures(used=1, held=1, helped=2, not_helped=1)
    assert (found.share, found.judged, found.share_helped, found.voted) == (100, 1, 67, 3)


def test_many_cost_what_one_costs(django_assert_num_queries):
    ids = [solution_version(code=f"s{number}").solution_id for number in range(5)]

    with django_assert_num_queries(2):
        found = figures_of(ids, now=NOW)
    assert found == dict.fromkeys(ids, Figures())
    assert (Figures().share, Figures().share_helped) == (None, None)
