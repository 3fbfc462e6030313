"""Batches of paper: begun with a count, looked after until each sheet has its place."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.batch_kinds import BatchState
from channels.drafts import FileDraft
from channels.forms.batches import BatchForm, RecountForm, ScansForm
from channels.measures.batches import batch_page
from channels.models import Batch
from channels.rules.manual_entry import batching, scanning
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.list_pages import older
from feedback_site.organisation.models import Store
from feedback_site.organisation.roles import Ability
from feedback_site.qr_codes import qr_svg
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

TONES = {
    BatchState.OPEN: ("wait", "pencil-square"),
    BatchState.ENTERED: ("bad", "exclamation-triangle"),
    BatchState.RECONCILED: ("good", "check-circle"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
def batches(request: HttpRequest) -> HttpResponse:
    """List batches, or begin one."""
    user = staff_of(request)
    if request.method != "POST":
        return _list(request, BatchForm(user=user))
    form = BatchForm(request.POST, user=user)
    if not form.is_valid():
        return _list(request, form, status=422)
    given = form.cleaned_data
    made = batching.begin_batch(
        given["channel"], store=Store.objects.get(code=given["store"]),
        collected_at=given["collected_at"], sheets=given["sheets"], actor=user, now=timezone.now(),
    )  # fmt: skip
    return redirect("admin:channels_batch", pk=made.pk)


@require_safe
@needs(Ability.TAKE_FEEDBACK)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one batch: how far it is, its sheets and scans, what was done with it."""
    return _page(request, _visible(request, pk))


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def finish_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that everything was entered."""
    return _act(
        request, pk, lambda: batching.finish(pk, actor=staff_of(request), now=timezone.now())
    )


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def resume_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on entering."""
    return _act(
        request, pk, lambda: batching.resume(pk, actor=staff_of(request), now=timezone.now())
    )


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def recount_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what a second person counted."""
    found = _visible(request, pk)
    form = RecountForm(request.POST)
    if not form.is_valid():
        return _page(request, found, recount=form, status=422)
    return _act(
        request, pk,
        lambda: batching.recount(
            pk, actor=staff_of(request), now=timezone.now(), **form.cleaned_data
        ),
    )  # fmt: skip


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def scan_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Add scans."""
    found = _visible(request, pk)
    form = ScansForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, scans_form=form, status=422)
    files = [
        FileDraft(name=file.name or "", mime=file.content_type or "", content=file.read())
        for file in form.cleaned_data["scans"]
    ]
    return _act(
        request, pk,
        lambda: scanning.add_scans(pk, files, actor=staff_of(request), now=timezone.now()),
    )  # fmt: skip


@require_safe
@needs(Ability.TAKE_FEEDBACK)
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet that lies on top of the paper, with a code that leads back here."""
    found = _visible(request, pk)
    address = settings.SITE_URL + reverse("admin:channels_batch", args=[pk])
    return render(
        request, "channels/desk/batch_cover.html", {"batch": found, "qr": qr_svg(address)}
    )


def _visible(request: HttpRequest, pk: int) -> Batch:
    rows = Batch.objects.visible_to(staff_of(request)).select_related(
        "channel", "store", "collected_by"
    )
    return get_object_or_404(rows, pk=pk)


def _act(request: HttpRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    """Do one thing with a batch that this person sees, say what came of it, show the batch again."""
    _visible(request, pk)
    try:
        act()
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _in_words(_visible(request, pk)))
    return redirect("admin:channels_batch", pk=pk)


def _in_words(found: Batch) -> str:
    if found.state == BatchState.RECONCILED:
        return _("Reconciled: every sheet has its place.")
    if found.state == BatchState.ENTERED:
        return _("The count differs. A second person must count the paper again.")
    return _("Done.")


def _list(request: HttpRequest, form: BatchForm, *, status: int = 200) -> HttpResponse:
    state, before = request.GET.get("state", ""), id_in(request.GET.get("before"))
    rows, has_more = batch_page(staff_of(request), state=state, before=before)
    last = rows[-1].pk if has_more else None
    context = desk_context(
        admin.site, request,
        title=_("Boxes and letters"),
        rows=[_row(one) for one in rows],
        states=BatchState.choices,
        current=state,
        form=form,
        **older("channels_batches", {"state": state}, before=before, last=last),
    )  # fmt: skip
    return render(request, "channels/desk/batches.html", context, status=status)


def _row(found: Batch) -> dict[str, object]:
    tone, icon = TONES[BatchState(found.state)]
    return {"batch": found, "tone": tone, "icon": icon}


def _page(
    request: HttpRequest, found: Batch, *, recount: RecountForm | None = None,
    scans_form: ScansForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    user = staff_of(request)
    context = desk_context(
        admin.site, request,
        title=found.code,
        **_row(found),
        sheets=list(found.pages.select_related("entered_by", "raw__conversation").defer(
            "raw__body", "raw__wrapped_key")),
        scans=list(found.scans.all()),
        events=list(found.events.select_related("actor")),
        recount=recount or RecountForm(),
        scans_form=scans_form or ScansForm(),
        may_recount=user.pk not in batching.hands_in(found),
    )  # fmt: skip
    return render(request, "channels/desk/batch.html", context, status=status)
