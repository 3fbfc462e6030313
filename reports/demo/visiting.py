"""Appointments in the demonstration: two stores offer slots, and some customers come today and tomorrow."""

from datetime import datetime, timedelta

from django.db.models import Max

from cases.measures.appointments.free_slots import FreeSlot, free_slots
from cases.models import Case, SlotOffer
from cases.rules.appointments import booking, receiving, reminding
from cases.rules.appointments.offering import Terms, Week, offer_slots
from cases.states import CaseState
from feedback_site.organisation.models import Store, User

_BEFORE = timedelta(hours=20)
_WORKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
_REPAIRS = {day: [["11:00", "13:00"], ["14:00", "19:00"]] for day in _WORKDAYS}
# What is offered where: hours, minutes, places, and what to bring in the three languages.
_OFFERS: tuple[tuple[str, str, Week, int, int, tuple[str, str, str]], ...] = (
    (
        "zhongshan", "repair", _REPAIRS, 30, 1,
        (
            "請帶相機、電池和購買證明。", "请带相机、电池和购买凭证。",
            "Please bring the camera, its battery and the receipt.",
        ),
    ),
    (
        "zhongshan", "pickup", {}, 15, 3,
        ("請帶取件單或案件編號。", "请带取件单或案件编号。", "Please bring the slip or the case number."),
    ),
    (
        "xujiahui", "advice", {}, 30, 2,
        (
            "可以帶想沖印的檔案來。", "可以带想冲印的文件来。",
            "Feel free to bring the files that you want printed.",
        ),
    ),
)  # fmt: skip
_CASES_EACH = 4


def live_appointments(*, until: datetime) -> None:
    """Let both stores offer slots, and customers of quiet open cases book some of them since yesterday."""
    supervisor = User.objects.get(username="admin")
    since = until - _BEFORE
    for code, purpose, weekly, minutes, places, words in _OFFERS:
        hant, hans, english = words
        terms = Terms(
            weekly=weekly, minutes=minutes, places=places, notice_minutes=120, days_ahead=14,
            words_zh_hant=hant, words_zh_hans=hans, words_en=english,
        )  # fmt: skip
        store = Store.objects.get(code=code)
        offer = offer_slots(store.pk, purpose, terms, actor=supervisor, now=since)
        _fill(offer, since=since, until=until)
    reminding.sweep_appointments(now=until)


def _fill(offer: SlotOffer, *, since: datetime, until: datetime) -> None:
    slots = _spread(free_slots(offer, now=since), until)
    for case, free in zip(_quiet_cases(offer, since), slots, strict=False):
        made = booking.book(
            case.pk, store_id=offer.store_id, purpose=offer.purpose,
            starts_at=free.slot.starts_at, actor=None, now=since,
        )  # fmt: skip
        if made.ends_at < until and free is slots[0]:
            clerk = User.objects.get(username="admin")
            receiving.came(made.pk, actor=clerk, now=made.ends_at)


def _spread(slots: tuple[FreeSlot, ...], until: datetime) -> list[FreeSlot]:
    """Two that are over, then the next, and one a day later."""
    over = [one for one in slots if one.slot.ends_at < until - timedelta(hours=1)]
    coming = [one for one in slots if one.slot.starts_at > until + timedelta(hours=1)]
    tomorrow = [
        one for one in coming if coming and one.begins.date() > coming[0].begins.date()
    ]  # fmt: skip
    return [*over[-2:], *coming[:2], *tomorrow[3:5]]


def _quiet_cases(offer: SlotOffer, since: datetime) -> list[Case]:
    """Cases of the store in work, without an appointment, of which nothing was heard since."""
    rows = (
        Case.objects.filter(
            store=offer.store_id, state__in=(CaseState.IN_PROGRESS, CaseState.WAITING)
        )
        .filter(appointments=None)
        .annotate(last=Max("events__happened_at"))
        .filter(last__lt=since)
    )
    return list(rows.order_by("-opened_at")[:_CASES_EACH])
