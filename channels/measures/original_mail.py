"""The HTML of a mail with the pictures that came with it, so that nothing is asked for from anywhere."""

import re
from base64 import b64encode
from html import unescape
from urllib.parse import unquote

from channels.errors import FilesAway
from channels.models import Attachment, Message
from channels.pictures import NotAPicture, shrink
from feedback_site.privacy.sealing import CannotUnseal

# As the sanitiser writes it.
_BY_CONTENT_ID = re.compile(r'src="\s*cid:([^"]{1,998})"', re.IGNORECASE)
# Larger ones are drawn as large as a page needs them.
LARGEST_AS_IT_IS = 1_000_000  # bytes
# Of all pictures of a page, as often as it shows them.
MOST_BYTES = 12_000_000


def html_with_pictures(message: Message) -> str:
    """Give a mail's HTML with its pictures inside, as we drew them; what is no picture is left out.

    A picture that came with the mail but was refused, erased, or is away, leaves its words in its place.
    """
    if "cid:" not in message.html.lower():
        return message.html
    shown = _Shown(message)
    return _BY_CONTENT_ID.sub(shown.source, message.html)


class _Shown:
    """The pictures of one page, each read once, up to a size together."""

    def __init__(self, message: Message) -> None:
        rows = (
            Attachment.objects.filter(message=message, is_safe_picture=True)
            .exclude(content_id="")
            .select_related("message__raw")
            .defer("message__raw__body", "message__html", "message__text", "message__full_text")
        )
        self._rows = {row.content_id: row for row in rows}
        self._sources: dict[str, str] = {}
        self._left = MOST_BYTES

    def source(self, found: re.Match[str]) -> str:
        """Give the attribute that stands for one; nothing where there is no such picture, or no more room."""
        if self._left < 0:
            return ""
        name = unquote(unescape(found[1])).strip().strip("<>")
        if name not in self._sources:
            self._sources[name] = _drawn(self._rows.get(name))
        source = self._sources[name]
        self._left -= len(source)
        return source if self._left >= 0 else ""


def _drawn(row: Attachment | None) -> str:
    if row is None or not row.is_kept:
        return ""
    try:
        with row.content() as stream:
            content = stream.read()
        if len(content) > LARGEST_AS_IT_IS:
            drawn = shrink(content)
            return _as_source(drawn.mime, drawn.content)
    except (FileNotFoundError, FilesAway, CannotUnseal, NotAPicture):
        return ""
    return _as_source(row.mime, content)


def _as_source(mime: str, content: bytes) -> str:
    return f'src="data:{mime};base64,{b64encode(content).decode()}"'
