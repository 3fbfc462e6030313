"""Events of a call centre: JSON in the envelope of Standard Webhooks (type, timestamp, data)."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.utils.dateparse import parse_datetime

from channels.call_kinds import CallDirection, CallEventKind
from channels.calls import CallFact
from channels.drafts import CallDraft, Draft
from channels.errors import UnreadableIntake

_PREFIX = "call."
_LONGEST = {"call": 120, "number": 40, "line": 80, "agent": 80, "store": 50, "recording_url": 2000}
# What telephone networks send in place of a number that the caller withholds.
WITHHELD = frozenset({"anonymous", "unknown", "private", "restricted", "withheld", "unavailable"})


def draft_of_event(body: bytes) -> Draft:
    """Read one event. Raises UnreadableIntake where it is none, or does not name its call."""
    try:
        told = json.loads(body)
    except ValueError as error:
        raise UnreadableIntake(why="it is not JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("data"), dict):
        raise UnreadableIntake(why="it is not an event with data")
    data: Mapping[str, object] = told["data"]
    call = _word(data, "call")
    if not call:
        raise UnreadableIntake(why="it does not say which call")
    fact = CallFact(
        kind=_kind(told.get("type")),
        at=_moment(told.get("timestamp")),
        direction=_direction(data.get("direction")),
        number=_number(data),
        line=_word(data, "line"),
        agent=_word(data, "agent"),
        store=_word(data, "store"),
        recording=_address(data),
    )
    return Draft(text="", call=CallDraft(external_id=call, fact=fact))


def _kind(named: object) -> CallEventKind:
    code = str(named or "")
    if code.startswith(_PREFIX) and code.removeprefix(_PREFIX) in CallEventKind.values:
        return CallEventKind(code.removeprefix(_PREFIX))
    raise UnreadableIntake(why="this kind of event is not known")


def _moment(written: object) -> datetime:
    try:
        moment = parse_datetime(str(written))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UnreadableIntake(why="it does not say when, with a time zone")
    return moment


def _direction(named: object) -> CallDirection:
    return CallDirection.OUTBOUND if named == CallDirection.OUTBOUND else CallDirection.INBOUND


def _word(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str | int):
        return ""
    text = "".join(char for char in str(value) if char.isprintable())
    return text.encode("utf-8", "ignore").decode().strip()[: _LONGEST[name]]


def _number(data: Mapping[str, object]) -> str:
    number = _word(data, "number")
    return "" if number.lower() in WITHHELD or not any(c.isdigit() for c in number) else number


def _address(data: Mapping[str, object]) -> str:
    """Give the address of a recording, of the secure kind only: it becomes a link on a page."""
    address = _word(data, "recording_url")
    return address if address.startswith("https://") else ""
