"""The web form, and what a customer adds on the status page."""

from dataclasses import replace

from channels.adapters.posted_forms import contact_in_words, draft_of_form
from channels.drafts import Draft
from channels.kinds import ChannelKind
from channels.models import RawIntake


class WebAdapter:
    """Reads the form that a customer posted."""

    kind = ChannelKind.WEB

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the form; on the status page the door has proved the access code, and says so.

        A stranger's browser does not say when something happened: the moment it arrived counts. Where
        somebody only says who they are, that is a message in which it is masked.
        """
        proved = raw.context.get("reference") if raw.context.get("proof") == "access" else None
        draft = draft_of_form(
            raw.content_type, body, context=raw.context, reference=str(proved) if proved else None
        )
        # The short form on other websites has no box to tick: leaving no contact says it.
        is_anonymous = draft.is_anonymous or (
            "widget" in raw.context and not draft.person.is_reachable
        )
        if "is_contact" in raw.context:
            draft = replace(draft, text=contact_in_words(draft.person, raw), files=())
        return replace(draft, captured_at=None, is_anonymous=is_anonymous)
