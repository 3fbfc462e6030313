"""Chats at the desk: who waits, what one has, and answering in it."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.chat_kinds import ChatState
from channels.forms.chats import LineForm, first_error, new_key
from channels.measures import chat_figures
from channels.measures.chat_desk import board_of, colleagues_with_room, others_of, presence_of
from channels.measures.chat_log import Cursor, lines_of
from channels.measures.wait_words import share_in_percent, wait_in_words
from channels.models import Chat
from channels.panels import slots
from channels.rules.chats import staffing, taking, typing_signs
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

PERIODS = (1, 7, 30, 90)


@require_safe
@needs(Ability.WORK_CASES)
def chats(request: HttpRequest) -> HttpResponse:
    """Show who waits, what one has, what else goes on, and how soon chats are answered."""
    return _board(request)


@require_safe
@needs(Ability.WORK_CASES)
def chats_live(request: HttpRequest) -> HttpResponse:
    """Give the part that changes, or 304 where it has not; whoever asks is there."""
    user = staff_of(request)
    return _part(request, "channels/desk/chats_live.html", _live(user))


@require_safe
@needs(Ability.WORK_CASES)
def chat_beside(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what else one has open beside a chat, or 304; whoever asks is there."""
    others = others_of(staff_of(request), _visible(request, pk))
    return _part(request, "channels/desk/chat_beside.html", {"others": others})


def _part(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    staffing.beat(staff_of(request), now=timezone.now())
    html = render_to_string(template, context, request)
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(html, headers={"ETag": etag})


@require_POST
@needs(Ability.WORK_CASES)
def chats_presence(request: HttpRequest) -> HttpResponse:
    """Say that one takes chats, or does not."""
    is_available = request.POST.get("available") == "1"
    staffing.be_available(staff_of(request), is_available=is_available, now=timezone.now())
    return redirect("admin:channels_chats")


@require_safe
@needs(Ability.WORK_CASES)
def chat(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one chat, with the box to answer in where it is one's own; whoever looks is there."""
    found = _visible(request, pk)
    staffing.beat(staff_of(request), now=timezone.now())
    return _page(request, found)


@require_safe
@needs(Ability.WORK_CASES)
def chat_news(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what is new since `after`, or 204; whoever asks is there."""
    found, now = _visible(request, pk), timezone.now()
    staffing.beat(staff_of(request), now=now)
    after = Cursor.read(request.GET.get("after", ""))
    lines, cursor = lines_of(found, now=now, after=after, for_staff=True)
    answer = HttpResponse(status=204)
    if cursor != after:
        drawn = render_to_string("channels/chat_lines.html", {"lines": lines}, request)
        answer = JsonResponse(
            {"cursor": str(cursor), "lines": drawn, "over": found.is_over, "state": found.state}
        )
    if seconds := typing_signs.shown_for(found.customer_types_until, now=now):
        answer["X-Types-For"] = str(seconds)
    return answer


@require_POST
@needs(Ability.WORK_CASES)
def chat_typing(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the customer see that a colleague writes; nothing of it is sent along."""
    _visible(request, pk)
    typing_signs.agent_types(pk, actor=staff_of(request), now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@needs(Ability.WORK_CASES)
def chat_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the customer; the same press again is the same line."""
    found, user, now = _visible(request, pk), staff_of(request), timezone.now()
    staffing.beat(user, now=now)
    form, is_script = LineForm(request.POST), request.headers.get("X-Requested-With") == "fetch"
    words, status = (first_error(form), 422) if not form.is_valid() else ("", 200)
    if not words:
        try:
            taking.say(
                pk,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
                actor=user,
                now=now,
            )
        except FeedbackError as error:
            words, status = str(error), error.status
    if is_script:
        return JsonResponse({"taken": not words, "words": words}, status=status)
    if words:
        return _page(
            request, found, refusal=words, typed=request.POST.get("text", ""), status=status
        )
    return redirect("admin:channels_chat", pk=pk)


@require_POST
@needs(Ability.WORK_CASES)
def chat_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a chat on, hand it back or on, or end it: what was pressed."""
    found, user, now = _visible(request, pk), staff_of(request), timezone.now()
    act = request.POST.get("act", "")
    if act not in _STEPS:
        raise Http404
    try:
        words = _STEPS[act](pk, request, user, now)
    except FeedbackError as error:
        found.refresh_from_db()
        return _page(request, found, refusal=str(error), status=error.status)
    if words:
        messages.success(request, f"{found} · {words}")
    if act == "end" and request.POST.get("then") == "case" and found.conversation is not None:
        return redirect("admin:cases_case_desk", reference=found.conversation.reference)
    return redirect("admin:channels_chat", pk=pk) if act == "claim" else _to_board()


def _claim(pk: int, _request: HttpRequest, user: User, now: datetime) -> str:
    taking.claim_chat(pk, actor=user, now=now)
    return ""  # The chat itself comes next.


def _hand_back(pk: int, _request: HttpRequest, user: User, now: datetime) -> str:
    taking.hand_back(pk, actor=user, now=now)
    return _("The customer waits for a colleague again.")


def _transfer(pk: int, request: HttpRequest, user: User, now: datetime) -> str:
    to = id_in(request.POST.get("to")) or 0
    chat = taking.transfer(pk, to=to, actor=user, now=now)
    return _("Handed on to %(name)s.") % {"name": chat.agent}


def _end(pk: int, _request: HttpRequest, user: User, now: datetime) -> str:
    taking.end_chat(pk, actor=user, now=now)
    return _("The chat has ended.")


# What was done, in words for the page that comes next.
_STEPS: dict[str, Callable[[int, HttpRequest, User, datetime], str]] = {
    "claim": _claim,
    "back": _hand_back,
    "transfer": _transfer,
    "end": _end,
}


def _to_board() -> HttpResponse:
    return redirect("admin:channels_chats")


def _visible(request: HttpRequest, pk: int) -> Chat:
    rows = Chat.objects.visible_to(staff_of(request)).exclude(conversation=None)
    return get_object_or_404(
        rows.select_related("conversation__customer", "agent", "store", "channel"), pk=pk
    )


def _board(request: HttpRequest) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    days = next((n for n in PERIODS if str(n) == request.GET.get("days", "")), 7)
    since = now - timedelta(days=days)
    presence = presence_of(user)
    context = desk_context(
        admin.site, request,
        title=_("Chats"),
        **_live(user),
        presence=presence,
        is_there=presence is not None and presence.is_there(now),
        answers=[
            _answered(one) for one in chat_figures.first_answers(user, since=since, until=now)
        ],
        outcomes=chat_figures.outcomes(user, since=since, until=now),
        days=days,
        periods=PERIODS,
    )  # fmt: skip
    return render(request, "channels/desk/chats.html", context)


def _live(user: User) -> dict[str, object]:
    return {"board": board_of(user)}


def _answered(one: chat_figures.Answered) -> dict[str, object]:
    names = {
        "either": _("first answer, by whomever"),
        "assistant": _("by the assistant"),
        "person": _("by a person, since one was asked for"),
        "person_there": _("of these, while somebody took chats"),
    }
    return {
        "who": names[one.who],
        "n": one.n,
        "answered": one.answered,
        "in_time": one.in_time,
        "share": share_in_percent(one.in_time, one.n),
        **{name: wait_in_words(getattr(one, name)) for name in ("mean", "p50", "p90")},
    }


def _may_claim(found: Chat, *, is_mine: bool, now: datetime) -> bool:
    """Also from a colleague who is gone, for else nobody could."""
    if found.state == ChatState.WITH_PERSON:
        return not is_mine and staffing.is_gone(found.agent_id, now=now)
    return not found.is_over


def _page(
    request: HttpRequest, found: Chat, *, refusal: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    conversation = found.conversation
    lines, cursor = lines_of(found, now=now, for_staff=True)
    is_mine = found.state == ChatState.WITH_PERSON and found.agent_id == user.pk
    reference = conversation.reference if conversation else ""
    context = desk_context(
        admin.site, request,
        title=_("Chat"),
        chat=found,
        lines=lines,
        cursor=cursor,
        is_mine=is_mine,
        others=others_of(user, found) if is_mine else [],
        may_claim=_may_claim(found, is_mine=is_mine, now=now),
        key=new_key(),
        typed=typed,
        refusal=refusal,
        greeting=_greeting(found.language, user),
        colleagues=colleagues_with_room(user, now=now) if is_mine else [],
        has_case=bool(slots.case_state(reference)),
        answer_due=slots.answer_due(reference),
        customer=slots.card(user, conversation.customer_id, now)
        if conversation is not None and conversation.customer_id is not None
        else None,
    )  # fmt: skip
    return render(request, "channels/desk/chat.html", context, status=status)


def _greeting(language: str, user: User) -> str:
    """Greet in the customer's language, by the name that they will read beside it."""
    with translation.override(language):
        return _("Hello, this is %(name)s. I have read what you wrote, and look into it now.") % {
            "name": user
        }
