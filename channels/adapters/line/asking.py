"""Asking LINE, with the account's own long-lived token."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from channels.errors import NoAnswer, NotConnected, ProbeFailed
from channels.models import ChannelAccount
from channels.transport import http
from channels.transport.http import Answer

_MOST_BYTES = 25 * 1024 * 1024


def call(
    account: ChannelAccount, method: str, path: str, *, payload: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None, is_data: bool = False,
) -> Answer:  # fmt: skip
    """Ask the API, or where `is_data` the host that holds files.

    Raises NoAnswer where a later try may work, NotConnected where LINE does not take our token.
    """
    base = settings.LINE_DATA_URL if is_data else settings.LINE_API_URL
    content = None if payload is None else json.dumps(payload, ensure_ascii=False).encode()
    sent = {"Authorization": f"Bearer {account.secrets()['access_token']}", **(headers or {})}
    if content is not None:
        sent["Content-Type"] = "application/json"
    answer = http.ask(
        method, f"{base}{path}", headers=sent, content=content, most_bytes=_MOST_BYTES
    )
    if answer.status in (401, 403):
        raise NotConnected(why=f"HTTP {answer.status}: {said(answer)}")
    if answer.status >= 500:
        raise NoAnswer(why=f"HTTP {answer.status}")
    return answer


def said(answer: Answer) -> str:
    """Give LINE's own words about what went wrong."""
    try:
        return str(json.loads(answer.content)["message"])[:200]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status}"


def probe(account: ChannelAccount, *, now: datetime) -> None:
    """Ask for the account's own name: that takes the right token."""
    try:
        answer = call(account, "GET", "/v2/bot/info")
    except NotConnected as error:
        raise ProbeFailed(why=str(error.facts["why"])) from error
    if answer.status != 200:
        raise ProbeFailed(why=said(answer))
