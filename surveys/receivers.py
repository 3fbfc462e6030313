"""What follow-up does when a case has moved."""

from django.dispatch import receiver
from django.utils import timezone

from cases import signals
from cases.kinds import EventKind
from cases.models import CaseEvent
from surveys.rules import planning


@receiver(signals.case_moved, dispatch_uid="surveys.plan")
def plan(case_id: int, event_id: int, **_later: object) -> None:
    """Plan the follow-up of a resolution, unless it is taken back first."""
    if CaseEvent.objects.filter(pk=event_id, kind=EventKind.RESOLVED).exists():
        planning.plan_follow_up(case_id, now=timezone.now())
