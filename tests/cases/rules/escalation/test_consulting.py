"""Consultation: who is asked, opinions that stand, late ones told of, and a decision upon them."""

from datetime import timedelta

import pytest

from cases.errors import AlreadyDone, MissingFacts, NobodyToAsk, WrongFact
from cases.kinds import EventKind, ExpertRole
from cases.models import CaseEvent, Consultation, DutyShift, Escalation, ExpertSeat, Opinion
from cases.rules.escalation import consulting, escalating
from cases.states import CaseState
from channels.models import Outgoing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TECHNICAL, SERVICE, PRODUCT = (
    ExpertRole.TECHNICAL_EXPERT, ExpertRole.SERVICE_MANAGER, ExpertRole.PRODUCT_OWNER,
)  # fmt: skip
SAID = {"recommendation": "reprint", "confidence": "high", "reasons": "third case of this lot"}


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def case(agent):
    return case_in(CaseState.IN_PROGRESS, owner=agent)


@pytest.fixture
def people(case):
    """Who holds the ladder's levels for the case."""
    place = {"department": case.department}
    return {
        SERVICE: posted(Role.DEPARTMENT_HEAD, **place), TECHNICAL: posted(Role.SPECIALIST, **place),
        PRODUCT: posted(Role.MANAGER),
    }  # fmt: skip


def asked(case, agent, *, roles=tuple(ExpertRole), now=NOW):
    return consulting.ask(
        case.pk,
        roles=roles,
        question="Take the lot out?",
        due_at=now + 4 * HOUR,
        actor=agent,
        now=now,
    )


def news():
    rows = Outgoing.objects.filter(template="staff_consultation").order_by("pk")
    return [(row.context["news"], row.recipient) for row in rows]


def seats(consultation):
    return {one.role: one.person for one in consultation.opinions.select_related("person")}


def test_without_names_the_ladder_is_asked_and_named_people_go_before(case, agent, people):
    assert seats(asked(case, agent)) == people
    away, there = posted(Role.SPECIALIST), posted(Role.SPECIALIST)
    ExpertSeat.objects.create(role=PRODUCT, person=away)
    ExpertSeat.objects.create(role=PRODUCT, person=there, position=2)
    # Whoever has shifts is there in them and never outside.
    DutyShift.objects.create(level=2, person=away, starts_at=NOW + HOUR, ends_at=NOW + 9 * HOUR)

    second = asked(case, agent, roles=[PRODUCT])

    assert seats(second) == {PRODUCT: there}
    case.refresh_from_db()
    assert case.consultations_made == 2
    assert news()[-1] == ("opinion_asked", there)


def test_nobody_to_ask_is_said_and_nothing_is_kept(case, agent):
    with pytest.raises(NobodyToAsk):
        asked(case, agent, roles=[TECHNICAL])

    assert (Consultation.objects.count(), Outgoing.objects.count()) == (0, 0)


def test_opinions_stand_the_owner_is_told_and_decides_upon_them(case, agent, people):
    found = asked(case, agent)
    opinions = {one.role: one for one in found.opinions.all()}
    with pytest.raises(NotAllowed):
        consulting.give(opinions[TECHNICAL].pk, **SAID, actor=agent, now=NOW)
    with pytest.raises(MissingFacts):
        consulting.give(
            opinions[TECHNICAL].pk, **SAID | {"reasons": " "}, actor=people[TECHNICAL], now=NOW
        )
    for role in (TECHNICAL, SERVICE):
        consulting.give(opinions[role].pk, **SAID, actor=people[role], now=NOW + HOUR)
    with pytest.raises(AlreadyDone):
        consulting.give(opinions[TECHNICAL].pk, **SAID, actor=people[TECHNICAL], now=NOW + HOUR)
    assert "opinions_in" not in dict(news())
    with pytest.raises(WrongFact):  # nobody can follow what was not said
        consulting.decide(
            found.pk, decision="x", followed=[opinions[PRODUCT].pk], actor=agent, now=NOW + HOUR
        )
    consulting.give(opinions[PRODUCT].pk, **SAID, actor=people[PRODUCT], now=NOW + 2 * HOUR)
    assert news()[-1] == ("opinions_in", agent)
    with pytest.raises(NotAllowed):
        consulting.decide(found.pk, decision="x", followed=[], actor=people[TECHNICAL], now=NOW)

    followed = [opinions[TECHNICAL].pk, opinions[PRODUCT].pk]
    decided = consulting.decide(
        found.pk, decision="reprint, lot out", followed=followed, actor=agent, now=NOW + 3 * HOUR
    )

    assert (decided.decision, decided.decided_by, decided.alarm_at) == (
        "reprint, lot out",
        agent,
        None,
    )
    assert set(Opinion.objects.filter(is_followed=True).values_list("pk", flat=True)) == set(
        followed
    )
    kinds = list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds[-5:] == [
        EventKind.CONSULTED, *[EventKind.OPINION_GIVEN] * 3, EventKind.OPINIONS_DECIDED,
    ]  # fmt: skip
    with pytest.raises(AlreadyDone):
        consulting.decide(found.pk, decision="x", followed=[], actor=agent, now=NOW + 4 * HOUR)


def test_a_question_is_handed_on_by_whoever_is_asked(case, agent, people):
    opinion = asked(case, agent, roles=[TECHNICAL]).opinions.get()
    instead, stranger = posted(Role.SPECIALIST), posted(Role.AGENT)
    with pytest.raises(NotAllowed):
        consulting.hand_on(opinion.pk, person_id=instead.pk, actor=stranger, now=NOW)
    with pytest.raises(WrongFact):  # asked already
        consulting.hand_on(opinion.pk, person_id=opinion.person_id, actor=agent, now=NOW)

    handed = consulting.hand_on(
        opinion.pk, person_id=instead.pk, actor=people[TECHNICAL], now=NOW + HOUR
    )

    assert handed.person == instead
    assert news()[-1] == ("opinion_asked", instead)
    consulting.give(opinion.pk, **SAID, actor=instead, now=NOW + HOUR)
    with pytest.raises(AlreadyDone):
        consulting.hand_on(opinion.pk, person_id=stranger.pk, actor=instead, now=NOW + HOUR)


def test_late_opinions_are_told_of_once(case, agent, people):
    found = asked(case, agent)
    first = found.opinions.get(role=TECHNICAL)
    consulting.give(first.pk, **SAID, actor=people[TECHNICAL], now=NOW + HOUR)
    Outgoing.objects.all().delete()

    told = [consulting.sweep_consultations(now=NOW + n * HOUR) for n in (3, 4, 5)]

    assert told == [0, 1, 0]
    assert set(news()) == {
        ("opinion_late", people[SERVICE]), ("opinion_late", people[PRODUCT]), ("opinions_late", agent),
    }  # fmt: skip


def test_escalating_on_request_names_a_level_and_asks_the_experts(case, agent, people):
    with pytest.raises(WrongFact):
        escalating.escalate(case.pk, reason="x", level=4, actor=agent, now=NOW)
    assert not Escalation.objects.exists()

    raised = escalating.escalate(
        case.pk, reason="lot is bad", level=2, asks_experts=True, actor=agent, now=NOW
    )

    escalation = Escalation.objects.get()
    assert (raised.level, escalation.role, escalation.assignee) == (
        2,
        "specialist",
        people[TECHNICAL],
    )
    assert Consultation.objects.get().question == "lot is bad"
    # Whoever it was raised to may bring it down again, with a reason; what was brought down is over.
    stepped = escalating.step_down(
        escalation.pk, reason="settled", actor=people[TECHNICAL], now=NOW + HOUR
    )
    assert stepped.step_down_reason == "settled"
    with pytest.raises(NotAllowed):
        escalating.step_down(escalation.pk, reason="x", actor=agent, now=NOW + HOUR)
    with pytest.raises(AlreadyDone):
        escalating.acknowledge(escalation.pk, actor=people[TECHNICAL], now=NOW + HOUR)
