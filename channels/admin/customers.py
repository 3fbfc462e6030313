"""Customers: found by what they are known by, shown masked, revealed on purpose and logged."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.errors import TooManyLookUps
from channels.kinds import ContactKind
from channels.measures import purchases
from channels.measures.people import matches_of
from channels.models import Consent, ContactPoint, Customer, ServiceTier, Submission
from channels.models.contact_point import VALUE_CONTEXT, each_once, spelled
from channels.models.customer import HEAD, NAME_CONTEXT, likes_of
from channels.rules.customers.asking_who import count_look_up
from channels.rules.customers.tiering import put_tier
from feedback_site.desk_pages import desk_context
from feedback_site.list_pages import older
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing
from feedback_site.privacy.rules.revealing import reveal as reveal_value
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

ROWS = 50
_SHORTEST_TAIL = 6


def _too_many(request: HttpRequest) -> HttpResponse | None:
    """Count a look at customers as one at the counter is: they could be gone through by their ids."""
    try:
        count_look_up(actor=staff_of(request), now=timezone.now())
    except TooManyLookUps as error:
        context = desk_context(
            admin.site, request, title=_("Customers"), minutes=-(-error.seconds // 60)
        )
        answer = render(
            request, "channels/desk/too_many_look_ups.html", context, status=error.status
        )
        answer["Retry-After"] = str(error.seconds)
        return answer
    return None


@require_safe
@needs(Ability.SEE_CASES)
def customers(request: HttpRequest) -> HttpResponse:
    """List customers, newest first, or those known by a mail address, a number or a whole name."""
    if stop := _too_many(request):
        return stop
    query = request.GET.get("q", "").strip()[:120]
    before = id_in(request.GET.get("before"))
    rows = _found(Customer.objects.visible_to(staff_of(request)).heads(), query)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.prefetch_related("contact_points").order_by("-pk")[: ROWS + 1])
    last = found[ROWS - 1].pk if len(found) > ROWS else None
    context = desk_context(
        admin.site,
        request,
        title=_("Customers"),
        query=query,
        rows=[(row, each_once(row.contact_points.all())) for row in found[:ROWS]],
        **older("channels_customers", {"q": query} if query else {}, before=before, last=last),
    )
    return render(request, "channels/desk/customers.html", context)


@require_safe
@needs(Ability.SEE_CASES)
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one customer, masked, and everything that was said under their name."""
    if stop := _too_many(request):
        return stop
    found = _visible(request, pk)
    if found.person_id is not None:
        return redirect("admin:channels_customer", found.person_id)
    return _page(request, found)


@require_POST
@needs(Ability.REVEAL)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one masked value, once, and log that it was looked at."""
    found = _visible(request, pk)
    if stop := _too_many(request):
        return stop
    what = request.POST.get("what", "")
    try:
        value = _revealed(found, what, staff_of(request), timezone.now())
    except sealing.CannotUnseal:
        value = _("erased")
    if request.headers.get("X-Requested-With") == "fetch":
        context = {"value": value, "revealed": True}
        return render(request, "components/masked_value.html", context)
    return _page(request, found, revealed_what=what, revealed_value=value)


@require_POST
@needs(Ability.SUPERVISE)
def tier(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a customer into a service tier, or out of it."""
    found = _visible(request, pk)
    try:
        put_tier(
            found.pk, request.POST.get("tier", ""), actor=staff_of(request), now=timezone.now()
        )
    except ServiceTier.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The tier stands; limits of open cases follow."))
    return redirect("admin:channels_customer", pk)


def _found(rows: QuerySet[Customer], query: str) -> QuerySet[Customer]:
    """Look by blind index only: what is typed must be the whole address, number or name.

    Whoever was merged into somebody is found as them.
    """
    if not query:
        return rows
    found = Customer.objects.filter(_asked(query)).order_by().annotate(head=HEAD)
    return rows.filter(pk__in=found.values("head"))


def _asked(query: str) -> Q:
    if "@" in query:
        return spelled(ContactKind.EMAIL, query, of="contact_points__")
    digits = "".join(char for char in query if char.isdigit())
    if len(digits) >= _SHORTEST_TAIL and len(digits) > len(query) / 2:
        tail = Q(contact_points__tail_index=ContactPoint.tail_index_of(digits))
        return spelled(ContactKind.PHONE, query, of="contact_points__") | tail
    return Q(name_index=sealing.blind_index("name", "".join(query.split()).lower()))


def _visible(request: HttpRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(staff_of(request)), pk=pk)


def _page(
    request: HttpRequest, found: Customer, *, revealed_what: str = "", revealed_value: str = ""
) -> HttpResponse:
    user = staff_of(request)
    people = Customer.objects.same_person([found.pk]).select_related("preference")
    rows = list(people.order_by("pk"))
    points = ContactPoint.objects.filter(customer__in=rows).with_stops().order_by("pk")
    consents = Consent.objects.filter(customer__in=rows).order_by("-pk")
    context = desk_context(
        admin.site,
        request,
        title=str(found),
        customer=found,
        also_known=[row for row in rows if row.pk != found.pk],
        points=each_once(points),
        likes=likes_of(rows),
        may_note=user.can(Ability.TAKE_FEEDBACK),
        submissions=list(_told_here(rows, user).order_by("-pk")[:ROWS]),
        consents=list(consents[:ROWS]),
        bought=_bought(rows, user),
        # Worked out only where somebody asks: a warranty is seldom what a customer comes for.
        is_warranty_asked="warranty" in request.GET,
        matches=matches_of(user, [row.pk for row in rows]),
        revealed_what=revealed_what,
        revealed_value=revealed_value,
        may_reveal=user.can(Ability.REVEAL),
        may_merge=user.can(Ability.WORK_CASES),
        tiers=list(ServiceTier.objects.all()),
        may_tier=user.can(Ability.SUPERVISE),
    )
    return render(request, "channels/desk/customer.html", context)


def _bought(rows: list[Customer], user: User) -> list[purchases.Bought]:
    found = purchases.bought_by(user, [row.pk for row in rows])
    return purchases.each_once(one for own in found.values() for one in own)[:ROWS]


def _told_here(rows: list[Customer], user: User) -> QuerySet[Submission]:
    """What this person may see of it: a customer's other stores are not everybody's business."""
    told = Submission.objects.visible_to(user).filter(customer__in=rows)
    return told.select_related("conversation", "channel", "store")


def _revealed(found: Customer, what: str, actor: User, now: datetime) -> str:
    """A value under the key of the row that it came by, which may have been merged into this one."""
    if what == "name":
        owner, sealed, context = found, found.name_sealed, NAME_CONTEXT
        subject = f"customer:{found.pk}"
    else:
        point = get_object_or_404(
            ContactPoint.objects.filter(
                customer__in=Customer.objects.same_as(found.pk)
            ).select_related("customer"),
            pk=id_in(what) or 0,
        )
        owner, sealed, context = point.customer, point.value_sealed, VALUE_CONTEXT
        subject = f"contact_point:{point.pk}"
    if sealed is None:
        raise Http404
    return reveal_value(
        wrapped_key=bytes(owner.wrapped_key) if owner.wrapped_key else None,
        sealed=bytes(sealed),
        context=context,
        subject=subject,
        actor=actor,
        now=now,
    )
