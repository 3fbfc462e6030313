"""Hand the bytes of an item to a person, on purpose and with a trace."""

from datetime import datetime

from django.db import transaction

from channels.models import RawIntake
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.models import Reveal


@transaction.atomic
def open_original(raw_id: int, *, actor: User, now: datetime) -> bytes:
    """Unseal an item for one person and log it.

    Which items are theirs to see, the door decides. Raises NotAllowed where the role lacks it,
    RawIntake.DoesNotExist, CannotUnseal after erasure.
    """
    if not actor.can(Ability.REVEAL):
        raise NotAllowed
    body = RawIntake.objects.get(pk=raw_id).bytes()
    subject = f"intake:{raw_id}"
    Reveal.objects.create(actor=actor, subject=subject, field="body", revealed_at=now)
    entry = Entry(
        verb="privacy.revealed", subject=subject, actor=name_of(actor), body={"field": "body"}
    )
    record([entry], now=now)
    return body
