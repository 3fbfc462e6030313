"""Visitors of the chat: known by a token that only their own browser holds."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from channels.models import Chat

COOKIE, PATH = "chat", "/chat/"
KEPT_FOR = 24 * 3600


def token_of(request: HttpRequest) -> str:
    """Give the visitor's token; "" where they have none, or one that we never gave out."""
    token = request.COOKIES.get(COOKIE, "")
    return token if len(token) == len(_new()) else ""


def chat_of(request: HttpRequest) -> Chat | None:
    """Give the chat that this browser began; None where it has not."""
    token = token_of(request)
    if not token:
        return None
    rows = Chat.objects.select_related("conversation", "agent", "channel", "store")
    chat = rows.opened_by(token).first()
    return chat if chat is not None and chat.opens_with(token) else None


def give_token(answer: HttpResponse) -> HttpResponse:
    """Give a browser a token of its own, out of reach of scripts."""
    answer.set_cookie(
        COOKIE, _new(), max_age=KEPT_FOR, path=PATH, secure=settings.TLS, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return answer


def forget_token(answer: HttpResponse) -> HttpResponse:
    """Let a browser forget its chat."""
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return answer


def _new() -> str:
    return secrets.token_urlsafe(32)
