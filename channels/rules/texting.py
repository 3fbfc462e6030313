"""Texting: whether texts are offered at all, and what keeps one from going out at this moment."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from channels import one_time_codes
from channels.adapters.sms.routing import Route, regions_of, route_of, text_accounts
from channels.contacts import dialling_code, region_of_mobile
from channels.errors import DeliveryRefused, NumberRefused
from channels.kinds import OutboxState
from channels.models import ChannelAccount, Outgoing
from channels.quiet_hours import quiet_until
from channels.rules.connecting import note_failure
from channels.rules.ending import Ending
from channels.rules.stopping import is_stopped, stop_refused
from channels.sms_accounts import day_gate
from feedback_site.remembering import remember


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

    Counts it against the day's most of its connection, so ask once for each try.
    """
    if _is_too_late(row, now):
        return Ending(row=row, state=OutboxState.RECALLED, why="the code no longer opens anything")
    try:
        route = route_of(row)
    except DeliveryRefused as error:
        if isinstance(error, NumberRefused):
            # Said once, and not at each step: a caller's own number may be that of a desk.
            stop_refused(row, is_asked=error.is_asked, now=now)
        return Ending(row=row, state=OutboxState.DEAD, why=str(error), is_refused=True)
    if is_stopped(route.number):
        why = "no texts go to this number"
        return Ending(row=row, state=OutboxState.RECALLED, why=why, is_refused=True)
    return _waits(row, route, zone, now=now)


def _is_too_late(row: Outgoing, now: datetime) -> bool:
    return row.template == "sign_in_code" and now >= row.created_at + one_time_codes.VALID_FOR


def _waits(row: Outgoing, route: Route, zone: ZoneInfo, *, now: datetime) -> Ending | None:
    if not _is_awaited(row) and (until := _quiet(route.account, zone, now)):
        return Ending(row=row, state=OutboxState.PENDING, why="nobody is woken", until=until)
    gate = day_gate(route.account.values)
    if gate.admits(str(route.account.pk), now=now):
        return None
    why = "as many texts as are allowed in a day have gone out"
    note_failure(route.account, why, now=now)
    until = now + timedelta(seconds=gate.opens_in(now))
    return Ending(row=row, state=OutboxState.PENDING, why=why, until=until)


def _is_awaited(row: Outgoing) -> bool:
    """Whether somebody looks at their phone for it: they asked for a code, or have just texted us."""
    if row.template == "sign_in_code":
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
