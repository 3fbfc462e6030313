"""What cases do when a bell upstream rings: one rule each. A lost bell is made up for by a sweep."""

from contextlib import suppress

from django.dispatch import receiver
from django.utils import timezone

from cases.errors import NotInForce
from cases.rules.escalation import pressing
from cases.rules.knowledge import using_solutions
from cases.rules.openings import acknowledging, grading, opening
from cases.rules.replies import answering_in_public, chatting, replying
from cases.rules.time_limits import entitling
from cases.signals import case_opened, incident_run_asked
from cases.tasks import comparing_bell, opening_bell, runs_bell
from channels import signals


@receiver(signals.submission_received, dispatch_uid="cases.open")
def open_case(submission_id: int, *, is_awaited: bool = True, **_later: object) -> None:
    """Open the case: at once where a person looks at the next page, else soon and with its like."""
    if is_awaited:
        now = timezone.now()
        chatting.own_from_the_start(opening.open_case(submission_id, now=now), now=now)
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


@receiver(signals.chat_answered, dispatch_uid="cases.chat_answered")
def chat_answered(message_id: int, **_later: object) -> None:
    """A person answered in a chat, which meets the clocks of answering."""
    chatting.answered_in_chat(message_id, now=timezone.now())


@receiver(signals.review_answered, dispatch_uid="cases.review_answered")
def review_answered(message_id: int, **_later: object) -> None:
    """Somebody of ours answered in public, which meets the clocks of answering."""
    answering_in_public.found_posted(message_id, now=timezone.now())


@receiver(signals.chat_taken, dispatch_uid="cases.chat_taken")
def chat_taken(chat_id: int, **_later: object) -> None:
    """Whoever took the chat answers for its case, where nobody does yet."""
    chatting.own_by_chat(chat_id, now=timezone.now())


@receiver(signals.chat_judged, dispatch_uid="cases.chat_judged")
def chat_judged(version_id: int, *, has_helped: bool, language: str, **_later: object) -> None:
    """Count the word of a customer as that of any reader of the page; one taken back meanwhile has none."""
    with suppress(NotInForce):
        using_solutions.say_whether_it_helped(
            version_id, has_helped=has_helped, language=language, now=timezone.now()
        )


@receiver(signals.customer_named, dispatch_uid="cases.customer_named")
def customer_named(submission_id: int, **_later: object) -> None:
    """Let the case know whose it is."""
    chatting.name_customer(submission_id, now=timezone.now())


@receiver(signals.message_delivered, dispatch_uid="cases.acknowledged")
def acknowledged(outgoing_id: int, **_later: object) -> None:
    """The receipt is out: the case is acknowledged."""
    acknowledging.acknowledge_receipt(outgoing_id, now=timezone.now())


@receiver(signals.customer_tiered, dispatch_uid="cases.customer_tiered")
def customer_tiered(customer_id: int, **_later: object) -> None:
    """Limits of open cases follow the tier."""
    entitling.follow_tier(customer_id, now=timezone.now())


@receiver(case_opened, dispatch_uid="cases.raise_by_fact")
def raise_by_fact(case_id: int, *, is_pressing: bool = True, **_later: object) -> None:
    """What concerns safety, press or a regulator, or is as bad as can be, goes up at once."""
    if is_pressing:
        pressing.raise_by_fact(case_id, now=timezone.now())


@receiver(case_opened, dispatch_uid="cases.compare")
def compare(**_ids: object) -> None:
    """Look soon whether somebody said the same before; nobody waits for it."""
    comparing_bell.ring()


@receiver(signals.message_received, dispatch_uid="cases.grade")
def grade(message_id: int, **_later: object) -> None:
    """What a customer adds makes their feedback better."""
    grading.grade_again(message_id, now=timezone.now())


@receiver(incident_run_asked, dispatch_uid="cases.run_incident")
def run_incident(run_id: int, **_later: object) -> None:
    """Let a worker begin with it, and not with this one alone."""
    runs_bell.ring()
