"""Taking a partner's submissions, and telling how they stand."""

import hashlib
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels.api.authentication import partner_in
from channels.api.schema import IDEMPOTENCY_KEY
from channels.api.serializers import ReceiptOut, SubmissionIn, SubmissionOut
from channels.models import Conversation, Partner, RawIntake
from channels.panels import slots
from channels.references import read_reference
from channels.rules import access, intake
from feedback_site.api_problems import TOO_MANY, WRONG_KEY, problem
from feedback_site.api_throttling import PartnerThrottle

# Checking keeps no state in the serializer, and making one copies every field: a fifth of the request.
_CHECK = SubmissionIn()
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class TooLarge(exceptions.APIException):
    """The body is larger than we read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "The body is too large."


class SubmissionsView(APIView):
    """Where a partner hands in what a customer said."""

    parser_classes = (JSONParser,)
    throttle_classes = (PartnerThrottle,)
    throttle_scope = "write"

    @extend_schema(
        operation_id="submit",
        summary="Hand in feedback",
        request=SubmissionIn,
        parameters=[IDEMPOTENCY_KEY],
        responses={
            201: OpenApiResponse(
                ReceiptOut,
                description="Stored. `Idempotency-Replayed: true` where the key was known already.",
            ),
            400: problem("Some values were refused; nothing was stored."),
            401: WRONG_KEY,
            409: problem("The same request is being processed at this moment."),
            413: problem("The body is too large."),
            422: problem("The Idempotency-Key was used with another body."),
            429: TOO_MANY,
        },
    )
    def post(self, request: Request, version: str) -> Response:
        """Store the body as it came, read it, and answer with the receipt."""
        body = _body(request)
        _CHECK.run_validation(request.data)
        partner = partner_in(request)
        received = intake.take_once(
            channel=partner.channel,
            body=body,
            content_type=request.content_type or "",
            now=timezone.now(),
            context={"partner": partner.pk},
            idempotency=_idempotency(request, partner, body),
        )
        response = Response(_receipt(received.raw), status=status.HTTP_201_CREATED)
        if not received.is_new:
            response["Idempotency-Replayed"] = "true"
        return response


class SubmissionView(APIView):
    """How one submission stands."""

    throttle_classes = (PartnerThrottle,)
    throttle_scope = "read"

    @extend_schema(
        operation_id="submission",
        summary="See how a submission of your own stands",
        responses={
            200: SubmissionOut,
            401: WRONG_KEY,
            404: problem("There is no such submission of yours."),
            429: TOO_MANY,
        },
    )
    def get(self, request: Request, version: str, reference: str) -> Response:
        """Answer for the partner's own submissions; all others do not exist."""
        raw = (
            RawIntake.objects.only("reference", "received_at")
            .filter(
                reference=read_reference(reference) or "", context__partner=partner_in(request).pk
            )
            .first()
        )
        if raw is None:
            raise Http404
        return Response(
            {
                "reference": raw.reference,
                "received_at": raw.received_at,
                "state": slots.case_state(raw.reference) or "received",
            }
        )


def _body(request: Request) -> bytes:
    """Read the bytes before anything parses them: they are what is stored."""
    try:
        return bytes(request.body)
    except RequestDataTooBig:
        raise TooLarge from None


def _idempotency(request: Request, partner: Partner, body: bytes) -> intake.Idempotency | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise exceptions.ValidationError(
            {"Idempotency-Key": ["Use 1 to 255 visible ASCII characters."]}
        )
    return intake.Idempotency(
        partner_id=partner.pk, key=key, fingerprint=hashlib.sha256(body).digest()
    )


def _receipt(raw: RawIntake) -> dict[str, Any]:
    """Derive the code from the reference: it is the same while the item could not be read yet."""
    conversation = Conversation(reference=raw.reference)
    return {
        "reference": raw.reference,
        "access_code": conversation.access_code,
        "status_url": access.link(conversation),
        "received_at": raw.received_at,
        "state": "received",
    }
