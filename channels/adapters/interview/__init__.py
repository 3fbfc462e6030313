"""Interviews, focus groups and hearings: what one person said, written down by the moderator."""

from dataclasses import replace

from channels.adapters.partner import PartnerAdapter
from channels.drafts import Draft
from channels.kinds import ChannelKind
from channels.models import RawIntake

CONTENT_TYPE = "application/vnd.feedback.statement+json"


class InterviewAdapter:
    """Reads one statement: a document as partners send it, kept as an insight unless it is a complaint."""

    kind = ChannelKind.INTERVIEW

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the document; whether it is a complaint stands in the context."""
        draft = PartnerAdapter().read(raw, body)
        return replace(draft, is_insight=raw.context.get("is_complaint") is not True)
