"""Periodic work on follow-ups."""

from celery import shared_task
from django.utils import timezone

from surveys.rules import planning


@shared_task(name="surveys.sweep_resolved", ignore_result=True)
def sweep_resolved(**_later: object) -> None:
    """Plan what a lost bell left unplanned, and end what one left open."""
    now = timezone.now()
    planning.sweep_resolved(now=now)
    planning.sweep_ended(now=now)
