"""The counter: a clerk writes down what a customer says in the shop."""

from channels.adapters.posted_forms import draft_of_form
from channels.drafts import Draft
from channels.kinds import ChannelKind
from channels.models import RawIntake


class CounterAdapter:
    """Reads the form that a clerk posted; who the clerk is stands in the context."""

    kind = ChannelKind.COUNTER

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the form; the store is the clerk's own where the form names none."""
        return draft_of_form(raw.content_type, body, context=raw.context)
