"""Preferring: note what a customer likes, and in which language they are spoken with."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from channels.errors import ContactInWords, CustomerErased
from channels.kinds import ContactTime, ContactWay
from channels.models import Customer, CustomerPreference
from channels.models.customer_preference import LONGEST_WORDS
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# A mail address, or as many digits as a number to call has, however they are grouped.
_CONTACT = re.compile(r"\S@\S|\d(?:[\s().-]*\d){7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likes:
    """What somebody likes; empty where they did not say. `words` are about paper, finish and the like."""

    way: ContactWay | str
    time: ContactTime | str
    language: str
    words: str


@transaction.atomic
def note_likes(customer_id: int, likes: Likes, *, actor: User, now: datetime) -> CustomerPreference:
    """Write down what a customer likes in place of what was noted; the ledger tells what changed alone.

    Of whoever was merged it is noted under the one under whom they are shown; so two colleagues in one
    moment leave what the later one wrote. Raises NotAllowed, CustomerErased, and ContactInWords where the
    words hold a mail address or a number, which belong to the contacts, where they are masked.
    """
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed
    if _CONTACT.search(likes.words):
        raise ContactInWords
    customer = _locked(customer_id)
    if customer.wrapped_key is None:
        raise CustomerErased
    noted = CustomerPreference.objects.filter(customer=customer).first() or CustomerPreference()
    noted.customer = customer
    changed = _write(noted, likes)
    noted.updated_at = now
    noted.save()
    customer.save(update_fields=["language"])
    entry = Entry(
        verb="customer.likes_noted", subject=f"customer:{customer.pk}", actor=name_of(actor),
        body={"changed": changed},
    )  # fmt: skip
    record([entry], now=now)
    return noted


def _locked(customer_id: int) -> Customer:
    """Lock a customer and whoever they are shown under, in the order of their ids as joining does."""
    ids = {customer_id, Customer.objects.get(pk=customer_id).head_id}
    rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    by_id = {row.pk: row for row in rows}
    head_id = by_id[customer_id].head_id
    # Merged between the two looks, which is rare: the new head is locked as well.
    return by_id[head_id] if head_id in by_id else _locked(head_id)


def _write(noted: CustomerPreference, likes: Likes) -> list[str]:
    """Take over what was said, and name what differs from what stood there."""
    words = likes.words.strip()[:LONGEST_WORDS]
    before = (noted.contact_way, noted.contact_time, noted.customer.language, noted.words())
    noted.contact_way, noted.contact_time = str(likes.way), str(likes.time)
    noted.customer.language = likes.language
    noted.write_words(words)
    after = (noted.contact_way, noted.contact_time, noted.customer.language, words)
    names = ("way", "time", "language", "words")
    return [name for name, old, new in zip(names, before, after, strict=True) if old != new]
