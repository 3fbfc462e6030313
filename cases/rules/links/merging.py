"""Merging two cases about one problem, and taking it apart again: an overlay, nothing is moved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import CaseError, LeadsNowhere, MergedElsewhere, SameCase, WrongFact
from cases.kinds import EventKind, LinkKind
from cases.measures.merged_cases import leading_of
from cases.measures.queues.owed import answers_after, earliest, owed_to_own
from cases.models import Case, CaseEvent, CaseLink
from cases.rules.changes import forwarding, telling
from cases.rules.changes.changing import Change, changing
from cases.rules.lifecycle.moving import move, undo_time
from cases.states import CALLED_OFF, CaseState
from channels.references import read_reference
from feedback_site.organisation.models import User


def merge_case(
    case_id: int,
    *,
    into_reference: str,
    reason: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Merge a case into another; both customers are kept, each conversation stays whole.

    The pair is locked in id order, so that two people merging in opposite directions cannot both win.
    Raises WrongFact for an unknown or the same case, MergedElsewhere into a case that is itself merged,
    LeadsNowhere into one that was called off, and of an open case into a finished one.
    """
    target = _find(into_reference)
    if target.pk == case_id:
        raise SameCase(reference=target.reference)
    with transaction.atomic():
        pair = Case.objects.select_for_update().filter(pk__in=(case_id, target.pk)).order_by("pk")
        locked = {one.pk: one for one in pair}
        target = locked[target.pk]
        _require_open(target, locked[case_id])
        with changing(case_id, actor=actor, now=now, version=version) as source:
            unanswered, was_finished = source.case.unanswered_since, source.case.is_finished
            move(source, CaseState.MERGED, {"merge_into": target.reference, "reason": reason})
            # What is merged cannot be confirmed by itself any more.
            telling.hold_back(source, "resolved", number=source.case.resolution_number)
            facts = source.events[-1].facts
            facts["into"] = target.reference
            facts["promises_go_on"] = True
            facts["owed_since"] = unanswered.isoformat() if unanswered else ""
            link = CaseLink.objects.create(
                source=source.case,
                target=target,
                kind=LinkKind.MERGED_INTO,
                made_by=actor,
                made_at=now,
            )
            if not was_finished:
                telling.tell(source, "joined", number=link.pk, delay=undo_time())
        with changing(target.pk, actor=actor, now=now) as absorbing:
            _absorb(absorbing, source.case, unanswered)
    return source.case


def _require_open(target: Case, source: Case) -> None:
    """An open complaint under a closed case would be worked on by nobody."""
    leading = leading_of(target)
    if leading is not None and leading != source:
        raise MergedElsewhere(reference=target.reference, into=leading.reference)
    if target.state in CALLED_OFF or (target.is_finished and not source.is_finished):
        raise LeadsNowhere(reference=target.reference, state=target.get_state_display())


def _absorb(change: Change, source: Case, unanswered: datetime | None) -> None:
    facts: dict[str, object] = {"absorbed": source.reference}
    if unanswered is not None:
        facts["unanswered_since"] = unanswered.isoformat()
        change.case.unanswered_since = min(unanswered, change.case.unanswered_since or unanswered)
    change.happened(EventKind.MERGED, facts=facts)


def release_others(leading: Case, *, actor: User | None, now: datetime) -> None:
    """Take out of a case that was called off what others told: nobody would work on it there.

    Within the transaction that holds the locks of all of them. What they took in themselves stays theirs.
    """
    others = {one.pk for one in forwarding.others_under(leading)}
    links = CaseLink.objects.filter(source__in=others, kind=LinkKind.MERGED_INTO, undone_at=None)
    for case_id in links.exclude(target__in=others).order_by("pk").values_list("source", flat=True):
        unmerge_case(case_id, reason="leading_called_off", actor=actor, now=now, is_entitled=True)


def unmerge_case(
    case_id: int,
    *,
    reason: str,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    is_entitled: bool = False,
) -> Case:
    """Take a merged case out again, to the state it came from, with the clocks of both restored.

    `is_entitled` is for rules that take it out themselves.

    Raises CaseError where the case is not merged, or not any more into the one it was when this began.
    """
    with transaction.atomic():
        link = CaseLink.objects.filter(
            source=case_id, kind=LinkKind.MERGED_INTO, undone_at=None
        ).first()
        if link is None:
            raise CaseError
        list(
            Case.objects.select_for_update().filter(pk__in=(case_id, link.target_id)).order_by("pk")
        )
        link.refresh_from_db()
        if link.undone_at is not None:
            raise CaseError
        with changing(case_id, actor=actor, now=now, version=version) as source:
            case = source.case
            merged = case.events.filter(kind=EventKind.MERGED, went_to=CaseState.MERGED).latest(
                "seq"
            )
            back = _came_from(case, merged)
            telling.hold_back(source, "joined", number=link.pk)
            case.unanswered_since = _owed_since(case, merged)
            _put_back(source, back)
            said = {"reason": reason}
            move(source, back, said, kind=EventKind.UNMERGED, is_entitled=is_entitled)
            facts = source.events[-1].facts
            facts["into"] = link.target.reference
            if back != CaseState(merged.came_from):
                # The wait ended beneath the merge, which has brought nothing from a supplier.
                facts["vendor_owes"] = True
        link.undone_at = now
        link.save(update_fields=["undone_at"])
        with changing(link.target_id, actor=actor, now=now) as target:
            target.happened(EventKind.UNMERGED, facts={"absorbed": case.reference})
            if target.case.unanswered_since is not None:
                target.case.unanswered_since = forwarding.owed_since(target)
            forwarding.hold_back(target.case, case, now=now)
    return case


def _came_from(case: Case, merged: CaseEvent) -> CaseState:
    """The state to go back to; what it waited for from its customer may have come while it was merged."""
    came = (EventKind.WAITING_ENDED, EventKind.CUSTOMER_WROTE)
    before = CaseState(merged.came_from)
    since = case.events.filter(kind__in=came, seq__gt=merged.seq)
    is_over = before == CaseState.WAITING and since.exists()
    return CaseState.IN_PROGRESS if is_over else before


def _owed_since(case: Case, merged: CaseEvent) -> datetime | None:
    """Since when its customer waits: since before the merge unless answered since, or since they wrote."""
    is_answered = answers_after(case, merged).exists()
    before = None if is_answered else forwarding.open_before(case, merged)
    return earliest(before, owed_to_own(case.pk, after=merged.seq))


def _put_back(change: Change, back: CaseState) -> None:
    """Restore what belongs to the state and was cleared or held back on leaving it."""
    case = change.case
    if back in (CaseState.RESOLVED, CaseState.VERIFYING):
        telling.send_after_all(change, "resolved", number=case.resolution_number)
    if back == CaseState.WAITING:
        began = case.events.filter(kind=EventKind.WAITING_BEGAN).latest("seq")
        case.waiting_reason, case.resume_by = (
            began.facts["waiting_reason"],
            began.facts["resume_by"],
        )
    if back == CaseState.CLOSED:
        closed = case.events.filter(kind=EventKind.CLOSED).latest("seq")
        case.outcome, case.closed_at = closed.facts["outcome"], closed.happened_at


def _find(reference: str) -> Case:
    read = read_reference(reference)
    case = Case.objects.filter(reference=read).first() if read else None
    if case is None:
        raise WrongFact(name=_("Reference"), value=reference)
    return case
