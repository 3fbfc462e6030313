"""What partners send and get; these fields are the documentation of the API."""

import base64
import binascii
from typing import Any

from django.conf import settings
from rest_framework import serializers

from channels.kinds import Remedy
from channels.models import Consent
from channels.rules.files.attaching import MOST_FILES
from channels.rules.looking_up import store_id_of

LONGEST_TEXT = 20_000


class CustomerIn(serializers.Serializer[Any]):
    """Who gave the feedback; whatever is known."""

    name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=32, required=False, allow_blank=True)


class FileIn(serializers.Serializer[Any]):
    """One file."""

    name = serializers.CharField(max_length=200)
    content = serializers.CharField(
        help_text="Base64. Pictures up to 10 MB; 25 MB for all files together."
    )

    def validate_content(self, value: str) -> str:
        """Refuse now what could not be read later."""
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError("This is not base64.") from None
        return value


class SubmissionIn(serializers.Serializer[Any]):
    """One piece of feedback on behalf of a customer."""

    text = serializers.CharField(
        max_length=LONGEST_TEXT, help_text="What happened, in the customer's own words."
    )
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    customer = CustomerIn(required=False)
    is_anonymous = serializers.BooleanField(
        required=False, help_text="The customer wants to stay unknown: `customer` is then not kept."
    )
    no_contact_reason = serializers.CharField(max_length=80, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    store = serializers.SlugField(
        required=False, allow_blank=True, help_text="Code of the store it is about."
    )
    order_number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    category = serializers.SlugField(
        max_length=40, required=False, allow_blank=True, help_text="Code of a category, as a hint."
    )
    remedy_sought = serializers.ChoiceField(choices=Remedy.choices, required=False)
    captured_at = serializers.DateTimeField(
        required=False,
        help_text="When the customer said so, where that was earlier than now. Limits count from then,"
        " but from no longer ago than 14 days.",
    )
    notice_version = serializers.CharField(
        max_length=16, required=False, help_text="Version of the privacy notice that was shown."
    )
    consents = serializers.ListField(
        child=serializers.ChoiceField(choices=Consent.Purpose.choices), required=False, max_length=8
    )
    files = FileIn(many=True, required=False)

    def validate_store(self, value: str) -> str:
        """Refuse a code that we do not know: a partner's mistake should show at once."""
        if value and store_id_of(value) is None:
            raise serializers.ValidationError("There is no such store.")
        return value

    def validate_files(self, value: list[Any]) -> list[Any]:
        """Refuse more files than a message may have."""
        if len(value) > MOST_FILES:
            raise serializers.ValidationError(f"At most {MOST_FILES} files.")
        return value


class ReceiptOut(serializers.Serializer[Any]):
    """The receipt; the feedback is safely stored once you have it."""

    reference = serializers.CharField(help_text="The case number, such as FB-7K3M-92QX.")
    access_code = serializers.CharField(
        help_text="A secret for the customer: with the reference it opens the status page."
    )
    status_url = serializers.URLField(
        help_text="The status page, opened; a secret for the customer as well."
    )
    received_at = serializers.DateTimeField()
    state = serializers.CharField(help_text="State of the case at this moment: `received`.")


class SubmissionOut(serializers.Serializer[Any]):
    """How a submission of your own stands."""

    reference = serializers.CharField()
    received_at = serializers.DateTimeField()
    state = serializers.CharField(
        help_text="`received` until the case is triaged, then the state of the case."
    )
