"""The call sheet: show what the caller needs, take how it ended, go on to the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import phonenumbers
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Case
from cases.states import CaseState, Outcome
from channels.kinds import ContactKind
from channels.models import ContactPoint
from channels.models.contact_point import VALUE_CONTEXT
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.branding import shop_name
from feedback_site.privacy.rules.revealing import reveal
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in
from surveys.day_parts import day_part, next_attempt
from surveys.forms.calling import AttemptForm, EndForm
from surveys.kinds import AttemptOutcome, DayPart, FollowUpState
from surveys.measures.call_list import next_due
from surveys.measures.call_sheet import attempts_of, contacts_of, story_of
from surveys.models import FollowUp
from surveys.rules import calling
from surveys.rules.planning import zone_of
from surveys.scripts import script_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.CALL_BACK)
def call_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet, or record how the attempt ended."""
    follow_up = _follow_up(request, pk)
    with timezone.override(zone_of(follow_up.case)):
        if request.method != "POST":
            return _page(request, follow_up, AttemptForm(initial=_proposal(follow_up)))
        form = AttemptForm(request.POST)
        if not form.is_valid():
            return _page(request, follow_up, form, status=422)
        return _record(request, follow_up, form)


def _record(request: HttpRequest, follow_up: FollowUp, form: AttemptForm) -> HttpResponse:
    try:
        attempt = calling.record_attempt(
            follow_up.pk,
            actor=staff_of(request),
            now=timezone.now(),
            seen=id_in(request.POST.get("seen")),
            **form.cleaned_data,
        )
    except FeedbackError as error:
        return _refused(request, follow_up, error, form)
    follow_up.refresh_from_db()
    messages.success(request, _outcome_words(follow_up, AttemptOutcome(attempt.outcome)))
    return _go_on(request, follow_up)


@require_POST
@needs(Ability.CALL_BACK)
def show_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Unmask one number on purpose; the look is logged. What was typed meanwhile comes back."""
    follow_up = _follow_up(request, pk)
    point = get_object_or_404(
        ContactPoint.objects.select_related("customer"),
        pk=id_in(request.POST.get("point")),
        customer=follow_up.case.customer_id,
        value_sealed__isnull=False,
    )
    try:
        shown = {point.pk: _unmasked(point, follow_up, staff_of(request))}
    except FeedbackError as error:
        return _refused(request, follow_up, error)
    except CannotUnseal:
        return _refused(request, follow_up, FeedbackError(_("This customer was erased.")))
    if request.headers.get("X-Requested-With") == "fetch":
        points = _points(follow_up, shown)
        numbers = {"points": points, "has_phone": _has_phone(points), "pk": pk}
        return render(request, "surveys/call_numbers.html", numbers)
    with timezone.override(zone_of(follow_up.case)):
        return _page(request, follow_up, AttemptForm(initial=request.POST.dict()), shown=shown)


def _unmasked(point: ContactPoint, follow_up: FollowUp, actor: User) -> str:
    return reveal(
        wrapped_key=bytes(key) if (key := point.customer.wrapped_key) is not None else None,
        sealed=bytes(point.value_sealed or b""),
        context=VALUE_CONTEXT,
        subject=f"contact_point:{point.pk}",
        actor=actor,
        now=timezone.now(),
        reason=f"follow_up:{follow_up.pk}",
    )


@require_POST
@needs(Ability.CALL_BACK)
def send_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask by mail instead; that is an attempt too."""
    follow_up = _follow_up(request, pk)
    try:
        calling.send_message(pk, actor=staff_of(request), now=timezone.now())
    except FeedbackError as error:
        return _refused(request, follow_up, error)
    messages.success(request, _("The message is on its way, with a link to answer."))
    return _go_on(request, follow_up)


@require_POST
@needs(Ability.CALL_BACK)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Close as unreachable, after honest attempts."""
    follow_up = _follow_up(request, pk)
    try:
        calling.give_up(pk, actor=staff_of(request), now=timezone.now())
    except FeedbackError as error:
        return _refused(request, follow_up, error)
    messages.success(request, _("Closed: the customer could not be reached. It is counted apart."))
    return _go_on(request, follow_up)


@require_POST
@needs(Ability.CALL_BACK)
def end_without_asking(request: HttpRequest, pk: int) -> HttpResponse:
    """Close where nobody can be asked, with what shows it."""
    follow_up, user = _follow_up(request, pk), staff_of(request)
    ending = EndForm(request.POST, outcomes=_endings(user), prefix="end")
    with timezone.override(zone_of(follow_up.case)):
        if not ending.is_valid():
            return _page(request, follow_up, AttemptForm(), ending=ending, status=422)
    try:
        calling.end_without_asking(pk, actor=user, now=timezone.now(), **ending.cleaned_data)
    except FeedbackError as error:
        return _refused(request, follow_up, error, ending=ending)
    messages.success(request, _("Closed without asking. The evidence is in its history."))
    return _go_on(request, follow_up)


def _follow_up(request: HttpRequest, pk: int) -> FollowUp:
    """Find it among those that this person may make; whoever solved the case gets 404."""
    return get_object_or_404(
        FollowUp.objects.visible_to(staff_of(request)).select_related(
            "case__submission__conversation", "case__store__calendar", "case__category",
            "case__customer", "case__resolver",
        ).prefetch_related("attempts"),
        pk=pk,
    )  # fmt: skip


def _refused(
    request: HttpRequest, follow_up: FollowUp, error: FeedbackError,
    form: AttemptForm | None = None, *, ending: EndForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the sheet again with the reason and with everything that was typed."""
    with timezone.override(zone_of(follow_up.case)):
        typed = form or AttemptForm(initial=request.POST.dict())
        follow_up.refresh_from_db()
        return _page(
            request, follow_up, typed, ending=ending, refusal=str(error), status=error.status
        )


def _go_on(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    """Open the next sheet that is due; at the end, the list."""
    following = next_due(staff_of(request), timezone.now(), but=follow_up.pk)
    if following is None:
        return redirect("admin:surveys_call_list")
    return redirect("admin:surveys_call_sheet", following.pk)


def _outcome_words(follow_up: FollowUp, outcome: AttemptOutcome) -> str:
    reference = follow_up.case.reference
    match follow_up.state:
        case FollowUpState.SOLVED:
            return _("%(reference)s: confirmed by the customer, closed.") % {"reference": reference}
        case FollowUpState.NOT_SOLVED:
            return _("%(reference)s: open again, one level higher.") % {"reference": reference}
        case FollowUpState.GIVEN_UP:
            return _("%(reference)s: closed, the customer does not want to be asked.") % {
                "reference": reference
            }
    local = timezone.localtime(follow_up.due_at, zone_of(follow_up.case))
    return _("%(reference)s: %(outcome)s. Next attempt %(when)s.") % {
        "reference": reference,
        "outcome": outcome.label,
        "when": date_format(local, "SHORT_DATETIME_FORMAT"),
    }


def _proposal(follow_up: FollowUp) -> dict[str, Any]:
    return {"call_at": _next_attempt(follow_up, timezone.now())}


def _next_attempt(follow_up: FollowUp, now: datetime) -> datetime:
    """When it would be tried again if nobody answered now: in another part of the day."""
    zone = zone_of(follow_up.case)
    tried = {DayPart(one.day_part) for one in follow_up.attempts.all()}
    return next_attempt(now, zone, tried | {day_part(now, zone)})


def _endings(user: User) -> list[Outcome]:
    legal = [Outcome.LEGAL] if user.can(Ability.SUPERVISE) else []
    return [Outcome.NO_CONTACT, Outcome.WITHDRAWN, *legal]


def _points(follow_up: FollowUp, shown: Mapping[int, str]) -> list[dict[str, object]]:
    """The contact points as the page shows them; `number` and `tel` only for those just unmasked."""
    return [
        {
            "pk": point.pk,
            "kind": point.kind,
            "label": point.get_kind_display(),
            "masked": point.value_masked,
            "came_back": point.bounced_at is not None,
            "standing": point.standing,
            "value": _spaced(shown[point.pk]) if point.pk in shown else "",
            "tel": shown.get(point.pk, "") if point.kind == ContactKind.PHONE else "",
        }
        for point in contacts_of(follow_up)
    ]


def _has_phone(points: Sequence[Mapping[str, object]]) -> bool:
    return any(point["kind"] == ContactKind.PHONE for point in points)


def _can_write(case: Case, points: Sequence[Mapping[str, object]]) -> bool:
    """Whether a message would go out: by mail, or by the messenger that the customer speaks on."""
    own = case.submission.conversation.contact_point_id
    return any(
        (point["kind"] == ContactKind.EMAIL or point["pk"] == own) and not point["came_back"]
        for point in points
    )


def _spaced(value: str) -> str:
    """Write a number in groups, to be read and dialled; anything else as it is."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _page(
    request: HttpRequest, follow_up: FollowUp, form: AttemptForm, *,
    ending: EndForm | None = None, shown: Mapping[int, str] | None = None, refusal: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, now, case = staff_of(request), timezone.now(), follow_up.case
    history = attempts_of(follow_up)
    is_open = (
        follow_up.state == FollowUpState.OPEN
        and case.state == CaseState.VERIFYING
        and follow_up.resolution_number == case.resolution_number
    )
    points = _points(follow_up, shown or {})
    context = {
        "title": _("Call sheet"),
        "follow_up": follow_up,
        "case": case,
        "form": form,
        "ending": ending or EndForm(outcomes=_endings(user), prefix="end"),
        "is_ending": ending is not None,
        "refusal": refusal,
        "is_open": is_open,
        "points": points,
        "has_phone": _has_phone(points),
        "pk": follow_up.pk,
        "can_write": _can_write(case, points),
        "story": story_of(follow_up),
        "script": script_for(
            case.klass,
            case.language,
            shop=_shop(follow_up),
            caller=str(user),
            title=case.title,
        ),
        "history": history,
        "seen": sum(1 for one in history if one.follow_up_id == follow_up.pk),
        "missing": calling.still_missing(follow_up) if is_open else (),
        "next_attempt": _next_attempt(follow_up, now),
        "speaks": dict(settings.LANGUAGES).get(case.language, case.language),
        "local_now": now,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(
        request, "surveys/call_sheet.html", desk_context(admin.site, request, **context),
        status=status,
    )  # fmt: skip


def _shop(follow_up: FollowUp) -> str:
    """The shop's name as the customer knows it, in their language."""
    language = follow_up.case.language
    name = shop_name(language)
    store = follow_up.case.store
    return f"{name} {store.name_in(language)}" if store else name
