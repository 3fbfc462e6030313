"""What stores offer by appointment: who supervises a store says when, how long and for how many."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.admin.sent import tried
from cases.forms.slots import SlotOfferForm
from cases.kinds import Purpose
from cases.measures.appointments.days import stores_of
from cases.measures.appointments.free_slots import free_slots
from cases.models import SlotOffer
from cases.rules.appointments import offering
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import Store
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_safe
@needs(Ability.SUPERVISE)
def slots(request: HttpRequest) -> HttpResponse:
    """List the stores that this person supervises, and what each offers; two statements."""
    user = staff_of(request)
    offers = {
        (one.store_id, one.purpose): one
        for one in SlotOffer.objects.visible_to(user).filter(is_offered=True)
    }
    rows = [
        (store, [(code, label, offers.get((store.pk, code))) for code, label in Purpose.choices])
        for store in stores_of(user)
    ]
    context = desk_context(
        admin.site, request, title=_("Slots of stores"), rows=rows, purposes=Purpose.labels
    )
    return render(request, "cases/desk/slots.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def slot_offer(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """Show and change what one store offers for one purpose, or take it back."""
    user, now = staff_of(request), timezone.now()
    store = Store.objects.select_related("calendar").filter(code=code).first()
    is_theirs = store is not None and offering.may_offer(store.pk, user)
    if store is None or not is_theirs or purpose not in Purpose.values:
        raise Http404
    kept = SlotOffer.objects.filter(store=store, purpose=purpose).first()
    offer = kept or SlotOffer(store=store, purpose=purpose)
    form = SlotOfferForm(request.POST if request.method == "POST" else None, offer=offer)

    def do() -> HttpResponse:
        terms = form.terms(is_offered="stop" not in request.POST)
        _say(request, offering.offer_slots(store.pk, purpose, terms, actor=user, now=now))
        return redirect("admin:cases_slots")

    answer = tried(request, form, do)
    if isinstance(answer, HttpResponse):
        return answer
    title = f"{store.name} · {Purpose(purpose).label}"
    context = desk_context(
        admin.site, request, title=title, form=form, store=store, offer=kept,
        is_offered=kept is not None and kept.is_offered,
    )  # fmt: skip
    return render(request, "cases/desk/slot_offer.html", context, status=answer)


def _say(request: HttpRequest, offer: SlotOffer) -> None:
    """Tell what came of it: hours that miss those of the store offer nothing, which nobody would notice."""
    if not offer.is_offered:
        messages.success(
            request, _("No new appointments are taken. Those that were booked still stand.")
        )
        return
    n = len(free_slots(offer, now=timezone.now()))
    if n:
        words = ngettext(
            "Kept: %(n)s time can be booked now.", "Kept: %(n)s times can be booked now.", n
        )
        messages.success(request, words % {"n": n})
    else:
        messages.warning(
            request,
            _(
                "Kept, but no time can be booked: the store is not open then, or everything is taken."
            ),
        )
