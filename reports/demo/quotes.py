"""Quotes in the demonstration: one to be answered, one approved, one declined on the phone, one replaced."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Case as Case_
from django.db.models import Max, When

from cases.models import Case, Quote
from cases.quote_states import DIGITS, AnswerWay, SaidBy
from cases.quote_sums import Line, Offer
from cases.rules.commitments import approving, quoting
from cases.states import CaseState
from feedback_site.organisation.models import User

_SOON = timedelta(minutes=10)
# What a New Taiwan dollar is about worth.
_RATES = {"TWD": Decimal(1), "HKD": Decimal("0.25"), "CNY": Decimal("0.22")}
# What work costs in those, as the customers of each language read it: on a camera, and on prints.
_REPAIR: Mapping[str, tuple[tuple[str, str, str, int], ...]] = {
    "zh-hant": (
        ("labour", "拆機檢修與校正", "1.5", 800), ("part", "快門組件", "1", 2600),
        ("shipping", "宅配送回", "1", 120),
    ),
    "zh-hans": (
        ("labour", "拆机检修与校正", "1.5", 800), ("part", "快门组件", "1", 2600),
        ("shipping", "快递送回", "1", 120),
    ),
    "en": (
        ("labour", "Taking apart, repair and adjustment", "1.5", 800),
        ("part", "Shutter unit", "1", 2600), ("shipping", "Delivery to your door", "1", 120),
    ),
}  # fmt: skip
_PRINTS: Mapping[str, tuple[tuple[str, str, str, int], ...]] = {
    "zh-hant": (
        ("labour", "底片重新掃描與手工調色", "2", 350), ("part", "藝術微噴 A3", "3", 480),
        ("shipping", "宅配送回", "1", 120),
    ),
    "zh-hans": (
        ("labour", "底片重新扫描与手工调色", "2", 350), ("part", "艺术微喷 A3", "3", 480),
        ("shipping", "快递送回", "1", 120),
    ),
    "en": (
        ("labour", "Scanning anew, colours corrected by hand", "2", 350),
        ("part", "Fine-art print A3", "3", 480), ("shipping", "Delivery to your door", "1", 120),
    ),
}  # fmt: skip
_NOTES = {
    "zh-hant": "約五個工作天完成。", "zh-hans": "约五个工作日完成。",
    "en": "It takes about five working days.",
}  # fmt: skip
_WORDS = {
    "zh-hant": "好，請做，謝謝。完成前請打電話給我。", "zh-hans": "好，请做，谢谢。完成前请给我打电话。",
    "en": "Please go on, and call me before it is ready.",
}  # fmt: skip
_STORIES = ("open", "approved", "declined", "replaced", "begun")
_CAMERAS = ("camera_repair", "equipment_failure")


def live_quotes(*, until: datetime) -> None:
    """Let some of the cases that are open today wait for a yes or no, or have had it."""
    for story, (case, last) in zip(_STORIES, _cases(until), strict=False):
        _live(case, story, now=last + _SOON)


def _cases(until: datetime) -> list[tuple[Case, datetime]]:
    """Cases in work of which nothing was heard for an hour, and since when: cameras first, then prints."""
    rank = Case_(
        When(category__code__in=_CAMERAS, then=0), When(klass="technical", then=1), default=2
    )
    rows = (
        Case.objects.filter(
            state__in=(CaseState.IN_PROGRESS, CaseState.WAITING), klass__in=("technical", "product")
        )
        .annotate(last=Max("events__happened_at"), rank=rank)
        .filter(last__lt=until - 6 * _SOON)
        .order_by("rank", "-opened_at")
    )
    found = list(rows.values_list("pk", "last")[: len(_STORIES)])
    cases = Case.objects.select_related("owner", "category").in_bulk([pk for pk, _last in found])
    return [(cases[pk], last) for pk, last in found]


def _live(case: Case, story: str, *, now: datetime) -> None:
    quote = _sent(case, now=now)
    later = now + _SOON
    if story in ("approved", "begun"):
        approving.answer_quote(
            quote.pk, digest=quote.digest, answer="approved", words=_WORDS[_language(case)],
            now=later,
        )  # fmt: skip
    if story == "begun":
        quoting.begin_work(quote.pk, actor=_actor(case), now=later + _SOON)
    if story == "declined":
        approving.record_answer(
            quote.pk, answer="declined", how=AnswerWay.PHONE, said_by=SaidBy.CUSTOMER,
            words="太貴了，先不做，我會來拿。", actor=_actor(case), now=later,
        )  # fmt: skip
    if story == "replaced":
        _sent(case, now=later, cheaper=True)


def _sent(case: Case, *, now: datetime, cheaper: bool = False) -> Quote:
    actor = _actor(case)
    currency, _zone = quoting.place_of(case)
    rate = _RATES[currency] * 10 ** DIGITS[currency]
    work = _REPAIR if case.category and case.category.code in _CAMERAS else _PRINTS
    lines = [
        Line(kind=kind, description=words, quantity=Decimal(quantity), unit_price=int(price * rate))
        for kind, words, quantity, price in work[_language(case)]
    ]
    offer = Offer(
        lines=lines[:2] if cheaper else lines, valid_until=now + timedelta(days=10),
        if_declined="collected" if cheaper else "returned", declined_fee=int(300 * rate),
        note=_NOTES[_language(case)],
    )  # fmt: skip
    draft = quoting.write_quote(case.pk, offer=offer, seen="", actor=actor, now=now)
    return quoting.send_quote(draft.pk, digest=draft.digest, actor=actor, now=now)


def _actor(case: Case) -> User:
    """Whoever has it, where they may send; an officer who was given it at last may not."""
    owner = case.owner
    if owner is not None and quoting.may_send(case, owner):
        return owner
    return User.objects.get(username="supervisor")


def _language(case: Case) -> str:
    return case.language if case.language in _NOTES else "zh-hant"
