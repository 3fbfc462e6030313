"""Keeping checklists: who may write those of which store, and each change as a version in the ledger."""

from datetime import datetime

from django.db import transaction

from cases.models import CaseList
from cases.rules.knowledge.ticking import named_in_all
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def may_keep(user: User, store_id: int | None) -> bool:
    """Whether this person may write checklists of a store, or of all: whoever leads there."""
    if not user.can(Ability.SUPERVISE):
        return False
    return user.reach.everything or (store_id is not None and store_id in user.reach.stores)


@transaction.atomic
def keep_version(list_id: int, *, actor: User, now: datetime, is_new: bool = False) -> CaseList:
    """Count a change of a checklist and write into the ledger what it says now.

    What lies on cases stays as it was. Raises NotAllowed.
    """
    kept = CaseList.objects.select_for_update(of=("self",)).get(pk=list_id)
    if not may_keep(actor, kept.store_id):
        raise NotAllowed
    kept.number = 1 if is_new else kept.number + 1
    kept.changed_at = now
    kept.save(update_fields=["number", "changed_at"])
    body = {
        "name": named_in_all(kept), "number": kept.number, "class": kept.klass,
        "category": kept.category_id, "store": kept.store_id, "by_itself": kept.is_automatic,
        "in_use": kept.is_active,
        "steps": [{**named_in_all(step), "must": step.is_must} for step in kept.steps.all()],
    }  # fmt: skip
    entry = Entry(
        verb="checklist.kept", subject=f"checklist:{kept.pk}", actor=name_of(actor), body=body
    )
    record([entry], now=now)
    return kept
