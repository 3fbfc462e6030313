"""Hand a letter to whatever sends by its kind of contact, and keep how its connection is."""

from datetime import datetime

from channels.adapters import sender_for
from channels.adapters.addressing import addressee_of
from channels.errors import NotConnected
from channels.kinds import ContactKind
from channels.letters import Letter
from channels.models import Outgoing
from channels.rules.connecting import note_failure


def hand_over(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter and give the receipt. Raises DeliveryDelayed, DeliveryRefused."""
    try:
        return sender_for(ContactKind(row.kind))(row, letter, now=now)
    except NotConnected as error:
        note_failure(addressee_of(row).account, str(error), now=now)
        raise
