"""Suggestion boxes and letters: a clerk types what stands on a sheet of paper."""

from dataclasses import replace

from channels.adapters.posted_forms import draft_of_form
from channels.drafts import Draft
from channels.kinds import ChannelKind
from channels.models import RawIntake


class BoxAdapter:
    """Reads the form of one sheet; batch, sheet and store stand in the context."""

    kind = ChannelKind.BOX

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the form; who left neither name nor contact on the paper is anonymous."""
        corrected = raw.context.get("about")
        draft = draft_of_form(
            raw.content_type, body, context=raw.context,
            reference=str(corrected) if corrected else None,
        )  # fmt: skip
        is_named = bool(draft.person.name or draft.person.is_reachable)
        return replace(draft, is_anonymous=not is_named)
