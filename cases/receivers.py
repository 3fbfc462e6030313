"""What cases do when a bell upstream rings: one rule each. A lost bell is made up for by a sweep."""

from django.dispatch import receiver
from django.utils import timezone

from cases.rules import acknowledging, grading, opening, replying
from cases.signals import case_opened
from cases.tasks import comparing_bell, opening_bell
from channels import signals


@receiver(signals.submission_received, dispatch_uid="cases.open")
def open_case(submission_id: int, *, is_awaited: bool = True, **_later: object) -> None:
    """Open the case: at once where a person looks at the next page, else soon and with its like."""
    if is_awaited:
        opening.open_case(submission_id, now=timezone.now())
    else:
        opening_bell.ring()


@receiver(signals.message_received, dispatch_uid="cases.customer_wrote")
def customer_wrote(message_id: int, **_later: object) -> None:
    """Take a message into its case."""
    replying.customer_wrote(message_id, now=timezone.now())


@receiver(signals.message_taken_back, dispatch_uid="cases.customer_took_back")
def customer_took_back(message_id: int, **_later: object) -> None:
    """Forget what the message said."""
    replying.customer_took_back(message_id, now=timezone.now())


@receiver(signals.message_delivered, dispatch_uid="cases.acknowledged")
def acknowledged(outgoing_id: int, **_later: object) -> None:
    """The receipt is out: the case is acknowledged."""
    acknowledging.acknowledge_receipt(outgoing_id, now=timezone.now())


@receiver(case_opened, dispatch_uid="cases.compare")
def compare(**_ids: object) -> None:
    """Look soon whether somebody said the same before; nobody waits for it."""
    comparing_bell.ring()


@receiver(signals.message_received, dispatch_uid="cases.grade")
def grade(message_id: int, **_later: object) -> None:
    """What a customer adds makes their feedback better."""
    grading.grade_again(message_id, now=timezone.now())
