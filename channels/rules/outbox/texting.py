"""Texting: whether texts are offered at all, and what keeps one from going out at this moment."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime

from channels import one_time_codes
from channels.adapters.sms.routing import Route, regions_of, route_of, text_accounts
from channels.contacts import dialling_code, region_of_mobile
from channels.errors import DeliveryRefused, NoCarrier, NumberRefused
from channels.kinds import NO_CARRIER, OutboxState
from channels.models import ChannelAccount, Outgoing
from channels.quiet_hours import quiet_until
from channels.rules.connections.connecting import note_failure
from channels.rules.outbox import reaching
from channels.rules.outbox.ending import Ending
from channels.rules.outbox.stopping import is_stopped, stop_refused
from channels.sms_accounts import codes_gate, day_gate
from feedback_site.floods.gates import Gate
from feedback_site.remembering import remember

LOOKS_AGAIN = timedelta(minutes=5)
GOOD_FOR = timedelta(days=7)


def offered_regions() -> frozenset[str]:
    """Name the countries and regions to whose numbers texts can go; none where nothing carries texts."""
    return remember("regions of texts", _regions)


def offered_codes() -> list[str]:
    """Say what the numbers begin with to which texts can go, such as +886."""
    return sorted(filter(None, map(dialling_code, offered_regions())))


def can_be_texted(number: str) -> bool:
    """Whether this is a mobile number to which texts can go."""
    return region_of_mobile(number) in offered_regions()


def held_up(row: Outgoing, zone: ZoneInfo, *, now: datetime) -> Ending | None:
    """Say what becomes of a text that cannot go now: later, another way, or not at all; None lets it go.

    Counts it against the day's most of its connection, so ask once for each try, and `take_back` what then
    did not go.
    """
    if _is_too_late(row, now):
        return Ending(row=row, state=OutboxState.RECALLED, why="the code no longer opens anything")
    try:
        route = route_of(row)
    except NoCarrier:
        return _without_carrier(row, now=now)
    except DeliveryRefused as error:
        if isinstance(error, NumberRefused):
            # Said once, and not at each step: a caller's own number may be that of a desk.
            stop_refused(row, is_asked=error.is_asked, now=now)
        return Ending(row=row, state=OutboxState.DEAD, why=str(error), is_refused=True)
    if is_stopped(route.number):
        why = "no texts go to this number"
        return Ending(row=row, state=OutboxState.RECALLED, why=why, is_refused=True)
    return _waits(row, route, zone, now=now)


def take_back(row: Outgoing, *, now: datetime) -> None:
    """Count a text less that was let go and never went: nothing was paid for it."""
    with suppress(NoCarrier, DeliveryRefused):
        account = route_of(row).account
        _gate(row, account).take_back(str(account.pk), now=now)


def _without_carrier(row: Outgoing, *, now: datetime) -> Ending:
    """Wait for a connection, which is no try, for as long as the text is of any use; a mail need not wait."""
    ends = _own_end(row)
    if now >= ends or reaching.way_around(row) is not None:
        return Ending(row=row, state=OutboxState.DEAD, why=NO_CARRIER, is_refused=True)
    until = min(now + LOOKS_AGAIN, ends)
    return Ending(row=row, state=OutboxState.PENDING, why=NO_CARRIER, until=until)


def _own_end(row: Outgoing) -> datetime:
    """Give until when a text is worth sending: an appointment's until then, no news for ever."""
    longest = row.created_at + GOOD_FOR
    starts_at = parse_datetime(str(row.context.get("starts_at") or ""))
    return longest if starts_at is None else min(starts_at, longest)


def _is_too_late(row: Outgoing, now: datetime) -> bool:
    return _is_code(row) and now >= row.created_at + one_time_codes.VALID_FOR


def _waits(row: Outgoing, route: Route, zone: ZoneInfo, *, now: datetime) -> Ending | None:
    if not _is_awaited(row) and (until := _quiet(route.account, zone, now)):
        return Ending(row=row, state=OutboxState.PENDING, why="nobody is woken", until=until)
    gate, source = _gate(row, route.account), str(route.account.pk)
    if gate.admits(source, now=now):
        return None
    gate.take_back(source, now=now)
    why = f"as many {'codes' if _is_code(row) else 'texts'} as are allowed in a day have gone out"
    note_failure(route.account, why, now=now)
    until = now + timedelta(seconds=gate.opens_in(now))
    return Ending(row=row, state=OutboxState.PENDING, why=why, until=until)


def _gate(row: Outgoing, account: ChannelAccount) -> Gate:
    return codes_gate(account.values) if _is_code(row) else day_gate(account.values)


def _is_code(row: Outgoing) -> bool:
    return row.template == "sign_in_code"


def _is_awaited(row: Outgoing) -> bool:
    """Whether somebody looks at their phone for it: they asked for a code, or have just texted us."""
    if _is_code(row):
        return True
    begun_by_text = row.conversation is not None and row.conversation.contact_point_id is not None
    return row.template == "received" and begun_by_text


def _quiet(account: ChannelAccount, zone: ZoneInfo, now: datetime) -> datetime | None:
    begins, ends = (
        time.fromisoformat(str(account.values.get(name) or "00:00"))
        for name in ("quiet_from", "quiet_until")
    )
    return quiet_until(now, zone, begins=begins, ends=ends)


def _regions() -> frozenset[str]:
    return frozenset().union(*map(regions_of, text_accounts()))
