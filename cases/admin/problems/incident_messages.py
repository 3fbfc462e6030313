"""One message to all of an incident: written, looked at with its numbers, and sent."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.admin.problems.incident_cards import standing_of
from cases.admin.problems.incident_pages import file_or_404
from cases.errors import AlreadyDone, StaleMessage
from cases.forms.incidents import MessageForm
from cases.incident_texts import text_for
from cases.measures.problems.incident_pages import IncidentFile, draft_of
from cases.measures.problems.incident_recipients import (
    Share,
    planned,
    shares_of,
    texts_of,
    to_be_called,
)
from cases.models import IncidentMessage
from cases.rules.problems import addressing
from channels.kinds import way_in_words
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the message, and see who would get which text by which way."""
    file = _speaking(request, pk)
    draft = draft_of(file.incident)
    if request.method != "POST":
        form = MessageForm(initial=_begun(draft))
        return _page(request, file, draft, form, looked_at=_version_of(draft))
    form, status, theirs = MessageForm(request.POST), 422, None
    looked_at = request.POST.get("message", "")
    if form.is_valid():
        try:
            addressing.compose(
                pk, form.texts(), to_affected=form.cleaned_data["to_affected"],
                looked_at=looked_at, actor=staff_of(request), now=timezone.now(),
            )  # fmt: skip
        except StaleMessage as error:
            form.add_error(None, str(error))
            draft = theirs = draft_of(file.incident)
            looked_at, status = _version_of(draft), error.status
        except FeedbackError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Kept. Nothing is sent yet: look at it below."))
            return redirect("admin:cases_incident_message", pk=pk)
    return _page(request, file, draft, form, status=status, looked_at=looked_at, theirs=theirs)


@require_POST
@needs(Ability.SEE_CASES)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the draft that was looked at."""
    file = _speaking(request, pk)
    draft = draft_of(file.incident)
    try:
        if draft is None:
            raise AlreadyDone
        addressing.send(
            draft.pk, looked_at=request.POST.get("message", ""), actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        messages.error(request, str(error))
        return redirect("admin:cases_incident_message", pk=pk)
    messages.success(request, _("It goes out now. This page shows how far it is."))
    return redirect("admin:cases_incident", pk=pk)


def _speaking(request: HttpRequest, pk: int) -> IncidentFile:
    file = file_or_404(request, pk)
    if not standing_of(file, staff_of(request)).speaks or file.incident.is_over:
        raise PermissionDenied
    return file


def _version_of(draft: IncidentMessage | None) -> str:
    """What a form was made from; "" where there was no draft."""
    return draft.version if draft is not None else ""


def _begun(draft: IncidentMessage | None) -> dict[str, Any]:
    return {**texts_of(draft), "to_affected": draft.to_affected if draft is not None else True}


def _page(
    request: HttpRequest, file: IncidentFile, draft: IncidentMessage | None, form: MessageForm,
    *, looked_at: str, theirs: IncidentMessage | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Draw it; `theirs` is what somebody kept while the form was filled in."""
    texts = texts_of(draft)
    to_affected = draft.to_affected if draft is not None else True
    shares = shares_of(planned(file.incident, to_affected=to_affected), texts)
    read_by = sorted({share.language for share in shares})
    context = desk_context(
        admin.site, request, title=" ".join((file.incident.code, _("Message to all"))), form=form,
        incident=file.incident, draft=draft,
        token=_version_of(draft), looked_at=looked_at, theirs=theirs,
        shares=[(share, _way(share)) for share in shares],
        letters=sum(share.number for share in shares if share.way),
        previews=[(language, text_for(texts, language)) for language in read_by],
        fallen=[share for share in shares if share.written_in != share.language],
        to_call=to_be_called(file.incident),
        back=reverse("admin:cases_incident", args=(file.incident.pk,)),
    )  # fmt: skip
    return render(request, "cases/desk/incident_message.html", context, status=status)


def _way(share: Share) -> str:
    return way_in_words(share.way) if share.way else _("on their status page only")
