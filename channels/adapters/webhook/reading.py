"""Another messenger's items as drafts, read as its connection is told at that moment."""

from channels.adapters.webhook.mapping import document_in, draft_of, mapped
from channels.drafts import Draft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind
from channels.models import ChannelAccount, RawIntake


class WebhookAdapter:
    """Reads JSON; whose connection it came by stands in the context."""

    kind = ChannelKind.WEBHOOK

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read one item. An item that a wrong mapping missed can be read again with a better one."""
        account = ChannelAccount.objects.get(pk=int(str(raw.context["account"])))
        found = mapped(document_in(body), account.values)
        if found.is_message and not (found.text or found.files):
            raise UnreadableIntake(why="the mapping finds neither words nor files")
        return draft_of(found, account.pk)
