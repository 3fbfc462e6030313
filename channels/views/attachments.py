"""Hand out a file to those who may see its conversation, in a way that nothing in it can run."""

from datetime import datetime
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels import voices
from channels.byte_ranges import NoSuchRange, asked_range
from channels.entitlements import may_see_message
from channels.models import Attachment, Chat, Conversation, Message, UnsentFile
from channels.models.attachment import StoredFile
from channels.pictures import NotAPicture, shrink
from channels.rules import access
from feedback_site import opened_cases
from feedback_site.organisation.models import User
from feedback_site.privacy.sealed_streams import PIECE
from feedback_site.privacy.sealing import CannotUnseal

# For whoever opens the file by itself: no script, no form, no plug-in, an origin of its own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox"


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Serve one file; a stranger learns no more than about one that does not exist.

    Pictures of our own drawing are shown in the browser (with ?small as large as a page needs them), and
    recordings whose container we have read are played, in parts if the player asks so. Everything else
    is downloaded as bytes, and so are these with ?download.
    """
    found = kept_file(pk)
    if found is None or not _is_entitled(request, found.message):
        raise Http404
    return handed_out(request, found)


@require_safe
def unsent_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Serve a file to whoever has put it beside an answer, and to nobody else before it is sent."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        raise Http404
    found = UnsentFile.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return handed_out(request, found)


def kept_file(pk: int) -> Attachment | None:
    """Give a file that can be opened, with its message; whoever asks proves that they may."""
    rows = Attachment.objects.select_related("message__conversation", "message__raw")
    found = rows.defer("message__raw__body").filter(pk=pk).first()
    return found if found is not None and found.is_kept else None


def handed_out(request: HttpRequest, found: StoredFile) -> HttpResponseBase:
    """Answer with a file, so that nothing in it can run; with ?play a voice is turned into a wave."""
    if found.is_safe_picture and "small" in request.GET:
        content, mime = _small(found)
        response: HttpResponseBase = HttpResponse(content, content_type=mime)
    elif found.is_turned and "play" in request.GET:
        response = _turned(request, found)
    else:
        is_shown = found.is_shown and "download" not in request.GET
        response = _whole_or_part(request, found, is_shown=is_shown)
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


class PieceResponse(FileResponse):
    """Hands out a file in the pieces in which it was sealed, never the whole of it at once."""

    block_size = PIECE


def _whole_or_part(request: HttpRequest, found: StoredFile, *, is_shown: bool) -> HttpResponseBase:
    """Give what was asked for; without a date or a tag to compare, If-Range gets the whole."""
    mime = found.mime if is_shown else "application/octet-stream"
    asked = "" if "If-Range" in request.headers else request.headers.get("Range", "")
    try:
        part = asked_range(asked, found.size)
    except NoSuchRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    stream = _open(found)
    if part is None:
        whole = PieceResponse(
            stream, as_attachment=not is_shown, filename=found.name, content_type=mime
        )
        # A sealed file cannot tell its length by itself.
        whole["Content-Length"] = str(found.size)
        return whole
    with stream:
        stream.read(part.start)
        return _part(stream.read(len(part)), part, of=found.size, mime=mime)


def _part(content: bytes, part: range, *, of: int, mime: str) -> HttpResponse:
    response = HttpResponse(content, status=206, content_type=mime)
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{of}"
    return response


def _turned(request: HttpRequest, found: StoredFile) -> HttpResponse:
    """Give a voice as a wave, or the part of it that the player asks for; the file stays as it came."""
    try:
        with _open(found) as stream:
            content = voices.as_wave(stream.read(), found.mime)
        part = asked_range(request.headers.get("Range", ""), len(content))
    except voices.NoVoice:
        raise Http404 from None
    except NoSuchRange:
        return HttpResponse(status=416)
    if part is None:
        return HttpResponse(content, content_type="audio/wav")
    return _part(content[part.start : part.stop], part, of=len(content), mime="audio/wav")


def _small(found: StoredFile) -> tuple[bytes, str]:
    try:
        with _open(found) as stream:
            drawn = shrink(stream.read())
    except NotAPicture:
        raise Http404 from None
    return drawn.content, drawn.mime


def _is_entitled(request: HttpRequest, message: Message) -> bool:
    """Staff whom an app or a chat entitles, and the customer whose session opened the case with its code."""
    user, now, conversation = request.user, timezone.now(), message.conversation
    if isinstance(user, User) and user.is_staff:
        # A chat shows its own lines, and not what else was said in the case that came of it.
        chats = Chat.objects.visible_to(user).filter(
            conversation=conversation, channel=message.channel_id
        )
        if may_see_message(user, conversation.pk, message.pk) or chats.exists():
            return True
    if message.is_held(now):
        return False
    return _is_in_force(conversation, now) and opened_cases.is_open(
        request.session, conversation.reference, version=conversation.access_version, now=now
    )


def _is_in_force(conversation: Conversation, now: datetime) -> bool:
    return now < access.expires_at(conversation)


def _open(found: StoredFile) -> IO[bytes]:
    try:
        return found.content()
    except (FileNotFoundError, CannotUnseal):
        raise Http404 from None
