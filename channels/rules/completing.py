"""Complete a draft by what the door named by its id alone, because a context is not sealed."""

from dataclasses import replace

from channels.drafts import Draft
from channels.models import Call, RawIntake


def completed(draft: Draft, raw: RawIntake) -> Draft:
    """Put in the number of the call during which something was said, unless the caller gave another."""
    if "call" in raw.context and draft.facts.get("same_number"):
        return _with_number(draft, int(str(raw.context["call"])))
    return draft


def _with_number(draft: Draft, call_id: int) -> Draft:
    if draft.is_anonymous or draft.person.phone:
        return draft
    number = Call.objects.get(pk=call_id).number()
    return replace(draft, person=replace(draft.person, phone=number))
