"""Listing affected customers: out of order data, whoever has not complained, and who was contacted how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.incident_kinds import ContactHow, IncidentEventKind
from cases.models import AffectedCustomer, Case, Incident
from cases.order_lists import OrderRow
from cases.rules.problems.chronicling import chronicled, require_acting
from channels.contacts import normal
from channels.drafts import PersonDraft
from channels.kinds import ContactKind, ContactProof
from channels.models import ContactPoint
from channels.models.customer import HEAD, Customer
from channels.rules.customers.identifying import identify
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.rules.revealing import reveal
from feedback_site.privacy.sealing import CannotUnseal

BY_HAND = frozenset({ContactHow.PHONE, ContactHow.IN_PERSON, ContactHow.UNREACHABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What became of a list: how many are new, known already, have a case, or cannot be written to."""

    added: int = 0
    known: int = 0
    complained: int = 0
    erased: int = 0


def list_affected(
    incident_id: int, rows: Sequence[OrderRow], *, actor: User, now: datetime
) -> Listed:
    """List the customers of these orders, each once; who has a case in the incident is left out.

    Their contacts become contact points, sealed like any other, under customers found or begun.
    Raises MissingFacts for an empty list.
    """
    if not rows:
        raise MissingFacts(names=_("Order number"))
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor)
        complained = _complained(chronicle.incident)
        counts = {"added": 0, "known": 0, "complained": 0, "erased": 0}
        for row in rows:
            point = _point(row, now)
            outcome = _outcome(chronicle.incident, row, point, complained, actor, now)
            counts[outcome] += 1
        listed = Listed(**counts)
        chronicle.happened(IncidentEventKind.AFFECTED, counts)
    return listed


def _complained(incident: Incident) -> frozenset[int]:
    """Under which rows those are shown who have a case in the incident."""
    told = Case.objects.filter(incident=incident, customer__isnull=False).values("customer")
    heads = Customer.objects.filter(pk__in=told).values_list(HEAD, flat=True)
    return frozenset(heads)


def _point(row: OrderRow, now: datetime) -> ContactPoint | None:
    """Find or begin the customer of a row; None where this contact is no way to anybody any more."""
    is_mail = row.kind == ContactKind.EMAIL
    person = PersonDraft(
        email=row.contact if is_mail else "", phone="" if is_mail else row.contact,
        proofs={row.kind: ContactProof.ORDERS},
    )  # fmt: skip
    identify(person, language=row.language or "zh-hant", messenger=None, raw_id=None, now=now)
    index = ContactPoint.index_of(row.kind, normal(row.kind, row.contact))
    return (
        ContactPoint.objects.filter(
            kind=row.kind, value_index=index, value_sealed__isnull=False,
            customer__wrapped_key__isnull=False,
        )
        .select_related("customer")
        .first()
    )  # fmt: skip


def _outcome(
    incident: Incident, row: OrderRow, point: ContactPoint | None, complained: frozenset[int],
    actor: User, now: datetime,
) -> str:  # fmt: skip
    if point is None:
        return "erased"
    if point.customer.head_id in complained:
        return "complained"
    _row, is_new = AffectedCustomer.objects.get_or_create(
        incident=incident, contact_point=point,
        defaults={
            "order_number": row.order[:80], "language": row.language or point.customer.language,
            "added_by": actor, "added_at": now,
        },
    )  # fmt: skip
    return "added" if is_new else "known"


def mark_contacted(
    incident_id: int, affected_id: int, *, how: str, actor: User, now: datetime
) -> AffectedCustomer:
    """Say how somebody was reached, or that they were not. Raises AlreadyDone where that was said."""
    if how not in BY_HAND:
        raise WrongFact(name=_("contacted"), value=how)
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor)
        row = chronicle.incident.affected.select_for_update().get(pk=affected_id)
        if row.contacted_how not in ("", ContactHow.UNREACHABLE) or row.contacted_how == how:
            raise AlreadyDone
        row.contacted_how, row.contacted_by, row.contacted_at = how, actor, now
        row.save(update_fields=["contacted_how", "contacted_by", "contacted_at"])
        chronicle.happened(
            IncidentEventKind.CONTACTED, how=how, order=row.order_number, affected=row.pk
        )
    return row


def reveal_contact(row: AffectedCustomer, *, actor: User, now: datetime) -> str:
    """Show how somebody is reached, and log that it was looked at.

    Raises NotAllowed, and CannotUnseal where they were erased.
    """
    require_acting(row.incident, actor)
    if not actor.can(Ability.REVEAL):
        raise NotAllowed
    point = row.contact_point
    key = point.customer.wrapped_key
    if point.value_sealed is None:
        raise CannotUnseal
    return reveal(
        wrapped_key=None if key is None else bytes(key), sealed=bytes(point.value_sealed),
        context="channels_contactpoint.value", subject=f"contact_point:{point.pk}", actor=actor,
        now=now, reason=row.incident.code,
    )  # fmt: skip
