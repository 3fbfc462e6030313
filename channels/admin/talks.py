"""Talks with customers: held, and what was said in each."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.errors import ChannelError
from channels.forms.listening import StatementForm, TalkForm
from channels.forms.stamps import said_in
from channels.kinds import TalkKind
from channels.models import Statement, Talk
from channels.rules.looking_up import channel_called
from channels.rules.manual_entry import listening
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

ROWS = 50
CHANNEL = "interviews"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.CALL_BACK)
def talks(request: HttpRequest) -> HttpResponse:
    """List talks, newest first; write down that one was held."""
    user, now = staff_of(request), timezone.now()
    initial = {"held_at": timezone.localtime(now).strftime("%Y-%m-%dT%H:%M")}
    form = TalkForm(request.POST) if request.method == "POST" else TalkForm(initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            talk = listening.hold_talk(
                kind=TalkKind(said["kind"]), subject=said["subject"], held_at=said["held_at"],
                place=said["place"], participants=said["participants"].splitlines(),
                has_consent=said["has_consent"], moderator=user, now=now,
            )  # fmt: skip
        except ChannelError as error:
            form.add_error("participants", str(error))
        else:
            return redirect("admin:channels_talk", pk=talk.pk)
    rows = Talk.objects.visible_to(user).select_related("moderator").order_by("-held_at", "-pk")
    context = desk_context(
        admin.site, request, title=_("Talks with customers"), form=form, rows=list(rows[:ROWS])
    )
    return render(request, "channels/desk/talks.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Ability.CALL_BACK)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a talk with what was said, and ask for the next statement."""
    found = _visible(request, pk)
    return _page(request, found, StatementForm(participants=found.participants))


@require_POST
@needs(Ability.CALL_BACK)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in one statement."""
    found = _visible(request, pk)
    key = said_in(request)
    form = StatementForm(request.POST, request.FILES, participants=found.participants)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        listening.note_statement(
            pk, form.said(), channel=channel_called(CHANNEL), key=key, actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip
    except ChannelError as error:
        form.add_error(None, str(error))
        return _page(request, found, form, status=422)
    messages.success(request, _("Written down."))
    return redirect("admin:channels_talk", pk=pk)


def _visible(request: HttpRequest, pk: int) -> Talk:
    rows = Talk.objects.visible_to(staff_of(request)).select_related("moderator")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest, found: Talk, form: StatementForm, *, status: int = 200
) -> HttpResponse:
    statements = Statement.objects.filter(talk=found).select_related("raw__submission")
    context = desk_context(
        admin.site, request, title=found.subject, talk=found, form=form,
        statements=list(statements.order_by("-pk")),
    )  # fmt: skip
    return render(request, "channels/desk/talk.html", context, status=status)
