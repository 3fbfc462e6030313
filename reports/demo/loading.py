"""Loading the demonstration: the same seed gives the same chain and the same stories."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from cases.models import Case
from cases.triage.languages import Language
from channels.kinds import OutboxState
from channels.models import Channel, Outgoing
from reports.demo import people, wording
from reports.demo.cast import Cast
from reports.demo.lives import Life
from reports.demo.plan import (
    CHANNELS,
    LANGUAGES,
    Plan,
    draw_category,
    draw_moment,
    draw_steps,
    weighted,
)

SEED = 20_261_122
# Notices of the last days are left to the outbox, so that outgoing mail is there to be read.
LEFT_TO_OUTBOX = timedelta(days=2)


def draw_plans(count: int, *, until: datetime, cast_: Cast, seed: int = SEED) -> list[Plan]:
    """Draw all stories, ordered by when they begin."""
    rng, taken = Random(seed), set[str]()  # noqa: S311 a demonstration needs no secrets
    returning: list[tuple[str, str, str, str]] = []
    plans = [_draw(rng, number, until, cast_, taken, returning) for number in range(count)]
    return sorted(plans, key=lambda plan: plan.opened_at)


def live_all(
    plans: Sequence[Plan], *, cast_: Cast, until: datetime, seed: int = SEED
) -> Iterator[Case]:
    """Live the stories one after another, each with a generator of its own."""
    channels = {channel.code: channel for channel in Channel.objects.all()}
    with connection.cursor() as cursor:
        # A copy of the demonstration may be made again; only its own connection is less careful.
        cursor.execute("SET synchronous_commit = off")
    for plan in plans:
        rng = Random(f"{seed}:{plan.number}")  # noqa: S311
        yield Life(plan=plan, cast=cast_, channels=channels, rng=rng, until=until).live()


def settle_outbox(*, until: datetime) -> int:
    """Call the notices of earlier times sent, as they were; those of the last days go out now."""
    old = Outgoing.objects.filter(state=OutboxState.PENDING, due_at__lt=until - LEFT_TO_OUTBOX)
    return old.update(state=OutboxState.SENT, sent_at=F("due_at"), attempts=1)


def _draw(
    rng: Random, number: int, until: datetime, cast_: Cast, taken: set[str],
    returning: list[tuple[str, str, str, str]],
) -> Plan:  # fmt: skip
    store = rng.choices(
        cast_.stores, [14, 12, 11, 9, 7, 10, 8, 7, 9, 8, 6, 5][: len(cast_.stores)]
    )[0]
    zone = ZoneInfo(store.calendar.time_zone)
    opened_at = draw_moment(rng, until, zone)
    language = _language(rng, store.code)
    channel = weighted(rng, CHANNELS)
    category = draw_category(rng)
    written = wording.complaint(
        rng, category, language, on=opened_at.date(), store=store.name_in(language), taken=taken
    )
    taken.add(written.opening)
    is_anonymous = channel in ("web", "counter") and rng.random() < 0.08
    name, email, phone, language_known = _person(rng, language, returning)
    if channel == "counter" and rng.random() < 0.3:
        email = ""
    return Plan(
        number=number, opened_at=opened_at, channel=channel, language=language_known, category=category,
        store="" if channel == "mail" else store.code, clerk_id=cast_.clerks[store.pk].pk,
        mood=written.mood, title=written.title, text=written.text, order=written.order,
        name="" if is_anonymous else name, email="" if is_anonymous else email,
        phone="" if is_anonymous or (channel == "web" and email) else phone, is_anonymous=is_anonymous,
        steps=draw_steps(rng, is_anonymous=is_anonymous),
    )  # fmt: skip


def _language(rng: Random, store: str) -> Language:
    """Shanghai writes simplified characters, mostly."""
    if store in ("xujiahui", "jingan", "wujiaochang") and rng.random() < 0.85:
        return "zh-hans"
    return cast(Language, weighted(rng, {**LANGUAGES, "zh-hans": 4}))


def _person(
    rng: Random, language: Language, returning: list[tuple[str, str, str, str]]
) -> tuple[str, str, str, Language]:
    """A new customer, or in one of eight cases somebody who was here before.

    Few have phones: the numbers kept free for fiction are few, and a shared one would join strangers.
    """
    if returning and rng.random() < 0.12:
        name, email, phone, _known = rng.choice(returning)
        return name, email, phone, language
    taken = {one[2] for one in returning}
    phone = next(
        (
            n
            for n in (people.phone_number(rng, language) for _ in itertools.repeat(None, 5))
            if n not in taken
        ),
        "",
    )
    person = (people.person_name(rng, language), people.mail_address(rng), phone, language)
    returning.append(person)
    return person
