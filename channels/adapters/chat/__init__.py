"""Live chat on our own site: one line that a customer wrote, with photos, or a way to reach them."""

from channels.adapters.posted_forms import contact_in_words, draft_of_form
from channels.drafts import Draft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind
from channels.models import RawIntake


class ChatAdapter:
    """Reads a line as the chat's own page posted it; the door has proved whose chat it is."""

    kind = ChannelKind.CHAT

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read one line: an insight until a person is asked for. Raises UnreadableIntake.

        A contact becomes a line too, in which it is masked: what it is stays sealed with the customer.
        """
        if "chat" not in raw.context:
            raise UnreadableIntake(why="it belongs to no chat")
        draft = draft_of_form(raw.content_type, body, context=raw.context)
        is_contact = bool(raw.context.get("is_contact"))
        text = contact_in_words(draft.person, raw) if is_contact else draft.text
        return Draft(
            text=text,
            language=str(raw.context.get("language") or ""),
            person=draft.person if is_contact else PersonDraft(),
            files=() if is_contact else draft.files,
            is_anonymous=True,
            is_insight=True,
            store_code=str(raw.context.get("store") or ""),
            facts={
                "notice_version": raw.context.get("notice_version", ""),
                "consents": draft.facts["consents"],
            },
        )
