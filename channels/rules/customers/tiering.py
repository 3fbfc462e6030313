"""Tiering: put a customer into a service tier, or out of it; whoever times cases hears of it."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.models import Customer, ServiceTier
from channels.signals import customer_tiered
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import remember


@transaction.atomic
def put_tier(customer_id: int, tier: str, *, actor: User, now: datetime) -> Customer:
    """Give a customer the tier of this code; an empty code is none.

    Raises NotAllowed for anybody but a supervisor, ServiceTier.DoesNotExist for a code not in use.
    """
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    customer.tier = ServiceTier.objects.get(code=tier, is_active=True) if tier else None
    customer.save(update_fields=["tier"])
    entry = Entry(
        verb="customer.tier", subject=f"customer:{customer.pk}", actor=name_of(actor),
        body={"tier": tier},
    )  # fmt: skip
    record([entry], now=now)
    transaction.on_commit(
        partial(customer_tiered.send_robust, sender=Customer, customer_id=customer.pk)
    )
    return customer


def is_top(code: str) -> bool:
    """Whether this is the tier that is served before all others."""
    top = remember(
        "top tier",
        lambda: ServiceTier.objects.filter(is_active=True).values_list("code", flat=True).first(),
    )
    return bool(code) and code == top
