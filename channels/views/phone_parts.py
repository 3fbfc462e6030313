"""The parts that the pages of the phone share: what rings, who is calling, and the page that waits."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from channels.forms.calls_by_hand import ByHandForm
from channels.measures.call_log import at_hand, names_of, stated_by
from channels.models import Call, CallBack
from channels.panels import KnownCustomer, slots
from feedback_site.organisation.models import User
from feedback_site.staff_doors import staff_of


def phone_page(
    request: HttpRequest, form: ByHandForm, *, done: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show the page that waits for calls, with the form for one that nothing tells of."""
    context = ringing(staff_of(request), timezone.now(), "")
    more = {"done": done, "form": form, "refusal": refusal}
    return render(request, "channels/phone.html", {**context, **more}, status=status)


def ringing(user: User, now: datetime, but: str) -> dict[str, object]:
    """What rings, with a card of whoever the first of them is."""
    calls = [call for call in at_hand(user, now) if str(call.pk) != but]
    card = None if but or not calls else card_of(user, calls[0], now)
    names = names_of(user, calls)
    rows = [{"call": call, "name": names.get(call.customer_id or 0, "")} for call in calls]
    return {"ringing": rows, "card": card, "but": but}


def due_in_full(call_back: CallBack) -> str:
    """By when somebody is called back, as it is said to whoever promised it."""
    return f"{timezone.localtime(call_back.due_at):%Y-%m-%d %H:%M}"


def card_of(user: User, call: Call, now: datetime) -> KnownCustomer | None:
    """Of whoever is known by the number, else of who stated it last: then the page says so."""
    whose = call.customer_id if call.customer_id is not None else stated_by(call)
    return slots.card(user, whose, now) if whose is not None else None
