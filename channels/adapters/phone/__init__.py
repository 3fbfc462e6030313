"""The hotline: an agent writes down what a caller says, on the same form as at the counter."""

from channels.adapters.posted_forms import draft_of_form
from channels.drafts import Draft
from channels.kinds import ChannelKind
from channels.models import RawIntake


class PhoneAdapter:
    """Reads the form that an agent posted during a call."""

    kind = ChannelKind.PHONE

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the form; who took the call stands in the context."""
        return draft_of_form(raw.content_type, body, context=raw.context)
