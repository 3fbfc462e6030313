"""The entries of a conversation, drawn once for each way they may look: only words, moments and ids differ.

What can still be taken back, or has files, is drawn anew, from the same template.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from cases.measures.case_page.case_story import Said
from feedback_site.drawn_once import filled_in, mark
from feedback_site.moments import moment

TEMPLATE = "cases/desk/said.html"
_CASE, _WHO, _REFERENCE, _SUBJECT, _TEXT, _WHOLE, _STAMP, _MOMENT, _TOKEN = (
    mark(name)
    for name in (
        "case", "who", "reference", "subject", "text", "whole", "stamp", "moment", "token",
    )
)  # fmt: skip
_EVER = datetime(2001, 1, 1, tzinfo=UTC)
# Its id stands in addresses, which take only a number: one that no row has.
_PK = 10**17 + secrets.randbelow(9 * 10**17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads it, and when."""

    user_id: int
    may_reveal: bool
    now: datetime
    token: str


def drawn_conversation(
    said: Sequence[Said], reference: str, reader: Reader
) -> Sequence[SafeString]:
    """Draw what was said on a case, in the order given."""
    return [_drawn(one, reference, reader) for one in said]


def _drawn(said: Said, reference: str, reader: Reader) -> SafeString:
    stamp, at = str(int(said.at.timestamp())), moment(said.at)
    is_held = said.held_until is not None and said.held_until > reader.now
    if is_held or said.files:
        context = {
            "said": said, "case": SimpleNamespace(reference=reference), "stamp": stamp, "moment": at,
            "may_reveal": reader.may_reveal, "user_id": reader.user_id, "now": reader.now,
            "csrf_token": reader.token,
        }  # fmt: skip
        return render_to_string(TEMPLATE, context)
    like = _like(_look(said), translation.get_language() or "", reader.may_reveal)
    values = {
        _CASE: reference, _WHO: said.who, _REFERENCE: said.reference, _SUBJECT: said.subject,
        _STAMP: stamp, str(_PK): said.pk, _TOKEN: reader.token, _WHOLE: said.full_text,
        _TEXT: said.text,
    }  # fmt: skip
    return filled_in(like.replace(_MOMENT, at), values)


def _look(said: Said) -> Said:
    """All that decides how it looks, with marks where its own words, moment and id go."""
    return replace(
        said, at=_EVER, pk=_PK, who=said.who and _WHO, text=said.text and _TEXT,
        reference=said.reference and _REFERENCE, subject=said.subject and _SUBJECT, author_id=None,
        full_text=_WHOLE if said.full_text not in ("", said.text) else "", held_until=None, files=(),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _like(look: Said, language: str, may_reveal: bool) -> str:
    context = {
        "said": look, "case": SimpleNamespace(reference=_CASE), "stamp": _STAMP, "moment": _MOMENT,
        "may_reveal": may_reveal, "csrf_token": _TOKEN,
    }  # fmt: skip
    return render_to_string(TEMPLATE, context)
