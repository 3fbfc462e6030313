"""Hand out a file to those who may see its conversation, in a way that nothing in it can run."""

from datetime import datetime
from typing import IO

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels.entitlements import may_see
from channels.models import Attachment, Conversation
from channels.rules import access
from feedback_site import opened_cases
from feedback_site.organisation.models import User
from feedback_site.privacy.sealed_streams import PIECE
from feedback_site.privacy.sealing import CannotUnseal

# For whoever opens the file by itself: no script, no form, no plug-in, an origin of its own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Serve one file; a stranger learns no more than about one that does not exist.

    Only pictures of our own drawing and voices are given to the browser as what they are (not with
    ?download), everything else is downloaded as bytes.
    """
    found = (
        Attachment.objects.select_related("message__conversation", "message__raw")
        .defer("message__raw__body")
        .filter(pk=pk)
        .first()
    )
    if found is None or not found.is_kept or not _is_entitled(request, found.message.conversation):
        raise Http404
    is_shown = (found.is_safe_picture or found.is_playable) and "download" not in request.GET
    response = PieceResponse(
        _open(found),
        as_attachment=not is_shown,
        filename=found.name,
        content_type=found.mime if is_shown else "application/octet-stream",
    )
    # A sealed file cannot tell its length by itself.
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


class PieceResponse(FileResponse):
    """Hands out a file in the pieces in which it was sealed, never the whole of it at once."""

    block_size = PIECE


def _is_entitled(request: HttpRequest, conversation: Conversation) -> bool:
    """Staff whom an app entitles, and the customer whose session opened the case with its code."""
    user, now = request.user, timezone.now()
    if isinstance(user, User) and user.is_staff and may_see(user, conversation.pk):
        return True
    return _is_in_force(conversation, now) and opened_cases.is_open(
        request.session, conversation.reference, version=conversation.access_version, now=now
    )


def _is_in_force(conversation: Conversation, now: datetime) -> bool:
    return now < access.expires_at(conversation)


def _open(found: Attachment) -> IO[bytes]:
    try:
        return found.content()
    except (FileNotFoundError, CannotUnseal):
        raise Http404 from None
