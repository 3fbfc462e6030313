"""Hand out a file to those who may see its conversation, in a way that nothing in it can run."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from channels.byte_ranges import NoSuchRange, asked_range
from channels.entitlements import may_see
from channels.models import Attachment, Conversation
from channels.pictures import NotAPicture, shrink
from channels.rules import access
from feedback_site import opened_cases
from feedback_site.organisation.models import User

# For whoever opens the file by itself: no script, no form, no plug-in, an origin of its own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox"


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve one file; a stranger learns no more than about one that does not exist.

    Pictures of our own drawing are shown in the browser (with ?small as large as a page needs them), and
    recordings whose container we have read are played, in parts if the player asks so. Everything else
    is downloaded as bytes, and so are these with ?download.
    """
    found = Attachment.objects.select_related("message__conversation").filter(pk=pk).first()
    if found is None or not found.is_kept or not _is_entitled(request, found.message.conversation):
        raise Http404
    if not found.is_shown or "download" in request.GET:
        return _answer(request, found, _content(found), "application/octet-stream", is_shown=False)
    if found.is_safe_picture and "small" in request.GET:
        content, mime = _small(found)
        return _answer(request, found, content, mime, is_shown=True)
    return _answer(request, found, _content(found), found.mime, is_shown=True)


def _answer(
    request: HttpRequest, found: Attachment, content: bytes, mime: str, *, is_shown: bool
) -> HttpResponse:
    response = _part(request, content)
    response["Content-Type"] = mime
    disposition = content_disposition_header(as_attachment=not is_shown, filename=found.name)
    response["Content-Disposition"] = disposition or "inline"
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _part(request: HttpRequest, content: bytes) -> HttpResponse:
    """Give what was asked for; without a date or a tag to compare, If-Range gets the whole."""
    asked = "" if "If-Range" in request.headers else request.headers.get("Range", "")
    try:
        part = asked_range(asked, len(content))
    except NoSuchRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    if part is None:
        return HttpResponse(content)
    where = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    return HttpResponse(
        content[part.start : part.stop], status=206, headers={"Content-Range": where}
    )


def _small(found: Attachment) -> tuple[bytes, str]:
    try:
        drawn = shrink(_content(found))
    except NotAPicture:
        raise Http404 from None
    return drawn.content, drawn.mime


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


def _content(found: Attachment) -> bytes:
    try:
        return found.content()
    except FileNotFoundError:
        raise Http404 from None
