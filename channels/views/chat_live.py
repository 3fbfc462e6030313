"""What is new in a customer's chat: as a stream while there are seats, else each time the browser asks."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from channels import chat_streams
from channels.measures.chat_log import Cursor
from channels.models import Chat
from channels.rules.chats import chatting, typing_signs
from channels.views.chat_parts import as_event, news_of, with_typing
from channels.views.visitors import chat_of

# How soon a browser that got no seat may ask for one again.
NO_SEAT_FOR = 30


@never_cache
@require_safe
def chat_lines(request: HttpRequest) -> HttpResponse:
    """Give what is new since `after`, or 204 where nothing is."""
    chat, now = chat_of(request), timezone.now()
    if chat is None or chat.conversation is None:
        return HttpResponse(status=204)
    after = Cursor.read(request.GET.get("after", ""))
    chatting.see(chat, message_id=after.message, now=now)
    part = news_of(request, chat, after, now=now)
    answer = HttpResponse(status=204) if part is None else JsonResponse(part)
    return with_typing(answer, chat.agent_types_until, now=now)


@never_cache
@require_POST
def chat_typing(request: HttpRequest) -> HttpResponse:
    """Let the colleague see that the customer writes; nothing of it is sent along."""
    chat = chat_of(request)
    if chat is not None:
        typing_signs.customer_types(chat.pk, now=timezone.now())
    return HttpResponse(status=204)


@never_cache
@require_safe
def chat_stream(request: HttpRequest) -> HttpResponseBase:
    """Send what is new as it comes, from where the browser left off.

    204 tells a browser to stop asking: there is no chat, or it is over. 503 where all seats are taken.
    """
    chat = chat_of(request)
    if chat is None or chat.conversation is None:
        return HttpResponse(status=204)
    after = Cursor.read(request.headers.get("Last-Event-ID", "") or request.GET.get("after", ""))
    if chat.is_over and after.version == chat.version:
        return HttpResponse(status=204)
    stream = chat_streams.follow(chat.pk, _News(request, chat.pk, after, after.message))
    if stream is None:
        return HttpResponse(status=503, headers={"Retry-After": str(NO_SEAT_FOR)})
    answer = StreamingHttpResponse(stream, content_type="text/event-stream; charset=utf-8")
    # A proxy that gathers an answer before it passes it on would make a stream of it useless.
    answer["X-Accel-Buffering"] = "no"
    return answer


@dataclass(slots=True)
class _News:
    """The next piece of a stream each time it is asked for."""

    request: HttpRequest
    chat_id: int
    after: Cursor
    # What was sent is not what arrived: only a browser that comes back says what it has.
    confirmed: int
    language: str = field(default_factory=lambda: get_language() or "zh-hant")

    def __call__(self) -> tuple[str, int]:
        """Look once, note that the browser is there, and go on from what it is sent now."""
        now = timezone.now()
        chat = Chat.objects.select_related("conversation", "agent").get(pk=self.chat_id)
        chatting.see(chat, message_id=self.confirmed, now=now)
        with translation.override(self.language):
            part = news_of(self.request, chat, self.after, now=now)
        if part is None:
            return "", chat.version
        self.after = Cursor.read(str(part["cursor"]))
        return as_event(part), chat.version
