"""What follow-up does when a case has moved."""

from django.dispatch import receiver
from django.utils import timezone

from cases import signals
from cases.kinds import EventKind
from cases.models import CaseEvent
from surveys.rules import planning


@receiver(signals.case_moved, dispatch_uid="surveys.plan")
def plan(case_id: int, event_id: int, **_later: object) -> None:
    """Plan the follow-up of a resolution, unless it is taken back first; end it with its case."""
    kind = CaseEvent.objects.filter(pk=event_id).values_list("kind", flat=True).first()
    if kind == EventKind.RESOLVED:
        planning.plan_follow_up(case_id, now=timezone.now())
    elif kind is not None and EventKind(kind) in planning.ENDS:
        planning.end_with_its_case(case_id, planning.ENDS[EventKind(kind)], now=timezone.now())
