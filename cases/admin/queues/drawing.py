"""What stands around the rows of a list, drawn once for each look: only token and address differ."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from cases.admin.queues import columns as queue_columns
from cases.admin.queues.views import ViewLine
from cases.measures.queues.queues import Queue
from feedback_site.drawn_once import filled_in, mark

LOOKS, TICKED = "cases/desk/queue_looks.html", "cases/desk/queue_ticked.html"
_TOKEN, _NEXT = mark("token"), mark("next")
Bulk = tuple[str, str | Promise, str]


def drawn_looks(
    request: HttpRequest, current: Queue | None, *, kept: ViewLine | None,
    asked: Mapping[str, str], columns: Sequence[str], may_share: bool,
) -> SafeString:  # fmt: skip
    """Draw the forms for columns and views; with a view or a filter they hold more, and are drawn anew."""
    code = current.code if current else ""
    if kept is None and not asked:
        return _filled(_looks(_language(), code, tuple(columns), may_share), request)
    context = _looking(code, columns, may_share) | {"kept": kept, "asked": asked}
    return _filled(render_to_string(LOOKS, context), request)


def drawn_ticked(request: HttpRequest, bulk: Sequence[Bulk]) -> SafeString:
    """Draw what can be done with the ticked cases; nothing for whoever may not do any of it."""
    return _filled(_ticked(_language(), tuple(bulk)), request) if bulk else SafeString("")


@lru_cache(maxsize=256)
def _looks(language: str, code: str, columns: tuple[str, ...], may_share: bool) -> str:
    return render_to_string(LOOKS, _looking(code, columns, may_share))


def _looking(code: str, columns: Sequence[str], may_share: bool) -> dict[str, object]:
    return {
        "current": SimpleNamespace(code=code) if code else None, "columns": columns,
        "all_columns": queue_columns.COLUMNS, "may_share": may_share, "next": _NEXT,
        "csrf_token": _TOKEN,
    }  # fmt: skip


@lru_cache(maxsize=32)
def _ticked(language: str, bulk: tuple[Bulk, ...]) -> str:
    return render_to_string(TICKED, {"bulk": bulk, "next": _NEXT, "csrf_token": _TOKEN})


def _language() -> str:
    return translation.get_language() or ""


def _filled(drawn: str, request: HttpRequest) -> SafeString:
    return filled_in(drawn, {_TOKEN: get_token(request), _NEXT: request.get_full_path()})
