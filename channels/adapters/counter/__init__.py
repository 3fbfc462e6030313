"""The counter: a clerk writes down what a customer says in the shop."""

from dataclasses import replace

from channels.adapters.posted_forms import draft_of_form
from channels.drafts import Draft
from channels.kinds import ChannelKind, ContactKind, ContactProof
from channels.models import RawIntake

# The clerk saw who gave them.
_SEEN = {ContactKind.EMAIL: ContactProof.CLERK, ContactKind.PHONE: ContactProof.CLERK}


class CounterAdapter:
    """Reads the form that a clerk posted; who the clerk is stands in the context."""

    kind = ChannelKind.COUNTER

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the form; the store is the clerk's own where the form names none.

        A message on a case that exists is one where the clerk who may see it says so, by the door.
        What a device kept was captured when the door says, at the store where the device stands.
        """
        known = raw.context.get("reference") if raw.context.get("proof") == "clerk" else None
        draft = draft_of_form(
            raw.content_type, body, context=raw.context, reference=str(known) if known else None
        )
        shown = draft.facts.get("same_person")
        shown_id = shown if isinstance(shown, int) else None
        person = replace(draft.person, proofs=_SEEN, known_as=shown_id)
        draft = replace(draft, person=person)
        if "device" not in raw.context:
            return draft
        return replace(draft, captured_at=None, store_code=str(raw.context["store"]))
