"""Plans: what a demonstration case is about and which way it will go; drawn by a seed, so repeatable."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cases.triage.category_tree import CATEGORIES
from reports.demo.wording import Mood

CHANNELS = {"web": 30, "counter": 26, "mail": 22, "partner": 14, "phone": 0}
LANGUAGES = {"zh-hant": 70, "zh-hans": 20, "en": 10}
# How often each category comes; prints go wrong more often than cameras.
_WEIGHTS = {
    "print_colour": 15, "print_blur": 7, "print_banding": 5, "print_cut": 6, "equipment_failure": 4,
    "camera_repair": 8, "booking_failed": 5, "pickup_delayed": 12, "staff_attitude": 6, "delivery": 7,
    "price_dispute": 6, "wrong_order": 5, "wrong_size": 5, "material": 3, "missing_item": 4,
}  # fmt: skip

_START = ("triage", "claim", "answer")
_MIDDLES = {
    (): 45, ("note",): 12, ("write", "answer"): 14, ("wait", "resume"): 16, ("promise",): 7,
    ("note", "wait", "resume", "answer"): 6,
}  # fmt: skip
_ENDS = {
    ("confirm",): 46, ("no_answer", "confirm"): 12, ("confirm_by_link",): 14,
    ("object", "answer", "resolve", "confirm"): 7,
    ("no_answer", "no_answer", "mail_and_give_up"): 8, ("decline",): 3,
    ("confirm", "reopen", "answer", "resolve", "confirm"): 2,
}  # fmt: skip
_SIDE = {("reject",): 12, ("withdraw",): 16, ("triage", "claim", "merge"): 10, ("duplicate",): 8}

# Median hours that pass before each step; times vary around them by a factor of about two.
_HOURS = {
    "triage": 0.25, "claim": 0.6, "answer": 2.5, "note": 1.5, "write": 9, "wait": 1, "resume": 20,
    "promise": 0.5, "resolve": 9, "confirm": 18, "no_answer": 12, "confirm_by_link": 5, "object": 20,
    "mail_and_give_up": 16, "decline": 20, "no_contact": 30, "reopen": 70, "reject": 3, "withdraw": 8,
    "merge": 2, "duplicate": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one case is about, when it comes in, and its steps; time may run out before the last."""

    number: int
    opened_at: datetime
    channel: str
    language: str
    category: str
    store: str
    clerk_id: int | None
    mood: Mood
    title: str
    text: str
    order: str
    name: str
    email: str
    phone: str
    is_anonymous: bool
    steps: tuple[str, ...]

    def pause(self, rng: Random, step: str) -> timedelta:
        """Draw how long it takes until a step, log-normally around its median."""
        return timedelta(hours=_HOURS[step] * rng.lognormvariate(0, 0.75))


def weighted(rng: Random, weights: dict[str, int]) -> str:
    """Draw one key by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def draw_category(rng: Random) -> str:
    """Draw a category as often as it comes."""
    weights = {seed.code: _WEIGHTS.get(seed.code, 1) for seed in CATEGORIES}
    return weighted(rng, weights)


def draw_steps(rng: Random, *, is_anonymous: bool) -> tuple[str, ...]:
    """Draw the way a case goes."""
    if rng.random() < 0.05:
        return rng.choices(list(_SIDE), list(_SIDE.values()))[0]
    middle = rng.choices(list(_MIDDLES), list(_MIDDLES.values()))[0]
    if is_anonymous:
        return (*_START, *middle, "resolve", "no_contact")
    end = rng.choices(list(_ENDS), list(_ENDS.values()))[0]
    return (*_START, *middle, "resolve", *end)


def draw_moment(rng: Random, until: datetime, zone: ZoneInfo) -> datetime:
    """Draw when it came in: over twelve months, growing, weekends stronger, mostly in opening hours.

    Some more come in the last three days, so that the queues of a demonstration are not empty.
    """
    recent = rng.random() < 0.03
    days = rng.triangular(0, 3, 0.5) if recent else 365 * rng.betavariate(1.0, 1.25)
    day = (until - timedelta(days=days)).astimezone(zone).date()
    if day.weekday() < 5 and rng.random() < 0.18:
        day += timedelta(days=5 - day.weekday())
    hour = min(max(rng.gauss(15, 4), 0.2), 23.8)
    moment = datetime.combine(day, time(int(hour), rng.randrange(60), rng.randrange(60)), zone)
    return min(moment, until - timedelta(minutes=rng.randint(3, 240)))
