"""Numbers about channels and the outbox for a machine that watches, in Prometheus' text format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from channels.kinds import AccountKind, AlarmKind, OutboxState
from channels.measures.troubles import last_at, troubles, watched
from channels.models import ChannelAccount, ChannelAlarm, Outgoing
from channels.sms_accounts import codes_gate, day_gate

_MEANINGS = {
    "feedback_channel_items_total": ("counter", "Items received on a channel, ever."),
    "feedback_channel_last_item_timestamp_seconds": ("gauge", "When the last item came."),
    "feedback_channel_trouble": ("gauge", "1 where this is wrong with the channel now."),
    "feedback_channel_trouble_items": ("gauge", "Items or letters that the trouble is about."),
    "feedback_channel_alarms": ("gauge", "Alarms that ring and nobody has acknowledged."),
    "feedback_texts_today": (
        "gauge",
        "Texts (SMS) handed over since midnight UTC, those whose answer was lost included; without codes.",
    ),
    "feedback_texts_most_a_day": ("gauge", "How many texts a connection may hand over in a day."),
    "feedback_codes_today": ("gauge", "Codes to sign in by that were texted since midnight UTC."),
    "feedback_codes_most_a_day": ("gauge", "How many codes a connection may text in a day."),
    "feedback_outbox_messages": ("gauge", "Outgoing messages that wait, are held, or are dead."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number with its labels, all of them codes."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def numbers(*, now: datetime) -> Iterator[Number]:
    """Give all numbers, in eight statements, and two more for each connection that sends texts."""
    channels = watched()
    wrong = {(one.channel_id, one.kind): one for one in troubles(channels, now=now)}
    for channel in channels:
        label = {"channel": channel.code}
        counter = getattr(channel, "counter", None)
        yield Number(
            name="feedback_channel_items_total",
            labels=label,
            value=counter.last_seq if counter else 0,
        )
        if last := last_at(channel):
            yield Number(
                name="feedback_channel_last_item_timestamp_seconds", labels=label,
                value=last.timestamp(),
            )  # fmt: skip
        for kind in AlarmKind:
            found = wrong.get((channel.pk, kind))
            labels = {**label, "kind": kind.value}
            yield Number(name="feedback_channel_trouble", labels=labels, value=found is not None)
            if found and "n" in found.facts:
                yield Number(
                    name="feedback_channel_trouble_items", labels=labels,
                    value=float(str(found.facts["n"])),
                )  # fmt: skip
    yield Number(
        name="feedback_channel_alarms", value=ChannelAlarm.objects.unacknowledged().count()
    )
    yield from _outbox()
    yield from _texts(now)


def text_of(found: Iterator[Number]) -> str:
    """Write numbers as Prometheus reads them (exposition format 0.0.4), those of one name together."""
    by_name: dict[str, list[Number]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    lines = []
    for name, ones in by_name.items():
        kind, meaning = _MEANINGS[name]
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{_labels(one.labels)} {one.value:.15g}" for one in ones]
    return "\n".join(lines) + "\n"


def _outbox() -> Iterator[Number]:
    waiting = (OutboxState.PENDING, OutboxState.HELD, OutboxState.DEAD)
    rows = Outgoing.objects.filter(state__in=waiting).values_list("state").annotate(n=Count("pk"))
    counted = dict(rows)
    for state in waiting:
        yield Number(
            name="feedback_outbox_messages", labels={"state": state.value},
            value=counted.get(state.value, 0),
        )  # fmt: skip


def _texts(now: datetime) -> Iterator[Number]:
    accounts = ChannelAccount.objects.in_use().filter(kind=AccountKind.SMS)
    for account in accounts.select_related("channel").order_by("pk"):
        labels = {"channel": account.channel.code, "connection": str(account.pk)}
        for what, gate in (
            ("texts", day_gate(account.values)), ("codes", codes_gate(account.values))
        ):  # fmt: skip
            counted = min(gate.counted(str(account.pk), now=now), gate.limit)
            yield Number(name=f"feedback_{what}_today", labels=labels, value=counted)
            yield Number(name=f"feedback_{what}_most_a_day", labels=labels, value=gate.limit)


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
