"""Hand a letter to whatever sends by its kind of contact, and keep how its connection is."""

from datetime import datetime

from channels.adapters import sender_for
from channels.adapters.addressing import addressee_of
from channels.adapters.email.relaying import account_that_sends
from channels.errors import NotConnected, RelayAway, StillAway
from channels.kinds import ContactKind
from channels.letters import Letter
from channels.models import Outgoing
from channels.rules.connecting import note_alive, note_failure


def hand_over(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter and give the receipt. Raises DeliveryDelayed, DeliveryRefused."""
    if row.kind == ContactKind.EMAIL:
        return _by_mail(row, letter, now=now)
    try:
        return sender_for(ContactKind(row.kind))(row, letter, now=now)
    except NotConnected as error:
        note_failure(addressee_of(row).account, str(error), now=now)
        raise


def _by_mail(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Where a connection is used for outgoing mail, its page says how it is."""
    by = account_that_sends()
    try:
        receipt = sender_for(ContactKind.EMAIL)(row, letter, now=now)
    except RelayAway as error:
        if by is not None and not isinstance(error, StillAway):
            note_failure(by, str(error), now=now)
        raise
    if by is not None:
        note_alive(by, now=now)
    return receipt
