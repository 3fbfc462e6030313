"""Relating: two cases that belong together and stay two are tied by hand, with a reason, and untied."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, MergedElsewhere, MissingFacts, SameCase, WrongFact
from cases.kinds import EventKind, LinkKind
from cases.measures.merged_cases import leading_of
from cases.models import Case, CaseLink
from cases.rules.changes.changing import changing
from cases.states import CaseState
from channels.references import read_reference
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def may_relate(case: Case, user: User) -> bool:
    """Whoever works on cases may, also on one that is finished: what belongs to it is found later.

    Not on one that is merged: what is linked with it is linked with the case that leads.
    """
    return user.can(Ability.WORK_CASES) and case.state != CaseState.MERGED


@transaction.atomic
def relate_cases(
    case_id: int, *, other_reference: str, reason: str, actor: User, now: datetime,
    version: int | None = None,
) -> CaseLink:  # fmt: skip
    """Tie two cases as related; states, limits and customers of both stay as they are.

    Raises NotAllowed, MissingFacts, WrongFact for the same case or one that is not there for this person,
    AlreadyDone where they are tied by hand already, MergedElsewhere where one of them is merged.
    """
    _require(actor, reason)
    other_id = _seen(other_reference, beside=case_id, actor=actor)
    one, other = _locked(case_id, other_id)
    for each in (one, other):
        if each.state == CaseState.MERGED:
            leading = leading_of(each) or each
            raise MergedElsewhere(reference=each.reference, into=leading.reference)
    if _tied(one, other).exists():
        raise AlreadyDone
    link = CaseLink.objects.create(
        source=one, target=other, kind=LinkKind.RELATED, made_by=actor, made_at=now,
        reason=reason.strip(),
    )  # fmt: skip
    _tell(link, EventKind.RELATED, reason, actor=actor, now=now, versions={case_id: version})
    return link


@transaction.atomic
def unrelate_cases(
    link_id: int, *, reason: str, actor: User, now: datetime, versions: dict[int, int | None]
) -> CaseLink:
    """Take such a link back; both histories keep that it was there, and why it is no more.

    `versions` are those of the cases that were looked at, by their ids. Raises NotAllowed, MissingFacts,
    AlreadyDone where it was taken back before, is no such link, or ends where this person may not look.
    """
    _require(actor, reason)
    seen = Case.objects.visible_to(actor).values("pk")
    by_hand = CaseLink.objects.filter(kind=LinkKind.RELATED, source__in=seen, target__in=seen)
    ends = by_hand.values_list("source", "target").filter(pk=link_id).first()
    if ends is None:
        raise AlreadyDone
    _locked(*ends)
    link = CaseLink.objects.select_related("source", "target").get(pk=link_id)
    if link.undone_at is not None:
        raise AlreadyDone
    link.undone_at = now
    link.save(update_fields=["undone_at"])
    _tell(link, EventKind.UNRELATED, reason, actor=actor, now=now, versions=versions)
    return link


def _seen(reference: str, *, beside: int, actor: User) -> int:
    """Find the other case, as far as this person may see it; the same one is no other."""
    read = read_reference(reference)
    found = Case.objects.visible_to(actor).filter(reference=read or "")
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise WrongFact(name=_("Link with"), value=reference)
    if pk == beside:
        raise SameCase(reference=read)
    return pk


def _locked(case_id: int, other_id: int) -> tuple[Case, Case]:
    """Lock the pair in id order, as everywhere: two people tying it from both ends cannot both win."""
    pair = Case.objects.select_for_update().filter(pk__in=(case_id, other_id)).order_by("pk")
    by_id = {one.pk: one for one in pair}
    return by_id[case_id], by_id[other_id]


def _tied(one: Case, other: Case) -> QuerySet[CaseLink]:
    ends = Q(source=one, target=other) | Q(source=other, target=one)
    return CaseLink.objects.filter(ends, kind=LinkKind.RELATED, undone_at=None)


def _require(actor: User, reason: str) -> None:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=_("Reason"))


def _tell(
    link: CaseLink, kind: EventKind, reason: str, *, actor: User, now: datetime,
    versions: dict[int, int | None],
) -> None:  # fmt: skip
    """Write it into the history of both, each with the other's number."""
    ends = ((link.source, link.target), (link.target, link.source))
    for case, other in sorted(ends, key=lambda pair: pair[0].pk):
        with changing(case.pk, actor=actor, now=now, version=versions.get(case.pk)) as change:
            facts = {"other": other.reference, "link": link.pk, "reason": reason.strip()}
            change.happened(kind, facts=facts)
