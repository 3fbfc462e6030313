"""The sealer's beat."""

from celery import shared_task
from django.utils import timezone

from feedback_site.ledger.rules.sealing import seal


@shared_task(name="ledger.seal", ignore_result=True)
def seal_ledger(**_later: object) -> None:
    """Seal what is finished; any number of these may run, one at a time does the work."""
    seal(now=timezone.now())
