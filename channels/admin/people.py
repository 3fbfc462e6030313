"""Same person? Customers who may be one, side by side; merged, kept apart, or taken apart again."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.errors import ChannelError
from channels.measures.people import MOST_PAIRS, compared, merged_lately, to_decide
from channels.models import Customer, CustomerPair
from channels.rules.customers import joining
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in


@require_safe
@needs(Ability.SEE_CASES)
def people(request: HttpRequest) -> HttpResponse:
    """Show who may be the same person, the most likely first, and who was merged lately."""
    user = staff_of(request)
    pairs = list(to_decide(user).select_related("low", "high")[: MOST_PAIRS + 1])
    context = desk_context(
        admin.site,
        request,
        title=_("Same person?"),
        rows=compared(user, pairs[:MOST_PAIRS]),
        is_cut=len(pairs) > MOST_PAIRS,
        merged=merged_lately(user),
        may_merge=user.can(Ability.WORK_CASES),
    )
    return render(request, "channels/desk/people.html", context)


@require_POST
@needs(Ability.WORK_CASES)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the two as one person from now on."""
    pair = _visible(request, pk)
    keep_id = id_in(request.POST.get("keep")) or 0

    def do() -> None:
        joining.join(pair.pk, keep_id=keep_id, actor=staff_of(request), now=timezone.now())

    return _done(request, do, _("Merged. Both keep their contacts; you can undo this below."))


@require_POST
@needs(Ability.WORK_CASES)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that the two are not the same person."""
    pair = _visible(request, pk)

    def do() -> None:
        joining.decline(pair.pk, actor=staff_of(request), now=timezone.now())

    return _done(request, do, _("Remembered: not the same person. They are not proposed again."))


@require_POST
@needs(Ability.WORK_CASES)
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merged customer out again."""
    customer = get_object_or_404(Customer.objects.visible_to(staff_of(request)), pk=pk)

    def do() -> None:
        joining.part(customer.pk, actor=staff_of(request), now=timezone.now())

    return _done(request, do, _("Taken apart again. Everything stands as before the merge."))


def _visible(request: HttpRequest, pk: int) -> CustomerPair:
    return get_object_or_404(CustomerPair.objects.visible_to(staff_of(request)), pk=pk)


def _done(request: HttpRequest, do: Callable[[], None], said: str) -> HttpResponse:
    try:
        do()
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("admin:channels_people")
