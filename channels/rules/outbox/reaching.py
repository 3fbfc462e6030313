"""Which way a customer is written to: by the messenger that they speak on, else by their newest mail, else by
text where they agreed to that with this very matter.

Written once, in SQL, for one conversation and for many.
"""

from channels.kinds import ContactKind
from channels.models import ContactPoint, Conversation, Outgoing

# Of a number: somebody carries texts, and whoever holds it has not asked for none.
TEXTS_GO_TO = """
(
    EXISTS (
        SELECT FROM channels_channelaccount AS carrier
        JOIN channels_channel AS way ON way.id = carrier.channel_id
        WHERE carrier.kind = 'sms' AND carrier.is_active AND way.is_active
    ) AND NOT EXISTS (
        SELECT FROM channels_stoppednumber AS stop
        WHERE stop.number_index = coalesce(point.value_index, point.claim_index)
    )
)
"""
# To stand after LATERAL beside `talk`, a row of channels_conversation. What came back, was left, or
# belongs to somebody erased is no way; nor is what was merely stated in another conversation.
BEST_POINT = f"""
(
    SELECT point.* FROM channels_contactpoint AS point
    WHERE point.customer_id = talk.customer_id
      AND (point.kind = 'email' OR point.id = talk.contact_point_id OR point.kind = 'phone' AND EXISTS (
          SELECT FROM channels_consent AS yes
          JOIN channels_submission AS told ON told.id = yes.submission_id
          WHERE told.conversation_id = talk.id AND yes.purpose = 'texts' AND yes.withdrawn_at IS NULL
      ))
      AND point.bounced_at IS NULL AND point.value_sealed IS NOT NULL
      AND (point.claimed_in_id IS NULL OR EXISTS (
          SELECT FROM channels_rawintake AS item
          WHERE item.id = point.claimed_in_id AND item.conversation_id = talk.id
      ))
      AND (point.kind <> 'phone' OR {TEXTS_GO_TO})
    ORDER BY (point.id = talk.contact_point_id) IS TRUE DESC, point.kind = 'phone', point.created_at DESC,
             point.id DESC
    LIMIT 1
)
"""  # noqa: S608 constants only
_OF_ONE = f"""
SELECT best.* FROM channels_conversation AS talk CROSS JOIN LATERAL {BEST_POINT} AS best
WHERE talk.id = %s
"""  # noqa: S608 constants only


def best_contact_point(conversation: Conversation) -> ContactPoint | None:
    """Give the way by which the customer of a conversation is written to; None where there is none."""
    if conversation.customer_id is None:
        return None
    return next(iter(ContactPoint.objects.raw(_OF_ONE, [conversation.pk])), None)


def way_around(row: Outgoing) -> ContactPoint | None:
    """Give the mail address to use where a message's messenger is closed; None where there is none."""
    point, conversation = row.contact_point, row.conversation
    if point is None or conversation is None or conversation.customer_id is None:
        return None
    if point.kind == ContactKind.EMAIL:
        return None
    return (
        ContactPoint.objects.usable_in([conversation.pk])
        .filter(
            customer_id=conversation.customer_id, kind=ContactKind.EMAIL, bounced_at=None,
            value_sealed__isnull=False,
        )
        .order_by("-created_at", "-pk")
        .first()
    )  # fmt: skip
