"""What is wrong with channels now, in eight statements whatever their number."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Value

from channels import silence
from channels.kinds import (
    NO_CARRIER,
    AccountKind,
    AlarmKind,
    ChannelKind,
    ContactKind,
    IntakeState,
    OutboxState,
)
from channels.measures.counter_devices import DeviceState, troubled
from channels.models import Channel, ChannelAccount, DayAccount, Outgoing, RawIntake

# A connection that failed so often in a row is no hiccup.
FAILURES = 3
# Through these no items come in, or seldom: a name that sends texts cannot be answered at all.
BRING_NOTHING = frozenset({AccountKind.WIDGET, AccountKind.SMS, AccountKind.SMTP})
# Whatever is stored is read within seconds.
UNREAD_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing wrong with one channel; `account_id` where it is one connection's."""

    channel_id: int
    kind: AlarmKind
    account_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def watched() -> list[Channel]:
    """Give the channels in use, with owner, counter and what is usual there."""
    return list(
        Channel.objects.filter(is_active=True)
        .select_related("owner", "counter", "watch")
        .order_by("code")
    )


def troubles(channels: Iterable[Channel], *, now: datetime) -> Iterator[Trouble]:
    """List what is wrong with these channels."""
    by_id = {channel.pk: channel for channel in channels}
    silent = list(_silent(by_id.values(), now))
    yield from silent
    yield from _of_connections(by_id, {one.channel_id for one in silent}, now)
    yield from _items(by_id, now)
    yield from _dead(by_id)
    yield from _waiting_texts(by_id)
    yield from _differing(by_id)
    yield from _of_devices(by_id, now)


def last_at(channel: Channel) -> datetime | None:
    """Give when the last item came by a channel."""
    counter = getattr(channel, "counter", None)
    return counter.last_received_at if counter else None


def usual_at(channel: Channel) -> silence.Usual | None:
    """Give what is usual on a channel; None where that is not known."""
    watch = getattr(channel, "watch", None)
    return _usual(watch.usual) if watch and watch.usual else None


def _usual(kept: Mapping[str, Any]) -> silence.Usual:
    return silence.Usual(**{name: kept[name] for name in silence.Usual.__slots__})


def home_zone() -> ZoneInfo:
    """Give the time zone in which the chain counts its days."""
    return ZoneInfo(settings.TIME_ZONE)


def _silent(channels: Iterable[Channel], now: datetime) -> Iterator[Trouble]:
    known = [
        (channel, usual, last)
        for channel in channels
        if (usual := usual_at(channel)) and (last := last_at(channel))
    ]
    for channel, usual, last in known:
        if silence.is_silent(usual, last_at=last, now=now, channels=len(known), zone=home_zone()):
            due = silence.due_between(usual, last, now, home_zone()) * usual.level
            yield Trouble(
                channel_id=channel.pk,
                kind=AlarmKind.SILENT,
                facts={"since": last.isoformat(), "due": round(due)},
            )


def _of_connections(
    by_id: Mapping[int, Channel], silent: Container[int], now: datetime
) -> Iterator[Trouble]:
    """Which connections fail, and which bring nothing while others of their channel do."""
    accounts = list(
        ChannelAccount.objects.in_use()
        .filter(channel__in=by_id)
        .annotate(made_at=Min("events__pgh_created_at"))
        .order_by("pk")
    )
    watched = len(by_id) + len(accounts)
    for account in accounts:
        if account.failures >= FAILURES:
            yield _failing(account)
        elif account.channel_id not in silent and account.kind not in BRING_NOTHING:
            yield from _silent_connection(account, by_id[account.channel_id], watched, now)


def _failing(account: ChannelAccount) -> Trouble:
    return Trouble(
        channel_id=account.channel_id, kind=AlarmKind.FAILING, account_id=account.pk,
        facts={
            "connection": account.name, "failures": account.failures,
            "since": account.worked_at.isoformat() if account.worked_at else "",
        },
    )  # fmt: skip


def _silent_connection(
    account: ChannelAccount, channel: Channel, watched: int, now: datetime
) -> Iterator[Trouble]:
    """By its own history; one that never brought anything has had time enough after two weeks."""
    watch = getattr(channel, "watch", None)
    known = watch.connections.get(str(account.pk)) if watch else None
    found = _never(account, channel, now) if known is None else _no_more(known, watched, now)
    if found is not None:
        yield Trouble(
            channel_id=channel.pk, kind=AlarmKind.SILENT, account_id=account.pk,
            facts={"connection": account.name, **found},
        )  # fmt: skip


def _no_more(known: Mapping[str, Any], watched: int, now: datetime) -> Mapping[str, object] | None:
    if not known["usual"]:
        return None
    usual, last = _usual(known["usual"]), datetime.fromisoformat(known["last_at"])
    if not silence.is_silent(usual, last_at=last, now=now, channels=watched, zone=home_zone()):
        return None
    due = silence.due_between(usual, last, now, home_zone()) * usual.level
    return {"since": last.isoformat(), "due": round(due)}


def _never(account: ChannelAccount, channel: Channel, now: datetime) -> Mapping[str, object] | None:
    """Nothing in all the time that is looked at; where that is not known yet, nobody can tell."""
    made_at = getattr(account, "made_at", None)
    is_known = last_at(channel) is None or usual_at(channel) is not None
    if made_at is None or not is_known or now - made_at < timedelta(days=silence.LEAST_DAYS):
        return None
    return {"since": max(made_at, now - silence.HISTORY).isoformat(), "due": 0}


def _items(by_id: Mapping[int, Channel], now: datetime) -> Iterator[Trouble]:
    stored = Q(state=IntakeState.STORED)
    rows = (
        RawIntake.objects.exclude(state=IntakeState.DONE)
        .filter(channel__in=by_id)
        .values_list("channel_id")
        .annotate(
            unread=Count("pk", filter=stored),
            oldest=Min("received_at", filter=stored),
            failed=Count("pk", filter=~stored),
            failed_since=Min("received_at", filter=~stored),
        )
    )
    for channel_id, unread, oldest, failed, failed_since in rows:
        if oldest is not None and oldest < now - UNREAD_FOR:
            facts = {"n": unread, "since": oldest.isoformat()}
            yield Trouble(channel_id=channel_id, kind=AlarmKind.UNREAD, facts=facts)
        if failed:
            facts = {"n": failed, "since": failed_since.isoformat()}
            yield Trouble(channel_id=channel_id, kind=AlarmKind.FAILED, facts=facts)


def _dead(by_id: Mapping[int, Channel]) -> Iterator[Trouble]:
    rows = (
        Outgoing.objects.filter(state=OutboxState.DEAD, conversation__channel__in=by_id)
        .values_list("conversation__channel_id")
        .annotate(n=Count("pk"), since=Min("created_at"))
    )
    for channel_id, n, since in rows:
        facts = {"n": n, "since": since.isoformat()}
        yield Trouble(channel_id=channel_id, kind=AlarmKind.DEAD, facts=facts)


def _waiting_texts(by_id: Mapping[int, Channel]) -> Iterator[Trouble]:
    """Texts that wait because nothing carries any.

    Whoever owns the channel for texts mends that; where it is switched off, whoever owns that of the case.
    """
    waiting = Outgoing.objects.pending().filter(kind=ContactKind.PHONE, last_error=NO_CARRIER)
    own = next((one.pk for one in by_id.values() if one.kind == ChannelKind.SMS), None)
    of_channel = F("conversation__channel_id") if own is None else Value(own)
    rows = (
        waiting.annotate(of_channel=of_channel)
        .filter(of_channel__in=by_id)
        .values_list("of_channel")
        .annotate(n=Count("pk"), since=Min("created_at"))
        .filter(n__gt=0)
    )
    for channel_id, n, since in rows:
        facts = {"n": n, "since": since.isoformat()}
        yield Trouble(channel_id=channel_id, kind=AlarmKind.WAITING, facts=facts)


def _of_devices(by_id: Mapping[int, Channel], now: datetime) -> Iterator[Trouble]:
    """Numbers that are missing, and entries that do not come off their device; one of each a channel."""
    states = list(troubled(by_id))
    for channel_id in {one.device.channel_id for one in states}:
        here = [one for one in states if one.device.channel_id == channel_id]
        gaps = [gap for one in here for gap in one.overdue(now)]
        if gaps:
            facts = {
                "n": sum(len(gap) for gap in gaps),
                "since": _first(gap.since for gap in gaps),
                "devices": _names(one for one in here if one.overdue(now)),
            }
            yield Trouble(channel_id=channel_id, kind=AlarmKind.GAPS, facts=facts)
        held = [one for one in here if one.is_kept_too_long(now)]
        if held:
            facts = {
                "n": sum(len(one.waiting) for one in held),
                "since": _first(one.device.kept_since for one in held),
                "devices": _names(held),
            }
            yield Trouble(channel_id=channel_id, kind=AlarmKind.KEPT, facts=facts)


def _names(states: Iterable[DeviceState]) -> list[str]:
    return [one.device.name for one in states]


def _first(moments: Iterable[datetime | None]) -> str:
    """Give the earliest as it is kept with an alarm; "" where none is known."""
    known = [one for one in moments if one is not None]
    return min(known).isoformat() if known else ""


def _differing(by_id: Mapping[int, Channel]) -> Iterator[Trouble]:
    """What the last reconciliation found; the next one that finds nothing ends it."""
    last = DayAccount.objects.filter(channel=OuterRef("channel")).order_by("-day").values("day")[:1]
    rows = DayAccount.objects.differing().filter(channel__in=by_id, day=Subquery(last))
    for channel_id, n, at in rows.values_list("channel_id", "difference", "reconciled_at"):
        facts = {"n": n, "since": at.isoformat()}
        yield Trouble(channel_id=channel_id, kind=AlarmKind.DIFFERS, facts=facts)
