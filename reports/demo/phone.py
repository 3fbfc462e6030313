"""Two weeks of telephone: calls as the call centre would have told of them, and most of them called back."""

import json
from datetime import datetime, timedelta
from random import Random

from channels.kinds import AccountKind
from channels.models import Call, CallBack, Channel, ChannelAccount, ContactPoint
from channels.rules import intake
from channels.rules.calls import calling_back
from channels.rules.connections import connecting
from channels.rules.manual_entry import promising_calls, taking_calls
from feedback_site.organisation.models import User
from reports.demo.cast import Cast
from reports.demo.people import phone_number

DAYS, CALLS_A_DAY = 14, 6
LINES = ("客服專線", "訂單查詢")
# How long it rings until somebody answers, in seconds: mostly soon, at noon not.
WAITS = (4, 6, 8, 9, 12, 15, 18, 22, 26, 34, 48, 75)
WISH = "想談相框退換，請回電"
NOTES = ("詢問營業時間", "詢問證件照尺寸", "詢問取件時間，已告知", "詢問門市停車")


def live_phone(cast: Cast, until: datetime, rng: Random) -> int:
    """Let people call in the two weeks before `until`, and give how many calls there were."""
    account = _account(until)
    known = _known_numbers(rng)
    moments = sorted(_moments(until, rng))
    for number, at in enumerate(moments):
        _call(account, f"demo-{number}", at, cast, known, until=until, rng=rng)
    _promise(account, until)
    return len(moments)


def _promise(account: ChannelAccount, until: datetime) -> None:
    """Let the last two who were heard be promised a call: one was called, the other is still owed it."""
    heard = Call.objects.filter(account=account, agent__isnull=False)
    heard = heard.filter(outcome="answered", rang_at__lt=until - timedelta(hours=3))
    for number, call in enumerate(heard.select_related("agent").order_by("-rang_at")[:2]):
        if call.agent is None:
            continue
        now = call.ended_at or call.rang_at
        due = now + timedelta(hours=2) if number else until + timedelta(hours=20)
        made = promising_calls.promise_call(
            call.pk, call_at=due, note=WISH, actor=call.agent, now=now
        )
        if number:
            calling_back.record_try(made.pk, outcome="reached", actor=call.agent, now=due)


def _account(until: datetime) -> ChannelAccount:
    found = ChannelAccount.objects.filter(kind=AccountKind.CALL_CENTRE).first()
    return found or connecting.make_account(
        Channel.objects.get(code="phone"), kind=AccountKind.CALL_CENTRE, name="客服電話系統",
        values={"secret": "whsec_ZGVtb25zdHJhdGlvbiBvbmx5IQ=="}, actor=None, now=until,
    )  # fmt: skip


def _known_numbers(rng: Random) -> list[str]:
    points = ContactPoint.objects.filter(kind="phone", value_sealed__isnull=False)
    some = list(points.select_related("customer").order_by("pk")[:200])
    return [point.value() for point in rng.sample(some, min(30, len(some)))]


def _moments(until: datetime, rng: Random) -> list[datetime]:
    """Draw calls of each day, most of them around noon and in the early evening."""
    return [
        until - timedelta(days=day, seconds=rng.choice((2, 3, 3, 4, 7, 8)) * 3600 * rng.random())
        for day in range(DAYS)
        for _ in range(CALLS_A_DAY)
    ]


def _call(
    account: ChannelAccount, name: str, at: datetime, cast: Cast, known: list[str], *,
    until: datetime, rng: Random,
) -> None:  # fmt: skip
    number = rng.choice(known) if known and rng.random() < 0.4 else phone_number(rng, "zh-hant")
    agent, line = rng.choice(cast.agents), rng.choice(LINES)
    said = {"call": name, "number": number, "line": line}
    _tell(account, "ringing", at, **said)
    if rng.random() < 0.82:
        wait = rng.choice(WAITS)
        _tell(account, "answered", at + timedelta(seconds=wait), agent=agent.username, **said)
        _tell(account, "ended", at + timedelta(seconds=wait + rng.randint(40, 420)), **said)
        if rng.random() < 0.3:
            call = Call.objects.get(account=account, external_id=name)
            taking_calls.note_call(call.pk, text=rng.choice(NOTES), actor=agent, now=at)
        return
    kind = rng.choice(("ended", "ended", "missed", "voicemail"))
    _tell(account, kind, at + timedelta(seconds=rng.randint(15, 60)), **said)
    _call_back(Call.objects.get(account=account, external_id=name), agent, until, rng)


def _call_back(call: Call, agent: User, until: datetime, rng: Random) -> None:
    """Call most of them back in time; what came last is still owed."""
    owed = call.call_back
    tried_at = call.rang_at + timedelta(minutes=rng.randint(8, 90))
    if owed is None or tried_at > until - timedelta(hours=2):
        return
    outcomes = ("no_answer", "reached") if rng.random() < 0.3 else ("reached",)
    for step, outcome in enumerate(outcomes):
        if CallBack.objects.open().filter(pk=owed.pk).exists():
            calling_back.record_try(
                owed.pk, outcome=outcome, actor=agent, now=tried_at + timedelta(minutes=40 * step)
            )


def _tell(account: ChannelAccount, kind: str, at: datetime, **data: str) -> None:
    body = {"type": f"call.{kind}", "timestamp": at.isoformat(), "data": data}
    intake.take(
        channel=account.channel, body=json.dumps(body).encode(), content_type="application/json",
        now=at, external_id=f"{account.public_id}:{data['call']}:{kind}",
        context={"account": account.pk},
    )  # fmt: skip
