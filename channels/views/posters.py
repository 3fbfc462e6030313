"""Ways to the form that can be printed: a QR code for a store or a receipt, a poster, slips for receipts."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from channels.forms.counter import stores_of
from feedback_site.organisation.models import Store
from feedback_site.organisation.roles import Ability
from feedback_site.qr_codes import qr_svg
from feedback_site.staff_doors import needs, staff_of

# What an address of the form may carry, and how much of it: a code must stay large enough to scan.
CARRIED = ("store", "order_number", "category")
LONGEST = 40
# A sheet of receipts is printed at once; more would be a till's business.
MOST_RECEIPTS = 60


@require_safe
@cache_control(public=True, max_age=86_400)
def qr_code(request: HttpRequest) -> HttpResponse:
    """Draw the form's address as a QR code, for a till to print: ?store=…&order_number=…."""
    return HttpResponse(_code(request.GET.dict()), content_type="image/svg+xml")


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def poster(request: HttpRequest) -> HttpResponse:
    """Show the poster of a store, ready to print on A4, in all languages of the site."""
    stores, store = _stores_and_chosen(request)
    context = {
        "stores": stores,
        "store": store,
        "codes": [code for code, _name in settings.LANGUAGES],
        "address": _address({"store": store.code}) if store else "",
        "qr": _code({"store": store.code}) if store else "",
    }
    return render(request, "channels/poster.html", context)


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def receipt_codes(request: HttpRequest) -> HttpResponse:
    """Show a slip for each number of an order or a receipt, ready to print; its code opens the form."""
    stores, store = _stores_and_chosen(request)
    typed = request.GET.get("numbers", "")
    numbers = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    too_many = len(numbers) > MOST_RECEIPTS
    too_long = next((number for number in numbers if len(number) > LONGEST), "")
    is_refused = bool(too_long) or too_many
    context = {
        "stores": stores,
        "store": store,
        "typed": typed,
        "was_asked": "numbers" in request.GET,
        "too_long": too_long,
        "too_many": too_many,
        "most": MOST_RECEIPTS,
        "longest": LONGEST,
        "on_a4": request.GET.get("paper") == "a4",
        "codes": [code for code, _name in settings.LANGUAGES],
        "slips": [] if is_refused else [_slip(number, store) for number in numbers],
    }
    return render(
        request, "channels/receipt_codes.html", context, status=422 if is_refused else 200
    )


def _stores_and_chosen(request: HttpRequest) -> tuple[list[Store], Store | None]:
    """Give those to choose from, and the one that is asked for, else the first."""
    stores = stores_of(staff_of(request))
    chosen = request.GET.get("store", "")
    return stores, get_object_or_404(Store, code=chosen) if chosen else next(iter(stores), None)


def _slip(number: str, store: Store | None) -> dict[str, str]:
    carried = {"store": store.code if store else "", "order_number": number}
    return {"number": number, "address": _address(carried), "qr": _code(carried)}


def _address(carried: dict[str, str]) -> str:
    said = {name: carried[name][:LONGEST] for name in CARRIED if carried.get(name)}
    query = f"?{urlencode(said)}" if said else ""
    return f"{settings.SITE_URL}{reverse('channels:feedback_form')}{query}"


def _code(carried: dict[str, str]) -> SafeString:
    return qr_svg(_address(carried))
