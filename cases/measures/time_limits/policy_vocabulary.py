"""The words that a time-limit policy may be written with, and what somebody meant who wrote another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from cases.kinds import Klass, Priority
from cases.models import Category, ResponseScheme
from cases.sla.terms import OF_STORE, Calendars
from channels.kinds import Remedy
from channels.models import ServiceTier
from feedback_site.organisation.models import BusinessCalendar, Store
from feedback_site.organisation.words import Named

# So many words are named where none is near; more than that nobody reads.
NAMED = 12
_LIKE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The codes that may stand somewhere, and other ways to say them, such as their names."""

    codes: Sequence[str]
    sayings: Mapping[str, str] = field(default_factory=dict)

    def near(self, value: object) -> str:
        """The code that was likely meant; empty where none is near."""
        said = {code.lower(): code for code in self.codes}
        said |= {name.lower(): code for name, code in self.sayings.items()}
        found = get_close_matches(str(value).strip().lower(), said, n=1, cutoff=_LIKE)
        return said[found[0]] if found else ""


def matched(name: str) -> Words:
    """What one line of "for which cases" may hold."""
    look: Mapping[str, Callable[[], Words]] = {
        "classes": lambda: words_of(Klass.values),
        "priorities": lambda: words_of(Priority.values),
        "remedies": lambda: words_of(Remedy.values),
        "categories": _categories,
        "stores": _stores,
        "tiers": lambda: _named(ServiceTier.objects.all()),
        "schemes": lambda: _named(ResponseScheme.objects.all()),
    }
    return look[name]()


def words_of(codes: Iterable[str]) -> Words:
    """Codes without other ways to say them."""
    return Words(codes=[str(code) for code in codes])


def _named(rows: Iterable[Any]) -> Words:
    known = list(rows)
    return Words(
        codes=[one.code for one in known],
        sayings={name: one.code for one in known for name in _names(one)},
    )


def _names(row: Named) -> tuple[str, str, str]:
    return row.name_zh_hant, row.name_zh_hans, row.name_en


def _categories() -> Words:
    """Those in use; a retired one means what took its place."""
    rows = {one.pk: one for one in Category.objects.all()}
    live = _named(one for one in rows.values() if one.is_active)
    gone = {
        one.code: last.code
        for one in rows.values()
        if not one.is_active and (last := one.standing(rows)).is_active
    }
    return Words(codes=live.codes, sayings={**live.sayings, **gone})


def _stores() -> Words:
    """Policies know a store by its number; people know it by its code and its name."""
    rows = list(Store.objects.all())
    said = {name: str(one.pk) for one in rows for name in (one.code, *_names(one))}
    return Words(codes=[str(one.pk) for one in rows], sayings=said)


def published_codes(calendars: Calendars) -> list[str]:
    """The calendars that limits can run on: those with an edition; those of stores go by "@store"."""
    return [code for code, editions in calendars.items() if editions and ":" not in code]


def calendars_of(calendars: Calendars) -> Words:
    """What a target may name as its calendar."""
    live = published_codes(calendars)
    known = _named(one for one in BusinessCalendar.objects.all() if one.code in live)
    return Words(codes=[*known.codes, OF_STORE], sayings=known.sayings)


def unknown(value: object, known: Words) -> str:
    """Say that a word is not known, with the nearest one that is, or with some that are."""
    if meant := known.near(value):
        words = _("“%(value)s” is not known. Did you mean “%(meant)s”?")
        return words % {"value": value, "meant": meant}
    named = ", ".join(known.codes[:NAMED]) + (" …" if len(known.codes) > NAMED else "")
    words = _("“%(value)s” is not known. Known are: %(named)s.")
    return words % {"value": value, "named": named or "—"}
