"""How well categories and moods are read, and the buttons that let an earlier version read again."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.errors import CaseError
from cases.measures.triage.learned import moods_report_of, report_of
from cases.models import MoodModel, ReadingModel
from cases.rules.triage import learning, mood_learning
from cases.triage.learner.mood_moving import LEAST_FOR_THRESHOLD
from feedback_site.desk_pages import desk_context
from feedback_site.errors import NotAllowed
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_safe
@needs(Ability.SUPERVISE)
def learned(request: HttpRequest) -> HttpResponse:
    """Show accuracy, honesty and coverage, in all and by category, and the versions."""
    user = staff_of(request)
    context = desk_context(
        admin.site, request, title=_("Reading and learning"),
        report=report_of(user, now=timezone.now()), may_choose=user.reach.everything,
        every=learning.NEW_LABELS, share=learning.HELD_OUT, moods=moods_report_of(user),
        own_threshold_from=LEAST_FOR_THRESHOLD,
    )  # fmt: skip
    return render(request, "cases/desk/learned.html", context)


@require_POST
@needs(Ability.SUPERVISE)
def put_in_use(request: HttpRequest, number: int) -> HttpResponse:
    """Let another version read; 0 is the one that came with the product."""
    words = _("From now on this version reads. Cases already sorted stay as they are.")
    return _put(request, number, learning.put_in_use, words)


@require_POST
@needs(Ability.SUPERVISE)
def put_moods_in_use(request: HttpRequest, number: int) -> HttpResponse:
    """The same for moods."""
    words = _("From now on this version reads moods. Cases stay as they are.")
    return _put(request, number, mood_learning.put_moods_in_use, words)


def _put(
    request: HttpRequest, number: int, rule: Callable[..., object], words: str
) -> HttpResponse:
    """A version that there is not, and one that is not this person's to choose, do not exist here."""
    try:
        rule(number, actor=staff_of(request), now=timezone.now())
    except (ReadingModel.DoesNotExist, MoodModel.DoesNotExist, NotAllowed) as error:
        raise Http404 from error
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("admin:cases_learned")
