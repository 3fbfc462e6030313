"""Using standard solutions: put into the answer of a case, and judged by readers of their pages."""

from datetime import datetime

from django.db import transaction

from cases.errors import AnswerGone, NotInForce
from cases.kinds import SolutionState
from cases.measures.knowledge.solved_answers import solved_well
from cases.models import AnswerUse, Case, SolutionUse, SolutionVersion, SolutionVote
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


@transaction.atomic
def use_solution(case_id: int, *, version_id: int, actor: User, now: datetime) -> SolutionUse:
    """Note that a version was put into a case's answer; the second time gives the first use.

    The case itself does not change, so that what its owner is writing stays good. Raises NotInForce
    where the version was taken back meanwhile.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    case = Case.objects.only("language").get(pk=case_id)
    version = SolutionVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if version.state != SolutionState.APPROVED:
        raise NotInForce
    use, is_new = SolutionUse.objects.get_or_create(
        case=case, version=version,
        defaults={"language": case.language, "used_by": actor, "used_at": now},
    )  # fmt: skip
    if is_new:
        body = {"case": case_id, "solution": version.solution_id, "version": version.number}
        subject = f"solution_version:{version_id}"
        record(
            [Entry(verb="solution.used", subject=subject, actor=name_of(actor), body=body)], now=now
        )
    return use


@transaction.atomic
def use_answer(case_id: int, *, source_id: int, actor: User, now: datetime) -> AnswerUse:
    """Note that the answer of a solved case was put into another's; the second time gives the first use.

    As with solutions the case itself does not change. Raises AnswerGone where the source was opened again,
    or is none that this person may see.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    source = solved_well(actor, now=now).exclude(pk=case_id).filter(pk=source_id).first()
    if source is None:
        raise AnswerGone
    use, is_new = AnswerUse.objects.get_or_create(
        case_id=case_id, source=source, defaults={"used_by": actor, "used_at": now}
    )
    if is_new:
        body, subject = {"case": case_id}, f"case:{source.pk}"
        record(
            [Entry(verb="answer.used", subject=subject, actor=name_of(actor), body=body)], now=now
        )
    return use


def say_whether_it_helped(
    version_id: int, *, has_helped: bool, language: str, now: datetime
) -> SolutionVote:
    """Count a reader's word. A figure like a page view, of nobody: the ledger does not know of it.

    Raises NotInForce where customers may not read the version, or no more.
    """
    if not SolutionVersion.objects.for_customers().filter(pk=version_id).exists():
        raise NotInForce
    return SolutionVote.objects.create(
        version_id=version_id, has_helped=has_helped, language=language, given_at=now
    )
