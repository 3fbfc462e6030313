"""The hotline: what an agent writes down during a call, and what the call centre tells of calls."""

from channels.adapters.phone.events import draft_of_event
from channels.adapters.posted_forms import draft_of_form
from channels.drafts import Draft
from channels.kinds import ChannelKind
from channels.models import RawIntake


class PhoneAdapter:
    """Reads the form that an agent posted during a call, and the events of a call centre."""

    kind = ChannelKind.PHONE

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the form, or the event where a connected call centre brought it.

        Who took the call, and the case of which the caller spoke, stand in the context.
        """
        if "account" in raw.context:
            return draft_of_event(body)
        spoken_of = raw.context.get("about")
        return draft_of_form(
            raw.content_type,
            body,
            context=raw.context,
            reference=str(spoken_of) if spoken_of else None,
        )
