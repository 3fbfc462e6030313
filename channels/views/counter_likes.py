"""What a customer likes, noted while they stand at the counter or are spoken with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from channels.errors import ContactInWords, CustomerErased, TooManyLookUps
from channels.forms.likes import LikesForm
from channels.models import Customer
from channels.rules.customers.asking_who import count_look_up
from channels.rules.customers.preferring import note_likes
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

DESK = "desk"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
def counter_likes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is noted of what a customer likes, and note it anew."""
    user = staff_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=pk)
    if customer.person_id is not None:
        return redirect("channels:counter_likes", customer.person_id)
    if request.method == "GET":
        try:
            count_look_up(actor=user, now=timezone.now())
        except TooManyLookUps as error:
            messages.error(request, str(error))
            return redirect("channels:counter")
    if request.method != "POST":
        return _page(request, customer, LikesForm.of(customer, back=request.GET.get("back", "")))
    form = LikesForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, form, status=422)
    try:
        note_likes(customer.pk, form.likes(), actor=user, now=timezone.now())
    except (ContactInWords, CustomerErased) as error:
        form.add_error("words", str(error))
        return _page(request, customer, form, status=error.status)
    messages.success(request, _("Noted. It is shown wherever this customer is met."))
    return redirect(_back(customer, form.cleaned_data["back"]))


def _back(customer: Customer, back: str) -> str:
    if back == DESK:
        return reverse("admin:channels_customer", args=(customer.pk,))
    return f"{reverse('channels:counter')}?customer={customer.pk}"


def _page(
    request: HttpRequest, customer: Customer, form: LikesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "customer": customer,
        "form": form,
        "back_url": _back(customer, str(form["back"].value() or "")),
    }
    return render(request, "channels/counter_likes.html", context, status=status)
