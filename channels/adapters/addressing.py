"""Whom a messenger's letter goes to: the connection, and who somebody is there."""

import json
from dataclasses import dataclass
from typing import Any

from channels.contacts import read_handle
from channels.errors import DeliveryRefused, NoAnswer
from channels.models import ChannelAccount, Outgoing
from feedback_site.privacy.sealing import CannotUnseal


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A connection in use, and the id of somebody who is known there."""

    account: ChannelAccount
    user: str


def addressee_of(row: Outgoing) -> Addressee:
    """Read a row's contact point. Raises DeliveryRefused where it leads nowhere any more."""
    if row.contact_point is None:
        raise DeliveryRefused(why="nobody is named")
    if row.contact_point.bounced_at is not None:
        raise DeliveryRefused(why="they have left the account")
    try:
        account_id, user = read_handle(row.contact_point.value())
    except (CannotUnseal, ValueError) as error:
        raise DeliveryRefused(why="the address was erased") from error
    account = ChannelAccount.objects.in_use().filter(pk=account_id).first()
    if account is None:
        raise DeliveryRefused(why="its connection is switched off")
    return Addressee(account=account, user=user)


def document_of(content: bytes) -> dict[str, Any]:
    """Read a JSON object that another server answered with. Raises NoAnswer where it is none."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise NoAnswer(why="it is not JSON") from error
    if not isinstance(document, dict):
        raise NoAnswer(why="it is not a JSON object")
    return document
