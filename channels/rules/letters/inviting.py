"""Inviting: what letters about an appointment say in their language, and the file that goes with them."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.dateparse import parse_datetime

from channels.invitations import MIME, Invitation, calendar_file
from channels.kinds import ContactKind
from channels.letters import LetterFile, language_of
from channels.models import Outgoing
from feedback_site.organisation.rules.branding import shop_name

NAME = "appointment.ics"
# For what somebody comes, as letters say it; a code that is not here is written as it stands.
PURPOSES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh-hant": {"pickup": "取件", "repair": "維修", "advice": "諮詢"},
        "zh-hans": {"pickup": "取件", "repair": "维修", "advice": "咨询"},
        "en": {"pickup": "pickup", "repair": "repair", "advice": "advice"},
    }
)
_SUMMARY: Mapping[str, str] = MappingProxyType(
    {
        "zh-hant": "{shop} {store}：{purpose}", "zh-hans": "{shop} {store}：{purpose}",
        "en": "{shop} {store}: {purpose}",
    }
)  # fmt: skip


def values_of(row: Outgoing, language: str) -> dict[str, str]:
    """Give the values that only letters about appointments have; none for all others."""
    one = _appointment(row)
    if not one:
        return {}
    purpose = str(one.get("purpose", ""))
    return {
        "purpose": PURPOSES[language].get(purpose, purpose),
        "store": _in(one.get("store"), language),
        "bring": _in(one.get("words"), language),
        "address": str(one.get("address", "")),
        "phone": str(one.get("phone", "")),
    }


def zone_of(row: Outgoing) -> str:
    """Name the time zone of the store where the appointment is; "" for all other letters."""
    return str(_appointment(row).get("zone", ""))


def files_of(row: Outgoing, values: Mapping[str, str], language: str) -> tuple[LetterFile, ...]:
    """Write the file for the customer's calendar; it goes by mail, for messengers show none.

    It names the case and leads to its page, which asks for the code: calendars are shared.
    """
    one, starts_at = _appointment(row), parse_datetime(str(row.context.get("starts_at", "")))
    ends_at = parse_datetime(str(one.get("ends_at", "")))
    if row.kind != ContactKind.EMAIL or starts_at is None or ends_at is None:
        return ()
    invitation = invitation_of(
        one, values, language, starts_at=starts_at, ends_at=ends_at, written_at=row.created_at
    )
    return (LetterFile(name=NAME, mime=MIME, content=calendar_file(invitation)),)


def file_for(
    context: Mapping[str, object], *, reference: str, language: str, written_at: datetime
) -> bytes:
    """Write the same file for whoever is on the page of the case; `context` is that of a letter."""
    spoken = language_of(language)
    row = Outgoing(kind=ContactKind.EMAIL, context=dict(context), created_at=written_at)
    values = {**values_of(row, spoken), "reference": reference, "shop": shop_name(spoken)}
    return files_of(row, values, spoken)[0].content


def invitation_of(
    one: Mapping[str, Any], values: Mapping[str, str], language: str, *,
    starts_at: datetime, ends_at: datetime, written_at: datetime,
) -> Invitation:  # fmt: skip
    """Put into a calendar what a letter says; `one` is what stands in the row of the outbox."""
    is_cancelled = bool(one.get("is_cancelled"))
    reference = values.get("reference", "")
    said = (values.get("bring", ""), reference, values.get("phone", ""))
    where = (values.get("store", ""), values.get("address", ""))
    return Invitation(
        uid=f"appointment-{one.get('id')}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=int(one.get("sequence", 0)) + is_cancelled,
        starts_at=starts_at, ends_at=ends_at, written_at=written_at,
        summary=_SUMMARY[language].format(
            shop=values["shop"], store=values.get("store", ""), purpose=values.get("purpose", "")
        ),
        location=", ".join(filter(None, where)),
        description="\n".join(filter(None, said)),
        url=f"{settings.SITE_URL}/case/{reference}/" if reference else "",
        shop=values["shop"], is_cancelled=is_cancelled,
    )  # fmt: skip


def _appointment(row: Outgoing) -> Mapping[str, Any]:
    found = row.context.get("appointment")
    return found if isinstance(found, dict) else {}


def _in(words: object, language: str) -> str:
    return str(words.get(language, "")) if isinstance(words, dict) else ""
