"""What could not be done: which row, why, since when, and the button to try it now."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from feedback_site.desk_pages import DeskPage, desk_context, register_pages
from feedback_site.first_page import Tile
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry
from feedback_site.staff_doors import needs, staff_of
from feedback_site.sweeping.models import StuckRow
from feedback_site.sweeping.rules import isolating
from feedback_site.sweeping.sweeps import title_of

# More of them have one cause; the number of all stands above.
MOST_SHOWN = 100


@require_safe
@needs(Ability.WATCH_CHANNELS)
def stuck(request: HttpRequest) -> HttpResponse:
    """List what could not be done, what waits longest first."""
    visible = StuckRow.objects.visible_to(staff_of(request))
    rows = list(visible.order_by("first_failed_at", "pk")[:MOST_SHOWN])
    context = desk_context(
        admin.site,
        request,
        title=_("Work that could not be done"),
        rows=[{"row": row, "title": title_of(row.sweep)} for row in rows],
        total=visible.count(),
    )
    return render(request, "admin/stuck_rows.html", context)


@require_POST
@needs(Ability.WATCH_CHANNELS)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let its sweep try one row now."""
    user = staff_of(request)
    row = get_object_or_404(StuckRow.objects.visible_to(user), pk=pk)
    isolating.try_again(row.pk, actor=user, now=timezone.now())
    messages.success(
        request, _("It is tried again within seconds. Where that works, it leaves this list.")
    )
    return redirect("admin:sweeping_stuck")


register_pages(
    [
        DeskPage(route="stuck/", view=stuck, name="sweeping_stuck"),
        DeskPage(route="stuck/<int:pk>/again/", view=try_again, name="sweeping_stuck_again"),
    ]
)


def count_stuck(request: HttpRequest) -> int:
    """How many rows wait for somebody to mend them; the table holds nothing else."""
    return StuckRow.objects.visible_to(staff_of(request)).count()


def stuck_tile(request: HttpRequest) -> Sequence[Tile]:
    """What could not be done, for those who watch."""
    if not staff_of(request).can(Ability.WATCH_CHANNELS):
        return ()
    return (
        Tile(
            section="needs", icon="wrench-screwdriver", is_urgent=True,
            title=gettext_lazy("Work that could not be done"), count=str(count_stuck(request)),
            url=reverse("admin:sweeping_stuck"),
        ),
    )  # fmt: skip


STUCK = Entry(
    title=gettext_lazy("Stuck work"), icon="wrench", url_name="admin:sweeping_stuck",
    ability=Ability.WATCH_CHANNELS, count=count_stuck, is_urgent=True,
)  # fmt: skip
