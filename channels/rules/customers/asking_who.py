"""Asking who somebody is: at the counter a person looks up customers one by one, and not all of them."""

from datetime import datetime

from django.db import transaction

from channels.errors import TooManyLookUps
from feedback_site.floods.gates import Gate
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

# A number is looked up while it is typed, four or five times; nobody serves ten customers in a minute. The
# second is for a machine that keeps below the first.
LOOK_UPS = (
    Gate(name="counter_find", limit=60, seconds=60),
    Gate(name="counter_find_hour", limit=600, seconds=3600),
)
# A machine goes on asking: it is told of once in a while, not with each try.
_TOLD = Gate(name="counter_find_told", limit=1, seconds=600)


def count_look_up(*, actor: User, now: datetime) -> None:
    """Count one look-up of a member of staff. Raises TooManyLookUps, which the ledger is told.

    Counted by person, on whatever device and in whatever session.
    """
    full = [gate for gate in LOOK_UPS if not gate.admits(str(actor.pk), now=now)]
    if not full:
        return
    with transaction.atomic():
        if _TOLD.admits(str(actor.pk), now=now):
            subject, body = f"user:{actor.pk}", {"gates": [gate.name for gate in full]}
            entry = Entry(
                verb="counter.too_many_look_ups", subject=subject, actor=name_of(actor), body=body
            )
            record([entry], now=now)
    raise TooManyLookUps(seconds=max(gate.opens_in(now) for gate in full))
