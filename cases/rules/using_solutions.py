"""Using standard solutions: put into the answer of a case, and judged by readers of their pages."""

from datetime import datetime

from django.db import transaction

from cases.errors import NotInForce
from cases.kinds import SolutionState
from cases.models import Case, SolutionUse, SolutionVersion, SolutionVote
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
