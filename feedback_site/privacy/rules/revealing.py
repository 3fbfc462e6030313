"""Look behind a mask on purpose, and leave a trace."""

from datetime import datetime

from django.db import transaction

from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing
from feedback_site.privacy.models import Reveal


@transaction.atomic
def reveal(
    *, wrapped_key: bytes | None, sealed: bytes, context: str, subject: str,
    actor: User, now: datetime, reason: str = "",
) -> str:  # fmt: skip
    """Unseal one value for one person and log it first; `subject` is a code such as contact_point:7.

    Raises NotAllowed where the person's role lacks it, CannotUnseal where the person was erased.
    """
    if not actor.can(Ability.REVEAL):
        raise NotAllowed
    if wrapped_key is None:
        raise sealing.CannotUnseal
    field = context.rpartition(".")[2]
    Reveal.objects.create(actor=actor, subject=subject, field=field, reason=reason, revealed_at=now)
    record(
        [
            Entry(
                verb="privacy.revealed",
                subject=subject,
                actor=name_of(actor),
                body={"field": field},
            )
        ],
        now=now,
    )
    return sealing.unseal(wrapped_key, sealed, context=context)
