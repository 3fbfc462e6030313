"""Two cases tied by hand: both show each other, nobody sees what they may not, and it can be taken back."""

import pytest
from django.urls import reverse

from cases.errors import AlreadyDone, MergedElsewhere, MissingFacts, WrongFact
from cases.kinds import EventKind, LinkKind
from cases.models import CaseEvent, CaseLink
from cases.rules.links import merging, relating
from cases.states import CaseState
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return posted(Role.AGENT)


@pytest.fixture
def pair(agent):
    return case_in(CaseState.IN_PROGRESS, owner=agent), case_in(CaseState.CLOSED, owner=agent)


def relate(case, other, actor, **more):
    how = {"other_reference": other.reference, "reason": "same roll", "now": NOW, **more}
    return relating.relate_cases(case.pk, actor=actor, **how)


def told(case, kind):
    event = case.events.get(kind=kind)
    return event.facts["other"], event.facts["reason"], event.actor


def test_both_are_told_also_one_that_is_closed_and_stay_as_they_are(agent, pair):
    case, other = pair

    link = relate(case, other, agent)

    assert (link.kind, link.reason, link.made_by) == (LinkKind.RELATED, "same roll", agent)
    for one, beside in (pair, reversed(pair)):
        was = one.state
        assert told(one, EventKind.RELATED) == (beside.reference, "same roll", agent)
        one.refresh_from_db()
        assert one.state == was
        assert LedgerEvent.objects.filter(subject=f"case:{one.pk}", verb="case.related").exists()

    relating.unrelate_cases(link.pk, reason="other roll", actor=agent, now=NOW, versions={})
    assert told(other, EventKind.UNRELATED) == (case.reference, "other roll", agent)
    with pytest.raises(AlreadyDone):
        relating.unrelate_cases(link.pk, reason="again", actor=agent, now=NOW, versions={})
    # What was taken back may be tied anew, from the other end as well.
    relate(other, case, agent)
    assert CaseLink.objects.filter(undone_at=None).count() == 1


def test_what_is_refused_changes_nothing(agent, pair):
    case, other = pair
    elsewhere = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=StoreFactory()))
    stranger = posted(Role.AGENT, store=StoreFactory())
    relate(case, other, agent)
    before = CaseEvent.objects.count()

    for refused, how in (
        (AlreadyDone, {"case": other, "other": case}),
        (WrongFact, {"other": case}),
        (WrongFact, {"other": elsewhere, "actor": stranger}),
        (MissingFacts, {"reason": " "}),
        (NotAllowed, {"actor": posted(Role.CLERK)}),
    ):
        with pytest.raises(refused):
            relate(**{"case": case, "other": other, "actor": agent, **how})

    assert (CaseEvent.objects.count(), CaseLink.objects.count()) == (before, 1)


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_a_link_into_the_unseen_or_of_another_kind_is_not_untied(client, agent, is_by_hand):
    here = StoreFactory()
    case = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=here))
    where = StoreFactory() if is_by_hand else here
    other = case_in(CaseState.IN_PROGRESS, submission=SubmissionFactory(store=where))
    kind = LinkKind.RELATED if is_by_hand else LinkKind.MERGED_INTO
    link = CaseLink.objects.create(
        source=case, target=other, kind=kind, made_by=agent, made_at=NOW, reason="same roll"
    )
    client.force_login(posted(Role.AGENT, store=here))
    path = reverse("admin:cases_case_act_on", args=(case.reference, "unrelate", link.pk))

    assert client.post(path, {"reason": "no"}).status_code == 409

    link.refresh_from_db()
    assert (link.undone_at, CaseEvent.objects.filter(kind=EventKind.UNRELATED).count()) == (None, 0)


def test_a_merged_case_names_the_one_that_leads(agent, pair):
    case, _other = pair
    gone = case_in(CaseState.IN_PROGRESS, owner=agent)
    leading = case_in(CaseState.IN_PROGRESS, owner=agent)
    merging.merge_case(
        gone.pk, into_reference=leading.reference, reason="same", actor=agent, now=NOW
    )

    with pytest.raises(MergedElsewhere, match=leading.reference):
        relate(case, gone, agent)

    # The one on which the work is done, however many lie between.
    last = case_in(CaseState.IN_PROGRESS, owner=agent)
    merging.merge_case(
        leading.pk, into_reference=last.reference, reason="same", actor=agent, now=NOW
    )
    with pytest.raises(MergedElsewhere, match=last.reference):
        relate(case, gone, agent)


def test_the_dialog_ties_them_and_each_page_shows_the_other(client, agent, pair):
    case, other = pair
    client.force_login(agent)
    client.cookies["django_language"] = "en"

    def act(one, code, *subject):
        name = "cases_case_act_on" if subject else "cases_case_act"
        return reverse(f"admin:{name}", args=(one.reference, code, *subject))

    unknown = client.post(act(case, "relate"), {"other": "FB-2222-2222", "reason": "x"})
    assert (unknown.status_code, "There is no such case" in unknown.text) == (422, True)
    said = {"other": other.reference, "reason": "same roll", "version": case.version}
    assert client.post(act(case, "relate"), said).status_code == 302

    link = CaseLink.objects.get()
    for one, beside in (pair, reversed(pair)):
        page = client.get(reverse("admin:cases_case_desk", args=(one.reference,))).text
        assert act(one, "unrelate", link.pk) in page
        assert f"linked with case {beside.reference}" in page
    assert client.post(act(other, "unrelate", link.pk), {"reason": "no"}).status_code == 302
    assert CaseLink.objects.filter(undone_at=None).count() == 0
