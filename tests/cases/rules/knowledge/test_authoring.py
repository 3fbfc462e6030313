"""Standard solutions: two people for every word that goes out, one version in force, none ever lost."""

import pytest

from cases.errors import AlreadyDone, CaseError, InReview, MissingFacts, SamePerson, StaleSolution
from cases.kinds import SolutionState
from cases.models import SolutionText, SolutionVersion
from cases.rules.knowledge import authoring
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.factories.cases import NOW
from tests.factories.organisation import posted
from tests.factories.solutions import draft, solution_version
from tests.side_by_side import together

pytestmark = pytest.mark.django_db
DRAFT, IN_REVIEW = SolutionState.DRAFT, SolutionState.IN_REVIEW
APPROVED, RETIRED = SolutionState.APPROVED, SolutionState.RETIRED
RULES = {
    "propose": (authoring.propose, {}), "approve": (authoring.approve, {}),
    "send_back": (authoring.send_back, {"remark": "too long"}),
    "retire": (authoring.retire, {}), "revert": (authoring.revert, {}),
}  # fmt: skip
# From which state each decision leads where.
LEADS = {
    ("propose", DRAFT): IN_REVIEW, ("approve", IN_REVIEW): APPROVED,
    ("send_back", IN_REVIEW): DRAFT, ("retire", APPROVED): RETIRED, ("revert", RETIRED): APPROVED,
}  # fmt: skip


@pytest.fixture
def writer():
    return posted(Role.SPECIALIST)


@pytest.fixture
def head():
    return posted(Role.DEPARTMENT_HEAD)


def verbs():
    events = LedgerEvent.objects.filter(verb__startswith="solution.").order_by("pk")
    return list(events.values_list("verb", flat=True))


def states(version):
    return list(
        SolutionVersion.objects.filter(solution=version.solution_id)
        .order_by("number")
        .values_list("number", "state")
    )


def test_from_the_first_word_to_what_is_in_force(writer, head):
    first = authoring.write_solution(draft(), actor=writer, now=NOW)
    authoring.propose(first.pk, actor=writer, now=NOW)
    approved = authoring.approve(first.pk, actor=head, now=NOW)

    assert (approved.state, approved.approved_by, approved.approved_at) == (APPROVED, head, NOW)
    assert approved.solution.code == "glossy-stains-en"
    assert {text.language: text.title for text in approved.texts.all()} == {
        "zh-hant": "Glossy stains zh-hant", "zh-hans": "Glossy stains zh-hans",
        "en": "Glossy stains en",
    }  # fmt: skip
    assert verbs() == ["solution.written", "solution.proposed", "solution.approved"]


def test_the_next_version_takes_the_place_of_the_one_in_force(writer, head):
    first = solution_version(writer=writer)
    second = authoring.write_version(
        first.solution_id, draft("Wipe"), seen=1, actor=writer, now=NOW
    )
    assert states(first) == [(1, APPROVED), (2, DRAFT)]
    authoring.propose(second.pk, actor=writer, now=NOW)
    authoring.approve(second.pk, actor=head, now=NOW)

    assert states(first) == [(1, RETIRED), (2, APPROVED)]
    authoring.revert(first.pk, actor=head, now=NOW)
    assert states(first) == [(1, APPROVED), (2, RETIRED)]
    authoring.retire(first.pk, actor=head, now=NOW)
    assert states(first) == [(1, RETIRED), (2, RETIRED)]
    assert verbs()[-2:] == ["solution.reverted", "solution.retired"]


@pytest.mark.parametrize("code", RULES)
@pytest.mark.parametrize("state", SolutionState)
def test_every_decision_in_every_state(code, state, head):
    version = solution_version(state)
    rule, facts = RULES[code]
    to = LEADS.get((code, state))
    if to is None:
        with pytest.raises(AlreadyDone):
            rule(version.pk, actor=head, now=NOW, **facts)
        assert verbs() == []
    else:
        rule(version.pk, actor=head, now=NOW, **facts)
    version.refresh_from_db()
    assert version.state == (to or state)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("code", "state", "ability"),
    [
        ("propose", DRAFT, Ability.WRITE_SOLUTIONS), ("approve", IN_REVIEW, Ability.APPROVE_SOLUTIONS),
        ("send_back", IN_REVIEW, Ability.APPROVE_SOLUTIONS),
        ("retire", APPROVED, Ability.APPROVE_SOLUTIONS),
        ("revert", RETIRED, Ability.APPROVE_SOLUTIONS),
    ],
)  # fmt: skip
def test_who_may_decide(role, code, state, ability):
    version = solution_version(state)
    rule, facts = RULES[code]
    if ability in ABILITIES[role]:
        rule(version.pk, actor=posted(role), now=NOW, **facts)
        return
    with pytest.raises(NotAllowed):
        rule(version.pk, actor=posted(role), now=NOW, **facts)
    version.refresh_from_db()
    assert (version.state, verbs()) == (state, [])


@pytest.mark.parametrize(("code", "state"), [("approve", IN_REVIEW), ("revert", RETIRED)])
def test_nobody_approves_their_own_words(code, state, head):
    version = solution_version(state, writer=head)

    with pytest.raises(SamePerson):
        RULES[code][0](version.pk, actor=head, now=NOW)
    version.refresh_from_db()
    assert (version.state, verbs()) == (state, [])


def test_what_never_was_in_force_is_not_reverted_to(head):
    version = solution_version(RETIRED, approved_at=None, approved_by=None)

    with pytest.raises(AlreadyDone):
        authoring.revert(version.pk, actor=head, now=NOW)


def test_sent_back_with_a_reason_or_taken_back_by_its_writer(writer, head):
    version = solution_version(IN_REVIEW, writer=writer)
    with pytest.raises(MissingFacts):
        authoring.send_back(version.pk, remark=" ", actor=head, now=NOW)
    authoring.send_back(version.pk, remark="Too long", actor=head, now=NOW)
    version.refresh_from_db()
    assert (version.state, version.remark, version.proposed_at) == (DRAFT, "Too long", None)

    authoring.propose(version.pk, actor=writer, now=NOW)
    authoring.send_back(version.pk, remark="", actor=writer, now=NOW)
    version.refresh_from_db()
    assert (version.state, version.remark) == (DRAFT, "")


@pytest.mark.parametrize(
    "lacking",
    [{"languages": ("zh-hant", "en")}, {"problem": ""}, {"answer": "  "}],
)
def test_a_half_written_version_is_not_proposed(writer, lacking):
    version = authoring.write_solution(draft(**lacking), actor=writer, now=NOW)

    with pytest.raises(MissingFacts):
        authoring.propose(version.pk, actor=writer, now=NOW)
    version.refresh_from_db()
    assert version.state == DRAFT


def test_one_writes_over_ones_own_draft_and_beside_somebody_elses(writer):
    first = authoring.write_solution(draft(), actor=writer, now=NOW)
    again = authoring.write_version(
        first.solution_id, draft("Better", languages=("en",)), seen=1, actor=writer, now=NOW
    )
    assert again.pk == first.pk
    assert [text.title for text in SolutionText.objects.filter(version=first)] == ["Better en"]

    other = authoring.write_version(
        first.solution_id, draft("Mine"), seen=1, actor=posted(Role.SUPERVISOR), now=NOW
    )
    assert states(first) == [(1, RETIRED), (2, DRAFT)]
    assert other.number == 2
    with pytest.raises(StaleSolution):
        authoring.write_version(first.solution_id, draft(), seen=1, actor=writer, now=NOW)
    assert states(first) == [(1, RETIRED), (2, DRAFT)]


def test_nothing_is_written_past_a_version_that_waits(writer):
    version = solution_version(IN_REVIEW, writer=writer)

    with pytest.raises(InReview):
        authoring.write_version(version.solution_id, draft("More"), seen=1, actor=writer, now=NOW)
    assert states(version) == [(1, IN_REVIEW)]


@pytest.mark.parametrize("role", [Role.AGENT, Role.CLERK, Role.AUDITOR])
def test_who_may_not_write(role):
    before = SolutionVersion.objects.count()

    with pytest.raises(NotAllowed):
        authoring.write_solution(draft(), actor=posted(role), now=NOW)
    assert SolutionVersion.objects.count() == before


def test_a_title_is_asked_for_and_a_code_is_given_once(writer):
    with pytest.raises(MissingFacts):
        authoring.write_solution(draft(languages=()), actor=writer, now=NOW)
    codes = [
        authoring.write_solution(draft(languages=languages), actor=writer, now=NOW).solution.code
        for languages in (("en",), ("en",), ("zh-hant",), ("zh-hant",))
    ]
    assert codes == ["glossy-stains-en", "glossy-stains-en-2", "solution", "solution-2"]


@pytest.mark.django_db(transaction=True)
def test_two_approve_at_once_and_one_is_told():
    version = solution_version(IN_REVIEW)
    heads = [posted(Role.MANAGER), posted(Role.DEPARTMENT_HEAD)]

    outcomes = together(
        *(lambda head=head: authoring.approve(version.pk, actor=head, now=NOW) for head in heads),
        catching=CaseError,
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "SolutionVersion"]
    assert verbs() == ["solution.approved"]


@pytest.mark.django_db(transaction=True)
def test_two_write_on_at_once_and_one_is_told():
    version = solution_version()
    writers = [posted(Role.SPECIALIST), posted(Role.SUPERVISOR)]

    outcomes = together(
        *(
            lambda writer=writer: authoring.write_version(
                version.solution_id, draft("Next"), seen=1, actor=writer, now=NOW
            )
            for writer in writers
        ),
        catching=CaseError,
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["SolutionVersion", "StaleSolution"]
    assert states(version) == [(1, APPROVED), (2, DRAFT)]
