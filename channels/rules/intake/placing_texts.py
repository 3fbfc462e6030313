"""To which conversation a text belongs: that about which we last texted its number, or which it began."""

from datetime import datetime, timedelta

from django.db import connection

from channels.kinds import ContactKind
from channels.models import ContactPoint, Conversation, Outgoing

# Whoever answers a text answers within days; after this a number may be somebody else's.
ANSWERED_WITHIN = timedelta(days=30)
_LONGEST_WAIT = "2s"


def texted_about(number: str, *, now: datetime) -> Conversation | None:
    """Give the conversation that a text of this number goes on; None where it begins one of its own.

    The number alone is a claim, and so is a case number among the words: what counts is that our own texts
    about this conversation went to that number, or that it began by one. Locks the number: of two texts in
    one moment the second finds what the first began.
    """
    if not number:
        return None
    index = ContactPoint.index_of(ContactKind.PHONE, number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)",
            [_LONGEST_WAIT, int.from_bytes(index[:8], "big", signed=True)],
        )
    points = ContactPoint.objects.spelled(ContactKind.PHONE, number).filter(
        value_sealed__isnull=False
    )
    ids = list(points.values_list("pk", flat=True))
    if not ids:
        return None
    written = (
        Outgoing.objects.filter(
            kind=ContactKind.PHONE, contact_point__in=ids, conversation__isnull=False,
            sent_at__gt=now - ANSWERED_WITHIN,
        )
        .select_related("conversation")
        .order_by("-sent_at", "-pk")
        .first()
    )  # fmt: skip
    begun = Conversation.objects.filter(contact_point__in=ids).order_by("-opened_at", "-pk").first()
    if written is None or written.sent_at is None or written.conversation is None:
        return begun
    return begun if begun and begun.opened_at > written.sent_at else written.conversation
