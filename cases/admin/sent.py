"""What becomes of a form that was sent: it is done and leads on, or is shown again with why not."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feedback_site.desk_pages import is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.staff_doors import back_to

ERROR_STATUS = 422


def tried(
    request: HttpRequest, form: BaseForm, do: Callable[[], HttpResponse]
) -> HttpResponse | int:
    """Do what was sent and give where it leads; else the status of the form that is to be shown."""
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return ERROR_STATUS
    try:
        return do()
    except FeedbackError as error:
        form.add_error(None, str(error))
        return error.status


def undoable(words: str, *, form: str, undo: str, key: str = "") -> SafeString:
    """Say that it was done, with a button that undoes it by a form of the page where that is said.

    `key` presses it, where the page has keys.
    """
    shown = format_html(' <kbd aria-hidden="true">{}</kbd>', key) if key else ""
    keyed = format_html(' data-key="{}" aria-keyshortcuts="{}"', key, key) if key else ""
    return format_html(
        '{} <button class="btn btn-secondary btn-small" type="submit" form="{}" formaction="{}"{}>'
        "{}{}</button>",
        words, form, undo, keyed, _("Undo"), shown,
    )  # fmt: skip


def said_of(case_words: str, address: str, words: str | SafeString) -> SafeString:
    """Name the case that something was done to, for whoever reads it elsewhere."""
    return format_html('<a class="code" href="{}">{}</a> · {}', address, case_words, words)


def led_back(request: HttpRequest, words: str, *, otherwise: str) -> HttpResponse:
    """Say that it was done and lead back: a script is told where to, a browser is sent there."""
    messages.success(request, words)
    back = back_to(request, otherwise)
    if is_by_script(request):
        return HttpResponse(status=204, headers={"Location": back})
    return redirect(back)
