"""Drawing the stories of the demonstration: the same seed gives the same ones."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import cast

from cases.triage.languages import Language
from feedback_site.organisation.models import Store
from reports.demo import people, wording
from reports.demo.cast import Cast
from reports.demo.plan import (
    ADVERT_STEPS,
    ADVERTS,
    CHANNELS,
    LANGUAGES,
    TWINS,
    Plan,
    draw_category,
    draw_steps,
    weighted,
)
from reports.demo.seasons import Year, is_open
from reports.demo.today import OPENINGS, Opening
from reports.demo.wording import DemoText

SEED = 20_261_122
_STORE_SIZES = (14, 12, 11, 9, 7, 10, 8, 7, 9, 8, 6, 5)
_SIMPLIFIED = frozenset({"xujiahui", "jingan", "wujiaochang"})


def draw_plans(count: int, *, until: datetime, cast_: Cast, seed: int = SEED) -> list[Plan]:
    """Draw all stories, ordered by when they begin; together they make so many cases."""
    drawing = Drawing(rng=Random(seed), cast=cast_, until=until)  # noqa: S311 no secrets in it
    plans = [drawing.of_today(number, one) for number, one in enumerate(OPENINGS[:count])]
    made = len(plans)
    year = Year.before(until, told=made / count)
    while made < count:
        plan = drawing.of_year(len(plans), year, may_be_two=count - made > 1)
        plans.append(plan)
        made += 1 + len(TWINS.intersection(plan.steps))
    return sorted(plans, key=lambda plan: plan.opened_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    name: str
    email: str
    phone: str


@dataclass(slots=True, kw_only=True)
class Drawing:
    """One run of drawing: its generator, and what was drawn so far."""

    rng: Random
    cast: Cast
    until: datetime
    taken: set[str] = field(default_factory=set)
    known: list[_Person] = field(default_factory=list)

    def of_year(self, number: int, year: Year, *, may_be_two: bool) -> Plan:
        """Draw one of the past year, which has gone its way unless it is very young."""
        rng = self.rng
        opened_at = year.moment(rng, before=self.until - timedelta(minutes=3))
        store = rng.choices(self.cast.stores, _STORE_SIZES[: len(self.cast.stores)])[0]
        channel = self._channel(opened_at)
        is_anonymous = channel in ("web", "counter") and rng.random() < 0.08
        language, category = self._language(store), draw_category(rng)
        if rng.random() < ADVERTS:
            text, steps = wording.advert(rng, language), ADVERT_STEPS
        else:
            text = self._complaint(category, language, opened_at, store)
            steps = draw_steps(rng, is_anonymous=is_anonymous, may_be_two=may_be_two)
        return self._plan(
            number, opened_at, channel, store, language, category, text, steps,
            is_anonymous=is_anonymous,
        )  # fmt: skip

    def of_today(self, number: int, opening: Opening) -> Plan:
        """Draw one that is still open: when it began and how far it has come are given."""
        opened_at = self.until - timedelta(hours=opening.hours)
        store = self.cast.stores[number % len(self.cast.stores)]
        language = self._language(store)
        match opening.about:
            case "advert":
                text = wording.advert(self.rng, language)
            case "question":
                text = wording.question(self.rng, language, on=opened_at.date())
            case _:
                text = self._complaint(opening.category, language, opened_at, store)
        channel = self._channel(opened_at)
        return self._plan(
            number, opened_at, channel, store, language, opening.category, text, opening.steps,
            is_open_today=True,
        )  # fmt: skip

    def _plan(
        self, number: int, opened_at: datetime, channel: str, store: Store, language: Language,
        category: str, text: DemoText, steps: tuple[str, ...], *, is_anonymous: bool = False,
        is_open_today: bool = False,
    ) -> Plan:  # fmt: skip
        who = _Person(name="", email="", phone="") if is_anonymous else self._person(language)
        has_mail = channel != "counter" or self.rng.random() > 0.3
        return Plan(
            number=number, opened_at=opened_at, channel=channel, language=language,
            category=category, store="" if channel == "mail" else store.code,
            clerk_id=self.cast.clerks[store.pk].pk, mood=text.mood, title=text.title, text=text.text,
            order=text.order, name=who.name, email=who.email if has_mail else "",
            phone="" if channel == "web" and who.email else who.phone, is_anonymous=is_anonymous,
            is_open_today=is_open_today, steps=steps,
        )  # fmt: skip

    def _channel(self, opened_at: datetime) -> str:
        if is_open(opened_at):
            return weighted(self.rng, CHANNELS)
        return weighted(self.rng, {code: n for code, n in CHANNELS.items() if code != "counter"})

    def _complaint(
        self, category: str, language: Language, opened_at: datetime, store: Store
    ) -> DemoText:
        written = wording.complaint(
            self.rng, category, language, on=opened_at.date(), store=store.name_in(language),
            taken=self.taken,
        )  # fmt: skip
        self.taken.add(written.opening)
        return written

    def _language(self, store: Store) -> Language:
        """Shanghai writes simplified characters, mostly."""
        if store.code in _SIMPLIFIED and self.rng.random() < 0.85:
            return "zh-hans"
        return cast(Language, weighted(self.rng, {**LANGUAGES, "zh-hans": 4}))

    def _person(self, language: Language) -> _Person:
        """A new customer, or in one of eight cases somebody who was here before.

        Few have phones: the numbers kept free for fiction are few, and a shared one would join strangers.
        """
        rng = self.rng
        if self.known and rng.random() < 0.12:
            return rng.choice(self.known)
        taken = {one.phone for one in self.known}
        numbers = (people.phone_number(rng, language) for _ in itertools.repeat(None, 5))
        phone = next((number for number in numbers if number not in taken), "")
        name = people.person_name(rng, language)
        person = _Person(name=name, email=people.mail_address(rng), phone=phone)
        self.known.append(person)
        return person
