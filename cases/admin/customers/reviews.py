"""Reviews at the desk: read, answered in public, followed, and made cases of."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.forms.reviews import ModerationForm, PostedForm, ReplyForm
from cases.measures.queues.reviews import ROWS, VIEWS, cases_of, replies_of, reviews_of, signs
from cases.rules.openings import opening
from cases.rules.replies import answering_in_public
from channels.errors import ChannelError
from channels.kinds import Moderation
from channels.models import PublicReply, Review
from channels.rules.conversations import reviewing
from feedback_site.desk_pages import desk_context
from feedback_site.list_pages import older
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

TONES = {Moderation.SHOWN: "quiet", Moderation.REPORTED: "wait", Moderation.HIDDEN: "good"}


@require_safe
@needs(Ability.WATCH_CHANNELS)
def reviews(request: HttpRequest) -> HttpResponse:
    """List reviews of one view, newest first."""
    asked = request.GET.get("view", "unanswered")
    view = asked if asked in VIEWS else "unanswered"
    before = id_in(request.GET.get("before", ""))
    rows = reviews_of(staff_of(request), view, before=before)
    last = rows[ROWS - 1].review.pk if len(rows) > ROWS else None
    context = desk_context(
        admin.site, request, title=_("Reviews"), views=list(VIEWS.items()), current=view,
        rows=rows[:ROWS], **older("cases_reviews", {"view": view}, before=before, last=last),
    )  # fmt: skip
    return render(request, "cases/desk/reviews.html", context)


@require_safe
@needs(Ability.WATCH_CHANNELS)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one review and what may be done with it."""
    return _page(request, _visible(request, pk))


@require_POST
@needs(Ability.WORK_CASES)
def write_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the reply that somebody will post."""
    found, form = _visible(request, pk), ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reply=form)
    reviewing.write_reply(
        pk, text=form.cleaned_data["text"], actor=staff_of(request), now=timezone.now()
    )
    messages.success(request, _("Kept. Post it at the source, then say here where it stands."))
    return redirect("admin:cases_review", pk=pk)


@require_POST
@needs(Ability.WORK_CASES)
def mark_posted(request: HttpRequest, pk: int, reply_id: int) -> HttpResponse:
    """Say where and when a reply was posted."""
    found, form, now = _visible(request, pk), PostedForm(request.POST), timezone.now()
    get_object_or_404(PublicReply, pk=reply_id, review=found)
    if not form.is_valid():
        return _page(request, found, posted=form)
    posted_at: datetime = form.cleaned_data["posted_at"] or now
    try:
        answering_in_public.mark_posted(
            reply_id, where=form.cleaned_data["where"], posted_at=posted_at,
            actor=staff_of(request), now=now,
        )  # fmt: skip
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted. It counts as an answer to the customer."))
    return redirect("admin:cases_review", pk=pk)


@require_POST
@needs(Ability.WORK_CASES)
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how a review stands at its source."""
    found, form = _visible(request, pk), ModerationForm(request.POST)
    if not form.is_valid():
        return _page(request, found, moderation=form)
    moderation = Moderation(form.cleaned_data["moderation"])
    reviewing.moderate(pk, moderation=moderation, actor=staff_of(request), now=timezone.now())
    return redirect("admin:cases_review", pk=pk)


@require_POST
@needs(Ability.WORK_CASES)
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a case of a review that was kept as an insight."""
    _visible(request, pk)
    try:
        case = opening.open_insight(pk, actor=staff_of(request), now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Case %(reference)s is open.") % {"reference": case.reference})
    return redirect("admin:cases_review", pk=pk)


def _visible(request: HttpRequest, pk: int) -> Review:
    rows = Review.objects.visible_to(staff_of(request)).select_related(
        "submission__conversation",
        "submission__channel",
        "submission__store",
        "submission__customer",
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, found: Review, **forms: Form) -> HttpResponse:
    user, replies = staff_of(request), replies_of(found)
    waiting = next((one for one in replies if one.posted_at is None), None)
    reference = found.submission.conversation.reference
    first: dict[str, Any] = {
        "reply": ReplyForm(initial={"text": waiting.text if waiting else ""}),
        "posted": PostedForm(initial={"where": found.url}),
        "moderation": ModerationForm(initial={"moderation": found.moderation}),
    }
    context = desk_context(
        admin.site, request, title=reference, review=found, stars=signs(found.stars),
        submission=found.submission, replies=[one for one in replies if one.posted_at],
        waiting=waiting, case_reference=cases_of(user, [found]).get(found.pk, ""),
        talk_link=reviewing.talk_link(reference), may_work=user.can(Ability.WORK_CASES),
        tone=TONES[Moderation(found.moderation)], forms={**first, **forms},
        error_form=next(iter(forms.values()), None),
    )  # fmt: skip
    return render(request, "cases/desk/review.html", context, status=422 if forms else 200)
