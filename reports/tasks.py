"""Periodic work of reports."""

from celery import shared_task
from django.utils import timezone

from reports.rules import keeping, refreshing


@shared_task(name="reports.refresh", ignore_result=True)
def refresh(**_later: object) -> None:
    """Bring facts up to date, then count anew what people are looking at."""
    refreshing.refresh_facts(now=timezone.now())
    keeping.renew_figures(now=timezone.now())
