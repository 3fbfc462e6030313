"""Periodic work of reports."""

from celery import shared_task
from django.utils import timezone

from reports.rules import keeping, refreshing


@shared_task(name="reports.refresh", ignore_result=True)
def refresh(**_later: object) -> None:
    """Bring the facts of what was touched up to date, then count anew what people are looking at."""
    refreshing.refresh_touched(now=timezone.now())
    keeping.renew_figures(now=timezone.now())


@shared_task(name="reports.refresh_all", ignore_result=True)
def refresh_all(**_later: object) -> None:
    """Bring all facts up to date: after more at once than the other looks back upon."""
    refreshing.refresh_all(now=timezone.now())
