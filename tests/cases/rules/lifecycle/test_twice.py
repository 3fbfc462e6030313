"""What must not count twice, and who may take what is free."""

from datetime import timedelta

import pytest

from cases.errors import AlreadyDone, IllegalMove, MissingFacts, StaleCase
from cases.models import Escalation
from cases.rules.assignment import assigning
from cases.rules.commitments import promising
from cases.rules.desk import steps
from cases.rules.escalation import escalating
from cases.rules.lifecycle import closing
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def supervisor():
    return posted(Role.SUPERVISOR)


def test_a_free_case_may_be_started_by_whoever_takes_it(agent):
    case = case_in(CaseState.TRIAGED)
    case.owner = None
    case.save()

    started = steps.take_step(
        case.pk, CaseState.IN_PROGRESS, facts={"owner": str(agent.pk)}, actor=agent, now=LATER
    )

    assert (started.state, started.owner) == (CaseState.IN_PROGRESS, agent)


def test_taking_it_from_somebody_or_handing_it_on_is_for_supervisors(agent, supervisor):
    case = case_in(CaseState.IN_PROGRESS, owner=supervisor)
    free = case_in(CaseState.RECEIVED)

    with pytest.raises(NotAllowed):
        assigning.assign_case(case.pk, owner_id=agent.pk, actor=agent, now=LATER)
    with pytest.raises(NotAllowed):
        assigning.assign_case(free.pk, owner_id=supervisor.pk, actor=agent, now=LATER)

    case.refresh_from_db()
    free.refresh_from_db()
    assert (case.owner, free.owner) == (supervisor, None)


def test_an_escalation_steps_down_once(agent, supervisor):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    escalating.escalate(case.pk, reason="a", actor=agent, now=LATER)
    escalating.escalate(case.pk, reason="b", actor=agent, now=LATER)
    first = Escalation.objects.filter(case=case).earliest("pk")
    escalating.step_down(first.pk, reason="settled", actor=supervisor, now=LATER)

    with pytest.raises(AlreadyDone):
        escalating.step_down(first.pk, reason="again", actor=supervisor, now=LATER)

    case.refresh_from_db()
    assert case.level == 1


def test_a_finished_case_is_not_escalated(agent):
    case = case_in(CaseState.CLOSED)

    with pytest.raises(AlreadyDone):
        escalating.escalate(case.pk, reason="a", actor=agent, now=LATER)

    assert not Escalation.objects.exists()


def test_a_promise_is_kept_once(agent):
    case = case_in(CaseState.IN_PROGRESS, owner=agent)
    made = promising.promise(
        case.pk, text="call", due_at=LATER + timedelta(days=1), actor=agent, now=LATER
    )
    promising.keep(made.pk, actor=agent, now=LATER)

    with pytest.raises(AlreadyDone):
        promising.keep(made.pk, actor=agent, now=LATER + timedelta(hours=1))

    assert case.events.filter(kind="promise_kept").count() == 1


def test_only_what_is_fresh_can_be_proposed_for_rejection_and_once(agent, supervisor):
    working = case_in(CaseState.IN_PROGRESS, owner=agent)
    fresh = case_in(CaseState.RECEIVED)
    how = {"reason": "spam", "customer_told": "by mail", "now": LATER}

    with pytest.raises(IllegalMove):
        closing.propose_rejection(working.pk, actor=agent, **how)
    closing.propose_rejection(fresh.pk, actor=agent, **how)
    with pytest.raises(AlreadyDone):
        closing.propose_rejection(fresh.pk, actor=supervisor, **how)

    working.refresh_from_db()
    fresh.refresh_from_db()
    assert working.rejection_proposed_by is None
    assert fresh.rejection_proposed_by == agent


def test_declining_needs_a_proposal(supervisor):
    case = case_in(CaseState.RECEIVED)

    with pytest.raises(AlreadyDone):
        closing.decline_rejection(case.pk, reason="x", actor=supervisor, now=LATER)

    assert not case.events.filter(kind="correction").exists()


def test_declining_needs_a_reason_and_the_version_that_was_seen(agent, supervisor):
    case = case_in(CaseState.RECEIVED)
    proposed = closing.propose_rejection(
        case.pk, reason="spam", customer_told="by mail", actor=agent, now=LATER
    )
    how = {"actor": supervisor, "now": LATER}

    with pytest.raises(MissingFacts):
        closing.decline_rejection(case.pk, reason=" ", version=proposed.version, **how)
    with pytest.raises(StaleCase):
        closing.decline_rejection(case.pk, reason="it is real", version=proposed.version - 1, **how)

    case.refresh_from_db()
    assert case.rejection_proposed_by == agent
