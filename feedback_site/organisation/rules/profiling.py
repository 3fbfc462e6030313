"""Profiling: what somebody can do and how much they can have, said by whoever supervises them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User, WorkProfile
from feedback_site.organisation.rules.absenting import require_leads


@transaction.atomic
def write_profile(
    person_id: int, *, skills: Sequence[str], languages: Sequence[str], capacity: int | None,
    actor: User, now: datetime,
) -> WorkProfile:  # fmt: skip
    """Keep what somebody can do, whole; the ledger keeps what it was. Raises NotAllowed."""
    person = User.objects.select_for_update().get(pk=person_id)
    require_leads(actor, person)
    profile, _is_new = WorkProfile.objects.get_or_create(person=person)
    profile.skills, profile.languages = sorted(set(skills)), sorted(set(languages))
    profile.capacity = capacity
    profile.save()
    body = {
        "skills": profile.skills, "languages": profile.languages, "capacity": capacity,
    }  # fmt: skip
    entry = Entry(
        verb="staff.profile_written", subject=f"user:{person.pk}", actor=name_of(actor), body=body
    )
    record([entry], now=now)
    return profile
