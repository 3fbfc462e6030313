"""What a clerk may know of whoever stands at the counter: last cases and how they ended, promises."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Promise
from channels.contacts import normal_phone
from channels.kinds import ContactKind
from channels.measures.purchases import Bought, bought_by, buyers_of
from channels.measures.purchases import each_once as each_order_once
from channels.models import ContactPoint, Customer
from channels.models.contact_point import each_once, spelled
from channels.models.customer import HEAD, CustomerQuerySet, likes_of
from channels.panels import KnownCustomer, OpenPromise, PastCase, PastPromise, PastPurchase
from channels.references import read_reference
from feedback_site.organisation.models import User
from feedback_site.privacy.sealing import blind_index

MOST_CUSTOMERS, MOST_CASES, MOST_BOUGHT = 5, 3, 2
# Enough of somebody's past to count what is open.
LONGEST_PAST = 100
SHORTEST_NUMBER = 6
SHORTEST_ORDER, LONGEST_ORDER = 3, 40


def known_customers(user: User, text: str, now: datetime) -> tuple[KnownCustomer, ...]:
    """Find who a number, address, name, receipt or scanned slip belongs to, within this person's reach.

    Five statements however many are found, one more for what may be the number of an order, which finds who
    bought it where no case is about it; anonymous cases found by a slip or a receipt stand for nobody.
    """
    if (reference := read_reference(text)) is not None:
        return _of_cases(user, Q(reference=reference), (), now)
    heads = _heads(user, text)
    if (ordered := _of_order(text)) is not None:
        return _of_cases(user, ordered, heads, now) or _describe(user, _buyers(user, text), now)
    return _describe(user, heads, now)


def known_customer(user: User, customer_id: int, now: datetime) -> KnownCustomer | None:
    """Give one customer with their unfinished cases first; None where out of this person's reach.

    Five statements, however much there is.
    """
    reach = Customer.objects.visible_to(user).filter(pk=customer_id).annotate(head=HEAD)
    heads = tuple(reach.values_list("head", flat=True))
    found = _describe(user, heads, now, unfinished_first=True)
    return found[0] if found else None


def _who(text: str) -> Q | None:
    """Say how a typed text names a customer; None where it names nobody in particular."""
    compact = "".join(text.split())
    if "@" in compact:
        return spelled(ContactKind.EMAIL, compact, of="contact_points__")
    digits = "".join(char for char in compact if char.isdigit())
    if len(digits) >= SHORTEST_NUMBER:
        phone = spelled(ContactKind.PHONE, normal_phone(compact), of="contact_points__")
        return phone | Q(contact_points__tail_index=ContactPoint.tail_index_of(digits))
    if len(compact) > 1 and not digits:
        return Q(name_index=blind_index("name", compact.lower()))
    return None


def _heads(user: User, text: str) -> tuple[int, ...]:
    """Whoever was merged is shown under the one they were merged into."""
    asked = _who(text)
    if asked is None:
        return ()
    return _within_reach(user, Customer.objects.filter(asked))


def _buyers(user: User, order_number: str) -> tuple[int, ...]:
    return _within_reach(user, buyers_of(user, order_number))


def _within_reach(user: User, found: CustomerQuerySet) -> tuple[int, ...]:
    heads = found.order_by().annotate(head=HEAD).values("head")
    reach = Customer.objects.visible_to(user).filter(pk__in=heads).order_by("-pk")
    return tuple(reach.values_list("pk", flat=True)[:MOST_CUSTOMERS])


def _of_order(text: str) -> Q | None:
    """In the spellings that people use, as in the search; None for what is no number of an order."""
    compact = "".join(text.split())
    is_number = compact.isascii() and any(char.isdigit() for char in compact)
    if not is_number or "@" in compact or not SHORTEST_ORDER <= len(compact) <= LONGEST_ORDER:
        return None
    return Q(submission__order_number__in={compact, compact.upper(), compact.lower()})


def _of_cases(
    user: User, asked: Q, heads: tuple[int, ...], now: datetime
) -> tuple[KnownCustomer, ...]:
    """Whoever these cases are of, after those known already; what is anonymous comes last, in one."""
    rows = Case.objects.visible_to(user).filter(asked).select_related("customer")
    cases = list(rows.order_by("-opened_at")[:MOST_CUSTOMERS])
    owners = [case.customer.head_id for case in cases if case.customer is not None]
    known = _describe(user, tuple(dict.fromkeys((*heads, *owners)))[:MOST_CUSTOMERS], now)
    nameless = [case for case in cases if case.customer is None]
    if not nameless:
        return known
    return (*known, _known([], nameless, _promises(user, Q(case__in=nameless)), (), now))


def _describe(
    user: User, heads: tuple[int, ...], now: datetime, *, unfinished_first: bool = False
) -> tuple[KnownCustomer, ...]:
    if not heads:
        return ()
    contacts = Prefetch("contact_points", ContactPoint.objects.order_by("kind", "pk"))
    people = Customer.objects.same_person(heads).select_related("preference")
    rows = list(people.prefetch_related(contacts).order_by("pk"))
    rows.sort(key=lambda row: row.person_id is not None)
    head_of = {row.pk: row.head_id for row in rows}
    past = list(
        Case.objects.visible_to(user)
        .filter(customer__in=rows)
        .order_by("-opened_at")[:LONGEST_PAST]
    )
    if unfinished_first:
        past.sort(key=lambda case: case.is_finished)
    promises = _promises(user, Q(case__customer__in=rows))
    bought = bought_by(user, list(head_of))
    return tuple(
        _known(
            [row for row in rows if row.head_id == head],
            [case for case in past if head_of.get(case.customer_id or 0) == head],
            [one for one in promises if head_of.get(one.case.customer_id or 0) == head],
            each_order_once(
                one for pk, own in bought.items() if head_of[pk] == head for one in own
            ),
            now,
        )
        for head in sorted(heads, reverse=True)
    )


def _promises(user: User, whose: Q) -> list[Promise]:
    """What is not kept yet first, by when it is due; then what was kept last. Nothing taken back."""
    rows = Promise.objects.filter(whose, withdrawn_at=None, case__in=Case.objects.visible_to(user))
    order = (F("kept_at").desc(nulls_first=True), "due_at")
    return list(rows.select_related("case").order_by(*order)[:LONGEST_PAST])


def _known(
    rows: Sequence[Customer], past: list[Case], promises: Sequence[Promise],
    bought: Sequence[Bought], now: datetime,
) -> KnownCustomer:  # fmt: skip
    """Of one person, whose own row comes first; none of an anonymous case."""
    points = each_once(point for row in rows for point in row.contact_points.all())
    contacts = [
        f"{point.value_masked} ({point.standing})" if point.is_claim else point.value_masked
        for point in points
    ]
    return KnownCustomer(
        customer_id=rows[0].pk if rows else None,
        name=next((row.name_masked for row in rows if row.name_masked), ""),
        likes=likes_of(rows),
        bought=tuple(_bought(one) for one in bought[:MOST_BOUGHT]),
        bought_number=len(bought),
        contacts=tuple(dict.fromkeys(contacts)),
        cases=tuple(_past(case, promises) for case in past[:MOST_CASES]),
        unfinished=sum(not case.is_finished for case in past),
        promises=tuple(_open(one, now) for one in promises if one.is_owed),
    )


def _bought(one: Bought) -> PastPurchase:
    return PastPurchase(
        words=one.purchase.words,
        store=one.purchase.store.name if one.purchase.store else "",
        bought_at=one.purchase.bought_at,
        by_order=one.by_order,
    )


def _open(promise: Promise, now: datetime) -> OpenPromise:
    return OpenPromise(
        reference=promise.case.reference,
        text=promise.text,
        due_at=promise.due_at,
        is_overdue=promise.due_at < now,
    )


def _past(case: Case, promises: Sequence[Promise]) -> PastCase:
    settled = [one for one in promises if one.case_id == case.pk and not one.is_owed]
    return PastCase(
        reference=case.reference,
        title=case.title,
        state=case.state,
        state_label=case.get_state_display(),
        outcome=case.get_outcome_display() if case.outcome else "",
        remedy=case.get_remedy_display() if case.remedy else "",
        decision=case.decision_text,
        promises=tuple(_settled(one) for one in settled),
        opened_at=case.opened_at,
        is_finished=case.is_finished,
    )


def _settled(promise: Promise) -> PastPromise:
    if promise.kept_at is None:
        return PastPromise(text=promise.text, standing=str(_("not kept")), is_broken=True)
    if promise.kept_at > (promise.missed_at or promise.due_at):
        return PastPromise(text=promise.text, standing=str(_("kept late")), is_broken=True)
    return PastPromise(text=promise.text, standing=str(_("kept")), is_broken=False)
