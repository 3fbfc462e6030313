"""How channels are doing, in words, tones and little charts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels.kinds import AlarmKind, Standing
from channels.measures.troubles import Trouble
from channels.models import ChannelAlarm
from reports.display.words import duration, percent
from reports.measures.channel_health import ChannelHealth
from reports.measures.channel_use import Use
from reports.measures.suggesting import Reason, Suggestion

# Every state has its tone and icon; the word comes with it.
LOOKS = {
    Standing.SILENT: ("bad", "speaker-x-mark"),
    Standing.FAILING: ("bad", "bolt-slash"),
    Standing.GAPS: ("bad", "exclamation-triangle"),
    Standing.UNREAD: ("bad", "clock"),
    Standing.KEPT: ("bad", "clock"),
    Standing.WAITING: ("bad", "clock"),
    Standing.FAILED: ("warn", "exclamation-triangle"),
    Standing.DEAD: ("warn", "envelope"),
    Standing.DIFFERS: ("warn", "scale"),
    Standing.QUIET: ("warn", "arrow-trending-down"),
    Standing.BUSY: ("info", "arrow-trending-up"),
    Standing.USUAL: ("good", "check-circle"),
    Standing.LEARNING: ("quiet", "academic-cap"),
    Standing.NEVER: ("quiet", "minus-circle"),
    Standing.OFF: ("quiet", "pause-circle"),
}
NEEDS_SOMEBODY = frozenset(
    {
        Standing.SILENT, Standing.FAILING, Standing.GAPS, Standing.UNREAD, Standing.KEPT,
        Standing.WAITING,
        Standing.FAILED, Standing.DEAD, Standing.DIFFERS,
    }
)  # fmt: skip
CHART_HEIGHT = 24
_BAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day of the little chart."""

    x: int
    y: float
    height: float
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong, in a sentence, where it is mended, and the alarm that rings for it."""

    sentence: str
    url: str
    action: str
    alarm: ChannelAlarm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One channel as the page shows it."""

    health: ChannelHealth
    tone: str
    icon: str
    usual: str
    bars: Sequence[Bar]
    chart_says: str
    answer: str
    answered: int
    problems: Sequence[Problem]

    @property
    def needs_somebody(self) -> bool:
        """Whether something is wrong that does not mend itself."""
        return self.health.standing in NEEDS_SOMEBODY


def line_of(health: ChannelHealth, use: Use | None) -> Line:
    """Put one channel into words."""
    tone, icon = LOOKS[health.standing]
    return Line(
        health=health, tone=tone, icon=icon, usual=_usual(health),
        bars=list(_bars(health.daily)), chart_says=_chart_says(health),
        answer=duration(use.median if use else None), answered=use.answered if use else 0,
        problems=[
            _problem(one, health.alarms) for kind in health.troubles for one in health.troubles[kind]
        ],
    )  # fmt: skip


def use_words(use: Use) -> dict[str, object]:
    """Put what comes of one channel into words."""
    verified = use.verified
    return {
        "use": use,
        "share": percent(use.share),
        "width": round(use.share * 100, 1),
        "median": duration(use.median),
        "p90": duration(use.p90),
        "solved": percent(use.solved / use.cases),
        "verified": percent(verified.share) if verified else "–",
        "between": f"{percent(verified.low)} – {percent(verified.high)}" if verified else "",
    }


def suggestion_words(
    healths: Sequence[ChannelHealth],
    found: Suggestion | None,
    with_pictures: bool,
) -> dict[str, object]:
    """Put a suggestion into words: for what, which channel, and why."""
    need = _("with photographs") if with_pictures else _("in general")
    if found is None:
        return {"need": need, "channel": None, "reasons": ""}
    channel = next(one.channel for one in healths if one.channel.pk == found.channel_id)
    words = {
        Reason.FAST: _("first answer in %(time)s, median of %(n)s")
        % {"time": duration(found.use.median), "n": found.use.answered},
        Reason.SOLVES: _("%(n)s of %(all)s asked said that it is solved")
        % {"n": found.use.confirmed, "all": found.use.asked},
        Reason.PICTURES: _("photographs can be sent along"),
        Reason.KNOWN: _("the customer knows it"),
    }
    return {
        "need": need,
        "channel": channel,
        "reasons": "; ".join(words[one] for one in found.reasons),
    }


def _usual(health: ChannelHealth) -> str:
    if health.expected is None:
        return ""
    return _("usually %(low)s to %(high)s by this hour") % {
        "low": health.expected.low,
        "high": health.expected.high,
    }


def _bars(daily: Sequence[int]) -> Iterator[Bar]:
    most = max(*daily, 1)
    for at, n in enumerate(daily):
        height = round(n / most * CHART_HEIGHT, 1)
        yield Bar(
            x=at * _BAR, y=CHART_HEIGHT - height, height=height, is_today=at == len(daily) - 1
        )


def _chart_says(health: ChannelHealth) -> str:
    return _("Items a day over %(days)s days: %(n)s today, %(most)s at most") % {
        "days": len(health.daily), "n": health.today, "most": max(health.daily),
    }  # fmt: skip


def _problem(trouble: Trouble, alarms: Sequence[ChannelAlarm]) -> Problem:
    sentence, url, action = _SENTENCES[trouble.kind](trouble)
    ringing = (
        one for one in alarms if one.kind == trouble.kind and one.account_id == trouble.account_id
    )
    return Problem(sentence=sentence, url=url, action=action, alarm=next(ringing, None))


def _silent(trouble: Trouble) -> tuple[str, str, str]:
    if trouble.account_id is not None:
        return _silent_connection(trouble)
    sentence = _(
        "Nothing has come since %(since)s, when about %(due)s items would be usual. "
        "Is it a holiday, or is something broken?"
    ) % {"since": _moment(trouble), "due": trouble.facts["due"]}
    return sentence, "", ""


def _silent_connection(trouble: Trouble) -> tuple[str, str, str]:
    facts = {
        "name": trouble.facts["connection"], "since": _moment(trouble), "due": trouble.facts["due"],
    }  # fmt: skip
    sentence = (
        _(
            "The connection “%(name)s” has brought nothing since %(since)s, when about %(due)s items "
            "would be usual."
        )
        if facts["due"]
        else _("The connection “%(name)s” has brought nothing since %(since)s. Is it set up?")
    )
    url = reverse("admin:channels_channelaccount_change", args=(trouble.account_id,))
    return sentence % facts, url, _("Look at the connection")


def _failing(trouble: Trouble) -> tuple[str, str, str]:
    sentence = _("The connection “%(name)s” failed %(n)s times in a row.") % {
        "name": trouble.facts["connection"], "n": trouble.facts["failures"],
    }  # fmt: skip
    url = reverse("admin:channels_channelaccount_change", args=(trouble.account_id,))
    return sentence, url, _("Look at the connection")


def _unread(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext(
        "%(n)s item waits unread since %(since)s.",
        "%(n)s items wait unread, the oldest since %(since)s.",
        n,
    ) % {"n": n, "since": _moment(trouble)}
    return sentence, f"{reverse('admin:channels_items')}?state=stored", _("Look at the items")


def _failed(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext("%(n)s item could not be read.", "%(n)s items could not be read.", n)
    url = f"{reverse('admin:channels_items')}?state=failed"
    return sentence % {"n": n}, url, _("Look at the items")


def _dead(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext(
        "%(n)s answer could not be delivered.", "%(n)s answers could not be delivered.", n
    )
    return sentence % {"n": n}, reverse("admin:channels_outbox"), _("Look at the outbox")


def _differs(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext(
        "The daily reconciliation shows %(n)s difference.",
        "The daily reconciliation shows %(n)s differences.",
        n,
    )
    return sentence % {"n": n}, reverse("admin:channels_accounts"), _("Look at the accounts")


def _missing(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext(
        "%(n)s entry of a device never came: %(devices)s.",
        "%(n)s entries of devices never came: %(devices)s.",
        n,
    ) % {"n": n, "devices": _devices(trouble)}
    return sentence, reverse("admin:channels_devices"), _("Look at the devices")


def _held(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext(
        "%(n)s entry lies on a device since %(since)s: %(devices)s.",
        "%(n)s entries lie on devices, the oldest since %(since)s: %(devices)s.",
        n,
    ) % {"n": n, "since": _moment(trouble), "devices": _devices(trouble)}
    return sentence, reverse("admin:channels_devices"), _("Look at the devices")


def _waiting(trouble: Trouble) -> tuple[str, str, str]:
    n = int(str(trouble.facts["n"]))
    sentence = ngettext(
        "%(n)s text waits since %(since)s: no connection for texts is in use.",
        "%(n)s texts wait, the oldest since %(since)s: no connection for texts is in use.",
        n,
    ) % {"n": n, "since": _moment(trouble)}
    url = reverse("admin:channels_channelaccount_changelist")
    return sentence, url, _("Look at the connections")


def _devices(trouble: Trouble) -> str:
    names = trouble.facts["devices"]
    return ", ".join(map(str, names)) if isinstance(names, list) else ""


_SENTENCES = {
    AlarmKind.SILENT: _silent,
    AlarmKind.FAILING: _failing,
    AlarmKind.UNREAD: _unread,
    AlarmKind.FAILED: _failed,
    AlarmKind.DEAD: _dead,
    AlarmKind.DIFFERS: _differs,
    AlarmKind.GAPS: _missing,
    AlarmKind.KEPT: _held,
    AlarmKind.WAITING: _waiting,
}


def _moment(trouble: Trouble) -> str:
    moment: datetime | None = parse_datetime(str(trouble.facts.get("since") or ""))
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"
