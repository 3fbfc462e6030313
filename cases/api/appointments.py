"""Appointments for partners: the free times of a store, and one booked for the customer of a submission."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.errors import AlreadyDone, HasAppointment, NotLookedAtYet
from cases.kinds import Purpose
from cases.measures.appointments.free_slots import free_slots
from cases.measures.appointments.slot_choices import offers_of
from cases.models import Appointment, Case, SlotOffer
from cases.models.appointment import place_of
from cases.rules.appointments import booking
from channels.models import Partner, RawIntake
from channels.references import read_reference
from channels.rules.looking_up import store_id_of
from feedback_site.api_problems import TOO_MANY, WRONG_KEY, problem
from feedback_site.api_throttling import PartnerThrottle

NOBODY = problem("There is no such submission of yours, or nothing is booked for it.")


class SlotsIn(serializers.Serializer[Any]):
    """Of which store, and what for."""

    store = serializers.SlugField(max_length=50, help_text="Code of the store.")
    purpose = serializers.ChoiceField(choices=Purpose.choices, help_text="What for.")

    def validate_store(self, value: str) -> str:
        """Refuse a code that we do not know: a partner's mistake should show at once."""
        if store_id_of(value) is None:
            raise serializers.ValidationError("There is no such store.")
        return value


class SlotOut(serializers.Serializer[Any]):
    """One time that can be booked."""

    starts_at = serializers.DateTimeField(help_text="How a booking names it.")
    ends_at = serializers.DateTimeField()
    places = serializers.IntegerField(help_text="How many customers can still book it.")


class SlotsOut(SlotsIn):
    """The times that can be booked now, in order; none where the store offers nothing for it."""

    time_zone = serializers.CharField(help_text="Of the store; say times to customers by it.")
    slots = SlotOut(many=True)


class BookingIn(SlotsIn):
    """Where, what for, and when."""

    starts_at = serializers.DateTimeField(help_text="As one of the free slots begins.")


class BookingOut(serializers.Serializer[Any]):
    """What is booked for a submission."""

    store = serializers.SlugField(help_text="Code of the store.")
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    change_until = serializers.DateTimeField(help_text="Until then it may be moved or cancelled.")


class SlotsView(APIView):
    """The free times of a store."""

    throttle_classes = (PartnerThrottle,)
    throttle_scope = "read"

    @extend_schema(
        operation_id="slots",
        summary="List the times that can be booked at a store",
        parameters=[SlotsIn],
        responses={
            200: SlotsOut, 400: problem("Some values were refused."), 401: WRONG_KEY, 429: TOO_MANY,
        },
    )  # fmt: skip
    def get(self, request: Request, version: str) -> Response:
        """Give what customers are offered on the page of their case, with the same notice."""
        asked = SlotsIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        store, purpose = asked.validated_data["store"], asked.validated_data["purpose"]
        offer = next((one for one in offers_of(store) if one.purpose == purpose), None)
        return Response({"store": store, "purpose": purpose, **_times(offer)})


class AppointmentView(APIView):
    """What is booked for a submission of the partner's own."""

    throttle_classes = (PartnerThrottle,)

    @property
    def throttle_scope(self) -> str:
        """Looking is cheaper than booking."""
        return "read" if self.request.method == "GET" else "write"

    @extend_schema(
        operation_id="appointment",
        summary="See what is booked for a submission of your own",
        responses={200: BookingOut, 401: WRONG_KEY, 404: NOBODY, 429: TOO_MANY},
    )
    def get(self, request: Request, version: str, reference: str) -> Response:
        """Give what is still to come."""
        one = _first(_case(request, reference))
        # What is over and nobody has answered for is still booked, and no longer to come.
        if one is None or one.ends_at <= timezone.now():
            raise Http404
        return Response(_told(one))

    @extend_schema(
        operation_id="book_appointment",
        summary="Book a time for the customer of a submission, or move what is booked",
        description=(
            "Safe to repeat: the same time again changes nothing. It counts as the customer's own doing:"
            " with the store's notice, and so many changes to a case. They get a letter."
        ),
        request=BookingIn,
        responses={
            200: OpenApiResponse(BookingOut, description="Moved, or booked for that time already."),
            201: OpenApiResponse(BookingOut, description="Booked."),
            400: problem("Some values were refused; nothing was changed."),
            401: WRONG_KEY,
            404: NOBODY,
            409: problem(
                "The time was taken, it is too late to change, the case is over, or nobody has looked at the"
                " submission yet; `code` says which. Nothing was changed."
            ),
            429: TOO_MANY,
        },
    )
    def put(self, request: Request, version: str, reference: str) -> Response:
        """Let the submission have an appointment at this time."""
        asked = BookingIn(data=request.data)
        asked.is_valid(raise_exception=True)
        case = _case(request, reference)
        wanted: dict[str, Any] = {
            "store_id": cast("int", store_id_of(asked.validated_data["store"])),
            "purpose": asked.validated_data["purpose"],
            "starts_at": asked.validated_data["starts_at"],
        }
        one = _first(case)
        how = {**wanted, **_by(request)}
        try:
            if one is None:
                made = booking.book(case.pk, **how)
                return Response(_told(made), status=status.HTTP_201_CREATED)
            if not _is(one, wanted):
                one = booking.move(one.pk, **how)
        except (AlreadyDone, HasAppointment):
            # The same was asked twice at once, and the other was first.
            one = _first(case)
            if one is None or not _is(one, wanted):
                raise
        return Response(_told(one))

    @extend_schema(
        operation_id="cancel_appointment",
        summary="Cancel what is booked for a submission of your own",
        request=None,
        responses={
            204: OpenApiResponse(description="Cancelled; the customer is told."),
            401: WRONG_KEY,
            404: NOBODY,
            409: problem("It is too late to cancel it, or the case is over. Nothing was changed."),
            429: TOO_MANY,
        },
    )
    def delete(self, request: Request, version: str, reference: str) -> Response:
        """Give the place back."""
        one = _first(_case(request, reference))
        if one is None:
            raise Http404
        booking.cancel(one.pk, **_by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _case(request: Request, reference: str) -> Case:
    """Read the case of the partner's own submission; those of others do not exist.

    Raises NotLookedAtYet while a worker has not opened it.
    """
    spelled, partner = read_reference(reference) or "", cast("Partner", request.user)
    if not RawIntake.objects.filter(reference=spelled, context__partner=partner.pk).exists():
        raise Http404
    case = Case.objects.filter(reference=spelled).first()
    if case is None:
        raise NotLookedAtYet
    return case


def _first(case: Case) -> Appointment | None:
    return case.appointments.expected().select_related("store__calendar").first()


def _is(one: Appointment, wanted: Mapping[str, object]) -> bool:
    return all(getattr(one, name) == value for name, value in wanted.items())


def _by(request: Request) -> dict[str, Any]:
    """The customer, through this partner, now."""
    return {"actor": None, "now": timezone.now(), "partner": cast("Partner", request.user).name}


def _told(one: Appointment) -> dict[str, object]:
    return {
        "store": one.store.code, "purpose": one.purpose, "starts_at": one.starts_at,
        "ends_at": one.ends_at, "change_until": one.change_until,
    }  # fmt: skip


def _times(offer: SlotOffer | None) -> dict[str, object]:
    if offer is None:
        return {"time_zone": timezone.get_default_timezone_name(), "slots": []}
    slots = [
        {"starts_at": one.slot.starts_at, "ends_at": one.slot.ends_at, "places": one.places}
        for one in free_slots(offer, now=timezone.now())
    ]
    return {"time_zone": place_of(offer.store.calendar.time_zone).key, "slots": slots}
