"""What a connection for text messages must be told: by whom they are carried, to where, and how many."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels.account_fields import AccountField
from feedback_site.floods.gates import Gate

TWILIO, KEPT = "twilio", "kept"
# Of a connection from before codes were counted by themselves.
MOST_CODES = 200
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"

SMS: tuple[AccountField, ...] = (
    AccountField(
        code="provider",
        label=_("carried by"),
        kind="choice",
        default=TWILIO,
        choices=(
            (TWILIO, "Twilio"),
            (KEPT, _("nobody: kept here for reading, for a trial")),
        ),
    ),
    AccountField(
        code="account_sid",
        label="Account SID",
        is_required=False,
        needed_by=(TWILIO,),
        pattern=r"AC[0-9a-fA-F]{32}",
    ),
    AccountField(
        code="auth_token",
        label="Auth Token",
        is_secret=True,
        is_required=False,
        needed_by=(TWILIO,),
        help=_("Twilio signs its calls with it, also where we sign in by an API key."),
    ),
    AccountField(
        code="api_key",
        label="API Key SID",
        is_required=False,
        pattern=r"SK[0-9a-fA-F]{32}",
        help=_("A key of its own for sending, which can be taken back alone. Empty: the Auth Token."),
    ),
    AccountField(code="api_secret", label="API Key Secret", is_secret=True, is_required=False),
    AccountField(
        code="service_sid",
        label="Messaging Service SID",
        is_required=False,
        pattern=r"MG[0-9a-fA-F]{32}",
        help=_("Chooses the sender by country. Fill in this one or the sender below."),
    ),
    AccountField(
        code="sender",
        label=_("sender"),
        is_required=False,
        pattern=r"\+[1-9]\d{6,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}",
        help=_("A number such as +886912345678, or a name; nobody can answer to a name."),
    ),
    AccountField(
        code="countries",
        label=_("countries and regions"),
        default="TW HK CN MO",
        pattern=r"[A-Z]{2}([ ,]+[A-Z]{2})*",
        help=_(
            "Two letters each. Nothing is sent to numbers of others: somebody who earns by each text "
            "sent abroad would let us send many."
        ),
    ),
    AccountField(
        code="daily_cap",
        label=_("most texts a day"),
        kind="number",
        default=500,
        help=_("What is more waits for the next day, and the owner of the channel is told."),
    ),
    AccountField(
        code="codes_cap",
        label=_("most codes a day"),
        kind="number",
        default=MOST_CODES,
        help=_("Codes to sign in by are counted by themselves, so that neither keeps the other back."),
    ),
    AccountField(
        code="segments",
        label=_("most segments of a text"),
        kind="number",
        default=4,
        help=_("Each is paid for: 70 signs of Chinese or 160 of English, 67 or 153 where there are several."),
    ),
    AccountField(
        code="quiet_from",
        label=_("no texts from"),
        default="21:00",
        pattern=_HOUR,
        help=_("In the time of the store. Codes that somebody waits for go out at any hour."),
    ),
    AccountField(code="quiet_until", label=_("texts again from"), default="09:00", pattern=_HOUR),
)  # fmt: skip


def day_gate(values: Mapping[str, Any]) -> Gate:
    """Give what counts the texts of a day, for each connection; its settings say how many there may be."""
    return Gate(name="texts", limit=int(values.get("daily_cap") or 0), seconds=86_400)


def codes_gate(values: Mapping[str, Any]) -> Gate:
    """Give what counts the codes of a day: many letters keep nobody from signing in, nor codes a letter."""
    most = values.get("codes_cap", MOST_CODES)
    return Gate(name="text_codes", limit=int(most or 0), seconds=86_400)
