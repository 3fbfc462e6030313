"""Offering slots: whoever supervises a store says when, how long and for how many at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import ImpossibleOffer
from cases.kinds import Purpose
from cases.models import SlotOffer
from cases.models.slot_offer import LONGEST, MOST_DAYS, MOST_PLACES, SHORTEST
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.working_hours import CalendarError, WeeklyHours

LONGEST_NOTICE = timedelta(days=14)
Week = Mapping[str, list[list[str]]]
_WORDS = ("words_zh_hant", "words_zh_hans", "words_en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a store offers for one purpose; a week without hours is all its open hours."""

    weekly: Week = field(default_factory=dict)
    minutes: int
    places: int
    notice_minutes: int
    days_ahead: int
    words_zh_hant: str = ""
    words_zh_hans: str = ""
    words_en: str = ""
    is_offered: bool = True


@transaction.atomic
def offer_slots(
    store_id: int, purpose: str, terms: Terms, *, actor: User, now: datetime
) -> SlotOffer:
    """Offer slots for a purpose from now on, or change or take back what is offered.

    What has been booked stands, whatever changes; the ledger keeps what was offered before and after. Raises
    NotAllowed, and ImpossibleOffer where no slot can come of it.
    """
    if not may_offer(store_id, actor):
        raise NotAllowed
    _require_possible(purpose, terms)
    store = Store.objects.select_for_update().get(pk=store_id)
    offer = SlotOffer.objects.select_for_update().filter(store=store, purpose=purpose).first()
    before = _content(offer) if offer else None
    offer = offer or SlotOffer(store=store, purpose=purpose)
    for name in Terms.__dataclass_fields__:
        setattr(offer, name, getattr(terms, name))
    offer.changed_at, offer.changed_by = now, actor
    offer.save()
    body = {"store": store.code, "purpose": purpose, "before": before, "after": _content(offer)}
    entry = Entry(
        verb="slots.offered" if offer.is_offered else "slots.taken_back",
        subject=f"slot_offer:{offer.pk}", actor=name_of(actor), body=body,
    )  # fmt: skip
    record([entry], now=now)
    return offer


def may_offer(store_id: int, user: User) -> bool:
    """Whoever supervises the store may."""
    reach = user.reach
    return user.can(Ability.SUPERVISE) and (reach.everything or store_id in reach.stores)


def _require_possible(purpose: str, terms: Terms) -> None:
    try:
        week = WeeklyHours.of(terms.weekly)
    except CalendarError as error:
        raise ImpossibleOffer(why=str(error)) from error
    if purpose not in Purpose.values:
        raise ImpossibleOffer(why=purpose)
    notice = timedelta(minutes=terms.notice_minutes)
    for value, lowest, highest, name in (
        (terms.minutes, SHORTEST, LONGEST, _("the length of a slot in minutes")),
        (terms.places, 1, MOST_PLACES, _("the number of places")),
        (terms.days_ahead, 1, MOST_DAYS, _("how many days ahead")),
        (terms.notice_minutes, 0, int(LONGEST_NOTICE.total_seconds() // 60), _("the notice")),
    ):
        if not lowest <= value <= highest:
            words = _("%(name)s must lie between %(lowest)s and %(highest)s")
            raise ImpossibleOffer(why=words % {"name": name, "lowest": lowest, "highest": highest})
    if notice >= timedelta(days=terms.days_ahead):
        raise ImpossibleOffer(why=_("the notice is longer than how far ahead is booked"))
    lengths = [
        (one.closes - one.opens) % 86_400 or 86_400 for day in week.days for one in day
    ]  # fmt: skip
    if lengths and max(lengths) < terms.minutes * 60:
        raise ImpossibleOffer(why=_("a slot is longer than all hours of the week"))


def _content(offer: SlotOffer) -> dict[str, object]:
    return {name: getattr(offer, name) for name in Terms.__dataclass_fields__}
