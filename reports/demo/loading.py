"""Loading the demonstration: its stories are lived one after another, and its letters called sent."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db.models import F

from cases.rules.clocks.keeping import clocks_kept
from cases.rules.triage import recognising
from channels.kinds import OutboxState
from channels.models import Channel, Outgoing
from reports.demo.cast import Cast
from reports.demo.drawing import SEED
from reports.demo.hurrying import hurried, plan_anew
from reports.demo.life import Life
from reports.demo.lives import live
from reports.demo.plan import Plan
from reports.demo.posting import words_of

# Notices of the last days are left to the outbox, so that outgoing mail is there to be read.
LEFT_TO_OUTBOX = timedelta(days=2)
# Stories whose texts are read together, and after which the database plans anew.
_TOGETHER = 64


def live_all(
    plans: Sequence[Plan], *, cast_: Cast, until: datetime, seed: int = SEED
) -> Iterator[Plan]:
    """Live the stories one after another, each with a generator of its own."""
    channels = {channel.code: channel for channel in Channel.objects.all()}
    with hurried(), clocks_kept():
        for since in range(0, len(plans), _TOGETHER):
            some = plans[since : since + _TOGETHER]
            recognising.look_ahead([words_of(plan) for plan in some])
            plan_anew()
            for plan in some:
                rng = Random(f"{seed}:{plan.number}")  # noqa: S311 a demonstration needs no secrets
                live(Life(plan=plan, cast=cast_, channels=channels, rng=rng, until=until))
                yield plan


def settle_outbox(*, until: datetime) -> int:
    """Call the notices of earlier times sent, as they were; those of the last days go out now."""
    old = Outgoing.objects.filter(state=OutboxState.PENDING, due_at__lt=until - LEFT_TO_OUTBOX)
    return old.update(state=OutboxState.SENT, sent_at=F("due_at"), attempts=1)
