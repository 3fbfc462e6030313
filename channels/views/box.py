"""Entering paper: one sheet after another on one screen, its scan beside it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.batch_kinds import SheetState
from channels.errors import SheetTaken
from channels.forms.batches import AsideForm, CorrectionForm, SheetForm
from channels.forms.stamps import said_in
from channels.measures.batches import last_sheet, next_number
from channels.models import Batch, BatchScan
from channels.rules.manual_entry import batching
from channels.views.attachments import POLICY
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.raw_body import keeps_body
from feedback_site.staff_doors import needs, staff_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
@keeps_body
def sheet_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the next sheet, or take the one that was typed and go on to the next."""
    batch = _visible(request, pk)
    if request.method != "POST":
        return _page(request, batch, None)
    form = SheetForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form)
    try:
        sheet = batching.enter_sheet(
            batch.pk, number=form.cleaned_data["number"], body=request.body,
            content_type=request.headers["Content-Type"], external_id=said_in(request),
            actor=staff_of(request), now=timezone.now(), scan_id=form.scan_id(),
        )  # fmt: skip
    except FeedbackError as error:
        return _refused(request, batch, form, error)
    return _onward(batch, sheet.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
def sheet_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a sheet aside as empty or illegible; whoever comes by without a sheet is led to the batch."""
    batch = _visible(request, pk)
    if request.method != "POST":
        return redirect("channels:sheet_entry", pk)
    form = AsideForm(request.POST)
    if not form.is_valid():
        words = next(iter(form.errors.values()))[0]
        return _page(request, batch, None, refusal=str(words), status=422)
    given = form.cleaned_data
    try:
        batching.set_aside(
            batch.pk, number=given["number"], state=SheetState(given["state"]),
            reason=given["reason"], actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        return _page(request, batch, None, refusal=str(error), status=error.status)
    return _onward(batch, given["number"])


@never_cache
@require_POST
@needs(Ability.TAKE_FEEDBACK)
@keeps_body
def sheet_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take better words for a sheet; they stand on its case as one more message."""
    batch = _visible(request, pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A correction needs the sheet, its words and a reason."))
        return redirect("admin:channels_batch", pk=pk)
    given = form.cleaned_data
    try:
        batching.correct_sheet(
            batch.pk, number=given["number"], body=request.body,
            content_type=request.headers["Content-Type"], external_id=said_in(request),
            reason=given["reason"], actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sheet %(number)d is corrected.") % {"number": given["number"]})
    return redirect("admin:channels_batch", pk=pk)


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve one scan: a picture of our own drawing to be looked at, anything else as bytes to save."""
    visible = Batch.objects.visible_to(staff_of(request))
    found = get_object_or_404(BatchScan.objects.filter(batch__in=visible), pk=pk)
    is_shown = found.is_safe_picture and "download" not in request.GET
    return HttpResponse(
        _content(found),
        content_type=found.mime if is_shown else "application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(not is_shown, found.name),
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


def _content(found: BatchScan) -> bytes:
    try:
        with found.content() as stored:
            return stored.read()
    except (FileNotFoundError, CannotUnseal):
        raise Http404 from None


def _visible(request: HttpRequest, pk: int) -> Batch:
    rows = Batch.objects.visible_to(staff_of(request)).select_related("channel", "store")
    return get_object_or_404(rows, pk=pk)


def _onward(batch: Batch, number: int) -> HttpResponse:
    return redirect(f"{reverse('channels:sheet_entry', args=[batch.pk])}?after={number}")


def _refused(
    request: HttpRequest, batch: Batch, form: SheetForm, error: FeedbackError
) -> HttpResponse:
    """Give the words back; where the number was taken, under the next one that is free."""
    if isinstance(error, SheetTaken):
        taken = list(batch.pages.all())
        free = next_number(batch, taken, after=form.cleaned_data["number"])
        form = SheetForm({**request.POST.dict(), "number": str(free or "")})
    batch.refresh_from_db()
    return _page(request, batch, form, refusal=str(error), status=error.status)


def _page(
    request: HttpRequest, batch: Batch, form: SheetForm | None, *, refusal: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    after = _number(request, "after")
    sheets = list(batch.pages.select_related("entered_by"))
    number = _number(request, "sheet") or next_number(batch, sheets, after=after)
    scans = list(batch.scans.all())
    pictures = [one for one in scans if one.is_safe_picture]
    shown = pictures[min(number or 1, len(pictures)) - 1] if pictures else None
    initial = {
        "number": number, "scan": shown.pk if shown else None,
        "with_scan": len(pictures) == batch.sheets,
    }  # fmt: skip
    context = {
        "batch": batch,
        "form": form or SheetForm(initial=initial),
        "number": number,
        "after": after,
        "last": last_sheet(batch, staff_of(request)),
        "saved": next((one for one in sheets if one.number == after), None),
        "sheets": sheets,
        "pictures": pictures,
        "documents": [one for one in scans if not one.is_safe_picture],
        "shown": shown,
        "refusal": refusal,
        "states": AsideForm().fields["state"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "channels/box.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 5 else 0
