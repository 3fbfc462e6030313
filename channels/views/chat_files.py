"""Photos of a chat, for the browser that began it: it has no case opened by a code, only its token."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels.views.attachments import handed_out, kept_file
from channels.views.visitors import chat_of


@require_safe
def chat_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Serve a file of this browser's own chat; one of another is as if it did not exist."""
    known, found = chat_of(request), kept_file(pk)
    if known is None or found is None or found.message.taken_back_at is not None:
        raise Http404
    if found.message.is_held(timezone.now()):
        raise Http404
    if found.message.conversation_id != known.conversation_id:
        raise Http404
    return handed_out(request, found)
