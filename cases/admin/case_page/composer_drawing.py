"""The composer as most pages have it, with nothing begun in it: drawn once for each way it may look.

With a draft, a refused answer or files beside it, it is drawn anew, from the same template.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from cases.forms.composing import CustomerForm, NoteForm, new_key
from cases.kinds import ComposerMode
from cases.models import Case
from feedback_site.drawn_once import filled_in, mark

TEMPLATE = "cases/desk/composer.html"
# A reference stands in addresses, which take only what looks like one.
_REFERENCE = mark("case")
_VERSION, _KEY, _NOTE_KEY, _TOKEN, _LANGUAGE, _SOLVE = (
    mark(name) for name in ("version", "key", "note-key", "token", "language", "solve")
)


def forms_for(case: Case, keys: tuple[str, str], begun: Mapping[str, str]) -> dict[str, Any]:
    """Its two forms with what was begun; made only where they are looked at: a plain one is drawn without."""
    to_customer = partial(
        _customer_form, case.version, keys[0], begun.get(ComposerMode.CUSTOMER, "")
    )
    to_colleagues = partial(_note_form, keys[1], begun.get(ComposerMode.NOTE, ""))
    return {
        "customer_form": SimpleLazyObject(to_customer), "note_form": SimpleLazyObject(to_colleagues)
    }  # fmt: skip


def drawn_composer(
    request: HttpRequest, context: Mapping[str, Any], keys: tuple[str, str], *, is_plain: bool
) -> SafeString:
    """Draw it from the context of a case's page; `is_plain` where nothing was begun in it."""
    if not is_plain:
        return render_to_string(TEMPLATE, dict(context), request)
    case: Case = context["case"]
    drawn = _plain(
        translation.get_language() or "", context["may_work"], context["may_wait"],
        context["opens_on_note"], bool(context["solve_url"]),
    )  # fmt: skip
    values = {
        _REFERENCE: case.reference, _VERSION: case.version, _KEY: keys[0], _NOTE_KEY: keys[1],
        _TOKEN: get_token(request), _LANGUAGE: case.language, _SOLVE: context["solve_url"],
    }  # fmt: skip
    return filled_in(drawn, values)


@lru_cache(maxsize=128)
def _plain(language: str, may_work: bool, may_wait: bool, opens_on_note: bool, solves: bool) -> str:
    context = {
        "case": SimpleNamespace(reference=_REFERENCE, language=_LANGUAGE),
        "may_work": may_work, "may_wait": may_wait, "opens_on_note": opens_on_note,
        "solve_url": _SOLVE if solves else "", "drafts": {}, "files_beside": (),
        "customer_form": _customer_form(_VERSION, _KEY), "note_form": _note_form(_NOTE_KEY),
        "csrf_token": _TOKEN,
    }  # fmt: skip
    return render_to_string(TEMPLATE, context)


def _customer_form(version: object, key: str, text: str = "") -> CustomerForm:
    return CustomerForm(initial={"version": version, "text": text, "key": key})


def _note_form(key: str, text: str = "") -> NoteForm:
    return NoteForm(initial={"text": text, "key": key})


def new_keys() -> tuple[str, str]:
    """Keys for the two forms, each of which goes with one sending."""
    return new_key(), new_key()
