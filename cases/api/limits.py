"""The time limits of a partner's own submission: what they were promised, and why it is due when it is."""

from typing import Any, cast

from django.http import Http404
from django.utils import timezone, translation
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.serializers import LanguageIn, LimitsOut
from cases.measures.time_limits.limit_words import limit_as_dict
from cases.models import Case
from cases.rules.clocks import clocking, ruling
from cases.sla.receipt import Receipt, receipts
from cases.sla.terms import INTERNAL_CLOCKS
from cases.sla.wire import receipt_as_dict
from channels.models import Partner, RawIntake
from channels.references import read_reference
from feedback_site.api_problems import TOO_MANY, WRONG_KEY, problem
from feedback_site.api_throttling import PartnerThrottle


class LimitsView(APIView):
    """The receipts of one submission's limits."""

    throttle_classes = (PartnerThrottle,)
    throttle_scope = "read"

    @extend_schema(
        operation_id="submission_limits",
        summary="See the time limits of a submission of your own, and why each is due when it is",
        parameters=[LanguageIn],
        responses={
            200: LimitsOut,
            400: problem("Some values were refused."),
            401: WRONG_KEY,
            404: problem("There is no such submission of yours."),
            429: TOO_MANY,
        },
    )
    def get(self, request: Request, version: str, reference: str) -> Response:
        """Explain the limits of the partner's own submissions; all others do not exist."""
        asked = LanguageIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        partner = cast("Partner", request.user)
        spelled = read_reference(reference) or ""
        if not RawIntake.objects.filter(reference=spelled, context__partner=partner.pk).exists():
            raise Http404
        with translation.override(asked.validated_data["language"]):
            return Response({"reference": spelled, "limits": _limits(spelled)})


def _limits(reference: str) -> list[dict[str, Any]]:
    """None while a worker has not opened the case yet; what only times our own people is our own."""
    try:
        cycles = clocking.explain_case(reference, now=timezone.now())
    except Case.DoesNotExist:
        return []
    shown = [cycle for cycle in cycles if cycle.clock not in INTERNAL_CLOCKS]
    return [_for_partner(one) for one in receipts(shown, ruling.rules().calendars)]


def _for_partner(receipt: Receipt) -> dict[str, Any]:
    """A receipt without who of us set a pause."""
    told = receipt_as_dict(receipt)
    for segment in told["segments"]:
        segment.pop("person", None)
    words = limit_as_dict(receipt, people={})
    return {**told, "words": words, "error": words["problem"]}
