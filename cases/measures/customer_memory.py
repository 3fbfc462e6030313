"""What a clerk may know of whoever stands at the counter: last cases, open promises."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Prefetch, Q

from cases.models import Case, Promise
from channels.contacts import normal_phone
from channels.kinds import ContactKind
from channels.models import ContactPoint, Customer
from channels.models.contact_point import each_once, spelled
from channels.models.customer import HEAD
from channels.panels import KnownCustomer, OpenPromise, PastCase
from channels.references import read_reference
from feedback_site.organisation.models import User
from feedback_site.privacy.sealing import blind_index

MOST_CUSTOMERS, MOST_CASES = 5, 3
# Enough of somebody's past to count what is open.
LONGEST_PAST = 100
SHORTEST_NUMBER = 6


def known_customers(user: User, text: str, now: datetime) -> tuple[KnownCustomer, ...]:
    """Find who a number, an address, a name or a scanned slip belongs to, within this person's reach.

    Four statements however many are found; an anonymous case found by its slip stands for nobody.
    """
    if (reference := read_reference(text)) is not None:
        return _of_reference(user, reference, now)
    asked = _who(text)
    if asked is None:
        return ()
    # Whoever was merged is shown under the one they were merged into.
    named = Customer.objects.filter(asked).order_by().annotate(head=HEAD).values("head")
    reach = Customer.objects.visible_to(user).filter(pk__in=named).order_by("-pk")
    return _describe(user, tuple(reach.values_list("pk", flat=True)[:MOST_CUSTOMERS]), now)


def known_customer(user: User, customer_id: int, now: datetime) -> KnownCustomer | None:
    """Give one customer with their unfinished cases first; None where out of this person's reach.

    Four statements, however much there is.
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


def _of_reference(user: User, reference: str, now: datetime) -> tuple[KnownCustomer, ...]:
    cases = Case.objects.visible_to(user).filter(reference=reference)
    case = cases.select_related("customer").first()
    if case is None:
        return ()
    if case.customer is not None:
        return _describe(user, (case.customer.head_id,), now)
    promises = _promises(user, Q(case=case), now)
    return (_known([], [case], [promise for _who, promise in promises]),)


def _describe(
    user: User, heads: tuple[int, ...], now: datetime, *, unfinished_first: bool = False
) -> tuple[KnownCustomer, ...]:
    contacts = Prefetch("contact_points", ContactPoint.objects.order_by("kind", "pk"))
    rows = list(Customer.objects.same_person(heads).prefetch_related(contacts).order_by("pk"))
    rows.sort(key=lambda row: row.person_id is not None)
    head_of = {row.pk: row.head_id for row in rows}
    past = list(
        Case.objects.visible_to(user)
        .filter(customer__in=rows)
        .order_by("-opened_at")[:LONGEST_PAST]
    )
    if unfinished_first:
        past.sort(key=lambda case: case.is_finished)
    promises = _promises(user, Q(case__customer__in=rows), now)
    return tuple(
        _known(
            [row for row in rows if row.head_id == head],
            [case for case in past if head_of.get(case.customer_id or 0) == head],
            [promise for who, promise in promises if head_of.get(who or 0) == head],
        )
        for head in sorted(heads, reverse=True)
    )


def _promises(user: User, whose: Q, now: datetime) -> list[tuple[int | None, OpenPromise]]:
    rows = (
        Promise.objects.open()
        .filter(whose, case__in=Case.objects.visible_to(user))
        .select_related("case")
        .order_by("due_at")[:LONGEST_PAST]
    )
    return [
        (
            row.case.customer_id,
            OpenPromise(
                reference=row.case.reference, text=row.text, due_at=row.due_at,
                is_overdue=row.due_at < now,
            ),
        )
        for row in rows
        if not row.case.is_finished
    ]  # fmt: skip


def _known(
    rows: Sequence[Customer], past: list[Case], promises: Iterable[OpenPromise]
) -> KnownCustomer:
    """Of one person, whose own row comes first; none of an anonymous case."""
    points = each_once(point for row in rows for point in row.contact_points.all())
    contacts = [
        f"{point.value_masked} ({point.standing})" if point.is_claim else point.value_masked
        for point in points
    ]
    return KnownCustomer(
        name=next((row.name_masked for row in rows if row.name_masked), ""),
        contacts=tuple(dict.fromkeys(contacts)),
        cases=tuple(_past(case) for case in past[:MOST_CASES]),
        unfinished=sum(not case.is_finished for case in past),
        promises=tuple(promises),
    )


def _past(case: Case) -> PastCase:
    return PastCase(
        reference=case.reference,
        title=case.title,
        state=case.state,
        state_label=case.get_state_display(),
        outcome=case.get_outcome_display() if case.outcome else "",
        opened_at=case.opened_at,
        is_finished=case.is_finished,
    )
