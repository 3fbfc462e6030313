"""Taking what a partner tells of purchases: safe to repeat, by the order number."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels.api.authentication import partner_in
from channels.purchases import (
    LONGEST_LINE,
    LONGEST_ORDER,
    MOST_AMOUNT,
    MOST_LINES,
    PurchaseDraft,
    is_currency,
    minor,
)
from channels.rules.imports.purchasing import keep_purchase
from channels.rules.looking_up import store_id_of
from feedback_site.api_problems import TOO_MANY, WRONG_KEY, problem
from feedback_site.api_throttling import PartnerThrottle

# As of files: before there was a shop, or after tomorrow, nobody bought anything.
_EARLIEST_YEAR, _AHEAD = 2000, timedelta(days=1)


class PurchaseIn(serializers.Serializer[Any]):
    """One order of a customer."""

    order_number = serializers.CharField(
        max_length=LONGEST_ORDER,
        help_text="Yours; the same number again replaces what you told of it.",
    )
    bought_at = serializers.DateTimeField()
    lines = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_LINE), min_length=1, max_length=MOST_LINES,
        help_text="What was bought, one thing each, in words that a customer would use.",
    )  # fmt: skip
    phone = serializers.CharField(
        max_length=32, required=False, allow_blank=True,
        help_text="Whose it is. Phone and e-mail are kept as keyed hashes, and cannot be read again.",
    )  # fmt: skip
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    store = serializers.SlugField(
        required=False, allow_blank=True, help_text="Code of the store; none for a web shop."
    )
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal(0), max_value=Decimal(MOST_AMOUNT),
        required=False, help_text="What was paid, tax included, in the currency's main unit.",
    )  # fmt: skip
    currency = serializers.CharField(
        max_length=3, required=False, help_text="ISO 4217, such as TWD; needed with an amount."
    )
    serial_number = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Of equipment."
    )
    lot = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Machine or lot that made it."
    )
    warranty_months = serializers.IntegerField(min_value=0, max_value=240, required=False)

    def validate_order_number(self, value: str) -> str:
        """Refuse what is only blanks."""
        if not "".join(value.split()):
            raise serializers.ValidationError("Give the number of the order.")
        return value

    def validate_bought_at(self, value: datetime) -> datetime:
        """Refuse a moment of a broken clock."""
        if value.year < _EARLIEST_YEAR or value > timezone.now() + _AHEAD:
            raise serializers.ValidationError("Give when it was bought; that is not in the future.")
        return value

    def validate_store(self, value: str) -> str:
        """Refuse a code that we do not know: a partner's mistake should show at once."""
        if value and store_id_of(value) is None:
            raise serializers.ValidationError("There is no such store.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An amount without its currency is no amount."""
        currency = attrs.get("currency", "")
        if ("amount" in attrs or currency) and not is_currency(currency):
            raise serializers.ValidationError({"currency": ["Give three letters, such as TWD."]})
        return attrs


class PurchaseOut(serializers.Serializer[Any]):
    """What became of it."""

    order_number = serializers.CharField()
    outcome = serializers.ChoiceField(
        choices=["kept", "changed", "known"],
        help_text="`known`: you told exactly this before, and nothing was written.",
    )


_CHECK = PurchaseIn()


class PurchasesView(APIView):
    """Where a partner tells what a customer bought."""

    parser_classes = (JSONParser,)
    throttle_classes = (PartnerThrottle,)
    throttle_scope = "write"

    @extend_schema(
        operation_id="purchase",
        summary="Tell of a purchase",
        request=PurchaseIn,
        responses={
            200: OpenApiResponse(
                PurchaseOut, description="The order was known: as it is, or told otherwise before."
            ),
            201: OpenApiResponse(PurchaseOut, description="Kept."),
            400: problem("Some values were refused; nothing was stored."),
            401: WRONG_KEY,
            429: TOO_MANY,
        },
    )
    def post(self, request: Request, version: str) -> Response:
        """Keep one order under the partner's number of it; a lost answer may be asked for again."""
        told = _CHECK.run_validation(request.data)
        kept = keep_purchase(_draft(told), partner=partner_in(request), now=timezone.now())
        outcome = "kept" if kept.new else "changed" if kept.changed else "known"
        return Response(
            {"order_number": told["order_number"], "outcome": outcome},
            status=status.HTTP_201_CREATED if kept.new else status.HTTP_200_OK,
        )


def _draft(told: dict[str, Any]) -> PurchaseDraft:
    amount, currency = told.get("amount"), told.get("currency", "")
    return PurchaseDraft(
        order_number=told["order_number"], bought_at=told["bought_at"], lines=tuple(told["lines"]),
        store_code=told.get("store", ""), lot=told.get("lot", ""),
        amount=None if amount is None else minor(amount, currency),
        currency="" if amount is None else currency, serial=told.get("serial_number", ""),
        warranty_months=told.get("warranty_months"), phone=told.get("phone", ""),
        email=told.get("email", ""),
    )  # fmt: skip
