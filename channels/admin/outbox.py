"""The outbox: what waits, what went out, what could not, sending it again, and what a restore held back."""

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from channels import letters
from channels.errors import ChannelError
from channels.kinds import HoldReason, OutboxState, way_in_words
from channels.listed_letters import LISTS
from channels.models import Outgoing
from channels.references import read_reference
from channels.rules.outbox import holding, recalling
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.list_pages import older
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import back_to, needs, staff_of
from feedback_site.typed_numbers import id_in

ROWS = 50
TONES = {
    OutboxState.PENDING: ("wait", "clock"),
    OutboxState.SENT: ("good", "check-circle"),
    OutboxState.DEAD: ("bad", "exclamation-triangle"),
    OutboxState.HELD: ("warn", "hand-raised"),
    OutboxState.RECALLED: ("quiet", "arrow-uturn-left"),
}
_DECISIONS = {
    "send": (holding.release_held, gettext_lazy("%(n)d messages go out within a minute.")),
    "withdraw": (
        holding.withdraw_held, gettext_lazy("%(n)d messages were withdrawn. They never go out."),
    ),
}  # fmt: skip


@require_safe
@needs(Ability.WATCH_CHANNELS)
def outbox(request: HttpRequest) -> HttpResponse:
    """List messages of one state (dead ones first of all), newest first; two statements."""
    state = request.GET.get("state", OutboxState.DEAD)
    state = OutboxState(state) if state in OutboxState.values else OutboxState.DEAD
    query = request.GET.get("q", "").strip()[:40]
    user = staff_of(request)
    visible, may_decide = Outgoing.objects.visible_to(user), user.can(Ability.MANAGE_SETTINGS)
    before = id_in(request.GET.get("before"))
    found = list(_rows(visible, state, query, before))
    asked = {"q": query} if query else {"state": str(state)}
    last = found[ROWS - 1].pk if len(found) > ROWS else None
    context = desk_context(
        admin.site,
        request,
        title=_("Outbox"),
        states=[(one, one.label) for one in OutboxState],
        current="" if query else state,
        query=query,
        rows=[_row(row, may_decide=may_decide) for row in found[:ROWS]],
        held=visible.held_after_restore().count(),
        may_decide=may_decide,
        here=request.get_full_path(),
        **older("channels_outbox", asked, before=before, last=last),
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
    return _back(request)


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def decide_held(request: HttpRequest) -> HttpResponse:
    """Send or withdraw what was held after a restore: one message, or all of them."""
    user = staff_of(request)
    decide, words = _DECISIONS.get(request.POST.get("decision", ""), (None, ""))
    if decide is None:
        raise BadRequest
    rows = Outgoing.objects.visible_to(user)
    if one := request.POST.get("message", ""):
        rows = rows.filter(pk=id_in(one) or 0)
    try:
        count = decide(rows, actor=user, now=timezone.now())
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(words) % {"n": count})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(back_to(request, reverse("admin:channels_outbox")))


def _rows(
    visible: QuerySet[Outgoing], state: OutboxState, query: str, before: int | None
) -> QuerySet[Outgoing]:
    rows = visible.select_related("conversation", "contact_point", "recipient")
    if query:
        rows = rows.filter(conversation__reference=read_reference(query) or "")
    else:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")[: ROWS + 1]


def _row(row: Outgoing, *, may_decide: bool) -> dict[str, object]:
    state = OutboxState(row.state)
    is_of_before = row.hold_reason == HoldReason.RESTORED
    tone, icon = TONES[state]
    return {
        "row": row,
        "name": letters.NAMES.get(row.template, row.template),
        "about": _about(row),
        "to": row.contact_point.value_masked if row.contact_point else str(row.recipient),
        "way_round": _way_round(row),
        "state": state.label,
        "tone": tone,
        "icon": icon,
        "hold_reason": row.get_hold_reason_display() if row.hold_reason else "",
        "may_send_again": state in {OutboxState.DEAD, OutboxState.HELD} and not is_of_before,
        "may_decide": is_of_before and may_decide,
    }


def _about(row: Outgoing) -> str:
    """Name the case, or say how many limits or cases a letter lists."""
    if row.conversation:
        return row.conversation.reference
    if row.template in LISTS:
        return _("%(n)d in one letter") % {"n": row.context.get("count", 0)}
    return str(row.context.get("reference", ""))


def _way_round(row: Outgoing) -> str:
    if not row.instead_of:
        return ""
    return _("By mail, because %(messenger)s was closed.") % {
        "messenger": way_in_words(row.instead_of)
    }
