"""The partner API: a JSON document on behalf of a customer."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from channels.devices.clock import OLDEST
from channels.drafts import Draft, FileDraft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind
from channels.models import RawIntake


class PartnerAdapter:
    """Reads the body of POST /api/v1/submissions/, as channels/api/serializers.py names it."""

    kind = ChannelKind.PARTNER

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the document, which the door has checked before it was stored."""
        fields = _document(body)
        customer = fields.get("customer") or {}
        return Draft(
            text=str(fields.get("text") or ""),
            title=str(fields.get("title") or ""),
            language=str(fields.get("language") or ""),
            person=PersonDraft(
                name=str(customer.get("name") or ""),
                email=str(customer.get("email") or ""),
                phone=str(customer.get("phone") or ""),
            ),
            is_anonymous=fields.get("is_anonymous") is True,
            no_contact_reason=str(fields.get("no_contact_reason") or ""),
            store_code=str(fields.get("store") or ""),
            order_number=str(fields.get("order_number") or ""),
            category_hint=str(fields.get("category") or ""),
            remedy_sought=str(fields.get("remedy_sought") or "none_stated"),
            captured_at=_captured_at(fields.get("captured_at"), raw.received_at),
            files=tuple(_file(file) for file in fields.get("files") or ()),
            facts={
                "notice_version": str(fields.get("notice_version") or ""),
                "consents": tuple(map(str, fields.get("consents") or ())),
            },
        )


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise UnreadableIntake(why="it is not JSON in UTF-8") from error
    if not isinstance(fields, dict):
        raise UnreadableIntake(why="it is not a JSON object")
    return fields


def _captured_at(written: object, received_at: datetime) -> datetime | None:
    """Read when the customer said so; however long ago that was, no limit counts from before OLDEST."""
    moment = parse_datetime(written) if isinstance(written, str) else None
    if moment is None or moment.tzinfo is None:
        return None
    return max(moment, received_at - OLDEST)


def _file(file: Mapping[str, Any]) -> FileDraft:
    try:
        content = base64.b64decode(str(file["content"]), validate=True)
    except (binascii.Error, KeyError) as error:
        raise UnreadableIntake(why="a file is not in base64") from error
    return FileDraft(
        name=str(file.get("name") or ""), mime=str(file.get("type") or ""), content=content
    )
