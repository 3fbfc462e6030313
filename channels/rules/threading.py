"""Decide whether an item belongs to a conversation that exists; only proof counts."""

from channels.drafts import Draft
from channels.kinds import ContactKind
from channels.models import ContactPoint, Conversation


def find_thread(draft: Draft) -> Conversation | None:
    """Give the conversation an item proves to belong to; None where it begins one of its own.

    A reference that was merely written counts only in a mail from the address of that conversation's
    own customer. An address in Cc and the References of other people's mail count for nothing.
    """
    if draft.reference:
        return Conversation.objects.filter(reference=draft.reference).first()
    if draft.claimed_reference and draft.person.email:
        return _claimed(draft.claimed_reference, draft.person.email)
    return None


def _claimed(reference: str, sender: str) -> Conversation | None:
    conversation = Conversation.objects.filter(reference=reference).first()
    if conversation is None or conversation.customer_id is None:
        return None
    is_own = ContactPoint.objects.filter(
        customer_id=conversation.customer_id,
        kind=ContactKind.EMAIL,
        value_index=ContactPoint.index_of(ContactKind.EMAIL, sender),
    ).exists()
    return conversation if is_own else None
