"""Naming: whoever began unknown says who they are; what they told stays where it is."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.drafts import Draft
from channels.models import Consent, Conversation, Submission
from channels.rules.conversations.beginning import consents_of
from channels.rules.customers.identifying import identify
from channels.signals import customer_named
from feedback_site.ledger.rules.recording import Entry, record


def name_conversation(conversation_id: int, draft: Draft, *, raw_id: int, now: datetime) -> bool:
    """Say by the item `raw_id` whose a conversation is, where nobody knew; give whether that was so.

    A second contact is a message like any other. Within the transaction that gave the item its place;
    the code that opens the page stays the same.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation_id)
    if conversation.customer_id is not None:
        return False
    customer_id = identify(
        draft.person, language=conversation.language, messenger=None, raw_id=raw_id, now=now
    )
    if customer_id is None:
        return False
    conversation.customer_id = customer_id
    conversation.save(update_fields=("customer",))
    submission = Submission.objects.get(conversation=conversation)
    submission.customer_id, submission.is_anonymous = customer_id, False
    submission.no_contact_reason = "" if draft.person.is_reachable else "none_given"
    submission.named_at = now
    submission.save(update_fields=("customer", "is_anonymous", "no_contact_reason", "named_at"))
    _consent(submission, draft, customer_id, now)
    entry = Entry(
        verb="customer.named", subject=f"submission:{submission.pk}", actor="customer",
        body={"customer": customer_id},
    )  # fmt: skip
    record([entry], now=now)
    transaction.on_commit(
        partial(customer_named.send_robust, sender=Submission, submission_id=submission.pk)
    )
    return True


def _consent(submission: Submission, draft: Draft, customer_id: int, now: datetime) -> None:
    for purpose in consents_of(draft):
        Consent.objects.create(
            customer_id=customer_id, purpose=purpose, submission=submission, given_at=now,
            notice_version=str(draft.facts.get("notice_version") or "")[:16],
        )  # fmt: skip
