"""Setting up how work is shared: each change of these settings goes into the ledger with it."""

from datetime import datetime

from django.db import transaction

from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import Department, RoleCapacity, User


@transaction.atomic
def save_capacity(capacity: RoleCapacity, *, actor: User, now: datetime) -> None:
    """Keep how much a role can have at a time."""
    capacity.save()
    body: dict[str, object] = {"role": capacity.role, "points": capacity.points}
    subject = f"role:{capacity.role}"
    record([Entry(verb="role.capacity", subject=subject, actor=name_of(actor), body=body)], now=now)


@transaction.atomic
def save_department(department: Department, *, actor: User, now: datetime) -> None:
    """Keep a department; who gets its cases is everybody's business, so that a change of it is recorded."""
    before = Department.objects.filter(pk=department.pk).values_list("giving", flat=True).first()
    department.save()
    if before == department.giving:
        return
    entry = Entry(
        verb="department.giving", subject=f"department:{department.pk}", actor=name_of(actor),
        body={"from": before or "", "to": department.giving},
    )  # fmt: skip
    record([entry], now=now)
