"""Telling the customer of each step, in their language; the outbox sends it after the change is committed."""

from datetime import timedelta

from cases.rules.changes.changing import Change
from channels.models import Message
from channels.rules.outbox import delivery, recalling


def tell(
    change: Change,
    template: str,
    *,
    number: int | None = None,
    delay: timedelta = timedelta(),
    message: Message | None = None,
    **context: object,
) -> None:
    """Put one notice into the outbox, once: its key names case, template and event (or `number`).

    The files of `message` go with it.
    """
    more = {"files": message.attachments.count()} if message is not None else {}
    delivery.tell_sender(
        change.case.submission_id,
        template=template,
        dedup_key=_key(change, template, number),
        now=change.now,
        not_before=change.now + delay,
        context={"case_id": change.case.pk, **context, **more},
        message=message,
    )


def hold_back(change: Change, template: str, *, number: int) -> bool:
    """Withdraw a notice that has not gone out yet; False where it has, or there was nobody to tell."""
    return recalling.withdraw(_key(change, template, number), now=change.now)


def hold_back_kinds(change: Change, *templates: str) -> None:
    """Withdraw all notices of these kinds that have not gone out yet: what they say is no longer so."""
    recalling.withdraw_kinds(change.case.submission.conversation_id, templates, now=change.now)


def send_after_all(change: Change, template: str, *, number: int) -> None:
    """Let a notice go out that was held back, where there is one."""
    recalling.reinstate(_key(change, template, number), now=change.now)


def _key(change: Change, template: str, number: int | None) -> str:
    case = change.case
    return f"case:{case.pk}:{template}:{case.last_event_seq if number is None else f'n{number}'}"
