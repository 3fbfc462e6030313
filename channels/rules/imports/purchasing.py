"""Purchasing: keep what customers bought, once for each order number of each source (decisions/0054).

Whose a purchase is stands nowhere: measures.purchases asks anew each time, so that a contact that is proven
later, two customers who turn out to be one, and a merge undone need nothing to be rewritten here.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from channels.contacts import normal
from channels.kinds import ContactKind
from channels.models import ContactPoint, Partner, Purchase
from channels.purchases import PurchaseDraft, order_key_of
from channels.rules.looking_up import store_code_of, store_id_of
from feedback_site.ledger.canonical import body_bytes, micros
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.privacy.sealing import blind_index

_CHUNK = 1_000
_SHORTEST_PHONE = 6
_TOLD = (
    "order_number", "store_id", "bought_at", "amount_minor", "currency", "lot", "warranty_months",
    "wrapped_key", "details_sealed", "phone_index", "email_index", "says",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of some purchases: how many were new, told otherwise before, or known as they are."""

    new: int
    changed: int
    known: int


def keep_purchase(draft: PurchaseDraft, *, partner: Partner, now: datetime) -> Kept:
    """Keep what a partner tells of one order; told again otherwise, that takes the place of what was there.

    The ledger says that it was told, and nothing of what it says.
    """
    with transaction.atomic():
        rows, kept = _keep([draft], partner=partner, now=now)
        if not kept.known:
            verb = "purchase.kept" if kept.new else "purchase.changed"
            subject, actor = f"purchase:{rows[0].pk}", f"partner:{partner.pk}"
            record([Entry(verb=verb, subject=subject, actor=actor)], now=now)
    return kept


@transaction.atomic
def keep_purchases(
    drafts: Sequence[PurchaseDraft], *, file_id: int, actor: User, now: datetime
) -> Kept:
    """Keep all rows of a file of ours, each order number in it once, or none of them."""
    _rows, kept = _keep(drafts, partner=None, now=now)
    body = {"new": kept.new, "changed": kept.changed, "known": kept.known}
    entry = Entry(
        verb="purchases.imported",
        subject=f"purchase_file:{file_id}",
        actor=name_of(actor),
        body=body,
    )
    record([entry], now=now)
    return kept


def _keep(
    drafts: Sequence[PurchaseDraft], *, partner: Partner | None, now: datetime
) -> tuple[list[Purchase], Kept]:
    # In the order of their numbers, so that no two files wait for each other.
    rows = (_row(draft, partner, now=now) for draft in drafts)
    told = {row.order_key: row for row in sorted(rows, key=lambda row: row.order_key)}
    # Whoever writes the same number in this moment waits here for the other, and then finds its row.
    Purchase.objects.bulk_create(told.values(), ignore_conflicts=True, batch_size=_CHUNK)
    found = list(
        Purchase.objects.select_for_update()
        .filter(partner=partner, order_key__in=told)
        .order_by("order_key")
    )
    is_new = {
        row.pk for row in found if bytes(row.wrapped_key or b"") == told[row.order_key].wrapped_key
    }
    old = [row for row in found if row.pk not in is_new]
    changed = [row for row in old if bytes(row.says) != told[row.order_key].says]
    for row in changed:
        _replace(row, told[row.order_key], now=now)
    Purchase.objects.bulk_update(changed, (*_TOLD, "changed_at"), batch_size=_CHUNK)
    kept = Kept(new=len(is_new), changed=len(changed), known=len(old) - len(changed))
    return found, kept


def _row(draft: PurchaseDraft, partner: Partner | None, *, now: datetime) -> Purchase:
    row = Purchase(
        partner=partner, order_number=draft.order_number.strip(), kept_at=now,
        order_key=order_key_of(draft.order_number), bought_at=draft.bought_at,
        store_id=store_id_of(store_code_of(draft.store_code)) if draft.store_code else None,
        amount_minor=draft.amount, currency=draft.currency, lot=draft.lot,
        warranty_months=draft.warranty_months, says=_says(draft),
        phone_index=_index(ContactKind.PHONE, draft.phone),
        email_index=_index(ContactKind.EMAIL, draft.email),
    )  # fmt: skip
    row.write_details(lines=draft.lines, serial=draft.serial)
    return row


def _index(kind: ContactKind, value: str) -> bytes | None:
    return ContactPoint.index_of(kind, value) if _is_contact(kind, value) else None


def _is_contact(kind: ContactKind, value: str) -> bool:
    """Whether somebody may have it: tills write dashes, “N/A” and zeros where nobody was asked."""
    plain = normal(kind, value)
    if kind == ContactKind.EMAIL:
        return "@" in plain
    return len(plain.lstrip("+")) >= _SHORTEST_PHONE and len(set(plain.lstrip("+"))) > 1


def _says(draft: PurchaseDraft) -> bytes:
    """Give a keyed hash of all that is told; nobody without the key can try out what it may have been."""
    told = body_bytes(
        {
            "order": draft.order_number.strip(), "at": micros(draft.bought_at),
            "lines": list(draft.lines), "store": draft.store_code, "amount": draft.amount,
            "currency": draft.currency, "serial": draft.serial, "lot": draft.lot,
            "warranty": draft.warranty_months, "phone": draft.phone, "email": draft.email,
        }
    )  # fmt: skip
    return blind_index("purchase", hashlib.sha256(told).hexdigest())


def _replace(row: Purchase, told: Purchase, *, now: datetime) -> None:
    for name in _TOLD:
        setattr(row, name, getattr(told, name))
    row.changed_at = now
