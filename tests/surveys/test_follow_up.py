"""Follow-up: planned for each resolution, made by somebody else, closing or re-opening the case."""

from datetime import timedelta

import pytest

from cases.errors import CanBeAsked, CustomerWrote, MissingFacts, NotEnoughAttempts, SamePerson
from cases.rules.lifecycle import closing, moving
from cases.rules.links import merging
from cases.rules.replies import replying
from cases.states import CaseState
from channels.kinds import BOUNCED, Direction
from channels.models import Consent, Message, Outgoing
from channels.rules.letters import composing
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Role
from surveys.errors import FollowUpDone
from surveys.models import CallAttempt, FollowUp
from surveys.rules import answering, calling, planning
from tests.cases.rules.lifecycle.test_loop import solving
from tests.channels.texts.conftest import connected
from tests.factories.cases import NOW, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def resolver():
    return posted(Role.AGENT)


@pytest.fixture
def caller():
    return posted(Role.AGENT)


@pytest.fixture
def case(resolver):
    case = case_in(CaseState.IN_PROGRESS, owner=resolver)
    return moving.resolve_case(case.pk, facts=solving(), actor=resolver, now=NOW)


@pytest.fixture
def follow_up(case):
    return planning.plan_follow_up(case.pk, now=NOW)


def attempt(follow_up, outcome, actor, *, now=NOW + HOUR, **more):
    return calling.record_attempt(
        follow_up.pk, channel="phone", outcome=outcome, actor=actor, now=now, **more
    )


def test_planning_twice_makes_one(case):
    first = planning.plan_follow_up(case.pk, now=NOW)
    second = planning.plan_follow_up(case.pk, now=NOW)

    assert first == second
    case.refresh_from_db()
    assert case.state == CaseState.VERIFYING
    assert case.events.filter(kind="verifying_began").count() == 1


def test_the_sweep_plans_what_a_lost_bell_left(case):
    assert planning.sweep_resolved(now=NOW + HOUR) == 1
    assert planning.sweep_resolved(now=NOW + HOUR) == 0
    assert FollowUp.objects.get().case == case


def test_solved_closes_with_evidence(follow_up, caller):
    attempt(follow_up, "solved", caller, score=5)

    follow_up.refresh_from_db()
    follow_up.case.refresh_from_db()
    assert (follow_up.state, follow_up.score) == ("solved", 5)
    assert (follow_up.case.state, follow_up.case.outcome) == ("closed", "confirmed")
    evidence = follow_up.case.events.latest("seq").facts["evidence"]
    assert evidence["solved"] is True
    assert evidence["follow_up"] == follow_up.pk


def test_the_resolver_does_not_ask_about_their_own_work(follow_up, resolver):
    with pytest.raises(SamePerson):
        attempt(follow_up, "solved", resolver)

    assert not CallAttempt.objects.exists()


def test_a_clerk_does_not_call(follow_up):
    with pytest.raises(NotAllowed):
        attempt(follow_up, "solved", posted(Role.CLERK))

    assert not CallAttempt.objects.exists()


def test_not_solved_says_what_is_missing_and_goes_up(follow_up, caller):
    with pytest.raises(MissingFacts):
        attempt(follow_up, "not_solved", caller)
    assert not CallAttempt.objects.exists()

    attempt(follow_up, "not_solved", caller, remark="still yellow")

    follow_up.case.refresh_from_db()
    assert (follow_up.case.state, follow_up.case.level) == ("in_progress", 1)


def test_a_low_score_is_not_solved_whatever_was_said(follow_up, caller):
    attempt(follow_up, "solved", caller, score=2)

    follow_up.refresh_from_db()
    follow_up.case.refresh_from_db()
    assert (follow_up.state, follow_up.case.state) == ("not_solved", "in_progress")


def test_no_answer_plans_another_part_of_the_day(follow_up, caller):
    attempt(follow_up, "no_answer", caller)

    follow_up.refresh_from_db()
    assert follow_up.state == "open"
    assert follow_up.due_at > NOW + HOUR


def test_a_named_time_is_kept(follow_up, caller):
    wish = NOW + timedelta(days=2)
    attempt(follow_up, "call_later", caller, call_at=wish)

    follow_up.refresh_from_db()
    assert follow_up.due_at == wish


def test_giving_up_asks_for_three_honest_attempts(follow_up, caller):
    attempt(follow_up, "no_answer", caller)
    attempt(follow_up, "no_answer", caller, now=NOW + 10 * HOUR)
    with pytest.raises(NotEnoughAttempts):
        calling.give_up(follow_up.pk, actor=caller, now=NOW + 11 * HOUR)
    follow_up.refresh_from_db()
    assert follow_up.state == "open"

    calling.record_attempt(
        follow_up.pk, channel="email", outcome="sent", actor=caller, now=NOW + 24 * HOUR,
        carried_link=True,
    )  # fmt: skip
    closed = calling.give_up(follow_up.pk, actor=caller, now=NOW + 30 * HOUR)

    assert (closed.state, closed.outcome) == ("closed", "unreachable")


def test_an_answered_follow_up_takes_no_second_answer(follow_up, caller):
    attempt(follow_up, "solved", caller)

    with pytest.raises(FollowUpDone):
        attempt(follow_up, "not_solved", caller, remark="or not")

    assert CallAttempt.objects.count() == 1


def test_the_customer_confirms_by_link_before_anybody_planned(case):
    closed = answering.answer_by_link(
        case.submission.conversation_id, solved=True, now=NOW + HOUR, score=5
    )

    assert (closed.state, closed.outcome) == ("closed", "confirmed")
    assert FollowUp.objects.get().state == "solved"
    assert CallAttempt.objects.get().channel == "link"


def test_the_customer_objects_by_link_even_after_closing(follow_up, caller, case):
    attempt(follow_up, "solved", caller)

    again = answering.answer_by_link(
        case.submission.conversation_id, solved=False, text="it faded", now=NOW + 48 * HOUR
    )

    assert (again.state, again.level) == ("in_progress", 1)


def test_a_resolution_taken_back_is_not_asked_about(case, follow_up, resolver):
    moving.undo_resolution(case.pk, actor=resolver, now=NOW + timedelta(minutes=2))

    assert not FollowUp.objects.to_do(NOW + 48 * HOUR).exists()


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (lambda case, who: closing.close_case(
            case.pk, outcome="declined", evidence="said so", actor=who, now=NOW + HOUR
        ), "given_up"),
        (lambda case, who: closing.not_solved(
            case.pk, what_is_missing="yellow", actor=who, now=NOW + HOUR
        ), "not_solved"),
    ],
    ids=["closed", "not solved"],
)  # fmt: skip
def test_what_ends_at_the_desk_is_not_asked_about(
    case, follow_up, caller, end, state, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        end(case, caller)

    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.answered_at is None) == (state, False)


def test_no_contact_is_refused_at_the_desk_as_well(follow_up, caller):
    case = follow_up.case
    case.refresh_from_db()
    case.customer = customer_with(phone="0912345678")
    case.save()

    with pytest.raises(CanBeAsked):
        closing.close_case(
            case.pk, outcome="no_contact", evidence="none", actor=caller, now=NOW + HOUR
        )

    case.refresh_from_db()
    assert case.state == CaseState.VERIFYING


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.EXPERIENCE_OFFICER])
@pytest.mark.parametrize(
    ("outcome", "state"), [("solved", "closed"), ("not_solved", "in_progress")]
)
def test_whoever_may_hear_a_yes_may_hear_a_no(follow_up, role, outcome, state):
    attempt(follow_up, outcome, posted(role), remark="still yellow")

    follow_up.case.refresh_from_db()
    assert follow_up.case.state == state


@pytest.mark.parametrize("tries", range(1, 5))
def test_what_is_still_missing_is_what_giving_up_asks_for(follow_up, caller, tries):
    for at in range(tries):
        channel, outcome = ("email", "sent") if at == 2 else ("phone", "no_answer")
        calling.record_attempt(
            follow_up.pk, channel=channel, outcome=outcome, actor=caller,
            now=NOW + 10 * at * HOUR, carried_link=channel == "email",
        )  # fmt: skip

    if calling.still_missing(follow_up):
        with pytest.raises(NotEnoughAttempts):
            calling.give_up(follow_up.pk, actor=caller, now=NOW + 60 * HOUR)
    else:
        assert calling.give_up(follow_up.pk, actor=caller, now=NOW + 60 * HOUR).state == "closed"
    assert bool(calling.still_missing(follow_up)) == (tries < 3)


def test_a_wrong_number_is_no_honest_attempt(follow_up, caller):
    tried(follow_up, caller, ("phone", "wrong_number"), ("phone", "no_answer"), ("email", "sent"))

    assert len(calling.still_missing(follow_up)) == 1
    with pytest.raises(NotEnoughAttempts):
        calling.give_up(follow_up.pk, actor=caller, now=NOW + 60 * HOUR)


def test_a_talk_after_the_message_takes_nothing_from_it(follow_up, caller):
    tried(follow_up, caller, ("phone", "no_answer"), ("email", "sent"), ("in_person", "no_answer"))

    assert calling.still_missing(follow_up) == ()
    assert calling.give_up(follow_up.pk, actor=caller, now=NOW + 60 * HOUR).state == "closed"


def test_a_message_that_came_back_carried_no_link(follow_up, caller):
    tried_honestly(follow_up, caller)
    customer = customer_with(email="mei@example.com")
    Outgoing.objects.create(
        conversation=follow_up.case.submission.conversation, template="follow_up", language="en",
        contact_point=customer.contact_points.get(), dedup_key=f"follow_up:{follow_up.pk}:2",
        state="sent", sent_at=NOW, last_error=BOUNCED, created_at=NOW, due_at=NOW,
    )  # fmt: skip

    with pytest.raises(NotEnoughAttempts):
        calling.give_up(follow_up.pk, actor=caller, now=NOW + 60 * HOUR)


def tried_honestly(follow_up, caller):
    tried(follow_up, caller, ("phone", "no_answer"), ("phone", "no_answer"), ("email", "sent"))


def tried(follow_up, caller, *attempts):
    for at, (channel, outcome) in enumerate(attempts):
        calling.record_attempt(
            follow_up.pk, channel=channel, outcome=outcome, actor=caller,
            now=NOW + (1 + 10 * at) * HOUR, carried_link=channel == "email",
        )  # fmt: skip


def wrote(case, at, **more):
    return Message.objects.create(
        conversation=case.submission.conversation, channel=case.channel,
        direction=Direction.INBOUND, text="?", happened_at=at, recorded_at=at, **more,
    )  # fmt: skip


def as_it_stands(case, follow_up):
    for row in (case, follow_up):
        row.refresh_from_db()
    return (
        case.state, case.version, follow_up.state, case.events.count(), CallAttempt.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("is_taken_in", [True, False], ids=["taken in", "its bell was lost"])
@pytest.mark.parametrize("is_answered", [True, False], ids=["answered", "unanswered"])
def test_nobody_who_wrote_since_is_called_unreachable(
    case, follow_up, caller, is_taken_in, is_answered
):
    tried_honestly(follow_up, caller)
    message = wrote(case, NOW + 26 * HOUR)
    if is_taken_in:
        replying.customer_wrote(message.pk, now=NOW + 26 * HOUR)
    if is_answered:
        replying.reply(case.pk, text="…", actor=caller, now=NOW + 27 * HOUR)
    before = as_it_stands(case, follow_up)

    assert len(calling.still_missing(follow_up)) == 1
    with pytest.raises(CustomerWrote):
        calling.give_up(follow_up.pk, actor=caller, now=NOW + 30 * HOUR)

    assert as_it_stands(case, follow_up) == before


@pytest.mark.parametrize("is_same_customer", [True, False])
def test_a_word_under_a_merged_reference_of_theirs_counts_as_well(
    case, follow_up, caller, is_same_customer
):
    mine, other = customer_with(), customer_with()
    twin = case_in(CaseState.RECEIVED)
    for one, customer in ((case, mine), (twin, mine if is_same_customer else other)):
        one.refresh_from_db()
        one.customer = one.submission.conversation.customer = customer
        one.save()
        one.submission.conversation.save()
    merging.merge_case(twin.pk, into_reference=case.reference, reason="same", actor=caller, now=NOW)
    tried_honestly(follow_up, caller)
    wrote(twin, NOW + 26 * HOUR)

    if is_same_customer:
        with pytest.raises(CustomerWrote):
            calling.give_up(follow_up.pk, actor=caller, now=NOW + 30 * HOUR)
    else:
        assert calling.give_up(follow_up.pk, actor=caller, now=NOW + 30 * HOUR).state == "closed"


def test_an_anonymous_customer_who_wrote_since_is_not_without_contact(case, follow_up, caller):
    wrote(case, NOW + HOUR)
    before = as_it_stands(case, follow_up)

    with pytest.raises(CustomerWrote):
        calling.end_without_asking(
            follow_up.pk, outcome="no_contact", statement="none", actor=caller, now=NOW + 2 * HOUR
        )

    assert as_it_stands(case, follow_up) == before


@pytest.mark.parametrize(
    ("at", "more"),
    [
        (NOW - HOUR, {}),
        (NOW + HOUR, {"is_automatic": True}),
        (NOW + HOUR, {"is_automatic": True, "is_bounce": True}),
    ],
    ids=["before it was solved", "their machine", "a mail that came back"],
)
def test_what_is_no_word_since_hinders_nothing(case, follow_up, caller, at, more):
    tried_honestly(follow_up, caller)
    wrote(case, at, **more)

    closed = calling.give_up(follow_up.pk, actor=caller, now=NOW + 30 * HOUR)

    assert (closed.state, closed.outcome) == ("closed", "unreachable")


def test_whoever_gave_a_number_alone_and_agreed_is_asked_by_text(follow_up, caller):
    connected(provider="kept", account_sid="", auth_token="", sender="")
    submission = follow_up.case.submission
    talk = submission.conversation
    talk.customer = customer_with(phone="+886912345678")
    talk.save()
    with pytest.raises(MissingFacts):
        calling.send_message(follow_up.pk, actor=caller, now=NOW + HOUR)
    Consent.objects.create(
        customer=talk.customer, purpose="texts", submission=submission, notice_version="1",
        given_at=NOW,
    )  # fmt: skip

    sent = calling.send_message(follow_up.pk, actor=caller, now=NOW + HOUR)

    row = Outgoing.objects.get(template="follow_up")
    assert (row.kind, sent.channel, sent.outcome) == ("phone", "messenger", "sent")
    circumstances = composing.circumstances_of(row, now=NOW)
    assert f"/c/{talk.reference}/" in composing.compose(row, circumstances, now=NOW).text
