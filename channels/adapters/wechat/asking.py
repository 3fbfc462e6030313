"""Asking WeChat: one access token for all processes, renewed once when it no longer holds."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from channels.adapters.addressing import document_of
from channels.adapters.tokens import Loan, token_on_loan
from channels.errors import NoAnswer, NotConnected, ProbeFailed
from channels.models import ChannelAccount
from channels.transport import http
from channels.transport.http import Answer

_EXPIRED = frozenset({40001, 40014, 42001})
# Busy, or asked too often: the same question may be answered later.
_LATER = frozenset({-1, 45009, 45011})
_MOST_BYTES = 25 * 1024 * 1024


def call(
    account: ChannelAccount, path: str, payload: Mapping[str, object], *, now: datetime
) -> dict[str, Any]:
    """Post a JSON object and give WeChat's; an errcode in it is the caller's to read.

    Raises NoAnswer where a later try may work, NotConnected where the account's own secrets do not.
    """
    # WeChat shows escapes as they stand, so the words go out as UTF-8.
    content = json.dumps(payload, ensure_ascii=False).encode()
    answer = _with_token(account, "POST", path, content=content, params={}, now=now)
    return _checked(document_of(answer.content))


def download(
    account: ChannelAccount, path: str, *, params: Mapping[str, str], now: datetime
) -> Answer:
    """Get a file, or the JSON that stands in its place. Raises as `call` does."""
    answer = _with_token(account, "GET", path, content=None, params=params, now=now)
    if is_document(answer):
        _checked(document_of(answer.content))
    return answer


def is_document(answer: Answer) -> bool:
    """Whether WeChat answered in words."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    return kind in {"application/json", "text/plain", "text/json"}


def token_of(account: ChannelAccount, *, now: datetime, stale: str = "") -> str:
    """Give the token in force; `stale` is one that WeChat no longer takes."""
    return token_on_loan(account, _new_token, now=now, stale=stale)


def probe(account: ChannelAccount, *, now: datetime) -> None:
    """Ask for a token: that takes the right AppID and secret, from an address WeChat allows."""
    try:
        token_of(account, now=now)
    except NotConnected as error:
        raise ProbeFailed(why=str(error.facts["why"])) from error


def _with_token(
    account: ChannelAccount, method: str, path: str, *, content: bytes | None,
    params: Mapping[str, str], now: datetime,
) -> Answer:  # fmt: skip
    token = token_of(account, now=now)
    answer = _ask(method, path, content=content, params={**params, "access_token": token})
    if is_document(answer) and document_of(answer.content).get("errcode") in _EXPIRED:
        token = token_of(account, now=now, stale=token)
        answer = _ask(method, path, content=content, params={**params, "access_token": token})
    return answer


def _new_token(account: ChannelAccount) -> Loan:
    """Ask for the stable token: asking again gives the same one, and ends nobody else's."""
    payload = {
        "grant_type": "client_credential", "appid": account.values["app_id"],
        "secret": account.secrets()["app_secret"],
    }  # fmt: skip
    answer = _ask("POST", "/cgi-bin/stable_token", content=json.dumps(payload).encode(), params={})
    said = _checked(document_of(answer.content))
    if not said.get("access_token"):
        raise NotConnected(why=f"{said.get('errcode')} {said.get('errmsg')}"[:200])
    lasts = timedelta(seconds=int(said.get("expires_in", 7200)))
    return Loan(token=str(said["access_token"]), lasts=lasts)


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    code = said.get("errcode", 0)
    if code in _LATER:
        raise NoAnswer(why=f"{code} {said.get('errmsg')}"[:200])
    if code in _EXPIRED:
        raise NotConnected(why=f"{code} {said.get('errmsg')}"[:200])
    return said


def _ask(method: str, path: str, *, content: bytes | None, params: Mapping[str, str]) -> Answer:
    answer = http.ask(
        method, f"{settings.WECHAT_API_URL}{path}", params=params, content=content,
        headers={"Content-Type": "application/json"} if content else {}, most_bytes=_MOST_BYTES,
    )  # fmt: skip
    if answer.status != 200:
        raise NoAnswer(why=f"HTTP {answer.status}")
    return answer
