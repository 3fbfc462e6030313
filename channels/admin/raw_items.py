"""Items as they came: what waits or failed first, what it says masked, and what may be done with it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.errors import ChannelError
from channels.forms.dismissing import DismissForm
from channels.kinds import Disposition, IntakeState
from channels.measures.previews import masked_preview
from channels.models import RawIntake
from channels.references import read_reference
from channels.rules import intake
from channels.rules.intake.dismissing import DISMISSALS, was_put_aside
from channels.rules.items.opening_originals import open_original
from feedback_site.desk_pages import desk_context
from feedback_site.list_pages import older
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

ROWS = 50
TONES = {
    IntakeState.STORED: ("wait", "clock"),
    IntakeState.FAILED: ("bad", "exclamation-triangle"),
    IntakeState.DONE: ("good", "check-circle"),
}


@require_safe
@needs(Ability.WATCH_CHANNELS)
def raw_items(request: HttpRequest) -> HttpResponse:
    """List items of one state, newest first; what somebody must look at comes up first of all.

    Of those accounted for it can be asked what became of them, to look through what opened no case.
    """
    given = request.GET.get("state", IntakeState.FAILED)
    state = IntakeState(given) if given in IntakeState.values else IntakeState.FAILED
    query = request.GET.get("q", "").strip()[:40]
    dispositions = Disposition.choices if state == IntakeState.DONE and not query else []
    asked = request.GET.get("disposition", "")
    became = asked if asked in dict(dispositions) else ""
    before = id_in(request.GET.get("before"))
    found = list(_rows(staff_of(request), state, became, query, before))
    here = {"q": query} if query else {"state": str(state)}
    if became:
        here["disposition"] = became
    last = found[ROWS - 1].pk if len(found) > ROWS else None
    context = desk_context(
        admin.site,
        request,
        title=_("Items received"),
        states=[(one, one.label) for one in IntakeState],
        current="" if query else state,
        dispositions=dispositions,
        became=became,
        query=query,
        rows=[_row(raw) for raw in found[:ROWS]],
        **older("channels_items", here, before=before, last=last),
    )
    return render(request, "channels/desk/items.html", context)


@require_safe
@needs(Ability.WATCH_CHANNELS)
def raw_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item and what may be done with it."""
    return _item(request, _visible(request, pk), DismissForm())


@require_POST
@needs(Ability.WATCH_CHANNELS)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read an item once more."""
    _visible(request, pk)
    try:
        raw = intake.retry(pk, actor=staff_of(request), now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        _tell(request, raw)
    return redirect("admin:channels_item", pk=pk)


@require_POST
@needs(Ability.WATCH_CHANNELS)
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an item opens no case, and why."""
    raw = _visible(request, pk)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return _item(request, raw, form)
    try:
        intake.dismiss(
            pk,
            disposition=Disposition(form.cleaned_data["disposition"]),
            reason=form.cleaned_data["reason"],
            actor=staff_of(request),
            now=timezone.now(),
        )
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The item is dismissed; you are named as its reviewer."))
    return redirect("admin:channels_item", pk=pk)


@require_POST
@needs(Ability.WATCH_CHANNELS)
def open_after_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a case of what was put aside."""
    _visible(request, pk)
    try:
        raw = intake.open_after_all(pk, actor=staff_of(request), now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    except CannotUnseal:
        messages.error(request, _("It was erased: there is nothing left to read."))
    else:
        _tell_taken_up(request, raw)
    return redirect("admin:channels_item", pk=pk)


@require_POST
@needs(Ability.REVEAL)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the bytes as they came, to save; that they were looked at is logged."""
    raw = _visible(request, pk)
    try:
        body = open_original(pk, actor=staff_of(request), now=timezone.now())
    except CannotUnseal:
        raise Http404 from None
    return HttpResponse(
        body,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{raw.reference}.bin"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _visible(request: HttpRequest, pk: int) -> RawIntake:
    rows = RawIntake.objects.visible_to(staff_of(request)).select_related(
        "channel", "conversation", "reviewer"
    )
    return get_object_or_404(rows, pk=pk)


def _rows(
    user: User, state: IntakeState, became: str, query: str, before: int | None
) -> QuerySet[RawIntake]:
    rows = RawIntake.objects.visible_to(user).defer("body", "wrapped_key").select_related("channel")
    rows = rows.filter(reference=read_reference(query) or "") if query else rows.filter(state=state)
    if became:
        rows = rows.filter(disposition=became)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")[: ROWS + 1]


def _row(raw: RawIntake) -> dict[str, object]:
    state = IntakeState(raw.state)
    tone, icon = TONES[state]
    label = Disposition(raw.disposition).label if raw.disposition else state.label
    return {"raw": raw, "tone": tone, "icon": icon, "label": label}


def _item(request: HttpRequest, raw: RawIntake, form: DismissForm) -> HttpResponse:
    user = staff_of(request)
    context = desk_context(
        admin.site,
        request,
        title=raw.reference,
        **_row(raw),
        form=form,
        preview=_preview(raw),
        is_open=raw.state != IntakeState.DONE,
        is_put_aside=was_put_aside(raw),
        may_open=user.can(Ability.REVEAL),
    )
    return render(request, "channels/desk/item.html", context)


def _preview(raw: RawIntake) -> str:
    if raw.messages.filter(taken_back_at__isnull=False).exists():
        return _("The customer took this message back.")
    try:
        return masked_preview(raw.bytes(), raw.content_type)
    except CannotUnseal:
        return _("Erased.")


def _tell(request: HttpRequest, raw: RawIntake) -> None:
    if raw.state == IntakeState.DONE:
        messages.success(request, _("The item was read and has its place."))
    else:
        messages.error(request, _("The item still cannot be read."))


def _tell_taken_up(request: HttpRequest, raw: RawIntake) -> None:
    if raw.state == IntakeState.DONE and raw.disposition not in DISMISSALS:
        messages.success(request, _("It is treated as a customer's words now, and has its place."))
    else:
        messages.error(request, _("It still opens no case; what happened stands below."))
