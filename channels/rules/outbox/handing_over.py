"""Hand a letter to whatever sends by its kind of contact, and keep how its connection is."""

from datetime import datetime

from channels.adapters import sender_for
from channels.adapters.addressing import addressee_of
from channels.adapters.email.relaying import account_that_sends
from channels.adapters.sms.routing import route_of
from channels.errors import NotConnected, NumberRefused, RelayAway, StillAway
from channels.kinds import ContactKind
from channels.letters import Letter
from channels.models import ChannelAccount, Outgoing
from channels.rules.connections.connecting import note_alive, note_failure
from channels.rules.outbox.stopping import stop_refused


def hand_over(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter and give the receipt. Raises DeliveryDelayed, DeliveryRefused."""
    if row.kind == ContactKind.EMAIL:
        return _by_mail(row, letter, now=now)
    try:
        receipt = sender_for(ContactKind(row.kind))(row, letter, now=now)
    except NotConnected as error:
        note_failure(_connection_of(row), str(error), now=now)
        raise
    except NumberRefused as error:
        stop_refused(row, is_asked=error.is_asked, now=now)
        raise
    if row.kind == ContactKind.PHONE:
        # A connection that only sends is never called, and so never known to work by that.
        note_alive(_connection_of(row), now=now)
    return receipt


def _connection_of(row: Outgoing) -> ChannelAccount:
    if row.kind == ContactKind.PHONE:
        return route_of(row).account
    return addressee_of(row).account


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
