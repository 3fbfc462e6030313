"""The outbox: what waits, what went out, what could not, and sending it again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels import letters
from channels.errors import ChannelError
from channels.kinds import OutboxState
from channels.models import Outgoing
from channels.references import read_reference
from channels.rules import recalling
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

ROWS = 50
TONES = {
    OutboxState.PENDING: ("wait", "clock"),
    OutboxState.SENT: ("good", "check-circle"),
    OutboxState.DEAD: ("bad", "exclamation-triangle"),
    OutboxState.HELD: ("warn", "hand-raised"),
    OutboxState.RECALLED: ("quiet", "arrow-uturn-left"),
}


@require_safe
@needs(Ability.WATCH_CHANNELS)
def outbox(request: HttpRequest) -> HttpResponse:
    """List messages of one state (dead ones first of all), newest first, in one statement."""
    state = request.GET.get("state", OutboxState.DEAD)
    state = OutboxState(state) if state in OutboxState.values else OutboxState.DEAD
    query = request.GET.get("q", "").strip()[:40]
    visible = Outgoing.objects.visible_to(staff_of(request))
    found = list(_rows(visible, state, query, request.GET.get("before", "")))
    address = reverse("admin:channels_outbox")
    here: dict[str, str | int] = {"q": query} if query else {"state": state}
    context = desk_context(
        admin.site,
        request,
        title=_("Outbox"),
        states=[(one, one.label) for one in OutboxState],
        current="" if query else state,
        query=query,
        rows=[_row(row) for row in found[:ROWS]],
        next_url=f"{address}?{urlencode({**here, 'before': found[ROWS - 1].pk})}"
        if len(found) > ROWS
        else "",
        first_url=f"{address}?{urlencode(here)}" if "before" in request.GET else "",
        here=request.get_full_path(),
    )
    return render(request, "channels/desk/outbox.html", context)


@require_POST
@needs(Ability.WATCH_CHANNELS)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a dead or held message back into the outbox."""
    get_object_or_404(Outgoing.objects.visible_to(staff_of(request)), pk=pk)
    try:
        recalling.requeue(pk, actor=staff_of(request), now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It will be sent again within a minute."))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else reverse("admin:channels_outbox"))


def _rows(
    visible: QuerySet[Outgoing], state: OutboxState, query: str, before: str
) -> QuerySet[Outgoing]:
    rows = visible.select_related("conversation", "contact_point", "recipient")
    if query:
        rows = rows.filter(conversation__reference=read_reference(query) or "")
    else:
        rows = rows.filter(state=state)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    return rows.order_by("-pk")[: ROWS + 1]


def _row(row: Outgoing) -> dict[str, object]:
    state = OutboxState(row.state)
    tone, icon = TONES[state]
    return {
        "row": row,
        "name": letters.NAMES.get(row.template, row.template),
        "reference": row.conversation.reference
        if row.conversation
        else row.context.get("reference", ""),
        "to": row.contact_point.value_masked if row.contact_point else str(row.recipient),
        "state": state.label,
        "tone": tone,
        "icon": icon,
        "may_send_again": state in {OutboxState.DEAD, OutboxState.HELD},
    }
