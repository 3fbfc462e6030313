"""Writing to a follower by the customer-service message: within 48 hours after their last word."""

from datetime import datetime

from channels.adapters.addressing import Addressee, addressee_of
from channels.adapters.wechat.asking import call
from channels.errors import DeliveryDelayed, DeliveryRefused, NoAnswer
from channels.letters import Letter
from channels.models import Outgoing
from channels.pieces import bytes_in, pieces_of

LONGEST = 2048  # bytes of UTF-8 in one message
# WeChat lets few follow one word of the customer; the rest is read on the case's page.
_MOST = 3


def send(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter in as few messages as hold it; a second try goes on where the first broke off.

    Raises DeliveryDelayed, and DeliveryRefused where the follower left or the 48 hours are over.
    """
    to = addressee_of(row)
    pieces = pieces_of(letter.text, longest=LONGEST, width=bytes_in, most=_MOST, rest=letter.link)
    for number, piece in enumerate(pieces, 1):
        if number > _sent_before(row):
            _send(to, piece, now=now)
            row.receipt = f"{number}/{len(pieces)}"
            Outgoing.objects.filter(pk=row.pk).update(receipt=row.receipt)
    return row.receipt


def _send(to: Addressee, text: str, *, now: datetime) -> None:
    payload = {"touser": to.user, "msgtype": "text", "text": {"content": text}}
    try:
        said = call(to.account, "/cgi-bin/message/custom/send", payload, now=now)
    except NoAnswer as error:
        raise DeliveryDelayed(why=f"WeChat: {error.facts['why']}") from error
    if said.get("errcode", 0) != 0:
        raise DeliveryRefused(why=f"WeChat: {said['errcode']} {said.get('errmsg')}"[:250])


def _sent_before(row: Outgoing) -> int:
    done, slash, _all = row.receipt.partition("/")
    return int(done) if slash and done.isdecimal() else 0
