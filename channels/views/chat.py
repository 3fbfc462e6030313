"""The chat with a customer: its page, what they write, what they press. It works without JavaScript."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels.chat_kinds import ChatState
from channels.errors import ChatOver
from channels.forms.chats import ContactForm, CustomerLineForm, first_error, new_key
from channels.measures.chat_log import lines_of
from channels.models import Chat
from channels.rules import intake
from channels.rules.chats import assisting, chatting
from channels.rules.looking_up import notice_in_force, store_id_of
from channels.views import floods
from channels.views.chat_parts import state_of
from channels.views.floods import Verdict
from channels.views.visitors import chat_of, forget_token, give_token, token_of
from feedback_site.errors import FeedbackError
from feedback_site.floods.gates import Gate, source_of
from feedback_site.led_on import sent_from
from feedback_site.raw_body import keeps_body

# Nobody writes faster; a store's customers may share one address.
LINES = Gate(name="chat", limit=20, seconds=60)
LINES_OF_SOURCE = Gate(name="chat_source", limit=200, seconds=600)
# Each is drawn anew, which takes a processor for a while.
PHOTOS = Gate(name="chat_photos", limit=20, seconds=600)
FORM = "application/x-www-form-urlencoded"


@never_cache
@require_safe
def chat(request: HttpRequest) -> HttpResponse:
    """Show the chat of this browser, or an empty one; a browser that is new here gets its token."""
    answer = _page(request, chat_of(request))
    return answer if token_of(request) else give_token(answer)


@never_cache
@sent_from("channels:chat")
@keeps_body
def chat_say(request: HttpRequest) -> HttpResponse:
    """Take one line through the same intake as everything else; it is stored before anybody reads it."""
    now, known = timezone.now(), chat_of(request)
    form = CustomerLineForm(request.POST, request.FILES)
    if not token_of(request):
        # Without cookies nobody could find the way back to what they said.
        return _refused(
            request, known, _("Your browser keeps no cookies, which a chat needs."), 400
        )
    if known is not None and known.is_over:
        return _refused(request, known, str(ChatOver()), 409)
    if wait := _held_up(request, known, now):
        return wait
    if not form.is_valid():
        return _refused(request, known, first_error(form), 422)
    begun = known or _begin(request, now)
    _take(request, begun, form.external_id(begun.pk), request.body, now)
    return _done(request)


@never_cache
@sent_from("channels:chat")
def chat_act(request: HttpRequest) -> HttpResponse:
    """Do what was pressed: a person, solved, not solved, the end, or a new chat."""
    now, act, known = timezone.now(), request.POST.get("act", ""), chat_of(request)
    if act == "again":
        return forget_token(_done(request))
    if known is None or known.conversation is None:
        return _first_wish(request, known, now) if act == "person" else _done(request)
    try:
        if act == "person":
            assisting.ask_for_person(known.pk, now=now)
        elif act in ("yes", "no"):
            assisting.judge(known.pk, has_helped=act == "yes", now=now)
        elif act == "end":
            assisting.leave(known.pk, now=now)
    except FeedbackError as error:
        return _refused(request, known, str(error), error.status)
    return _done(request)


@never_cache
@sent_from("channels:chat")
@keeps_body
def chat_contact(request: HttpRequest) -> HttpResponse:
    """Take a way to reach the customer; what it is stays sealed."""
    now, known, form = timezone.now(), chat_of(request), ContactForm(request.POST)
    if known is None or known.conversation is None:
        return _done(request)
    if wait := _held_up(request, known, now):
        return wait
    if not form.is_valid():
        return _refused(request, known, first_error(form), 422)
    _take(request, known, form.external_id(known.pk), request.body, now, is_contact=True)
    return _done(request)


def _first_wish(request: HttpRequest, known: Chat | None, now: datetime) -> HttpResponse:
    """Whoever wants a person before saying anything has said that."""
    if not token_of(request):
        return _done(request)
    if wait := _held_up(request, known, now):
        return wait
    begun = known or _begin(request, now)
    with translation.override(begun.language):
        words = _("I would like to talk to a real person.")
    said = urlencode({"text": words}).encode()
    _take(request, begun, f"chat:{begun.pk}:wish", said, now, content_type=FORM)
    return _done(request)


def _begin(request: HttpRequest, now: datetime) -> Chat:
    return chatting.begin_chat(
        token_of(request), language=get_language() or "zh-hant",
        store=request.POST.get("store", "")[:40], page=_came_from(request.POST.get("page", "")), now=now,
    )  # fmt: skip


def _came_from(address: str) -> str:
    """Keep host and path: what stands behind a question mark may be about a person."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}" if parts.scheme in ("http", "https") else ""


def _take(
    request: HttpRequest, chat: Chat, external_id: str, body: bytes, now: datetime, *,
    is_contact: bool = False, content_type: str = "",
) -> None:  # fmt: skip
    context: dict[str, object] = {
        "chat": chat.pk,
        "language": chat.language,
        "notice_version": notice_in_force(now),
        "source": source_of(request),
        "store": chat.store.code if chat.store else "",
    }
    if is_contact:
        context["is_contact"] = True
    intake.take(
        channel=chat.channel, body=body, content_type=content_type or request.headers["Content-Type"],
        now=now, external_id=external_id, context=context,
    )  # fmt: skip


def _held_up(request: HttpRequest, known: Chat | None, now: datetime) -> HttpResponse | None:
    """Count a line: the first as a form is counted, the others by chat and by source."""
    if known is None:
        verdict = floods.judge(request, now=now)
        if verdict is Verdict.TAKE:
            return None
        words, seconds = floods.reason(verdict, now=now)
        return _refused(request, known, words, 429, wait=seconds)
    by_chat = LINES.admits(f"{known.pk}", now=now)
    may_show = not request.FILES or PHOTOS.admits(source_of(request), now=now)
    if LINES_OF_SOURCE.admits(source_of(request), now=now) and by_chat and may_show:
        return None
    words = _("That was a lot in a short time. Please wait a minute; nothing typed is lost.")
    return _refused(request, known, words, 429, wait=LINES.opens_in(now))


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _done(request: HttpRequest) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"taken": True})
    return redirect(reverse("channels:chat") + "#end")


def _refused(
    request: HttpRequest, chat: Chat | None, words: str, status: int, *, wait: int = 0
) -> HttpResponse:
    """Say what is wrong; what was typed is still in its box."""
    answer: HttpResponse
    if _is_script(request):
        answer = JsonResponse({"taken": False, "words": words}, status=status)
    else:
        answer = _page(request, chat, refusal=words, status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def _page(
    request: HttpRequest, chat: Chat | None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    begun = chat if chat is not None and chat.conversation is not None else None
    store = request.GET.get("store", request.POST.get("store", ""))[:40]
    lines, cursor = lines_of(begun, now=now) if begun else ([], None)
    if begun is not None and cursor is not None:
        chatting.see(begun, message_id=cursor.message, now=now)
    context = {
        **state_of(begun, now=now, store_id=store_id_of(store)),
        "lines": lines,
        "cursor": cursor or "",
        "key": new_key(),
        "refusal": refusal,
        "typed": request.POST.get("text", "") if refusal else "",
        "photos_are_gone": bool(refusal and request.FILES),
        "line": CustomerLineForm(),
        "store": store,
        "page": request.headers.get("Referer", ""),
        "challenge": floods.challenge_for(request, now=now) if begun is None else "",
        "notice_version": notice_in_force(now),
        "is_over": begun is not None and begun.state == ChatState.ENDED,
    }
    return render(request, "channels/chat.html", context, status=status)
