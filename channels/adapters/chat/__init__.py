"""Live chat on our own site: one line that a customer wrote, or a way to reach them."""

from django.utils import translation
from django.utils.translation import gettext as _

from channels.adapters.posted_forms import draft_of_form
from channels.contacts import masked, normal
from channels.drafts import Draft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind, ContactKind
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
        text = _contact_in_words(draft.person, raw) if is_contact else draft.text
        return Draft(
            text=text,
            language=str(raw.context.get("language") or ""),
            person=draft.person if is_contact else PersonDraft(),
            is_anonymous=True,
            is_insight=True,
            store_code=str(raw.context.get("store") or ""),
            facts={
                "notice_version": raw.context.get("notice_version", ""),
                "consents": draft.facts["consents"],
            },
        )


def _contact_in_words(person: PersonDraft, raw: RawIntake) -> str:
    given = ((ContactKind.EMAIL, person.email), (ContactKind.PHONE, person.phone))
    shown = [masked(kind, normal(kind, value)) for kind, value in given if value]
    if not shown:
        return ""
    with translation.override(str(raw.context.get("language") or "")):
        return _("You can reach me here: %(contact)s") % {"contact": ", ".join(shown)}
