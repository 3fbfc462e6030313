"""Plans: what a demonstration case is about and which way it will go; drawn by a seed, so repeatable."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cases.triage.category_tree import BY_CODE, CATEGORIES
from reports.demo.wording import Mood

CHANNELS = {"web": 30, "counter": 26, "mail": 22, "partner": 14}
LANGUAGES = {"zh-hant": 70, "zh-hans": 20, "en": 10}
# How often each category comes; prints go wrong more often than cameras.
_WEIGHTS = {
    "print_colour": 15, "print_blur": 7, "print_banding": 5, "print_cut": 6, "equipment_failure": 4,
    "camera_repair": 8, "booking_failed": 5, "pickup_delayed": 12, "staff_attitude": 6, "delivery": 7,
    "price_dispute": 6, "wrong_order": 5, "wrong_size": 5, "material": 3, "missing_item": 4,
}  # fmt: skip
# How fast the people of a store and those who work for it are; one store lags behind.
PACES = {
    "zhongshan": 0.8, "xinyi": 0.9, "ximen": 2.4, "banqiao": 1.0, "zhongli": 1.1, "taichung": 0.8,
    "fengjia": 1.1, "tainan": 0.9, "kaohsiung": 1.0, "xujiahui": 0.9, "jingan": 1.0, "wujiaochang": 1.2,
}  # fmt: skip

BEGINNING = ("triage", "claim", "answer")
_MIDDLES = {
    (): 45, ("note",): 12, ("write", "answer"): 14, ("wait", "resume"): 16, ("promise",): 2,
    ("promise", "keep"): 5, ("note", "wait", "resume", "answer"): 6, ("merge",): 1, ("duplicate",): 1,
}  # fmt: skip
_ENDS = {
    ("confirm",): 46, ("no_answer", "confirm"): 12, ("confirm_by_link",): 14,
    ("object", "answer", "resolve", "confirm"): 7,
    ("no_answer", "no_answer", "mail_and_give_up"): 8, ("decline",): 3,
    ("confirm", "reopen", "answer", "resolve", "confirm"): 2,
}  # fmt: skip
# Five in a hundred are called off; which of both happens follows from what was written.
_CALLED_OFF = 0.035
ADVERTS = 0.012
ADVERT_STEPS: tuple[str, ...] = ("propose", "reject")
# Steps by which the same customer's second item comes in: a case more.
TWINS = frozenset({"merge", "duplicate"})

# Median hours that pass before each step; times vary around them by a factor of about two.
_HOURS = {
    "triage": 0.2, "claim": 0.4, "answer": 1.2, "note": 1, "write": 7, "wait": 0.5, "resume": 18,
    "promise": 0.5, "keep": 16, "resolve": 4, "confirm": 14, "no_answer": 8, "confirm_by_link": 5,
    "object": 16, "mail_and_give_up": 8, "decline": 14, "no_contact": 20, "reopen": 70, "propose": 1,
    "reject": 2, "withdraw": 5, "merge": 0.3, "duplicate": 0.3, "resolve_just_now": 0.1,
}  # fmt: skip
# Of a technical problem, half an hour is what a store has to send somebody.
_HOURS_TECHNICAL = {**_HOURS, "triage": 0.06, "claim": 0.11}
# What customers do in their own time; the others work where and when customer care is there.
BY_CUSTOMER = frozenset({"write", "confirm_by_link", "reopen", "withdraw"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one case is about, when it comes in, and its steps; time may run out before the last.

    One that is still open today takes all its steps before today, however short the time is.
    """

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
    is_open_today: bool
    steps: tuple[str, ...]

    def pause(self, rng: Random, step: str) -> timedelta:
        """Draw how long it takes until a step, log-normally around its median."""
        is_technical = BY_CODE[self.category].klass == "technical"
        hours = (_HOURS_TECHNICAL if is_technical else _HOURS)[step]
        if step not in BY_CUSTOMER:
            hours *= PACES.get(self.store, 1.0)
        return timedelta(hours=hours * rng.lognormvariate(0, 0.75))


def weighted(rng: Random, weights: dict[str, int]) -> str:
    """Draw one key by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def draw_category(rng: Random) -> str:
    """Draw a category as often as it comes."""
    weights = {seed.code: _WEIGHTS.get(seed.code, 1) for seed in CATEGORIES}
    return weighted(rng, weights)


def draw_steps(rng: Random, *, is_anonymous: bool, may_be_two: bool) -> tuple[str, ...]:
    """Draw the way a case goes; twins are no way for somebody unknown, or where one case is wanted."""
    if rng.random() < _CALLED_OFF:
        return ("withdraw",)
    middle = rng.choices(list(_MIDDLES), list(_MIDDLES.values()))[0]
    if is_anonymous or not may_be_two:
        middle = tuple(one for one in middle if one not in TWINS)
    if is_anonymous:
        return (*BEGINNING, *middle, "resolve", "no_contact")
    end = rng.choices(list(_ENDS), list(_ENDS.values()))[0]
    return (*BEGINNING, *middle, "resolve", *end)
